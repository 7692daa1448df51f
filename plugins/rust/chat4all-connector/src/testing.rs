//! A host for tests: it calls the connector through the same C functions as the gateway, on the test's own thread, and
//! has no network.
//!
//! ```ignore
//! let mut host = FakeHost::new::<Pager>(&[("token", "t-1")]);
//! host.start().unwrap();
//! host.answer(201, &[], r#"{"id":"m-7"}"#);
//! assert_eq!(host.send("+55", "Olá"), Some(Ok(Sent::new("m-7"))));
//! ```

use crate::ffi::*;
use crate::messages::text;
use crate::{Connector, Event, EventKind, Failure, Plugin, Sent};
use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::ffi::{c_char, c_void};
use std::time::Duration;

/// What is to happen to a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Changing {
    Edit,
    Delete,
    React,
    MarkRead,
    Typing,
}

/// An HTTP request that a connector asked for.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct Recorded {
    pub method: String,
    pub url: String,
    pub headers: HashMap<String, String>,
    pub body: String,
}

/// How a request of the platform ended.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub struct Ending {
    pub status: u32,
    pub body: String,
    /// What is kept; nothing where the status is not 2xx.
    pub events: Vec<Event>,
}

/// How an operation ended.
pub type Outcome = Result<Sent, Failure>;

/// Status, headers and body; or the code with which no response comes.
type Scripted = Result<(u32, Vec<(String, String)>, String), i32>;

#[derive(Default)]
struct State {
    settings: HashMap<String, String>,
    stored: HashMap<Vec<u8>, Vec<u8>>,
    script: VecDeque<Scripted>,
    pending: VecDeque<(c4a_http_callback, usize)>,
    /// When, the token, and whom to call.
    timers: Vec<(u64, c4a_op, c4a_callback, usize)>,
    milliseconds: u64,
    requests: Vec<Recorded>,
    endings: HashMap<c4a_op, Vec<Outcome>>,
    answers: HashMap<c4a_op, (u32, String)>,
    events: Vec<Event>,
    log: Vec<String>,
    last_op: c4a_op,
    last_timer: c4a_op,
}

thread_local! {
    static STATE: RefCell<State> = RefCell::new(State::default());
}

fn with<R>(body: impl FnOnce(&mut State) -> R) -> R {
    STATE.with_borrow_mut(body)
}

/// A host that is the test's own. One at a time on each thread.
pub struct FakeHost {
    table: Box<c4a_host>,
    functions: c4a_connector,
    context: *mut c_void,
}

impl FakeHost {
    /// A host with these settings, for an instance that `start` makes.
    pub fn new<C: Connector>(settings: &[(&str, &str)]) -> Self {
        let plugin = Plugin::new();
        // SAFETY: the tables live for ever, and are as plugin.rs makes them.
        let functions = unsafe { *(**(*plugin.table::<C>(ABI)).connectors).connector };
        let settings = settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        STATE.set(State { settings, ..State::default() });
        Self { table: Box::new(table()), functions, context: std::ptr::null_mut() }
    }

    /// Makes the instance, and connects it.
    pub fn start(&mut self) -> Result<(), Failure> {
        let op = begin();
        self.functions.create.unwrap()(&*self.table, 1, op, &mut self.context);
        self.ending(op).expect("create ends before it returns")?;
        let op = begin();
        self.functions.connect.unwrap()(self.context, op);
        self.settle();
        self.ending(op).expect("connect has ended").map(|_| ())
    }

    /// What the next request gets; 500 for requests for which nothing is said.
    pub fn answer(&self, status: u32, headers: &[(&str, &str)], body: &str) {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        with(|state| state.script.push_back(Ok((status, headers, body.to_owned()))));
    }

    /// The next request comes to nothing: 100, it was not sent; 400, the answer was lost.
    pub fn no_answer(&self, code: i32) {
        with(|state| state.script.push_back(Err(code)));
    }

    /// Sends a text; `None` while it has not ended.
    pub fn send(&self, recipient: &str, words: &str) -> Option<Outcome> {
        let op = begin();
        let message = c4a_message {
            attempt: 1,
            message_id: c4a_str::new("message-1"),
            idempotency_key: c4a_str::new("message-1"),
            recipient: c4a_str::new(recipient),
            text: c4a_str::new(words),
            ..c4a_message::empty()
        };
        self.functions.sendText.unwrap()(self.context, op, &message);
        self.settle();
        self.ending(op)
    }

    /// Has something happen to a message; `None` while it has not ended. Panics where the connector cannot do that.
    pub fn change(&self, what: Changing, remote_id: &str, words: &str) -> Option<Outcome> {
        // SAFETY: the connector's table lives for ever.
        let table = unsafe {
            let get = self.functions.get_extension.expect("it has operations");
            c4a_operations::copy(get(c4a_str::new(OPERATIONS)).cast()).expect("it has operations")
        };
        let function = match what {
            Changing::Edit => table.editText,
            Changing::Delete => table.deleteMessage,
            Changing::React => table.react,
            Changing::MarkRead => table.markRead,
            Changing::Typing => table.typing,
        };
        let op = begin();
        let change = c4a_change {
            attempt: 1,
            message_id: c4a_str::new("message-1"),
            idempotency_key: c4a_str::new("change-1"),
            recipient: c4a_str::new("+55"),
            remote_id: c4a_str::new(remote_id),
            text: c4a_str::new(words),
            ..c4a_change::empty()
        };
        function.expect("it can do that")(self.context, op, &change);
        self.settle();
        self.ending(op)
    }

    /// How the connector is; `None` while it does not say. Panics where it never does.
    pub fn health(&self) -> Option<Outcome> {
        let op = begin();
        self.functions.health.expect("it reports its health")(self.context, op);
        self.settle();
        self.ending(op)
    }

    /// Lets time pass, with the timers that come due meanwhile, and tells how many did.
    pub fn elapse(&self, time: Duration) -> usize {
        let end = with(|state| state.milliseconds) + u64::try_from(time.as_millis()).unwrap_or(u64::MAX / 2);
        let mut count = 0;
        loop {
            let due = with(|state| {
                let index = (0..state.timers.len()).min_by_key(|index| state.timers[*index].0)?;
                (state.timers[index].0 <= end).then(|| state.timers.remove(index))
            });
            let Some((at, _, callback, user)) = due else { break };
            with(|state| state.milliseconds = at);
            callback(user as *mut c_void, 0);
            self.settle();
            count += 1;
        }
        with(|state| state.milliseconds = end);
        count
    }

    /// How the last send or change ended that had not ended when it was asked for.
    pub fn late_ending(&self) -> Option<Outcome> {
        last_ending()
    }

    /// Hands over a POST of the platform.
    pub fn webhook(&self, headers: &[(&str, &str)], body: &[u8]) -> Ending {
        let op = begin();
        let headers: Vec<_> = headers
            .iter()
            .map(|(name, value)| c4a_kv { key: c4a_str::new(name), value: c4a_str::new(value) })
            .collect();
        let request = c4a_webhook_request {
            method: c4a_str::new("POST"),
            headers: headers.as_ptr(),
            header_count: headers.len(),
            body: c4a_str::new(body),
            ..c4a_webhook_request::empty()
        };
        self.functions.onWebhookEvent.unwrap()(self.context, op, &request);
        self.settle();
        let events = with(|state| std::mem::take(&mut state.events));
        match (with(|state| state.answers.remove(&op)), self.ending(op)) {
            (Some((status, body)), None) => {
                Ending { status, body, events: if status / 100 == 2 { events } else { Vec::new() } }
            }
            (None, Some(Err(failure))) => {
                let status = if failure.code / 100 == 2 { 500 } else { 503 };
                Ending { status, body: String::new(), events: Vec::new() }
            }
            _ => panic!("a request of the platform is answered once"),
        }
    }

    /// What the connector has asked for.
    pub fn requests(&self) -> Vec<Recorded> {
        with(|state| state.requests.clone())
    }

    /// What it has written to the log.
    pub fn log(&self) -> Vec<String> {
        with(|state| state.log.clone())
    }

    fn ending(&self, op: c4a_op) -> Option<Outcome> {
        ending(op)
    }

    fn settle(&self) {
        while let Some((callback, user)) = with(|state| state.pending.pop_front()) {
            let answer = with(|state| state.script.pop_front()).unwrap_or(Ok((500, Vec::new(), String::new())));
            let mut response = c4a_http_response::empty();
            let (status, headers, body) = answer.unwrap_or_else(|code| {
                response.code = code;
                (0, Vec::new(), String::new())
            });
            let headers: Vec<_> = headers
                .iter()
                .map(|(key, value)| c4a_kv { key: c4a_str::new(key), value: c4a_str::new(value) })
                .collect();
            response.status = status;
            response.headers = headers.as_ptr();
            response.header_count = headers.len();
            response.body = c4a_str::new(&body);
            callback(user as *mut c_void, &response);
        }
    }
}

impl Drop for FakeHost {
    fn drop(&mut self) {
        if !self.context.is_null() {
            for (_, _, callback, user) in with(|state| std::mem::take(&mut state.timers)) {
                callback(user as *mut c_void, 401);
            }
            self.functions.destroy.unwrap()(self.context);
        }
    }
}

/// How the last operation ended, of a host that may be gone by now; `None` where it has not, or where that was told.
pub fn last_ending() -> Option<Outcome> {
    ending(with(|state| state.last_op))
}

fn ending(op: c4a_op) -> Option<Outcome> {
    let mut endings = with(|state| state.endings.remove(&op)).unwrap_or_default();
    assert!(endings.len() < 2, "an operation ended twice");
    endings.pop()
}

fn begin() -> c4a_op {
    with(|state| {
        state.last_op += 1;
        state.last_op
    })
}

fn owned(raw: c4a_str) -> String {
    // SAFETY: the connector's text lives until the host function returns.
    unsafe { text(raw) }.into_owned()
}

fn bytes(raw: c4a_str) -> Vec<u8> {
    // SAFETY: as above.
    unsafe { raw.bytes() }.to_vec()
}

fn give(value: Option<Vec<u8>>, buffer: *mut c_char, capacity: usize, length: *mut usize) -> i32 {
    let Some(value) = value else { return 204 };
    // SAFETY: the connector passes where to put it, and how much room there is.
    unsafe {
        *length = value.len();
        if value.len() > capacity {
            return 903;
        }
        std::ptr::copy_nonoverlapping(value.as_ptr(), buffer.cast(), value.len());
    }
    0
}

fn table() -> c4a_host {
    c4a_host {
        abi: ABI,
        log: Some(log),
        now: Some(now),
        config_get: Some(config_get),
        state_get: Some(state_get),
        state_set: Some(state_set),
        emit: Some(emit),
        complete: Some(complete),
        respond: Some(respond),
        http: Some(http),
        timer: Some(timer),
        abort: Some(abort),
        ..c4a_host::empty()
    }
}

extern "C" fn log(_: u64, _: c4a_op, _: u32, line: c4a_str) {
    with(|state| state.log.push(owned(line)));
}

extern "C" fn now(_: u32) -> i64 {
    1_700_000_000_000_000 + with(|state| state.milliseconds as i64) * 1_000
}

extern "C" fn timer(_: u64, delay_ms: u64, callback: c4a_callback, user: *mut c_void, token: *mut c4a_op) -> i32 {
    with(|state| {
        state.last_timer += 1;
        let at = state.milliseconds.saturating_add(delay_ms);
        state.timers.push((at, state.last_timer, callback, user as usize));
        // SAFETY: the connector passes where to put it, or NULL.
        if let Some(token) = unsafe { token.as_mut() } {
            *token = state.last_timer;
        }
    });
    0
}

extern "C" fn abort(token: c4a_op) -> i32 {
    let found = with(|state| {
        let index = state.timers.iter().position(|timer| timer.1 == token)?;
        Some(state.timers.remove(index))
    });
    let Some((_, _, callback, user)) = found else { return 900 };
    // The host would call back later; nothing of the layer depends on it.
    callback(user as *mut c_void, 401);
    0
}

extern "C" fn config_get(_: u64, key: c4a_str, buffer: *mut c_char, capacity: usize, length: *mut usize) -> i32 {
    let value = with(|state| state.settings.get(&owned(key)).map(|value| value.clone().into_bytes()));
    give(value, buffer, capacity, length)
}

extern "C" fn state_get(_: u64, key: c4a_str, buffer: *mut c_char, capacity: usize, length: *mut usize) -> i32 {
    give(with(|state| state.stored.get(&bytes(key)).cloned()), buffer, capacity, length)
}

extern "C" fn state_set(_: u64, _: c4a_op, key: c4a_str, value: c4a_str) -> i32 {
    with(|state| {
        if value.ptr.is_null() {
            state.stored.remove(&bytes(key));
        } else {
            state.stored.insert(bytes(key), bytes(value));
        }
    });
    0
}

extern "C" fn emit(_: u64, _: c4a_op, event: *const c4a_event) -> i32 {
    // SAFETY: the connector passes an event that lives until this returns.
    let Some(raw) = (unsafe { c4a_event::copy(event) }) else {
        return 901;
    };
    use EventKind::*;
    let kinds = [Message, Sent, Delivered, Read, Failed, Edited, Deleted, Reaction, Typing];
    let event = Event {
        kind: kinds.into_iter().find(|kind| *kind as u32 == raw.kind).unwrap_or(Other),
        id: owned(raw.event_id),
        occurred_at_us: raw.occurred_at_us,
        chat: owned(raw.chat),
        sender: owned(raw.sender),
        sender_name: owned(raw.sender_name),
        remote_id: owned(raw.remote_id),
        ref_id: owned(raw.ref_id),
        text: owned(raw.text),
        code: raw.code,
        detail: owned(raw.detail),
        raw: bytes(raw.raw),
    };
    with(|state| state.events.push(event));
    0
}

extern "C" fn complete(op: c4a_op, result: *const c4a_result) -> i32 {
    // SAFETY: the connector passes a result that lives until this returns.
    let Some(raw) = (unsafe { c4a_result::copy(result) }) else {
        return 901;
    };
    let wait = (raw.retry_after_ms > 0).then(|| Duration::from_millis(raw.retry_after_ms));
    let outcome = match raw.code {
        // SAFETY: as above.
        0 => Ok(Sent::new(owned(raw.remote_id))
            .and(unsafe { texts(raw.more_ids, raw.more_ids_count) }.iter().map(|id| owned(*id)).collect())),
        code => Err(Failure { only_chat: raw.scope == 1, ..Failure::new(code, owned(raw.detail)).after(wait) }),
    };
    with(|state| state.endings.entry(op).or_default().push(outcome));
    0
}

extern "C" fn respond(op: c4a_op, response: *const c4a_webhook_response) -> i32 {
    // SAFETY: the connector passes a response that lives until this returns.
    let Some(raw) = (unsafe { c4a_webhook_response::copy(response) }) else {
        return 901;
    };
    with(|state| state.answers.insert(op, (raw.status, owned(raw.body))));
    0
}

extern "C" fn http(
    _: u64,
    request: *const c4a_http_request,
    callback: c4a_http_callback,
    user: *mut c_void,
    _: *mut c4a_op,
) -> i32 {
    // SAFETY: the connector passes a request that lives until this returns.
    let Some(raw) = (unsafe { c4a_http_request::copy(request) }) else {
        return 901;
    };
    // SAFETY: as above.
    let headers = unsafe { pairs(raw.headers, raw.header_count) };
    let recorded = Recorded {
        method: owned(raw.method),
        url: owned(raw.url),
        headers: headers.iter().map(|header| (owned(header.key), owned(header.value))).collect(),
        body: owned(raw.body),
    };
    with(|state| {
        state.requests.push(recorded);
        state.pending.push_back((callback, user as usize));
    });
    0
}
