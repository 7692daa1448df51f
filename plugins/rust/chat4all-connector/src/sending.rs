use crate::ffi::{self, Sized32, c4a_http_request, c4a_kv, c4a_result, c4a_str};
use crate::{Failure, Host, Level, Request, Response, Sent, border};
use std::ffi::c_void;

/// A message, or something that happens to one, on its way. It ends once: with [`Sending::finish`], or, where that is forgotten or a panic comes, when it is
/// dropped.
pub struct Sending {
    pub(crate) operation: Operation,
}

type Then = Box<dyn FnOnce(Sending, Result<Response<'_>, Failure>) + Send>;

struct Waiting {
    sending: Sending,
    then: Then,
}

impl Sending {
    /// The host, for what belongs to no request.
    pub fn host(&self) -> &Host {
        &self.operation.host
    }

    /// Ends it: with the platform's id of the message, or with why it was not sent.
    pub fn finish(mut self, result: Result<Sent, Failure>) {
        self.operation.end(result);
    }

    /// Makes a request; what `judge` says of the response ends the sending. Where no response came, that is what ends it:
    /// as retry when nothing was sent, as uncertain when the message may have arrived.
    pub fn http(self, request: Request, judge: impl FnOnce(Response<'_>) -> Result<Sent, Failure> + Send + 'static) {
        self.http_then(request, |sending, answer| {
            let result = answer.and_then(judge);
            sending.finish(result);
        });
    }

    /// Makes a request and goes on with `then`, which may make another.
    pub fn http_then(
        mut self,
        request: Request,
        then: impl FnOnce(Self, Result<Response<'_>, Failure>) + Send + 'static,
    ) {
        let Some(http) = self.operation.host.table.http else {
            return self.finish(Err(Failure::unsupported("this host makes no requests")));
        };
        let headers: Vec<c4a_kv> = request
            .headers
            .iter()
            .map(|(name, value)| c4a_kv { key: c4a_str::new(name), value: c4a_str::new(value) })
            .collect();
        let raw = c4a_http_request {
            cause: self.operation.token,
            method: c4a_str::new(request.method),
            url: c4a_str::new(&request.url),
            headers: headers.as_ptr(),
            header_count: headers.len(),
            body: c4a_str::new(&request.body),
            ..c4a_http_request::empty()
        };
        let instance = self.operation.host.instance;
        self.operation.may_have_arrived = true;
        let user = Box::into_raw(Box::new(Waiting { sending: self, then: Box::new(then) }));
        let code = http(instance, &raw, answered, user.cast(), std::ptr::null_mut());
        if code != 0 {
            // SAFETY: no callback follows, so the box is ours again.
            let waiting = unsafe { Box::from_raw(user) };
            waiting.sending.finish(Err(Failure::refusal(code, "the request was not taken")));
        }
    }
}

extern "C" fn answered(user: *mut c_void, response: *const ffi::c4a_http_response) {
    // SAFETY: it is the box that http_then gave away, and the host calls once.
    let waiting = unsafe { Box::from_raw(user.cast::<Waiting>()) };
    let Waiting { sending, then } = *waiting;
    let host = sending.operation.host.clone();
    border::guard(&host, || {
        // SAFETY: the response lives until this function returns.
        then(sending, unsafe { Response::read(response) });
    });
}

/// An operation of the host, which ends once.
pub(crate) struct Operation {
    pub(crate) host: Host,
    pub(crate) token: ffi::c4a_op,
    pub(crate) may_have_arrived: bool,
    has_ended: bool,
}

impl Operation {
    pub(crate) fn new(host: Host, token: ffi::c4a_op) -> Self {
        Self { host, token, may_have_arrived: false, has_ended: false }
    }

    pub(crate) fn end(&mut self, result: Result<Sent, Failure>) {
        if self.has_ended {
            return;
        }
        self.has_ended = true;
        let mut raw = c4a_result::empty();
        let mut more: Vec<c4a_str> = Vec::new();
        match &result {
            Ok(sent) => {
                raw.remote_id = c4a_str::new(&sent.remote_id);
                more.extend(sent.more_ids.iter().map(c4a_str::new));
                raw.more_ids = more.as_ptr();
                raw.more_ids_count = more.len();
            }
            Err(failure) => {
                raw.code = failure.code;
                raw.detail = c4a_str::new(&failure.detail);
                let wait = failure.retry_after.unwrap_or_default().as_millis();
                raw.retry_after_ms = u64::try_from(wait).unwrap_or(u64::MAX);
                raw.scope = u32::from(failure.only_chat);
            }
        }
        if let Some(complete) = self.host.table.complete {
            complete(self.token, &raw);
        }
    }

    /// Something else has ended it.
    pub(crate) fn forget(&mut self) {
        self.has_ended = true;
    }
}

impl Drop for Operation {
    fn drop(&mut self) {
        if self.has_ended {
            return;
        }
        let what = if std::thread::panicking() { "the connector panicked" } else { "the connector forgot to answer" };
        self.host.log_about(self.token, Level::Error, what);
        // A panic comes again with the same message, so that trying again is no use; unless a request has gone out.
        let failure = if self.may_have_arrived { Failure::uncertain(what) } else { Failure::permanent(what) };
        self.end(Err(failure));
    }
}
