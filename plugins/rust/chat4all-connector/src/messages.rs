use crate::ffi::{c4a_change, c4a_kv, c4a_message, c4a_str, c4a_webhook_request, pairs, texts};
use std::borrow::Cow;

/// Text of the host; what is not UTF-8 becomes U+FFFD.
pub(crate) unsafe fn text<'a>(text: c4a_str) -> Cow<'a, str> {
    // SAFETY: the caller says that it lives for 'a.
    String::from_utf8_lossy(unsafe { text.bytes() })
}

pub(crate) unsafe fn find<'a>(headers: &'a [c4a_kv], name: &str) -> Option<Cow<'a, str>> {
    // SAFETY: the headers are the host's, and live as long as the slice.
    headers
        .iter()
        .find(|header| unsafe { header.key.bytes() }.eq_ignore_ascii_case(name.as_bytes()))
        .map(|header| unsafe { text(header.value) })
}

/// A text to send. Borrowed for the call: copy what is to be kept.
#[derive(Clone, Debug)]
pub struct TextMessage<'a> {
    /// Chat4All's id of the message; may be passed along for the platform to give back.
    pub id: Cow<'a, str>,
    /// The platform's address of the person. Empty when only the chat is known.
    pub recipient: Cow<'a, str>,
    /// The platform's id of the chat. Empty: the private chat with the recipient.
    pub chat: Cow<'a, str>,
    /// The platform's id of the message that this one answers; empty: none.
    pub reply_to: Cow<'a, str>,
    /// The words.
    pub text: Cow<'a, str>,
    /// How they are written: 0 plain, 1 Markdown, 2 HTML.
    pub format: u32,
    /// The same for all attempts of one delivery, different otherwise.
    pub idempotency_key: Cow<'a, str>,
    /// What to call the author, where several people write through one account.
    pub sender_name: Cow<'a, str>,
    /// 1 for the first.
    pub attempt: u32,
    /// An earlier attempt may have arrived.
    pub may_be_duplicate: bool,
}

impl<'a> TextMessage<'a> {
    pub(crate) unsafe fn new(raw: &c4a_message) -> Self {
        // SAFETY: the host's texts live until the call returns, and 'a is no longer than that.
        unsafe {
            Self {
                id: text(raw.message_id),
                recipient: text(raw.recipient),
                chat: text(raw.chat),
                reply_to: text(raw.reply_to),
                text: text(raw.text),
                format: raw.format,
                idempotency_key: text(raw.idempotency_key),
                sender_name: text(raw.sender_name),
                attempt: raw.attempt.max(1),
                may_be_duplicate: raw.flags & 1 != 0,
            }
        }
    }
}

/// Something that happens to a message after it was sent, or around it. Borrowed for the call.
#[derive(Clone, Debug)]
pub struct Change<'a> {
    /// Chat4All's id of the message; of typing: empty.
    pub id: Cow<'a, str>,
    /// The platform's address of who is to see it. Empty when only the chat is known.
    pub recipient: Cow<'a, str>,
    /// The platform's id of the chat. Empty: the private chat with the recipient.
    pub chat: Cow<'a, str>,
    /// The platform's id of the message. Of typing: the newest one received in the chat, where there is one.
    pub remote_id: Cow<'a, str>,
    /// Of a message that was sent in parts: the ids of the second and later ones.
    pub more_ids: Vec<Cow<'a, str>>,
    /// An edit: what it reads now. A reaction: the sign, one emoji; empty: taken back.
    pub text: Cow<'a, str>,
    /// How the text is written: 0 plain, 1 Markdown, 2 HTML.
    pub format: u32,
    /// Typing: nobody types any more.
    pub is_typing_stopped: bool,
    /// The same for all attempts of one change, different otherwise.
    pub idempotency_key: Cow<'a, str>,
    /// Opaque: who edits, reacts, reads or types.
    pub sender: Cow<'a, str>,
    /// What to call them.
    pub sender_name: Cow<'a, str>,
    /// When that was: microseconds since 1970; 0: not known.
    pub occurred_at_us: i64,
    /// 1 for the first.
    pub attempt: u32,
}

impl<'a> Change<'a> {
    pub(crate) unsafe fn new(raw: &c4a_change) -> Self {
        // SAFETY: as for TextMessage; the list of ids lives as long.
        unsafe {
            Self {
                id: text(raw.message_id),
                recipient: text(raw.recipient),
                chat: text(raw.chat),
                remote_id: text(raw.remote_id),
                more_ids: texts(raw.more_ids, raw.more_ids_count).iter().map(|id| text(*id)).collect(),
                text: text(raw.text),
                format: raw.format,
                is_typing_stopped: raw.flags & 1 != 0,
                idempotency_key: text(raw.idempotency_key),
                sender: text(raw.sender),
                sender_name: text(raw.sender_name),
                occurred_at_us: raw.occurred_at_us,
                attempt: raw.attempt.max(1),
            }
        }
    }
}

/// A request of the platform, byte for byte as it came. Borrowed for the call.
pub struct WebhookRequest<'a> {
    /// Upper case.
    pub method: Cow<'a, str>,
    /// What follows `/ingress/<account>`, still percent-encoded.
    pub path: Cow<'a, str>,
    /// Without the `?`, still percent-encoded.
    pub query: Cow<'a, str>,
    /// The public URL as the platform called it, where known: some signatures cover it.
    pub url: Cow<'a, str>,
    /// The bytes that a signature covers.
    pub body: &'a [u8],
    headers: &'a [c4a_kv],
}

impl<'a> WebhookRequest<'a> {
    pub(crate) unsafe fn new(raw: &c4a_webhook_request) -> Self {
        // SAFETY: as for TextMessage.
        unsafe {
            Self {
                method: text(raw.method),
                path: text(raw.path),
                query: text(raw.query),
                url: text(raw.url),
                body: raw.body.bytes(),
                headers: pairs(raw.headers, raw.header_count),
            }
        }
    }

    /// The value of the first header of that name.
    pub fn header(&self, name: &str) -> Option<Cow<'a, str>> {
        // SAFETY: they live for 'a.
        unsafe { find(self.headers, name) }
    }
}
