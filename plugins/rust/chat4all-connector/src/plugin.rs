use crate::ffi::{ABI, Sized32, c4a_connector, c4a_descriptor, c4a_plugin, c4a_str};
use crate::{Connector, Setting, border, operations};
use std::sync::OnceLock;

/// What a connector is, for channels.yaml, the API and people.
#[derive(Clone, Copy, Debug)]
pub struct Description {
    /// Reverse-DNS, for ever the same: `org.example.pager`.
    pub id: &'static str,
    /// The kind of channel, as in the API's `channels`: `[a-z][a-z0-9_-]{0,62}`.
    pub channel: &'static str,
    /// For people.
    pub name: &'static str,
    /// As semver.org writes it.
    pub version: &'static str,
    /// Of [`crate::capability`]; a function that is not among them is never called.
    pub capabilities: u64,
    /// The longest text that one message takes, in bytes of UTF-8. 0: no limit.
    pub max_text_bytes: u64,
    /// What it may contact: `api.example.org`, `*.example.org`, optionally with `:port`. Settings that are URLs come on top.
    pub egress_hosts: &'static [&'static str],
}

/// What a channel can do, for routing and for those who ask.
pub mod capability {
    /// Has `send_text`.
    pub const SEND_TEXT: u64 = 0x1;
    /// Has `on_webhook`.
    pub const WEBHOOK: u64 = 0x4;
    /// Reports that messages are on the recipient's device.
    pub const DELIVERED_RECEIPTS: u64 = 0x8;
    /// Reports that messages have been read.
    pub const READ_RECEIPTS: u64 = 0x10;
    /// A repeated idempotency key makes no second message.
    pub const IDEMPOTENT_SEND: u64 = 0x20;
    /// Honours `reply_to`.
    pub const REPLY: u64 = 0x40;
    /// Can write to a chat of several people.
    pub const GROUPS: u64 = 0x80;
    /// Shows formats other than plain.
    pub const FORMATTING: u64 = 0x100;
    /// Shows each sender as an author of its own.
    pub const PERSONAS: u64 = 0x200;
    /// Has `edit_text`.
    pub const EDIT: u64 = 0x400;
    /// Has `delete_message`.
    pub const DELETE: u64 = 0x800;
    /// Has `react`.
    pub const REACTION: u64 = 0x1000;
    /// Has `typing`.
    pub const TYPING: u64 = 0x2000;
    /// Has `mark_read`.
    pub const MARK_READ: u64 = 0x4000;
}

/// The tables of a library, made when they are first asked for and kept as long as the process. For [`crate::export`].
pub struct Plugin(OnceLock<&'static c4a_plugin>);

// SAFETY: the table is never changed once it is made.
unsafe impl Sync for Plugin {}

impl Plugin {
    /// Not made yet.
    #[allow(clippy::new_without_default)]
    pub const fn new() -> Self {
        Self(OnceLock::new())
    }

    /// The answer of the library's entry.
    pub fn table<C: Connector>(&self, host_abi: u32) -> *const c4a_plugin {
        if host_abi < 1 {
            return std::ptr::null();
        }
        *self.0.get_or_init(|| {
            let descriptor: &'static c4a_descriptor = Box::leak(Box::new(descriptor::<C>()));
            let list: &'static [*const c4a_descriptor] = Box::leak(Box::new([&raw const *descriptor]));
            let size = std::mem::size_of::<c4a_plugin>() as u32;
            Box::leak(Box::new(c4a_plugin { size, abi: ABI, connectors: list.as_ptr(), connector_count: 1 }))
        })
    }
}

fn descriptor<C: Connector>() -> c4a_descriptor {
    let about = C::DESCRIPTION;
    let has = |capability| about.capabilities & capability != 0;
    let connector: &'static c4a_connector = Box::leak(Box::new(c4a_connector {
        create: Some(border::create::<C>),
        connect: Some(border::connect::<C>),
        sendText: if has(capability::SEND_TEXT) { Some(border::send_text::<C>) } else { None },
        onWebhookEvent: if has(capability::WEBHOOK) { Some(border::on_webhook::<C>) } else { None },
        health: if C::REPORTS_HEALTH { Some(border::health::<C>) } else { None },
        destroy: Some(border::destroy::<C>),
        get_extension: if has(operations::CAPABILITIES) { Some(operations::get_extension::<C>) } else { None },
        ..c4a_connector::empty()
    }));
    let schema: &'static str = Setting::schema(C::SETTINGS).leak();
    let hosts: &'static [c4a_str] = about.egress_hosts.iter().map(c4a_str::new).collect::<Vec<_>>().leak();
    c4a_descriptor {
        abi: ABI,
        min_host_abi: 1,
        capabilities: about.capabilities,
        max_text_bytes: about.max_text_bytes,
        id: c4a_str::new(about.id),
        channel: c4a_str::new(about.channel),
        display_name: c4a_str::new(about.name),
        version: c4a_str::new(about.version),
        config_schema: c4a_str::new(schema),
        egress_hosts: hosts.as_ptr(),
        egress_host_count: hosts.len(),
        connector,
        ..c4a_descriptor::empty()
    }
}
