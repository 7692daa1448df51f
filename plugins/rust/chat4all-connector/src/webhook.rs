use crate::ffi::{self, Sized32, c4a_str, c4a_webhook_response};
use crate::sending::Operation;
use crate::{Event, Failure, Host, Level};

/// A request of the platform that waits for its answer. It ends once: with [`Webhook::answer`], or, where that is forgotten
/// or a panic comes, with a 500 when it is dropped.
pub struct Webhook {
    pub(crate) operation: Operation,
}

impl Webhook {
    pub(crate) fn new(host: Host, token: ffi::c4a_op) -> Self {
        Self { operation: Operation::new(host, token) }
    }

    /// The host.
    pub fn host(&self) -> &Host {
        &self.operation.host
    }

    /// Writes a line to the log about this request.
    pub fn log(&self, level: Level, line: &str) {
        self.operation.host.log_about(self.operation.token, level, line);
    }

    /// Reports an event. It counts when the request is answered with 2xx, and is stored before that leaves.
    ///
    /// A failure's code 100 means that there is no room now: answer 503.
    pub fn emit(&self, event: &Event) -> Result<(), Failure> {
        let host = &self.operation.host;
        let emit = host.table.emit.ok_or_else(|| Failure::unsupported("this host takes no events"))?;
        match emit(host.instance, self.operation.token, &event.raw()) {
            0 => Ok(()),
            code => Err(Failure::refusal(code, "the event was not taken")),
        }
    }

    /// Stores a value together with the events of this request, or not at all.
    pub fn set_state(&self, key: &str, value: Option<&[u8]>) -> Result<(), Failure> {
        self.operation.host.set_state_for(self.operation.token, key, value)
    }

    /// Answers with a status, 200 to 599. Not 2xx: the events are discarded.
    pub fn answer(self, status: u32) {
        self.answer_with(status, "");
    }

    /// Answers with a status and a text: for handshakes.
    pub fn answer_with(mut self, status: u32, body: &str) {
        let response = c4a_webhook_response { status, body: c4a_str::new(body), ..c4a_webhook_response::empty() };
        self.operation.forget();
        if let Some(respond) = self.operation.host.table.respond {
            respond(self.operation.token, &response);
        }
    }

    /// Answers according to what became of an event: 200, 503 where there was no room, 400 for what cannot be stored.
    pub fn answer_for(self, result: Result<(), Failure>) {
        self.answer(match result {
            Ok(()) => 200,
            Err(failure) if failure.code / 100 == 1 => 503,
            Err(_) => 400,
        });
    }
}
