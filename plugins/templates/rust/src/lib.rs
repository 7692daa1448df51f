//! New Channel: a connector for Chat4All.
//!
//! The service takes messages by POST /messages and reports what happens by callbacks that are signed with HMAC-SHA256.
//! Each function below has one thing to translate; put your platform's words in place of the service's.

use chat4all_connector::*;

/// One account of the service.
pub struct NewChannelConnector {
    url: String,
    authorization: String,
    secret: String,
}

chat4all_connector::export!(NewChannelConnector);

impl Connector for NewChannelConnector {
    const DESCRIPTION: Description = Description {
        id: "org.example.new-channel",
        channel: "new-channel",
        name: "New Channel",
        version: env!("CARGO_PKG_VERSION"),
        capabilities: capability::SEND_TEXT
            | capability::WEBHOOK
            | capability::DELIVERED_RECEIPTS
            | capability::READ_RECEIPTS
            | capability::IDEMPOTENT_SEND,
        max_text_bytes: 0,
        egress_hosts: &["api.new-channel.example"],
    };

    // Settings: what stands in channels.yaml.
    const SETTINGS: &'static [Setting] = &[
        Setting::secret("token", "the access token of the service"),
        Setting::secret("callback_secret", "what the service signs its callbacks with"),
        Setting::url("api_base_url", "where the service is", "https://api.new-channel.example"),
    ];

    fn create(settings: &Settings, _host: Host) -> Result<Self, Failure> {
        Ok(Self {
            url: format!("{}/messages", settings.get("api_base_url")),
            authorization: format!("Bearer {}", settings.get("token")),
            secret: settings.get("callback_secret"),
        })
    }

    // Sending: a request out, and what its answer means.
    fn send_text(&self, message: &TextMessage<'_>, sending: Sending) {
        let to = if message.chat.is_empty() { &message.recipient } else { &message.chat };
        let request = Request::post(&self.url, &json::object([("to", to), ("text", &message.text)]))
            .header("authorization", &self.authorization)
            .header("idempotency-key", &*message.idempotency_key);
        sending.http(request, judge);
    }

    // Callbacks: prove the origin, report what they say, answer once.
    fn on_webhook(&self, request: &WebhookRequest<'_>, webhook: Webhook) {
        let signature = request.header("x-signature").unwrap_or_default();
        if !hmac::fits(&signature, "sha256=", self.secret.as_bytes(), request.body) {
            return webhook.answer(401);
        }
        let Some(body) = json::parse(request.body) else { return webhook.answer(400) };
        let mut event = Event::new(EventKind::Other, body.text("event_id"));
        match body.text("type") {
            "message" => {
                event.kind = EventKind::Message;
                event.sender = body.text("from").into();
                event.sender_name = body.text("name").into();
                event.remote_id = body.text("message_id").into();
                event.text = body.text("text").into();
            }
            "delivered" | "read" => {
                event.kind = if body.text("type") == "read" { EventKind::Read } else { EventKind::Delivered };
                event.ref_id = body.text("message_id").into();
            }
            // Authentic and of no use: 200 all the same, or the service repeats it for days.
            _ => event.raw = request.body.into(),
        }
        if event.id.is_empty() {
            return webhook.answer(400);
        }
        let result = webhook.emit(&event).and_then(|()| note_gap(&webhook, body.integer("number").unwrap_or(0)));
        webhook.answer_for(result);
    }
}

/// The first digit of the code decides what the gateway does: 1 try again, 2 never, 3 wait for a person, 4 nobody knows.
fn judge(response: Response<'_>) -> Result<Sent, Failure> {
    let detail = format!("HTTP {}", response.status);
    match response.status {
        200..=299 => match response.json().map(|answer| answer.text("id").to_owned()) {
            Some(id) if !id.is_empty() => Ok(Sent::new(id)),
            _ => Err(Failure::uncertain("the answer has no id")),
        },
        401 => Err(Failure::auth_failed(detail)),
        403 => Err(Failure::blocked(detail)),
        404 => Err(Failure::not_found(detail)),
        413 => Err(Failure::too_large(detail)),
        429 => Err(Failure::rate_limited(detail).after(response.retry_after())),
        // Of a proxy: the service behind it may have taken the message.
        502 | 504 => Err(Failure::uncertain(detail)),
        500.. => Err(Failure::retry(detail).after(response.retry_after())),
        _ => Err(Failure::permanent(detail)),
    }
}

/// The service counts its callbacks. What is kept is stored together with the event, or not at all.
fn note_gap(webhook: &Webhook, number: i64) -> Result<(), Failure> {
    let last =
        webhook.host().state("last_number").and_then(|bytes| String::from_utf8(bytes).ok()?.parse().ok()).unwrap_or(0);
    if number <= last {
        return Ok(());
    }
    if last > 0 && number != last + 1 {
        webhook.log(Level::Warning, "callbacks were lost before this one");
    }
    webhook.set_state("last_number", Some(number.to_string().as_bytes()))
}
