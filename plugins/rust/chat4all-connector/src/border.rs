//! The functions that the host calls. A panic ends here: it never unwinds into C.

use crate::ffi::{Sized32, c4a_host, c4a_instance, c4a_message, c4a_op, c4a_webhook_request};
use crate::sending::Operation;
use crate::{Connector, Host, Level, Sending, Settings, TextMessage, Webhook, WebhookRequest};
use std::cell::{Cell, RefCell};
use std::ffi::c_void;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

/// What `self` points at: one for each instance, on the heap.
pub(crate) struct Instance<C> {
    pub(crate) connector: C,
    pub(crate) host: Host,
}

thread_local! {
    static IS_INSIDE: Cell<bool> = const { Cell::new(false) };
    static PLACE: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Keeps the words of panics inside connectors out of the process's output: they may hold what must not be seen.
fn silence_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if IS_INSIDE.get() {
                let place = info.location().map(|at| format!(" at {}:{}", at.file(), at.line()));
                PLACE.replace(place.unwrap_or_default());
            } else {
                usual(info);
            }
        }));
    });
}

/// Runs what the connector's author wrote; a panic becomes a line in the log with its place.
pub(crate) fn guard(host: &Host, body: impl FnOnce()) {
    let before = IS_INSIDE.replace(true);
    let result = catch_unwind(AssertUnwindSafe(body));
    IS_INSIDE.set(before);
    if let Err(payload) = result {
        let place = PLACE.take();
        host.log(Level::Error, &format!("the connector panicked{place}"));
        // Its own drop might panic.
        std::mem::forget(payload);
    }
}

pub(crate) extern "C" fn create<C: Connector>(
    table: *const c4a_host,
    instance: c4a_instance,
    op: c4a_op,
    result: *mut *mut c_void,
) {
    silence_panics();
    // SAFETY: the host passes its table.
    let Some(host) = (unsafe { Host::new(table, instance) }) else {
        return;
    };
    guard(&host, || {
        let mut operation = Operation::new(host.clone(), op);
        let made = Settings::read(C::SETTINGS, |name| host.setting(name))
            .and_then(|settings| C::create(&settings, host.clone()));
        match made {
            Ok(connector) => {
                let instance = Box::new(Instance { connector, host: host.clone() });
                // SAFETY: the host passes where to put it.
                unsafe { *result = Box::into_raw(instance).cast() };
                operation.end(Ok(crate::Sent::new("")));
            }
            Err(failure) => operation.end(Err(failure)),
        }
    });
}

/// # Safety
/// `context` is what `create` stored, and `destroy` has not been called.
pub(crate) unsafe fn instance<'a, C>(context: *mut c_void) -> &'a Instance<C> {
    // SAFETY: as the caller says; calls on one instance never overlap.
    unsafe { &*context.cast::<Instance<C>>() }
}

pub(crate) extern "C" fn connect<C: Connector>(context: *mut c_void, op: c4a_op) {
    // SAFETY: the host passes what create stored.
    let instance = unsafe { instance::<C>(context) };
    guard(&instance.host, || {
        let sending = Sending { operation: Operation::new(instance.host.clone(), op) };
        instance.connector.connect(sending);
    });
}

pub(crate) extern "C" fn health<C: Connector>(context: *mut c_void, op: c4a_op) {
    // SAFETY: the host passes what create stored.
    let instance = unsafe { instance::<C>(context) };
    guard(&instance.host, || {
        let sending = Sending { operation: Operation::new(instance.host.clone(), op) };
        instance.connector.health(sending);
    });
}

pub(crate) extern "C" fn send_text<C: Connector>(context: *mut c_void, op: c4a_op, message: *const c4a_message) {
    // SAFETY: the host passes what create stored, and a message that lives until this returns.
    let (instance, raw) = unsafe { (instance::<C>(context), c4a_message::copy(message)) };
    guard(&instance.host, || {
        let sending = Sending { operation: Operation::new(instance.host.clone(), op) };
        match &raw {
            // SAFETY: as above.
            Some(raw) => instance.connector.send_text(&unsafe { TextMessage::new(raw) }, sending),
            None => sending.finish(Err(crate::Failure::permanent("the host passed no message"))),
        }
    });
}

pub(crate) extern "C" fn on_webhook<C: Connector>(
    context: *mut c_void,
    op: c4a_op,
    request: *const c4a_webhook_request,
) {
    // SAFETY: the host passes what create stored, and a request that lives until this returns.
    let (instance, raw) = unsafe { (instance::<C>(context), c4a_webhook_request::copy(request)) };
    guard(&instance.host, || {
        let webhook = Webhook::new(instance.host.clone(), op);
        match &raw {
            // SAFETY: as above.
            Some(raw) => instance.connector.on_webhook(&unsafe { WebhookRequest::new(raw) }, webhook),
            None => webhook.answer(400),
        }
    });
}

pub(crate) extern "C" fn destroy<C: Connector>(context: *mut c_void) {
    // SAFETY: the host passes what create stored, once and last.
    let instance = unsafe { Box::from_raw(context.cast::<Instance<C>>()) };
    let host = instance.host.clone();
    guard(&host, move || drop(instance));
}
