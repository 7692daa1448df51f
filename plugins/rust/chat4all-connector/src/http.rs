use crate::Failure;
use crate::ffi::{Sized32, c4a_http_response, c4a_kv, pairs};
use crate::messages::{find, text};
use std::borrow::Cow;
use std::time::Duration;

/// A request for the gateway to make: TLS, pools, proxies, limits, metrics and traces are its business.
#[derive(Clone, Debug, Default)]
pub struct Request {
    pub(crate) method: &'static str,
    pub(crate) url: String,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
}

impl Request {
    /// A POST of JSON.
    pub fn post(url: impl Into<String>, body: &crate::json::Value) -> Self {
        let headers = vec![("content-type", "application/json".to_owned())];
        Self { method: "POST", url: url.into(), headers, body: body.to_string().into_bytes() }
    }

    /// A GET.
    pub fn get(url: impl Into<String>) -> Self {
        Self { method: "GET", url: url.into(), ..Self::default() }
    }

    /// With one more header.
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

/// What came back, whatever its status. Borrowed for the call.
pub struct Response<'a> {
    /// Of HTTP.
    pub status: u32,
    /// The bytes.
    pub body: &'a [u8],
    headers: &'a [c4a_kv],
}

impl<'a> Response<'a> {
    /// What the host passed to a callback: the response, or why there is none.
    pub(crate) unsafe fn read(pointer: *const c4a_http_response) -> Result<Self, Failure> {
        // SAFETY: the host passes a response that lives until the callback returns, and 'a is no longer than that.
        unsafe {
            let Some(raw) = c4a_http_response::copy(pointer) else {
                return Err(Failure::uncertain("the host passed no response"));
            };
            let detail = text(raw.detail).into_owned();
            match raw.code {
                0 => Ok(Self {
                    status: raw.status,
                    body: raw.body.bytes(),
                    headers: pairs(raw.headers, raw.header_count),
                }),
                // The platform has answered, so it has acted: only its answer is unknown.
                202 => Err(Failure::uncertain("the answer was too large to be read")),
                // Not the message's fault: an address leads where the operator has not allowed it to lead.
                200 => Err(Failure::bad_config(detail)),
                code => Err(Failure::new(code, detail)),
            }
        }
    }

    /// The value of the first header of that name.
    pub fn header(&self, name: &str) -> Option<Cow<'a, str>> {
        // SAFETY: they live for 'a.
        unsafe { find(self.headers, name) }
    }

    /// Retry-After, where it is a number of seconds; at most a day.
    pub fn retry_after(&self) -> Option<Duration> {
        let text = self.header("retry-after")?;
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| Duration::from_secs(text.parse::<u64>().unwrap_or(86_400).min(86_400)))
    }

    /// The body as JSON; `None` where it is none.
    pub fn json(&self) -> Option<crate::json::Value> {
        crate::json::parse(self.body)
    }
}
