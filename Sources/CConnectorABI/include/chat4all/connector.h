/*
 * chat4all/connector.h - the interface between Chat4All and a connector.
 *
 * A connector is a shared library that translates between Chat4All and one messaging platform. This header is all it
 * needs. It is plain C11, and is meant to be used as it is from C, C++, Swift, Zig, Go and, through bindgen, Rust.
 *
 *
 * HOW TO READ IT
 *
 *   1. strings and tokens          the few things that are passed by value
 *   2. result codes                how everything ends
 *   3. what the host passes in     message, file message, webhook request
 *   4. what a connector hands back result, event, webhook response, HTTP request
 *   5. the host                    the functions a connector may call
 *   6. the connector               the functions a connector offers, and its descriptor
 *   7. the entry                   the one symbol that the library exports
 *   8. conveniences                inline functions; nothing of the interface itself
 *
 *
 * RULES THAT HOLD EVERYWHERE
 *
 * Ownership. Every pointer, in either direction, is borrowed until the call that passes it returns; who wants to keep
 * what it points at makes a copy. Nothing allocated on one side is ever freed on the other, so there is no free function.
 * The exceptions are named: the host table, the descriptors and the connector table live as long as the process.
 *
 * Threads. Each function carries one of these tags.
 *   [any-thread]  may be called from every thread, at every time, also from several at once.
 *   [instance]    the calls on one instance, callbacks included, never overlap. They may come from different threads.
 *                 Different instances run in parallel, also those of the same connector.
 *   [load]        called while no instance exists; must not start threads, open files, print or use the network.
 * The host never calls into a connector from inside a host function: what a host function causes comes later.
 *
 * Time. A call is expected to return within 50 ms (the host logs slower ones). One that has not returned after 5 s
 * counts as hung: the host reports it, gives up its operations and goes on without that instance. A connector whose
 * functions have to wait says C4A_TRAIT_MAY_BLOCK and is spared both. Better: return at once and complete later.
 *
 * Operations. A function that receives a c4a_op returns nothing. It ends the operation exactly once, with complete() or
 * respond(), during the call or at any time later, from any thread. Ending it again, or too late, is answered with
 * C4A_STALE and counted; it harms nothing else.
 *
 * Structs. Each struct that is passed by pointer starts with `size`, which its maker sets to sizeof its own version. New
 * fields are only ever added at the end and mean "as before" when they are zero. A receiver copies min(its size, the
 * given size) into zeroed storage: it neither reads beyond `size` nor refuses a larger struct. Reserved fields are zero.
 * Lists of such structs are arrays of pointers. Only c4a_str and c4a_kv go by value; they are frozen for ever.
 *
 * Unknown values. A receiver treats an unknown result code as the first of its hundred, ignores unknown event kinds (and
 * counts them), flags, traits and capabilities, and answers NULL for an unknown extension.
 *
 * Text is UTF-8 unless a field says bytes. The host replaces what is not UTF-8, and NUL, with U+FFFD before it uses it.
 * Times ending in _us are microseconds: since 1970-01-01 UTC, or, for deadlines, on the clock C4A_CLOCK_MONOTONIC.
 *
 * Versions. C4A_ABI counts the additions to this header; a host and a connector of different counts work together. An
 * incompatible change would be another entry symbol, chat4all_plugin_v2, beside this one. What came when:
 *   1  all that is not named below
 *   2  changes of messages: C4A_OPERATIONS with c4a_operations and c4a_change, C4A_CAP_EDIT to C4A_CAP_MARK_READ
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CHAT4ALL_CONNECTOR_H
#define CHAT4ALL_CONNECTOR_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* The version of this header. Grows by one with each addition; never means an incompatibility. */
#define C4A_ABI 2

#if defined(_WIN32)
#define C4A_EXPORT __declspec(dllexport)
#else
#define C4A_EXPORT __attribute__((visibility("default")))
#endif

#if defined(__cplusplus)
extern "C" {
#endif

/* ------------------------------------------------------------------------------------------------------------------ *
 * 1. Strings and tokens
 * ------------------------------------------------------------------------------------------------------------------ */

/*
 * A piece of text or bytes. `len` counts bytes and is authoritative: bytes may contain NUL. Strings that come from the
 * host are, besides, followed by a NUL at ptr[len]. Absent is {NULL, 0}; where nothing else is said, empty means absent.
 */
typedef struct c4a_str {
  const char *ptr;
  size_t len;
} c4a_str;

/* A name with its value: a setting, an HTTP header, an entry of metadata. Names may repeat where HTTP lets them. */
typedef struct c4a_kv {
  c4a_str key;
  c4a_str value;
} c4a_kv;

/*
 * Tokens name things that the host keeps. They are numbers, never pointers, and a number is never given out twice in the
 * life of a process: one that has ended is recognised and answered with C4A_STALE. 0 names nothing.
 */
typedef uint64_t c4a_instance; /* one configured account; from before create() until destroy() has returned */
typedef uint64_t c4a_op;       /* one operation: a send, a webhook request, an HTTP request, a timer */
typedef uint64_t c4a_file;     /* the bytes of a file in the host's storage; until the operation that brought it ends */

/* ------------------------------------------------------------------------------------------------------------------ *
 * 2. Result codes (int32_t), classed by hundreds
 * ------------------------------------------------------------------------------------------------------------------ */

#define C4A_OK 0

/* 1xx try again */
#define C4A_RETRY 100        /* did not work this time; the host chooses when to try again */
#define C4A_RATE_LIMITED 101 /* refused for going too fast; wait retry_after_ms, for this chat or the whole instance */

/* 2xx will never work */
#define C4A_PERMANENT 200
#define C4A_UNSUPPORTED 201 /* the platform (or this host) cannot do that; the host may offer something simpler */
#define C4A_TOO_LARGE 202
#define C4A_BLOCKED 203   /* the recipient blocked us, never wrote to us, or the time window for answers has closed */
#define C4A_NOT_FOUND 204 /* no such recipient, message, setting or state key */

/* 3xx the whole instance has to wait for a person. Its queue is kept and no attempt is counted. */
#define C4A_AUTH_FAILED 300
#define C4A_BAD_CONFIG 301

/* 4xx nobody knows whether it happened */
#define C4A_UNCERTAIN 400 /* the request went out and no answer came */
#define C4A_CANCELLED 401 /* given up on request, or at shutdown */
#define C4A_TIMEOUT 402   /* the deadline passed */

/* 9xx somebody broke the rules of this header */
#define C4A_STALE 900            /* that token has ended, or never was */
#define C4A_INVALID 901          /* an argument cannot be right: size missing, NULL where something is needed */
#define C4A_WRONG_STATE 902      /* not now: before connect, after disconnect, respond() to what is not a webhook */
#define C4A_BUFFER_TOO_SMALL 903 /* the needed length was stored; call again with a larger buffer */

/* The first code of the hundred that `code` belongs to: what an unknown code is to be treated as. */
#define C4A_CLASS(code) ((code) / 100 * 100)

/* ------------------------------------------------------------------------------------------------------------------ *
 * 3. What the host passes in
 * ------------------------------------------------------------------------------------------------------------------ */

/* How text is written. A connector that cannot show a format sends the plain text of it. */
#define C4A_FORMAT_PLAIN 0
#define C4A_FORMAT_MARKDOWN 1 /* CommonMark */
#define C4A_FORMAT_HTML 2     /* b, i, u, s, code, pre, a, br; everything else escaped */

/* c4a_message.flags */
#define C4A_MESSAGE_POSSIBLE_DUPLICATE 0x1u /* an earlier attempt may have arrived */
#define C4A_MESSAGE_SILENT 0x2u             /* do not make the recipient's device ring, where the platform can */

/* A message to send. Made by the host. */
typedef struct c4a_message {
  uint32_t size;
  uint32_t format;         /* C4A_FORMAT_... */
  uint32_t attempt;        /* 1 for the first */
  uint32_t flags;          /* C4A_MESSAGE_... */
  int64_t deadline_us;     /* monotonic; the host gives up then. 0: none */
  c4a_str message_id;      /* Chat4All's id of the message; may be passed along for the platform to give back */
  c4a_str conversation;    /* opaque; the same for all messages of a conversation */
  c4a_str recipient;       /* the platform's address of the person. Empty when only `chat` is known */
  c4a_str chat;            /* the platform's id of the chat or thread; empty: the private chat with `recipient` */
  c4a_str reply_to;        /* the platform's id of the message this one answers (an earlier remote_id) */
  c4a_str text;            /* of a file message: empty, see its caption */
  c4a_str idempotency_key; /* the same for all attempts of one delivery, different otherwise */
  c4a_str sender;          /* opaque; the same for all messages of one author. For platforms with puppets */
  c4a_str sender_name;     /* what to call the author, where several people write through one account */
  const c4a_kv *meta;      /* the developer's metadata */
  size_t meta_count;
} c4a_message;

/* A file to send. Made by the host. The bytes stay in the host: name `file` in an HTTP part, or read it piecewise. */
typedef struct c4a_file_message {
  uint32_t size;
  uint32_t reserved;
  const c4a_message *message; /* whom to send it to, and all else that is as in a text message */
  c4a_str caption;
  c4a_str filename; /* no directories */
  c4a_str mime;
  c4a_str sha256; /* 64 lower-case hexadecimal digits */
  uint64_t length;
  c4a_file file;
} c4a_file_message;

/* c4a_change.flags */
#define C4A_CHANGE_TYPING_STOPPED 0x1u /* typing: nobody types any more */

/*
 * Something that happens to a message, or around it, after it was sent: what the functions of c4a_operations carry out.
 * Made by the host. (2)
 */
typedef struct c4a_change {
  uint32_t size;
  uint32_t format;      /* of text: C4A_FORMAT_... */
  uint32_t attempt;     /* 1 for the first */
  uint32_t flags;       /* C4A_CHANGE_... */
  int64_t deadline_us;  /* monotonic; the host gives up then. 0: none */
  c4a_str message_id;   /* Chat4All's id of the message that it is about; of typing: empty */
  c4a_str conversation; /* as in c4a_message */
  c4a_str recipient;    /* as in c4a_message: who is to see the change */
  c4a_str chat;         /* as in c4a_message */
  c4a_str remote_id;    /* the platform's id of the message, sent or received over this account. Of typing: the newest
                           one received in the chat, where there is one: some platforms want it */
  const c4a_str *more_ids; /* of a message that was sent in parts: the ids of the second and later ones */
  size_t more_ids_count;
  c4a_str text;            /* edit: what the message reads now. reaction: the sign, one emoji; empty: taken back */
  c4a_str idempotency_key; /* the same for all attempts of one change, different otherwise */
  c4a_str sender;          /* opaque: who edits, reacts, reads or types. As in c4a_message */
  c4a_str sender_name;
  int64_t occurred_at_us; /* when that was, since 1970 */
} c4a_change;

/* An HTTP request from the platform, byte for byte as it came. Made by the host. */
typedef struct c4a_webhook_request {
  uint32_t size;
  uint32_t reserved;
  int64_t received_at_us; /* since 1970 */
  int64_t deadline_us;    /* monotonic; without an answer by then the host answers 503 */
  c4a_str method;         /* upper case */
  c4a_str url;            /* the public URL as the platform called it, where known: some signatures cover it */
  c4a_str path;           /* what follows /ingress/<account>: empty, or "/..." (still percent-encoded) */
  c4a_str query;          /* without the "?" (still percent-encoded) */
  c4a_str remote_addr;    /* textual IP address of the caller */
  const c4a_kv *headers;  /* names in lower case, in the order received */
  size_t header_count;
  c4a_str body; /* bytes */
} c4a_webhook_request;

/* ------------------------------------------------------------------------------------------------------------------ *
 * 4. What a connector hands back
 * ------------------------------------------------------------------------------------------------------------------ */

/* c4a_result.scope: what C4A_RATE_LIMITED holds for */
#define C4A_SCOPE_INSTANCE 0
#define C4A_SCOPE_CHAT 1

/* How an operation ended. Made by the connector. */
typedef struct c4a_result {
  uint32_t size;
  int32_t code;
  uint64_t retry_after_ms; /* with 1xx: not before. 0: the host chooses */
  uint32_t scope;          /* C4A_SCOPE_... */
  uint32_t reserved;
  c4a_str remote_id;           /* of a send: the platform's id, unique within the account; later events refer to it */
  c4a_str detail;              /* for people: what went wrong, without secrets and without the message's text */
  const c4a_str *more_ids;     /* when the platform needed several messages: the ids of the second and later ones */
  size_t more_ids_count;
} c4a_result;

/* c4a_event.kind. `remote_id` is the id of the thing that the event brings, `ref_id` of the thing that it is about. */
#define C4A_EVENT_MESSAGE 1         /* somebody wrote: chat, sender, remote_id, text; ref_id: the message it answers */
#define C4A_EVENT_SENT 2            /* the platform accepted ref_id */
#define C4A_EVENT_DELIVERED 3       /* ref_id is on the recipient's device */
#define C4A_EVENT_READ 4            /* ref_id has been read */
#define C4A_EVENT_FAILED 5          /* ref_id will not arrive: code and detail say why */
#define C4A_EVENT_EDITED 6          /* ref_id now reads `text` */
#define C4A_EVENT_DELETED 7         /* ref_id was taken back */
#define C4A_EVENT_REACTION 8        /* `text` is the reaction of sender to ref_id; empty: taken back */
#define C4A_EVENT_TYPING 9          /* sender is typing in chat */
#define C4A_EVENT_DELIVERED_UP_TO 10 /* all that we sent to chat until until_us is delivered */
#define C4A_EVENT_READ_UP_TO 11     /* all that we sent to chat until until_us has been read */
#define C4A_EVENT_MEMBER_JOINED 12  /* sender is now in chat */
#define C4A_EVENT_MEMBER_LEFT 13    /* sender is no longer in chat */
#define C4A_EVENT_CHAT_MOVED 14     /* chat is from now on known as ref_id */
#define C4A_EVENT_ADDRESS_MOVED 15  /* sender is from now on known as ref_id */
#define C4A_EVENT_OTHER 16          /* understood to be of no use to Chat4All; kept in `raw`, counted */

/* c4a_event.flags */
#define C4A_EVENT_FLAG_ECHO 0x1u       /* MESSAGE: written by the account itself, here or with another client */
#define C4A_EVENT_FLAG_GROUP 0x2u      /* `chat` has, or can have, more than two members */
#define C4A_EVENT_FLAG_EPHEMERAL 0x4u  /* may be dropped instead of answered C4A_RETRY (typing) */

/* A file that came with a message. Made by the connector. Either `file` or `media_ref` says where the bytes are. */
typedef struct c4a_attachment {
  uint32_t size;
  uint32_t flags;
  c4a_str media_ref; /* the platform's handle, by which this connector can fetch the bytes */
  c4a_str mime;
  c4a_str filename;
  c4a_str sha256; /* hexadecimal; empty: not known */
  uint64_t length; /* 0: not known */
  c4a_file file;   /* bytes already in the host, from an HTTP response. 0: none. A host that keeps no attachments refuses
                      the event with C4A_UNSUPPORTED: give media_ref then */
} c4a_attachment;

/* Something that happened on the platform. Made by the connector. */
typedef struct c4a_event {
  uint32_t size;
  uint32_t kind;          /* C4A_EVENT_... */
  uint32_t flags;         /* C4A_EVENT_FLAG_... */
  uint32_t format;        /* of text: C4A_FORMAT_... */
  int64_t occurred_at_us; /* since 1970, by the platform's clock. 0, or outside of the years 0001 to 9999: the host takes
                             the time of emit() */
  int64_t until_us;       /* ..._UP_TO: since 1970 */
  int32_t code;           /* FAILED: a result code */
  uint32_t reserved;
  c4a_str event_id;    /* the same whenever the platform repeats the event; the host drops repetitions by it */
  c4a_str chat;        /* the platform's id of the chat or thread. Empty: the private chat with sender */
  c4a_str chat_title;
  c4a_str sender;      /* the platform's address of who did it */
  c4a_str sender_name;
  c4a_str remote_id;
  c4a_str ref_id;
  c4a_str message_id;  /* c4a_message.message_id of what the event is about, when the platform gave it back. MESSAGE:
                          of any message of the conversation that its chat was made for, when the connector made it */
  c4a_str text;
  c4a_str detail;      /* for people; no secrets */
  c4a_str raw;         /* bytes; the platform's own words, for audit and later re-processing */
  const c4a_attachment *const *attachments;
  size_t attachment_count;
  const c4a_kv *meta; /* whatever else is worth keeping */
  size_t meta_count;
} c4a_event;

/* What to answer the platform. Made by the connector. */
typedef struct c4a_webhook_response {
  uint32_t size;
  uint32_t status; /* 200 to 599. Not 2xx: the events emitted for the request are discarded */
  const c4a_kv *headers;
  size_t header_count;
  c4a_str body; /* bytes */
} c4a_webhook_response;

/* One part of a multipart/form-data body. Made by the connector. */
typedef struct c4a_http_part {
  uint32_t size;
  uint32_t reserved;
  c4a_str name;
  c4a_str filename; /* empty: an ordinary field */
  c4a_str mime;
  c4a_str data;  /* bytes; ignored when file is given */
  c4a_file file; /* the bytes of a host file, streamed by the host */
} c4a_http_part;

/* c4a_http_request.flags */
#define C4A_HTTP_FOLLOW_REDIRECTS 0x1u /* up to 5, within the allowed hosts, never from https to http */
#define C4A_HTTP_TO_FILE 0x2u          /* store the body of a 2xx response as a host file instead of passing it; needs a cause */

/* An HTTP request for the host to make. Made by the connector. Give body, or body_file, or parts. */
typedef struct c4a_http_request {
  uint32_t size;
  uint32_t flags;              /* C4A_HTTP_... */
  uint32_t timeout_ms;         /* from now until the last byte. 0: 30 s, or the deadline of `cause`. At most 10 min */
  uint32_t reserved;
  uint64_t max_response_bytes; /* after decompression, at most 64 MiB, with TO_FILE 2 GiB. 0: 8 MiB, with TO_FILE 2 GiB */
  c4a_op cause;                /* the operation it is for: ends with it, and is traced with it. 0: none */
  c4a_str method;
  c4a_str url; /* never logged: it may contain a secret */
  const c4a_kv *headers;
  size_t header_count;
  c4a_str body; /* bytes */
  c4a_file body_file;
  const c4a_http_part *const *parts;
  size_t part_count;
} c4a_http_request;

/* What came back. Made by the host. */
typedef struct c4a_http_response {
  uint32_t size;
  int32_t code;    /* OK: a response came, whatever its status. RETRY: nothing was sent. UNCERTAIN: sent, then no whole
                      answer. TIMEOUT: sent, then its time was over. CANCELLED, TOO_LARGE; PERMANENT: a host or address that
                      the connector may not contact, or a URL that is none */
  uint32_t status; /* HTTP status; 0 without a response */
  uint32_t reserved;
  const c4a_kv *headers; /* names in lower case */
  size_t header_count;
  c4a_str body;   /* bytes */
  c4a_file file;  /* with C4A_HTTP_TO_FILE; until the cause ends, or an event has taken it over as an attachment */
  uint64_t file_length;
  c4a_str detail; /* for people, when code is not OK */
} c4a_http_response;

/* ------------------------------------------------------------------------------------------------------------------ *
 * 5. The host
 * ------------------------------------------------------------------------------------------------------------------ */

#define C4A_LOG_DEBUG 1
#define C4A_LOG_INFO 2
#define C4A_LOG_WARNING 3
#define C4A_LOG_ERROR 4

#define C4A_CLOCK_REALTIME 0  /* microseconds since 1970-01-01 UTC; may jump */
#define C4A_CLOCK_MONOTONIC 1 /* microseconds since some start; never goes back */

#define C4A_METRIC_COUNTER 0   /* add value */
#define C4A_METRIC_GAUGE 1     /* set to value */
#define C4A_METRIC_HISTOGRAM 2 /* observe value */

/*
 * Called once for each post() or timer() that was accepted. [instance]
 * code: C4A_OK, or C4A_CANCELLED when it was aborted or the instance goes down. Either way `user` is yours to free now.
 */
typedef void (*c4a_callback)(void *user, int32_t code);

/* Called once for each http() that was accepted, under the same conditions. The response is borrowed. [instance] */
typedef void (*c4a_http_callback)(void *user, const c4a_http_response *response);

/*
 * The host's functions. One table for the life of the process; a connector keeps the pointer that create() receives.
 * A function pointer beyond `size` does not exist. None of those described here is NULL, but a host may not offer all
 * services: such a function answers C4A_UNSUPPORTED.
 *
 * Functions that return int32_t answer C4A_OK, or why nothing was done; with anything but C4A_OK no callback follows.
 * All answer C4A_STALE to a token that has ended and C4A_INVALID to arguments that cannot be right.
 */
typedef struct c4a_host {
  uint32_t size;
  uint32_t abi; /* the host's C4A_ABI */

  /*
   * Writes a line to the host's log. [any-thread]
   * op: the operation it is about, so that the line can be found by message; 0: none. No secrets, no message texts.
   * Lines beyond a host's rate limit are counted and dropped.
   */
  void (*log)(c4a_instance instance, c4a_op op, uint32_t level, c4a_str line);

  /* The time, in microseconds, on one of the C4A_CLOCK_... [any-thread] Use it instead of the system's: tests move it. */
  int64_t (*now)(uint32_t clock);

  /*
   * Copies a setting of channels.yaml into buffer, and a NUL behind it if there is room. [any-thread]
   * Text comes as it is, numbers and booleans as written in JSON, lists and maps as JSON. The empty key gives all
   * settings as one JSON object. Settings do not change during the life of an instance.
   * *length: the full length without the NUL, also when the answer is C4A_BUFFER_TOO_SMALL (then nothing is copied).
   * C4A_NOT_FOUND: no such setting.
   */
  int32_t (*config_get)(c4a_instance instance, c4a_str key, char *buffer, size_t capacity, size_t *length);

  /*
   * Reads a value that state_set() stored for this instance, maybe in an earlier life; as config_get(). [any-thread]
   * Values are in memory, from before create() on: reading waits for nothing.
   * C4A_NOT_FOUND: nothing stored. C4A_UNSUPPORTED: this host keeps no state.
   */
  int32_t (*state_get)(c4a_instance instance, c4a_str key, char *buffer, size_t capacity, size_t *length);

  /*
   * Stores up to 64 KiB under a key of up to 128 bytes; value.ptr == NULL removes it. [any-thread] Keys are text, values
   * bytes; up to 1000 values for an account. For what it takes to go on where it stopped, not for messages.
   * cause: a webhook operation: stored together with its events, or not at all; state_get() gives the former value until it
   * is stored. 0: stored by itself, soon; state_get() gives it at once.
   * C4A_TOO_LARGE: the value, the key, or one value too many. C4A_UNSUPPORTED: this host keeps no state.
   */
  int32_t (*state_set)(c4a_instance instance, c4a_op cause, c4a_str key, c4a_str value);

  /*
   * Reports an event. [any-thread] Events of one instance are kept in the order of these calls.
   * cause: the webhook operation that brought it: the event counts when that is answered with 2xx. 0: counts at once.
   * C4A_RETRY: the host's queue is full; nothing was taken; try again after a while, or answer the webhook with 503.
   * C4A_INVALID: the event lacks what its kind cannot do without. C4A_TOO_LARGE: text or raw over 1 MiB, an id over 1 KiB.
   */
  int32_t (*emit)(c4a_instance instance, c4a_op cause, const c4a_event *event);

  /*
   * Ends an operation. [any-thread] For a webhook operation only with a failure (the platform gets 503, or 500 for a
   * permanent one); its success is respond(). C4A_STALE: it had ended already, perhaps at its deadline.
   */
  int32_t (*complete)(c4a_op op, const c4a_result *result);

  /* Ends a webhook operation with an answer to the platform. [any-thread] */
  int32_t (*respond)(c4a_op op, const c4a_webhook_response *response);

  /*
   * Makes an HTTP request. [any-thread] TLS, proxies, connection pools, limits, metrics and traces are the host's. Only
   * hosts of the descriptor's egress_hosts are contacted, and those that the operator allowed by naming them in a setting
   * which config_schema marks with "format": "uri"; and of these only public addresses, unless the operator allowed others.
   * With a cause the callback comes, at the latest, when that ends: with C4A_CANCELLED.
   * *op: the request's token, for abort(); may be NULL. C4A_RETRY: 1024 requests, or bodies of 128 MiB, are waiting, or, with
   * TO_FILE, 64 files are there. C4A_TOO_LARGE: a URL over 16 KiB, a body over 64 MiB (files apart), a header over 8 KiB.
   * C4A_STALE: the cause, or a file that the request names, has ended. C4A_UNSUPPORTED: this host makes no requests, or stores
   * no responses.
   */
  int32_t (*http)(c4a_instance instance, const c4a_http_request *request, c4a_http_callback callback, void *user,
                  c4a_op *op);

  /*
   * Calls callback after delay_ms or more. [any-thread]
   * *op: the timer's token, for abort(); may be NULL. C4A_RETRY: too many timers.
   */
  int32_t (*timer)(c4a_instance instance, uint64_t delay_ms, c4a_callback callback, void *user, c4a_op *op);

  /* Ends a timer or an HTTP request early: its callback comes soon, with C4A_CANCELLED. [any-thread] */
  int32_t (*abort)(c4a_op op);

  /*
   * Copies up to capacity bytes of a host file, from offset, into buffer. [any-thread] May wait for storage; that time
   * does not count as the connector's. *length: the bytes copied, fewer than capacity at any time; 0 at the end.
   * C4A_STALE: the operation that brought the file has ended. C4A_RETRY: storage does not give it at the moment.
   * C4A_UNSUPPORTED: this host has no files.
   */
  int32_t (*file_read)(c4a_file file, uint64_t offset, void *buffer, size_t capacity, size_t *length);

  /*
   * Calls callback among the instance's other calls, as soon as its turn comes: the way from a foreign thread back to
   * where calls do not overlap. [any-thread] C4A_RETRY: too many are waiting.
   */
  int32_t (*post)(c4a_instance instance, c4a_callback callback, void *user);

  /*
   * Feeds a metric; the host adds the account as a label and may drop what it does not know how to keep. [any-thread]
   * name: [a-z][a-z0-9_]{0,62}; kind: C4A_METRIC_...
   */
  int32_t (*metric)(c4a_instance instance, c4a_str name, uint32_t kind, double value);

  /*
   * A further table of functions, or NULL when this host does not have it. [any-thread] Lives as long as the process.
   * id: "chat4all.<name>/<version>". An id is final from the first release that has it.
   */
  const void *(*get_extension)(c4a_str id);
} c4a_host;

/* ------------------------------------------------------------------------------------------------------------------ *
 * 6. The connector
 * ------------------------------------------------------------------------------------------------------------------ */

/*
 * A connector's functions. NULL: not supported (create is required).
 *
 * The life of an instance: create, connect, any number of the others, disconnect, destroy. After disconnect has
 * completed, connect may come again. `self` is what create stored.
 */
typedef struct c4a_connector {
  uint32_t size;
  uint32_t reserved;

  /*
   * Makes an instance: reads its settings and checks them, contacts nobody. [instance]
   * host lives as long as the process. instance: keep it; host functions want it.
   * op has to be completed before create returns. With C4A_OK, *self is what the other functions receive (it may be
   * NULL). Otherwise the instance never was: free what you made; destroy is not called. Say C4A_BAD_CONFIG, and in
   * detail which setting is wrong and what would be right.
   */
  void (*create)(const c4a_host *host, c4a_instance instance, c4a_op op, void **self);

  /*
   * Gets ready: checks credentials, registers what has to be registered. [instance] NULL: nothing to do.
   * Sends and webhook requests come after it has completed with C4A_OK. After another code the host asks again later.
   */
  void (*connect)(void *self, c4a_op op);

  /*
   * Sends a text. [instance] Complete with C4A_OK and remote_id when the platform has accepted it, not before.
   * Further sends may come before this one has completed, as many as the account's max_in_flight; those of one chat come
   * one after another.
   */
  void (*sendText)(void *self, c4a_op op, const c4a_message *message);

  /* Sends a file. [instance] As sendText. */
  void (*sendFile)(void *self, c4a_op op, const c4a_file_message *message);

  /*
   * Takes an HTTP request of the platform. [instance] Verify its signature first. Then emit() what it says, each with op
   * as the cause, and respond() once. The platform gets the response when the events are safely stored. A handshake is
   * a response without events. An unverified request is answered 401 or 403 without events.
   */
  void (*onWebhookEvent)(void *self, c4a_op op, const c4a_webhook_request *request);

  /*
   * Tells how it is. [instance] C4A_OK, C4A_RETRY (working badly: detail says how), or 3xx. NULL: the host judges by
   * the results of sends.
   */
  void (*health)(void *self, c4a_op op);

  /*
   * Asks to give up an operation. [instance] `op` is the one given to sendText or sendFile before, and may have ended in
   * the meantime. It is still to be completed, with C4A_CANCELLED if it could be stopped. NULL: the host waits.
   */
  void (*cancel)(void *self, c4a_op op);

  /*
   * Ends the connection. [instance] It may come while connect is still open. Complete it when nothing more will happen
   * by itself: threads ended, open operations completed. What is still open at the host's deadline is ended by the host.
   */
  void (*disconnect)(void *self, c4a_op op);

  /*
   * Frees the instance. [instance] The last call: all callbacks have been called, and host functions answer C4A_STALE
   * from now on.
   */
  void (*destroy)(void *self);

  /*
   * A further table of functions, or NULL for an id that is not known. [any-thread] As the host's get_extension; the
   * answer depends on nothing but id.
   */
  const void *(*get_extension)(c4a_str id);
} c4a_connector;

/* What get_extension of a connector is asked for, and answers with a c4a_operations that lives as long as the process. (2) */
#define C4A_OPERATIONS "chat4all.operations/1"

/*
 * What can happen to a message beyond being sent. NULL: not supported, and the descriptor says the same: each function
 * goes with the capability that stands beside it. What a connector does not support the host replaces, where that makes
 * sense, by a message in words.
 *
 * Each completes its operation as sendText does, and shares its limits; the changes and messages for one chat come one
 * after another, but for typing. The codes mean what they mean for a send, and besides:
 *   C4A_UNSUPPORTED  the platform cannot do it with this message: it is too old, of another kind, the sign is not one of
 *                    those it has. The host goes on as if the function were NULL.
 *   C4A_NOT_FOUND    the message is not there any more.
 * Most platforms do not mind doing the same thing twice, and the host counts on it: after C4A_UNCERTAIN it asks again. One
 * that answers "it is so already" means C4A_OK. cancel() holds for these operations too. (2)
 */
typedef struct c4a_operations {
  uint32_t size;
  uint32_t reserved;

  /*
   * Gives a message that was sent over this account new words. [instance] C4A_CAP_EDIT
   * Complete with remote_id, and more_ids, where the message goes by other ids from now on; empty: by the same.
   */
  void (*editText)(void *self, c4a_op op, const c4a_change *change);

  /* Takes a message that was sent over this account back, with all its parts. [instance] C4A_CAP_DELETE */
  void (*deleteMessage)(void *self, c4a_op op, const c4a_change *change);

  /* Puts a reaction to a message, in place of the account's former one, or takes it back. [instance] C4A_CAP_REACTION */
  void (*react)(void *self, c4a_op op, const c4a_change *change);

  /* Shows the author of a received message that it, or all up to it, has been read. [instance] C4A_CAP_MARK_READ */
  void (*markRead)(void *self, c4a_op op, const c4a_change *change);

  /*
   * Shows in a chat that somebody is typing, for as long as the platform shows it; or, with C4A_CHANGE_TYPING_STOPPED,
   * no longer. [instance] C4A_CAP_TYPING  Asked for at most once every few seconds, and not again when it fails.
   */
  void (*typing)(void *self, c4a_op op, const c4a_change *change);
} c4a_operations;

/* c4a_descriptor.traits: what the host has to know about running it */
#define C4A_TRAIT_MAY_BLOCK 0x1u /* its functions may wait (for a library's own I/O): no time limits on calls */

/* c4a_descriptor.capabilities: what the channel can do, for routing and for those who ask */
#define C4A_CAP_SEND_TEXT 0x1ULL
#define C4A_CAP_SEND_FILE 0x2ULL
#define C4A_CAP_WEBHOOK 0x4ULL              /* has onWebhookEvent */
#define C4A_CAP_DELIVERED_RECEIPTS 0x8ULL   /* reports DELIVERED, or DELIVERED_UP_TO */
#define C4A_CAP_READ_RECEIPTS 0x10ULL       /* reports READ, or READ_UP_TO */
#define C4A_CAP_IDEMPOTENT_SEND 0x20ULL     /* a repeated idempotency_key does not make a second message */
#define C4A_CAP_REPLY 0x40ULL               /* honours reply_to */
#define C4A_CAP_GROUPS 0x80ULL              /* can write to a chat of several people */
#define C4A_CAP_FORMATTING 0x100ULL         /* shows formats other than plain */
#define C4A_CAP_PERSONAS 0x200ULL           /* shows each sender as an author of its own; without it the host names them in the text */
/* What c4a_operations has a function for. (2) */
#define C4A_CAP_EDIT 0x400ULL
#define C4A_CAP_DELETE 0x800ULL
#define C4A_CAP_REACTION 0x1000ULL
#define C4A_CAP_TYPING 0x2000ULL
#define C4A_CAP_MARK_READ 0x4000ULL

/* What a connector is. Lives as long as the process. */
typedef struct c4a_descriptor {
  uint32_t size;
  uint32_t abi;            /* the C4A_ABI it was built with */
  uint32_t min_host_abi;   /* the oldest host that has what it needs; 1 if nothing newer */
  uint32_t traits;         /* C4A_TRAIT_... */
  uint64_t capabilities;   /* C4A_CAP_... */
  uint64_t max_text_bytes; /* longest text sendText takes, in bytes of UTF-8. 0: no limit */
  uint64_t max_file_bytes; /* 0: no limit */
  c4a_str id;              /* reverse-DNS, for ever the same: "org.example.telegram"; [A-Za-z0-9.-]{3,128} */
  c4a_str channel;         /* the kind of channel, as in the API's "channels": [a-z][a-z0-9_-]{0,62} */
  c4a_str display_name;    /* for people */
  c4a_str version;         /* of the connector, by semver.org: "1.4.0" */
  c4a_str vendor;
  c4a_str license; /* SPDX expression */
  c4a_str url;     /* where to read about it */
  c4a_str config_schema;       /* JSON Schema of its settings; secrets are marked "writeOnly": true. Empty: anything */
  const c4a_str *egress_hosts; /* what it may contact: "api.example.org", "*.example.org", optionally with ":port" */
  size_t egress_host_count;
  const c4a_connector *connector;
} c4a_descriptor;

/* The connectors of one library. Lives as long as the process. */
typedef struct c4a_plugin {
  uint32_t size;
  uint32_t abi; /* C4A_ABI */
  const c4a_descriptor *const *connectors;
  size_t connector_count;
} c4a_plugin;

/* ------------------------------------------------------------------------------------------------------------------ *
 * 7. The entry
 * ------------------------------------------------------------------------------------------------------------------ */

/*
 * The one symbol that a connector's library exports. [load] [any-thread] Pure: the same pointer each time, and nothing
 * else happens. host_abi: the host's C4A_ABI. NULL: cannot work with such a host.
 */
C4A_EXPORT const c4a_plugin *chat4all_plugin_v1(uint32_t host_abi);
typedef const c4a_plugin *(*c4a_entry)(uint32_t host_abi);
#define C4A_ENTRY_SYMBOL "chat4all_plugin_v1"

/* ------------------------------------------------------------------------------------------------------------------ *
 * 8. Conveniences
 * ------------------------------------------------------------------------------------------------------------------ */

/* Initialises a c4a_str with a literal: static const c4a_str name = C4A_LITERAL("echo"); */
#define C4A_LITERAL(literal) { (literal), sizeof(literal) - 1 }

/* A NUL-terminated string as c4a_str; NULL is absent. Borrows. */
static inline c4a_str c4a_text(const char *text) {
  c4a_str str = {text, text ? strlen(text) : 0};
  return str;
}

/* Whether two strings have the same bytes. Not for comparing secrets: the time it takes tells where they differ. */
static inline int c4a_equal(c4a_str a, c4a_str b) {
  return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

/* Ends an operation with a code and, for people, the reason (may be NULL). */
static inline int32_t c4a_finish(const c4a_host *host, c4a_op op, int32_t code, const char *detail) {
  c4a_result result;
  memset(&result, 0, sizeof result);
  result.size = (uint32_t)sizeof result;
  result.code = code;
  result.detail = c4a_text(detail);
  return host->complete(op, &result);
}

/* Ends a send that the platform accepted, with the platform's id of the message. */
static inline int32_t c4a_sent(const c4a_host *host, c4a_op op, c4a_str remote_id) {
  c4a_result result;
  memset(&result, 0, sizeof result);
  result.size = (uint32_t)sizeof result;
  result.code = C4A_OK;
  result.remote_id = remote_id;
  return host->complete(op, &result);
}

#if defined(__cplusplus)
} /* extern "C" */
#define C4A_STATIC_ASSERT_ static_assert
#else
#define C4A_STATIC_ASSERT_ _Static_assert
#endif

/* The layout is part of the contract: 64-bit pointers and sizes, natural alignment, no hidden padding. */
C4A_STATIC_ASSERT_(sizeof(void *) == 8 && sizeof(size_t) == 8, "connectors are 64-bit");
C4A_STATIC_ASSERT_(sizeof(c4a_str) == 16, "c4a_str is frozen");
C4A_STATIC_ASSERT_(sizeof(c4a_kv) == 32, "c4a_kv is frozen");

#endif /* CHAT4ALL_CONNECTOR_H */
