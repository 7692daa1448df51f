//! The layer for connectors in Rust: a trait, and what keeps the promises of `chat4all/connector.h` for those who
//! implement it.
//!
//! - Each operation ends exactly once: [`Sending`] and [`Webhook`] are consumed by their end, and end themselves when they
//!   are dropped.
//! - A panic stops at the border and becomes a result: the gateway and other accounts go on.
//! - What the host lends is borrowed for the call; the compiler sees to it that nothing of it is kept.
//! - No threads, no dependencies, no `unsafe` in connectors.
//!
//! A library is a `cdylib` with a type that implements [`Connector`], and one line: `chat4all_connector::export!(Pager);`

pub mod ffi;
pub mod hmac;
pub mod json;
pub mod testing;

mod border;
mod event;
mod failure;
mod host;
mod http;
mod messages;
mod operations;
mod plugin;
mod sending;
mod settings;
mod timer;
mod webhook;

pub use event::{Event, EventKind};
pub use failure::{Failure, Sent};
pub use host::{Host, Level};
pub use http::{Request, Response};
pub use messages::{Change, TextMessage, WebhookRequest};
pub use plugin::{Description, Plugin, capability};
pub use sending::Sending;
pub use settings::{Setting, Settings};
pub use timer::Timer;
pub use webhook::Webhook;

/// A messaging platform as a channel of Chat4All. One value for each account.
///
/// The calls on one value never overlap, so a `Cell` is enough for what they share; what the closures of requests share
/// with them has to be `Send`.
pub trait Connector: Send + Sized + 'static {
    /// What it is.
    const DESCRIPTION: Description;

    /// What an operator writes under `settings:`. Others are refused.
    const SETTINGS: &'static [Setting];

    /// Makes an instance for one account. Contacts nobody.
    fn create(settings: &Settings, host: Host) -> Result<Self, Failure>;

    /// Gets ready: checks credentials, registers what has to be registered. Finish with any [`Sent`].
    fn connect(&self, connecting: Sending) {
        connecting.finish(Ok(Sent::new("")));
    }

    /// Sends a text. Finish when the platform has accepted it, not before.
    fn send_text(&self, message: &TextMessage<'_>, sending: Sending) {
        _ = message;
        sending.finish(Err(Failure::unsupported("this channel sends no texts")));
    }

    /// Whether `health` has something to say. If not, the gateway judges by the results of sends.
    const REPORTS_HEALTH: bool = false;

    /// Tells how it is: any [`Sent`] when all is well; [`Failure::retry`] when it works badly, [`Failure::auth_failed`] or
    /// [`Failure::bad_config`] when a person has to look. Asked only with [`Connector::REPORTS_HEALTH`].
    fn health(&self, health: Sending) {
        health.finish(Ok(Sent::new("")));
    }

    /// Gives a message that was sent over this account new words. Asked only with [`capability::EDIT`], as the following
    /// ones are with theirs. Finish with the ids that it goes by from now on, or with none where they stay.
    ///
    /// [`Failure::unsupported`] means that the platform cannot do it with this message: the gateway goes on in words.
    fn edit_text(&self, change: &Change<'_>, sending: Sending) {
        _ = change;
        sending.finish(Err(Failure::unsupported("this channel edits no messages")));
    }

    /// Takes a message that was sent over this account back, with all its parts.
    fn delete_message(&self, change: &Change<'_>, sending: Sending) {
        _ = change;
        sending.finish(Err(Failure::unsupported("this channel takes no messages back")));
    }

    /// Puts a reaction to a message, in place of the account's former one, or takes it back.
    fn react(&self, change: &Change<'_>, sending: Sending) {
        _ = change;
        sending.finish(Err(Failure::unsupported("this channel has no reactions")));
    }

    /// Shows the author of a received message that it, or all up to it, has been read.
    fn mark_read(&self, change: &Change<'_>, sending: Sending) {
        _ = change;
        sending.finish(Err(Failure::unsupported("this channel shows nobody that something was read")));
    }

    /// Shows in a chat that somebody is typing, for as long as the platform shows it, or no longer.
    fn typing(&self, change: &Change<'_>, sending: Sending) {
        _ = change;
        sending.finish(Err(Failure::unsupported("this channel shows nobody typing")));
    }

    /// Takes a request of the platform: verify its signature, emit what it says, answer once.
    fn on_webhook(&self, request: &WebhookRequest<'_>, webhook: Webhook) {
        _ = request;
        webhook.answer(404);
    }
}

/// Exports a connector as the one symbol of the library.
#[macro_export]
macro_rules! export {
    ($connector:ty) => {
        /// The entry of the library, as `chat4all/connector.h` has it.
        #[unsafe(no_mangle)]
        pub extern "C" fn chat4all_plugin_v1(host_abi: u32) -> *const $crate::ffi::c4a_plugin {
            static PLUGIN: $crate::Plugin = $crate::Plugin::new();
            PLUGIN.table::<$connector>(host_abi)
        }
    };
}
