//! What the layer promises at the border to C.

use chat4all_connector::ffi::{Sized32, c4a_http_response};
use chat4all_connector::testing::FakeHost;
use chat4all_connector::*;

/// Does what the message's text says.
struct Probe {
    setting: String,
}

impl Connector for Probe {
    const DESCRIPTION: Description = Description {
        id: "org.example.probe",
        channel: "probe",
        name: "Probe",
        version: "1.0.0",
        capabilities: capability::SEND_TEXT | capability::WEBHOOK,
        max_text_bytes: 0,
        egress_hosts: &["api.probe.example"],
    };
    const SETTINGS: &'static [Setting] =
        &[Setting::secret("token", "the key"), Setting::url("api", "the server", "https://api.probe.example")];

    fn create(settings: &Settings, _: Host) -> Result<Self, Failure> {
        Ok(Self { setting: settings.get("api") })
    }

    fn send_text(&self, message: &TextMessage<'_>, sending: Sending) {
        let request = Request::get(&self.setting);
        match &*message.text {
            "panic" => panic!("with {}", message.text),
            "panic later" => sending.http(request, |_| panic!("later")),
            "forget" => {}
            "ask" => sending.http(request, |response| Ok(Sent::new(response.status.to_string()))),
            "ask twice" => sending.http_then(request, |sending, _| {
                sending.http(Request::get("https://second.example"), |_| Ok(Sent::new("second")));
            }),
            other => sending.finish(Ok(Sent::new(other))),
        }
    }

    fn on_webhook(&self, request: &WebhookRequest<'_>, webhook: Webhook) {
        if request.body == b"panic" {
            panic!("in a callback");
        }
        let seen = webhook.host().state("seen").unwrap_or_default();
        let result = webhook.emit(&Event::new(EventKind::Other, format!("e{}", seen.len())));
        webhook.set_state("seen", Some(&[seen, vec![1]].concat())).unwrap();
        webhook.answer_for(result);
    }
}

fn host() -> FakeHost {
    let mut host = FakeHost::new::<Probe>(&[("token", "t")]);
    host.start().unwrap();
    host
}

#[test]
fn a_panic_becomes_a_permanent_failure_and_the_next_message_goes_out() {
    let host = host();
    assert_eq!(host.send("+55", "panic").unwrap().unwrap_err().code, 200);
    assert_eq!(host.send("+55", "fine"), Some(Ok(Sent::new("fine"))));
    assert!(host.log().iter().any(|line| line.contains("panicked at") && line.contains("border.rs")));
    assert!(!host.log().iter().any(|line| line.contains("with panic")), "words of a panic may be a user's");
}

#[test]
fn a_panic_after_the_request_leaves_the_message_uncertain() {
    assert_eq!(host().send("+55", "panic later").unwrap().unwrap_err().code, 400);
}

#[test]
fn a_send_that_is_forgotten_ends_all_the_same() {
    assert_eq!(host().send("+55", "forget").unwrap().unwrap_err().code, 200);
}

#[test]
fn a_panic_in_a_callback_is_a_500_without_events() {
    let ending = host().webhook(&[], b"panic");
    assert_eq!((ending.status, ending.events.len()), (500, 0));
}

#[test]
fn a_response_ends_the_send() {
    let host = host();
    host.answer(204, &[], "");
    assert_eq!(host.send("+55", "ask"), Some(Ok(Sent::new("204"))));
}

#[test]
fn no_response_ends_the_send_in_its_own_class() {
    let host = host();
    for (code, expected) in [(100, 100), (400, 400), (402, 402), (200, 301), (202, 400)] {
        host.no_answer(code);
        assert_eq!(host.send("+55", "ask").unwrap().unwrap_err().code, expected);
    }
}

#[test]
fn one_request_may_follow_another() {
    let host = host();
    assert_eq!(host.send("+55", "ask twice"), Some(Ok(Sent::new("second"))));
    assert_eq!(host.requests().last().unwrap().url, "https://second.example");
}

#[test]
fn state_is_read_back() {
    let host = host();
    assert_eq!(host.webhook(&[], b"").events[0].id, "e0");
    assert_eq!(host.webhook(&[], b"").events[0].id, "e1");
}

#[test]
fn settings_are_checked_before_the_connector_is_made() {
    let failure = FakeHost::new::<Probe>(&[("api", "ftp://x")]).start().unwrap_err();
    assert_eq!(failure.code, 301);
    assert_eq!(failure.detail, "'token' is missing: it is the key; 'api' has to look like https://api.probe.example");
    let failure = FakeHost::new::<Probe>(&[("token", "a b")]).start().unwrap_err();
    assert_eq!(failure.detail, "'token' has to be visible characters without blanks");
}

#[test]
fn the_description_is_the_same_each_time_and_refuses_a_host_of_no_version() {
    static PLUGIN: Plugin = Plugin::new();
    assert!(PLUGIN.table::<Probe>(0).is_null());
    let table = PLUGIN.table::<Probe>(1);
    assert_eq!(table, PLUGIN.table::<Probe>(u32::MAX));
    // SAFETY: the tables live as long as the process.
    let descriptor = unsafe { **(*table).connectors };
    let schema = json::parse(unsafe { descriptor.config_schema.bytes() }).unwrap();
    let token = schema.get("properties").unwrap().get("token").unwrap();
    assert_eq!(token.get("writeOnly"), Some(&json::Value::Bool(true)));
    assert_eq!(schema.get("properties").unwrap().get("api").unwrap().text("format"), "uri");
}

#[test]
fn what_lies_beyond_a_smaller_struct_is_zero() {
    let whole = c4a_http_response { status: 200, file: 7, ..c4a_http_response::empty() };
    let old = c4a_http_response { size: 12, ..whole };
    // SAFETY: it is a whole struct.
    let copy = unsafe { c4a_http_response::copy(&old) }.unwrap();
    assert_eq!((copy.status, copy.file), (200, 0));
    assert!(unsafe { c4a_http_response::copy(std::ptr::null()) }.is_none());
}
