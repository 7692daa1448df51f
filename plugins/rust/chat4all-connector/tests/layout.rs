//! The structs of ffi.rs are those of the header: a C program prints where each field is, and Rust says the same.

use chat4all_connector::ffi::*;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

macro_rules! layout {
    ($($name:ident { $($field:ident),* $(,)? })*) => {
        fn in_rust() -> String {
            let mut lines = format!("abi {}\n", ABI);
            $(
                writeln!(lines, "{} {}", stringify!($name), size_of::<$name>()).unwrap();
                $(writeln!(
                    lines, "{}.{} {}", stringify!($name), stringify!($field), std::mem::offset_of!($name, $field)
                ).unwrap();)*
            )*
            lines
        }

        fn in_c() -> String {
            let mut program = String::from(
                "#include <stdio.h>\n#include \"chat4all/connector.h\"\nint main(void) {\n  printf(\"abi %d\\n\", 2);\n",
            );
            $(
                writeln!(program, "  printf(\"{0} %zu\\n\", sizeof({0}));", stringify!($name)).unwrap();
                $(writeln!(
                    program, "  printf(\"{0}.{1} %zu\\n\", offsetof({0}, {1}));", stringify!($name), stringify!($field)
                ).unwrap();)*
            )*
            program + "  return C4A_ABI < 2;\n}\n"
        }
    };
}

layout! {
    c4a_str { ptr, len }
    c4a_kv { key, value }
    c4a_message {
        size, format, attempt, flags, deadline_us, message_id, conversation, recipient, chat, reply_to, text,
        idempotency_key, sender, sender_name, meta, meta_count,
    }
    c4a_change {
        size, format, attempt, flags, deadline_us, message_id, conversation, recipient, chat, remote_id, more_ids,
        more_ids_count, text, idempotency_key, sender, sender_name, occurred_at_us,
    }
    c4a_operations { size, reserved, editText, deleteMessage, react, markRead, typing }
    c4a_webhook_request {
        size, reserved, received_at_us, deadline_us, method, url, path, query, remote_addr, headers, header_count, body,
    }
    c4a_result { size, code, retry_after_ms, scope, reserved, remote_id, detail, more_ids, more_ids_count }
    c4a_event {
        size, kind, flags, format, occurred_at_us, until_us, code, reserved, event_id, chat, chat_title, sender,
        sender_name, remote_id, ref_id, message_id, text, detail, raw, attachments, attachment_count, meta, meta_count,
    }
    c4a_webhook_response { size, status, headers, header_count, body }
    c4a_http_request {
        size, flags, timeout_ms, reserved, max_response_bytes, cause, method, url, headers, header_count, body, body_file,
        parts, part_count,
    }
    c4a_http_response {
        size, code, status, reserved, headers, header_count, body, file, file_length, detail,
    }
    c4a_host {
        size, abi, log, now, config_get, state_get, state_set, emit, complete, respond, http, timer, abort, file_read, post,
        metric, get_extension,
    }
    c4a_connector {
        size, reserved, create, connect, sendText, sendFile, onWebhookEvent, health, cancel, disconnect, destroy,
        get_extension,
    }
    c4a_descriptor {
        size, abi, min_host_abi, traits, capabilities, max_text_bytes, max_file_bytes, id, channel, display_name, version,
        vendor, license, url, config_schema, egress_hosts, egress_host_count, connector,
    }
    c4a_plugin { size, abi, connectors, connector_count }
}

#[test]
fn structs_lie_as_the_header_has_them() {
    let include = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../Sources/CConnectorABI/include");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let (source, program) = (folder.join("layout.c"), folder.join("layout"));
    std::fs::write(&source, in_c()).unwrap();
    let mut compile = Command::new("cc");
    compile.args(["-std=c11", "-Wall", "-Werror", "-I"]).arg(include).arg("-o").arg(&program).arg(&source);
    let made = compile.output().expect("there is a C compiler");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let said = Command::new(&program).output().unwrap();
    assert!(said.status.success());
    assert_eq!(String::from_utf8(said.stdout).unwrap(), in_rust());
}

#[test]
fn sizes_are_those_of_the_first_header() {
    assert_eq!((size_of::<c4a_message>(), size_of::<c4a_event>(), size_of::<c4a_host>()), (184, 248, 128));
}
