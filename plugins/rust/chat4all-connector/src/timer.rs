use crate::ffi::c4a_op;
use crate::{Failure, Host, Sending, border};
use std::ffi::c_void;
use std::time::Duration;

/// A call that is to come. Dropping it changes nothing.
#[derive(Debug)]
pub struct Timer {
    token: c4a_op,
}

type Then = Box<dyn FnOnce(i32) + Send>;

struct Waiting {
    host: Host,
    then: Then,
}

impl Timer {
    /// Has it not happen, unless it has already.
    pub fn cancel(self, host: &Host) {
        if let Some(abort) = host.table.abort {
            abort(self.token);
        }
    }
}

impl Host {
    /// Calls `then` after a time or more, among the instance's other calls. Where the account goes down before, or the timer
    /// is cancelled, it is dropped instead.
    pub fn after(&self, time: Duration, then: impl FnOnce() + Send + 'static) -> Result<Timer, Failure> {
        let then: Then = Box::new(|code| {
            if code == 0 {
                then();
            }
        });
        self.timer(time, then).map_err(|(code, _)| Failure::refusal(code, "there is no timer"))
    }

    /// Gives `then` back where there is no timer.
    fn timer(&self, time: Duration, then: Then) -> Result<Timer, (i32, Then)> {
        let Some(timer) = self.table.timer else { return Err((201, then)) };
        let user = Box::into_raw(Box::new(Waiting { host: self.clone(), then }));
        let mut token = 0;
        let milliseconds = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        match timer(self.instance, milliseconds, due, user.cast(), &mut token) {
            0 => Ok(Timer { token }),
            code => {
                // SAFETY: no callback follows, so the box is ours again.
                let waiting = unsafe { Box::from_raw(user) };
                Err((code, waiting.then))
            }
        }
    }
}

impl Sending {
    /// Goes on with `then` after a time or more: for platforms that want pauses, and for asking again. Where the account
    /// goes down before, it ends as cancelled.
    pub fn after(self, time: Duration, then: impl FnOnce(Self) + Send + 'static) {
        let host = self.host().clone();
        let then: Then = Box::new(|code| {
            if code == 0 {
                then(self);
            } else {
                self.finish(Err(Failure::refusal(code, "there is no timer")));
            }
        });
        if let Err((code, then)) = host.timer(time, then) {
            then(code);
        }
    }
}

extern "C" fn due(user: *mut c_void, code: i32) {
    // SAFETY: it is the box that `timer` gave away, and the host calls once.
    let waiting = unsafe { Box::from_raw(user.cast::<Waiting>()) };
    let Waiting { host, then } = *waiting;
    border::guard(&host, || then(code));
}
