//! What can happen to a message beyond being sent: the functions of `c4a_operations`.

use crate::ffi::{OPERATIONS, OnChange, Sized32, c4a_change, c4a_op, c4a_operations, c4a_str};
use crate::sending::Operation;
use crate::{Change, Connector, Failure, Sending, border, capability};
use std::ffi::c_void;

/// Those that go with a function.
pub(crate) const CAPABILITIES: u64 =
    capability::EDIT | capability::DELETE | capability::REACTION | capability::TYPING | capability::MARK_READ;

/// Gives each connector one table, which lives as long as the process.
trait Table: Connector {
    const TABLE: &'static c4a_operations = &c4a_operations {
        size: std::mem::size_of::<c4a_operations>() as u32,
        reserved: 0,
        editText: offered::<Self>(capability::EDIT, edit_text::<Self>),
        deleteMessage: offered::<Self>(capability::DELETE, delete_message::<Self>),
        react: offered::<Self>(capability::REACTION, react::<Self>),
        markRead: offered::<Self>(capability::MARK_READ, mark_read::<Self>),
        typing: offered::<Self>(capability::TYPING, typing::<Self>),
    };
}

impl<C: Connector> Table for C {}

const fn offered<C: Connector>(capability: u64, function: OnChange) -> Option<OnChange> {
    if C::DESCRIPTION.capabilities & capability != 0 { Some(function) } else { None }
}

pub(crate) extern "C" fn get_extension<C: Connector>(id: c4a_str) -> *const c_void {
    // SAFETY: the host's text lives until this returns.
    if unsafe { id.bytes() } == OPERATIONS {
        return (&raw const *<C as Table>::TABLE).cast();
    }
    std::ptr::null()
}

fn carry_out<C: Connector>(
    context: *mut c_void,
    op: c4a_op,
    change: *const c4a_change,
    function: impl FnOnce(&C, &Change<'_>, Sending),
) {
    // SAFETY: the host passes what create stored, and a change that lives until this returns.
    let (instance, raw) = unsafe { (border::instance::<C>(context), c4a_change::copy(change)) };
    border::guard(&instance.host, || {
        let sending = Sending { operation: Operation::new(instance.host.clone(), op) };
        match &raw {
            // SAFETY: as above.
            Some(raw) => function(&instance.connector, &unsafe { Change::new(raw) }, sending),
            None => sending.finish(Err(Failure::permanent("the host passed no change"))),
        }
    });
}

extern "C" fn edit_text<C: Connector>(context: *mut c_void, op: c4a_op, change: *const c4a_change) {
    carry_out::<C>(context, op, change, C::edit_text);
}

extern "C" fn delete_message<C: Connector>(context: *mut c_void, op: c4a_op, change: *const c4a_change) {
    carry_out::<C>(context, op, change, C::delete_message);
}

extern "C" fn react<C: Connector>(context: *mut c_void, op: c4a_op, change: *const c4a_change) {
    carry_out::<C>(context, op, change, C::react);
}

extern "C" fn mark_read<C: Connector>(context: *mut c_void, op: c4a_op, change: *const c4a_change) {
    carry_out::<C>(context, op, change, C::mark_read);
}

extern "C" fn typing<C: Connector>(context: *mut c_void, op: c4a_op, change: *const c4a_change) {
    carry_out::<C>(context, op, change, C::typing);
}
