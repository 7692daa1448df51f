use crate::Failure;
use crate::ffi::{self, Sized32, c4a_host, c4a_str};
use std::sync::Arc;

/// How much a line in the log matters.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub enum Level {
    Debug = 1,
    Info = 2,
    Warning = 3,
    Error = 4,
}

/// What a connector can ask of Chat4All. One for each instance; clones are the same one.
#[derive(Clone)]
pub struct Host {
    pub(crate) table: Arc<c4a_host>,
    pub(crate) instance: ffi::c4a_instance,
}

impl Host {
    /// # Safety
    /// `table` is what the host gave to `create`.
    pub(crate) unsafe fn new(table: *const c4a_host, instance: ffi::c4a_instance) -> Option<Self> {
        // SAFETY: as the caller says. What lies beyond the host's size is None here.
        let table = Arc::new(unsafe { c4a_host::copy(table) }?);
        Some(Self { table, instance })
    }

    /// Writes a line to the gateway's log. No secrets, no message texts.
    pub fn log(&self, level: Level, line: &str) {
        self.log_about(0, level, line);
    }

    pub(crate) fn log_about(&self, op: ffi::c4a_op, level: Level, line: &str) {
        if let Some(log) = self.table.log {
            log(self.instance, op, level as u32, c4a_str::new(line));
        }
    }

    /// Microseconds since 1970. Use it instead of the system's: tests move it.
    pub fn now_us(&self) -> i64 {
        self.table.now.map_or(0, |now| now(0))
    }

    /// Adds to a counter named `[a-z][a-z0-9_]{0,62}`.
    pub fn count(&self, name: &str, by: f64) {
        if let Some(metric) = self.table.metric {
            metric(self.instance, c4a_str::new(name), 0, by);
        }
    }

    /// What was stored under a key for this account, maybe in an earlier life.
    pub fn state(&self, key: &str) -> Option<Vec<u8>> {
        self.read(self.table.state_get?, key)
    }

    /// Stores up to 64 KiB under a key of up to 128 bytes; `None` removes it. In a callback: [`crate::Webhook::set_state`].
    pub fn set_state(&self, key: &str, value: Option<&[u8]>) -> Result<(), Failure> {
        self.set_state_for(0, key, value)
    }

    pub(crate) fn set_state_for(&self, cause: ffi::c4a_op, key: &str, value: Option<&[u8]>) -> Result<(), Failure> {
        let set = self.table.state_set.ok_or_else(|| Failure::unsupported("this host keeps no state"))?;
        let value = value.map_or(c4a_str { ptr: std::ptr::null(), len: 0 }, c4a_str::new);
        match set(self.instance, cause, c4a_str::new(key), value) {
            0 => Ok(()),
            code => Err(Failure::refusal(code, "state was not stored")),
        }
    }

    pub(crate) fn setting(&self, name: &str) -> Option<String> {
        let bytes = self.read(self.table.config_get?, name)?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }

    fn read(
        &self,
        get: extern "C" fn(u64, c4a_str, *mut std::ffi::c_char, usize, *mut usize) -> i32,
        key: &str,
    ) -> Option<Vec<u8>> {
        let mut buffer = vec![0_u8; 256];
        loop {
            let mut length = 0;
            match get(self.instance, c4a_str::new(key), buffer.as_mut_ptr().cast(), buffer.len(), &mut length) {
                0 => {
                    buffer.truncate(length);
                    return Some(buffer);
                }
                903 if length > buffer.len() => buffer.resize(length, 0),
                _ => return None,
            }
        }
    }
}

// SAFETY: the table's functions work from every thread, and it is only read.
unsafe impl Send for Host {}
unsafe impl Sync for Host {}
