use crate::ffi::{Sized32, c4a_event, c4a_str};

/// What happened. `remote_id` is the id of the thing that an event brings, `ref_id` of the thing that it is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EventKind {
    /// Somebody wrote: sender, remote_id, text; ref_id: the message it answers.
    Message = 1,
    /// The platform accepted ref_id.
    Sent = 2,
    /// ref_id is on the recipient's device.
    Delivered = 3,
    /// ref_id has been read.
    Read = 4,
    /// ref_id will not arrive: `code` says why.
    Failed = 5,
    /// ref_id now reads `text`.
    Edited = 6,
    /// ref_id was taken back.
    Deleted = 7,
    /// `text` is the reaction of sender to ref_id; empty: taken back.
    Reaction = 8,
    /// sender is typing in chat.
    Typing = 9,
    /// Understood to be of no use to Chat4All; kept in `raw`, counted.
    #[default]
    Other = 16,
}

/// Something that happened on the platform.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Event {
    /// What happened.
    pub kind: EventKind,
    /// The same whenever the platform repeats the event; the gateway drops repetitions by it.
    pub id: String,
    /// Microseconds since 1970, by the platform's clock. 0: now.
    pub occurred_at_us: i64,
    /// The platform's id of the chat. Empty: the private chat with `sender`.
    pub chat: String,
    /// The platform's address of who did it.
    pub sender: String,
    /// What to call the sender.
    pub sender_name: String,
    /// The platform's id of what the event brings.
    pub remote_id: String,
    /// The platform's id of what the event is about.
    pub ref_id: String,
    /// The words.
    pub text: String,
    /// With `Failed`: a result code.
    pub code: i32,
    /// For people; no secrets.
    pub detail: String,
    /// The platform's own words, for audit and later re-processing.
    pub raw: Vec<u8>,
}

impl Event {
    /// An event of a kind, under the id by which repetitions are known.
    pub fn new(kind: EventKind, id: impl Into<String>) -> Self {
        Self { kind, id: id.into(), ..Self::default() }
    }

    /// Borrows from self.
    pub(crate) fn raw(&self) -> c4a_event {
        c4a_event {
            kind: self.kind as u32,
            occurred_at_us: self.occurred_at_us,
            code: self.code,
            event_id: c4a_str::new(&self.id),
            chat: c4a_str::new(&self.chat),
            sender: c4a_str::new(&self.sender),
            sender_name: c4a_str::new(&self.sender_name),
            remote_id: c4a_str::new(&self.remote_id),
            ref_id: c4a_str::new(&self.ref_id),
            text: c4a_str::new(&self.text),
            detail: c4a_str::new(&self.detail),
            raw: c4a_str::new(&self.raw),
            ..c4a_event::empty()
        }
    }
}
