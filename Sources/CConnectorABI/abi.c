// The binary layout of connector.h, field by field. What stands here has been released: lines are only ever added (a new
// field at the end of a struct, with the new size in place of the old one). An edit that moves a field does not compile.

#include "chat4all/connector.h"

#define SIZE(type, bytes) _Static_assert(sizeof(type) == (bytes), #type " has another size")
#define FIELD(type, field, at) _Static_assert(offsetof(type, field) == (at), #type "." #field " has moved")

SIZE(c4a_str, 16);
FIELD(c4a_str, ptr, 0);
FIELD(c4a_str, len, 8);

SIZE(c4a_kv, 32);
FIELD(c4a_kv, key, 0);
FIELD(c4a_kv, value, 16);

SIZE(c4a_message, 184);
FIELD(c4a_message, size, 0);
FIELD(c4a_message, format, 4);
FIELD(c4a_message, attempt, 8);
FIELD(c4a_message, flags, 12);
FIELD(c4a_message, deadline_us, 16);
FIELD(c4a_message, message_id, 24);
FIELD(c4a_message, conversation, 40);
FIELD(c4a_message, recipient, 56);
FIELD(c4a_message, chat, 72);
FIELD(c4a_message, reply_to, 88);
FIELD(c4a_message, text, 104);
FIELD(c4a_message, idempotency_key, 120);
FIELD(c4a_message, sender, 136);
FIELD(c4a_message, sender_name, 152);
FIELD(c4a_message, meta, 168);
FIELD(c4a_message, meta_count, 176);

SIZE(c4a_file_message, 96);
FIELD(c4a_file_message, size, 0);
FIELD(c4a_file_message, reserved, 4);
FIELD(c4a_file_message, message, 8);
FIELD(c4a_file_message, caption, 16);
FIELD(c4a_file_message, filename, 32);
FIELD(c4a_file_message, mime, 48);
FIELD(c4a_file_message, sha256, 64);
FIELD(c4a_file_message, length, 80);
FIELD(c4a_file_message, file, 88);

SIZE(c4a_change, 192);
FIELD(c4a_change, size, 0);
FIELD(c4a_change, format, 4);
FIELD(c4a_change, attempt, 8);
FIELD(c4a_change, flags, 12);
FIELD(c4a_change, deadline_us, 16);
FIELD(c4a_change, message_id, 24);
FIELD(c4a_change, conversation, 40);
FIELD(c4a_change, recipient, 56);
FIELD(c4a_change, chat, 72);
FIELD(c4a_change, remote_id, 88);
FIELD(c4a_change, more_ids, 104);
FIELD(c4a_change, more_ids_count, 112);
FIELD(c4a_change, text, 120);
FIELD(c4a_change, idempotency_key, 136);
FIELD(c4a_change, sender, 152);
FIELD(c4a_change, sender_name, 168);
FIELD(c4a_change, occurred_at_us, 184);

SIZE(c4a_webhook_request, 136);
FIELD(c4a_webhook_request, size, 0);
FIELD(c4a_webhook_request, reserved, 4);
FIELD(c4a_webhook_request, received_at_us, 8);
FIELD(c4a_webhook_request, deadline_us, 16);
FIELD(c4a_webhook_request, method, 24);
FIELD(c4a_webhook_request, url, 40);
FIELD(c4a_webhook_request, path, 56);
FIELD(c4a_webhook_request, query, 72);
FIELD(c4a_webhook_request, remote_addr, 88);
FIELD(c4a_webhook_request, headers, 104);
FIELD(c4a_webhook_request, header_count, 112);
FIELD(c4a_webhook_request, body, 120);

SIZE(c4a_result, 72);
FIELD(c4a_result, size, 0);
FIELD(c4a_result, code, 4);
FIELD(c4a_result, retry_after_ms, 8);
FIELD(c4a_result, scope, 16);
FIELD(c4a_result, reserved, 20);
FIELD(c4a_result, remote_id, 24);
FIELD(c4a_result, detail, 40);
FIELD(c4a_result, more_ids, 56);
FIELD(c4a_result, more_ids_count, 64);

SIZE(c4a_attachment, 88);
FIELD(c4a_attachment, size, 0);
FIELD(c4a_attachment, flags, 4);
FIELD(c4a_attachment, media_ref, 8);
FIELD(c4a_attachment, mime, 24);
FIELD(c4a_attachment, filename, 40);
FIELD(c4a_attachment, sha256, 56);
FIELD(c4a_attachment, length, 72);
FIELD(c4a_attachment, file, 80);

SIZE(c4a_event, 248);
FIELD(c4a_event, size, 0);
FIELD(c4a_event, kind, 4);
FIELD(c4a_event, flags, 8);
FIELD(c4a_event, format, 12);
FIELD(c4a_event, occurred_at_us, 16);
FIELD(c4a_event, until_us, 24);
FIELD(c4a_event, code, 32);
FIELD(c4a_event, reserved, 36);
FIELD(c4a_event, event_id, 40);
FIELD(c4a_event, chat, 56);
FIELD(c4a_event, chat_title, 72);
FIELD(c4a_event, sender, 88);
FIELD(c4a_event, sender_name, 104);
FIELD(c4a_event, remote_id, 120);
FIELD(c4a_event, ref_id, 136);
FIELD(c4a_event, message_id, 152);
FIELD(c4a_event, text, 168);
FIELD(c4a_event, detail, 184);
FIELD(c4a_event, raw, 200);
FIELD(c4a_event, attachments, 216);
FIELD(c4a_event, attachment_count, 224);
FIELD(c4a_event, meta, 232);
FIELD(c4a_event, meta_count, 240);

SIZE(c4a_webhook_response, 40);
FIELD(c4a_webhook_response, size, 0);
FIELD(c4a_webhook_response, status, 4);
FIELD(c4a_webhook_response, headers, 8);
FIELD(c4a_webhook_response, header_count, 16);
FIELD(c4a_webhook_response, body, 24);

SIZE(c4a_http_part, 80);
FIELD(c4a_http_part, size, 0);
FIELD(c4a_http_part, reserved, 4);
FIELD(c4a_http_part, name, 8);
FIELD(c4a_http_part, filename, 24);
FIELD(c4a_http_part, mime, 40);
FIELD(c4a_http_part, data, 56);
FIELD(c4a_http_part, file, 72);

SIZE(c4a_http_request, 120);
FIELD(c4a_http_request, size, 0);
FIELD(c4a_http_request, flags, 4);
FIELD(c4a_http_request, timeout_ms, 8);
FIELD(c4a_http_request, reserved, 12);
FIELD(c4a_http_request, max_response_bytes, 16);
FIELD(c4a_http_request, cause, 24);
FIELD(c4a_http_request, method, 32);
FIELD(c4a_http_request, url, 48);
FIELD(c4a_http_request, headers, 64);
FIELD(c4a_http_request, header_count, 72);
FIELD(c4a_http_request, body, 80);
FIELD(c4a_http_request, body_file, 96);
FIELD(c4a_http_request, parts, 104);
FIELD(c4a_http_request, part_count, 112);

SIZE(c4a_http_response, 80);
FIELD(c4a_http_response, size, 0);
FIELD(c4a_http_response, code, 4);
FIELD(c4a_http_response, status, 8);
FIELD(c4a_http_response, reserved, 12);
FIELD(c4a_http_response, headers, 16);
FIELD(c4a_http_response, header_count, 24);
FIELD(c4a_http_response, body, 32);
FIELD(c4a_http_response, file, 48);
FIELD(c4a_http_response, file_length, 56);
FIELD(c4a_http_response, detail, 64);

SIZE(c4a_host, 128);
FIELD(c4a_host, size, 0);
FIELD(c4a_host, abi, 4);
FIELD(c4a_host, log, 8);
FIELD(c4a_host, now, 16);
FIELD(c4a_host, config_get, 24);
FIELD(c4a_host, state_get, 32);
FIELD(c4a_host, state_set, 40);
FIELD(c4a_host, emit, 48);
FIELD(c4a_host, complete, 56);
FIELD(c4a_host, respond, 64);
FIELD(c4a_host, http, 72);
FIELD(c4a_host, timer, 80);
FIELD(c4a_host, abort, 88);
FIELD(c4a_host, file_read, 96);
FIELD(c4a_host, post, 104);
FIELD(c4a_host, metric, 112);
FIELD(c4a_host, get_extension, 120);

SIZE(c4a_connector, 88);
FIELD(c4a_connector, size, 0);
FIELD(c4a_connector, reserved, 4);
FIELD(c4a_connector, create, 8);
FIELD(c4a_connector, connect, 16);
FIELD(c4a_connector, sendText, 24);
FIELD(c4a_connector, sendFile, 32);
FIELD(c4a_connector, onWebhookEvent, 40);
FIELD(c4a_connector, health, 48);
FIELD(c4a_connector, cancel, 56);
FIELD(c4a_connector, disconnect, 64);
FIELD(c4a_connector, destroy, 72);
FIELD(c4a_connector, get_extension, 80);

SIZE(c4a_operations, 48);
FIELD(c4a_operations, size, 0);
FIELD(c4a_operations, reserved, 4);
FIELD(c4a_operations, editText, 8);
FIELD(c4a_operations, deleteMessage, 16);
FIELD(c4a_operations, react, 24);
FIELD(c4a_operations, markRead, 32);
FIELD(c4a_operations, typing, 40);

SIZE(c4a_descriptor, 192);
FIELD(c4a_descriptor, size, 0);
FIELD(c4a_descriptor, abi, 4);
FIELD(c4a_descriptor, min_host_abi, 8);
FIELD(c4a_descriptor, traits, 12);
FIELD(c4a_descriptor, capabilities, 16);
FIELD(c4a_descriptor, max_text_bytes, 24);
FIELD(c4a_descriptor, max_file_bytes, 32);
FIELD(c4a_descriptor, id, 40);
FIELD(c4a_descriptor, channel, 56);
FIELD(c4a_descriptor, display_name, 72);
FIELD(c4a_descriptor, version, 88);
FIELD(c4a_descriptor, vendor, 104);
FIELD(c4a_descriptor, license, 120);
FIELD(c4a_descriptor, url, 136);
FIELD(c4a_descriptor, config_schema, 152);
FIELD(c4a_descriptor, egress_hosts, 168);
FIELD(c4a_descriptor, egress_host_count, 176);
FIELD(c4a_descriptor, connector, 184);

SIZE(c4a_plugin, 24);
FIELD(c4a_plugin, size, 0);
FIELD(c4a_plugin, abi, 4);
FIELD(c4a_plugin, connectors, 8);
FIELD(c4a_plugin, connector_count, 16);
