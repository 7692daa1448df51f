//! The structs and functions of `chat4all/connector.h`, as of `C4A_ABI` 2. tests/layout.rs compares them with the header.
#![allow(missing_docs, non_camel_case_types)]

use std::ffi::{c_char, c_void};

pub const ABI: u32 = 2;

/// What `get_extension` is asked for, and answers with a [`c4a_operations`].
pub const OPERATIONS: &[u8] = b"chat4all.operations/1";

#[repr(C)]
#[derive(Clone, Copy)]
pub struct c4a_str {
    pub ptr: *const c_char,
    pub len: usize,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct c4a_kv {
    pub key: c4a_str,
    pub value: c4a_str,
}

pub type c4a_instance = u64;
pub type c4a_op = u64;
pub type c4a_file = u64;

#[repr(C)]
#[derive(Clone, Copy)]
pub struct c4a_message {
    pub size: u32,
    pub format: u32,
    pub attempt: u32,
    pub flags: u32,
    pub deadline_us: i64,
    pub message_id: c4a_str,
    pub conversation: c4a_str,
    pub recipient: c4a_str,
    pub chat: c4a_str,
    pub reply_to: c4a_str,
    pub text: c4a_str,
    pub idempotency_key: c4a_str,
    pub sender: c4a_str,
    pub sender_name: c4a_str,
    pub meta: *const c4a_kv,
    pub meta_count: usize,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct c4a_change {
    pub size: u32,
    pub format: u32,
    pub attempt: u32,
    pub flags: u32,
    pub deadline_us: i64,
    pub message_id: c4a_str,
    pub conversation: c4a_str,
    pub recipient: c4a_str,
    pub chat: c4a_str,
    pub remote_id: c4a_str,
    pub more_ids: *const c4a_str,
    pub more_ids_count: usize,
    pub text: c4a_str,
    pub idempotency_key: c4a_str,
    pub sender: c4a_str,
    pub sender_name: c4a_str,
    pub occurred_at_us: i64,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct c4a_webhook_request {
    pub size: u32,
    pub reserved: u32,
    pub received_at_us: i64,
    pub deadline_us: i64,
    pub method: c4a_str,
    pub url: c4a_str,
    pub path: c4a_str,
    pub query: c4a_str,
    pub remote_addr: c4a_str,
    pub headers: *const c4a_kv,
    pub header_count: usize,
    pub body: c4a_str,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct c4a_result {
    pub size: u32,
    pub code: i32,
    pub retry_after_ms: u64,
    pub scope: u32,
    pub reserved: u32,
    pub remote_id: c4a_str,
    pub detail: c4a_str,
    pub more_ids: *const c4a_str,
    pub more_ids_count: usize,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct c4a_event {
    pub size: u32,
    pub kind: u32,
    pub flags: u32,
    pub format: u32,
    pub occurred_at_us: i64,
    pub until_us: i64,
    pub code: i32,
    pub reserved: u32,
    pub event_id: c4a_str,
    pub chat: c4a_str,
    pub chat_title: c4a_str,
    pub sender: c4a_str,
    pub sender_name: c4a_str,
    pub remote_id: c4a_str,
    pub ref_id: c4a_str,
    pub message_id: c4a_str,
    pub text: c4a_str,
    pub detail: c4a_str,
    pub raw: c4a_str,
    pub attachments: *const *const c_void,
    pub attachment_count: usize,
    pub meta: *const c4a_kv,
    pub meta_count: usize,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct c4a_webhook_response {
    pub size: u32,
    pub status: u32,
    pub headers: *const c4a_kv,
    pub header_count: usize,
    pub body: c4a_str,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct c4a_http_request {
    pub size: u32,
    pub flags: u32,
    pub timeout_ms: u32,
    pub reserved: u32,
    pub max_response_bytes: u64,
    pub cause: c4a_op,
    pub method: c4a_str,
    pub url: c4a_str,
    pub headers: *const c4a_kv,
    pub header_count: usize,
    pub body: c4a_str,
    pub body_file: c4a_file,
    pub parts: *const *const c_void,
    pub part_count: usize,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct c4a_http_response {
    pub size: u32,
    pub code: i32,
    pub status: u32,
    pub reserved: u32,
    pub headers: *const c4a_kv,
    pub header_count: usize,
    pub body: c4a_str,
    pub file: c4a_file,
    pub file_length: u64,
    pub detail: c4a_str,
}

pub type c4a_callback = extern "C" fn(user: *mut c_void, code: i32);
pub type c4a_http_callback = extern "C" fn(user: *mut c_void, response: *const c4a_http_response);

type Get = extern "C" fn(c4a_instance, c4a_str, *mut c_char, usize, *mut usize) -> i32;

/// A function that the host's version does not have is `None`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct c4a_host {
    pub size: u32,
    pub abi: u32,
    pub log: Option<extern "C" fn(c4a_instance, c4a_op, u32, c4a_str)>,
    pub now: Option<extern "C" fn(u32) -> i64>,
    pub config_get: Option<Get>,
    pub state_get: Option<Get>,
    pub state_set: Option<extern "C" fn(c4a_instance, c4a_op, c4a_str, c4a_str) -> i32>,
    pub emit: Option<extern "C" fn(c4a_instance, c4a_op, *const c4a_event) -> i32>,
    pub complete: Option<extern "C" fn(c4a_op, *const c4a_result) -> i32>,
    pub respond: Option<extern "C" fn(c4a_op, *const c4a_webhook_response) -> i32>,
    pub http: Option<
        extern "C" fn(c4a_instance, *const c4a_http_request, c4a_http_callback, *mut c_void, *mut c4a_op) -> i32,
    >,
    pub timer: Option<extern "C" fn(c4a_instance, u64, c4a_callback, *mut c_void, *mut c4a_op) -> i32>,
    pub abort: Option<extern "C" fn(c4a_op) -> i32>,
    pub file_read: Option<extern "C" fn(c4a_file, u64, *mut c_void, usize, *mut usize) -> i32>,
    pub post: Option<extern "C" fn(c4a_instance, c4a_callback, *mut c_void) -> i32>,
    pub metric: Option<extern "C" fn(c4a_instance, c4a_str, u32, f64) -> i32>,
    pub get_extension: Option<extern "C" fn(c4a_str) -> *const c_void>,
}

type OnInstance = extern "C" fn(context: *mut c_void, op: c4a_op);

#[allow(non_snake_case)]
#[repr(C)]
#[derive(Clone, Copy)]
pub struct c4a_connector {
    pub size: u32,
    pub reserved: u32,
    pub create: Option<extern "C" fn(*const c4a_host, c4a_instance, c4a_op, *mut *mut c_void)>,
    pub connect: Option<OnInstance>,
    pub sendText: Option<extern "C" fn(*mut c_void, c4a_op, *const c4a_message)>,
    pub sendFile: Option<extern "C" fn(*mut c_void, c4a_op, *const c_void)>,
    pub onWebhookEvent: Option<extern "C" fn(*mut c_void, c4a_op, *const c4a_webhook_request)>,
    pub health: Option<OnInstance>,
    pub cancel: Option<OnInstance>,
    pub disconnect: Option<OnInstance>,
    pub destroy: Option<extern "C" fn(*mut c_void)>,
    pub get_extension: Option<extern "C" fn(c4a_str) -> *const c_void>,
}

pub type OnChange = extern "C" fn(context: *mut c_void, op: c4a_op, change: *const c4a_change);

#[allow(non_snake_case)]
#[repr(C)]
#[derive(Clone, Copy)]
pub struct c4a_operations {
    pub size: u32,
    pub reserved: u32,
    pub editText: Option<OnChange>,
    pub deleteMessage: Option<OnChange>,
    pub react: Option<OnChange>,
    pub markRead: Option<OnChange>,
    pub typing: Option<OnChange>,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct c4a_descriptor {
    pub size: u32,
    pub abi: u32,
    pub min_host_abi: u32,
    pub traits: u32,
    pub capabilities: u64,
    pub max_text_bytes: u64,
    pub max_file_bytes: u64,
    pub id: c4a_str,
    pub channel: c4a_str,
    pub display_name: c4a_str,
    pub version: c4a_str,
    pub vendor: c4a_str,
    pub license: c4a_str,
    pub url: c4a_str,
    pub config_schema: c4a_str,
    pub egress_hosts: *const c4a_str,
    pub egress_host_count: usize,
    pub connector: *const c4a_connector,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct c4a_plugin {
    pub size: u32,
    pub abi: u32,
    pub connectors: *const *const c4a_descriptor,
    pub connector_count: usize,
}

/// A struct that begins with its size: what is beyond the size given is zero here.
///
/// # Safety
/// Implemented by structs for which all bytes zero is a value, and whose first field is `size`.
pub unsafe trait Sized32: Copy {
    /// Copies what the host gave; `None` for NULL or a size that cannot be.
    ///
    /// # Safety
    /// `pointer` is NULL, or points at a struct as the header describes it.
    unsafe fn copy(pointer: *const Self) -> Option<Self> {
        if pointer.is_null() {
            return None;
        }
        // SAFETY: every such struct begins with a u32; `size` bytes of it may be read, and all bytes zero is a value.
        unsafe {
            let size = *pointer.cast::<u32>() as usize;
            let mut copy = std::mem::zeroed::<Self>();
            let known = size.min(std::mem::size_of::<Self>());
            std::ptr::copy_nonoverlapping(pointer.cast::<u8>(), (&raw mut copy).cast::<u8>(), known);
            (known >= 4).then_some(copy)
        }
    }

    /// A value of nothing but its size.
    fn empty() -> Self {
        // SAFETY: all bytes zero is a value, and the first field is the size.
        unsafe {
            let mut value = std::mem::zeroed::<Self>();
            *(&raw mut value).cast::<u32>() = std::mem::size_of::<Self>() as u32;
            value
        }
    }
}

// SAFETY: numbers, pointers and optional functions only, with `size` in front.
unsafe impl Sized32 for c4a_message {}
unsafe impl Sized32 for c4a_change {}
unsafe impl Sized32 for c4a_operations {}
unsafe impl Sized32 for c4a_webhook_request {}
unsafe impl Sized32 for c4a_result {}
unsafe impl Sized32 for c4a_event {}
unsafe impl Sized32 for c4a_webhook_response {}
unsafe impl Sized32 for c4a_http_request {}
unsafe impl Sized32 for c4a_http_response {}
unsafe impl Sized32 for c4a_host {}
unsafe impl Sized32 for c4a_connector {}
unsafe impl Sized32 for c4a_descriptor {}

impl c4a_str {
    /// Borrows; whoever gets it must not keep it for longer than `text` lives.
    pub fn new(text: &(impl AsRef<[u8]> + ?Sized)) -> Self {
        let bytes = text.as_ref();
        Self { ptr: bytes.as_ptr().cast(), len: bytes.len() }
    }

    /// The bytes; empty for absent ones.
    ///
    /// # Safety
    /// What it points at lives, unchanged, for `'a`.
    pub unsafe fn bytes<'a>(self) -> &'a [u8] {
        if self.ptr.is_null() || self.len == 0 {
            return &[];
        }
        // SAFETY: the header says so, and the caller that it lives for 'a.
        unsafe { std::slice::from_raw_parts(self.ptr.cast(), self.len) }
    }
}

/// # Safety
/// `pairs` points at `count` pairs that live, unchanged, for `'a`.
pub unsafe fn pairs<'a>(pairs: *const c4a_kv, count: usize) -> &'a [c4a_kv] {
    if pairs.is_null() || count == 0 {
        return &[];
    }
    // SAFETY: the caller says so.
    unsafe { std::slice::from_raw_parts(pairs, count) }
}

/// # Safety
/// `texts` points at `count` texts that live, unchanged, for `'a`.
pub unsafe fn texts<'a>(texts: *const c4a_str, count: usize) -> &'a [c4a_str] {
    if texts.is_null() || count == 0 {
        return &[];
    }
    // SAFETY: the caller says so.
    unsafe { std::slice::from_raw_parts(texts, count) }
}
