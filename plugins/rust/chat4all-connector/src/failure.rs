use std::time::Duration;

/// Why something did not work, in the words that the gateway acts on.
///
/// The first digit of the code decides: 1 is tried again, 2 never, 3 stops the account until a person has looked, 4 means
/// that the message may have arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// A result code of the header.
    pub code: i32,
    /// For people: what went wrong. No secrets, and nothing of the message's text.
    pub detail: String,
    /// With codes 1xx: not before. `None`: the gateway chooses.
    pub retry_after: Option<Duration>,
    /// A rate limit that holds for the chat alone, not for the whole account.
    pub only_chat: bool,
}

impl Failure {
    /// A failure of any code.
    pub fn new(code: i32, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), retry_after: None, only_chat: false }
    }

    /// Did not work this time; nothing was sent.
    pub fn retry(detail: impl Into<String>) -> Self {
        Self::new(100, detail)
    }
    /// Refused for going too fast.
    pub fn rate_limited(detail: impl Into<String>) -> Self {
        Self::new(101, detail)
    }
    /// Will never work.
    pub fn permanent(detail: impl Into<String>) -> Self {
        Self::new(200, detail)
    }
    /// The platform cannot do that.
    pub fn unsupported(detail: impl Into<String>) -> Self {
        Self::new(201, detail)
    }
    /// Longer than the platform takes.
    pub fn too_large(detail: impl Into<String>) -> Self {
        Self::new(202, detail)
    }
    /// The recipient blocked us, never wrote to us, or the time for answers has passed.
    pub fn blocked(detail: impl Into<String>) -> Self {
        Self::new(203, detail)
    }
    /// No such recipient.
    pub fn not_found(detail: impl Into<String>) -> Self {
        Self::new(204, detail)
    }
    /// The platform does not accept our credentials.
    pub fn auth_failed(detail: impl Into<String>) -> Self {
        Self::new(300, detail)
    }
    /// A setting is wrong: say which, and what would be right.
    pub fn bad_config(detail: impl Into<String>) -> Self {
        Self::new(301, detail)
    }
    /// The request went out, and nobody knows what became of it.
    pub fn uncertain(detail: impl Into<String>) -> Self {
        Self::new(400, detail)
    }

    /// The same, not to be tried again before.
    pub fn after(mut self, time: Option<Duration>) -> Self {
        self.retry_after = time;
        self
    }

    /// What an answer of the host other than OK means for the operation that asked.
    pub(crate) fn refusal(code: i32, detail: &str) -> Self {
        match code {
            900 | 902 | 401 => Self::new(401, "the operation has ended"),
            100 => Self::retry(detail),
            901 => Self::permanent(detail),
            code => Self::new(code, detail),
        }
    }
}

/// A message that the platform has accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// The platform's id of it, unique within the account; later events refer to it.
    pub remote_id: String,
    /// Where the platform needed several messages: the ids of the second and later ones.
    pub more_ids: Vec<String>,
}

impl Sent {
    /// Accepted under this id.
    pub fn new(remote_id: impl Into<String>) -> Self {
        Self { remote_id: remote_id.into(), more_ids: Vec::new() }
    }

    /// In several messages, of which these are the second and later ones.
    pub fn and(mut self, more_ids: Vec<String>) -> Self {
        self.more_ids = more_ids;
        self
    }
}
