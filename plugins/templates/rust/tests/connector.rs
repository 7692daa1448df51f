//! Tests of the connector against a host in this process: no gateway, no network, done in a moment.

use chat4all_connector::testing::{Ending, FakeHost};
use chat4all_connector::{EventKind, Sent, hmac};
use chat4all_new_channel::NewChannelConnector;
use std::time::Duration;

fn host() -> FakeHost {
    let mut host = FakeHost::new::<NewChannelConnector>(&[("token", "t-1"), ("callback_secret", "hush")]);
    host.start().unwrap();
    host
}

/// What the service would send, signed as it signs.
fn callback(host: &FakeHost, body: &str) -> Ending {
    let signature = format!("sha256={}", hmac::hex(&hmac::sha256_mac(b"hush", body.as_bytes())));
    host.webhook(&[("x-signature", &signature)], body.as_bytes())
}

#[test]
fn names_a_setting_that_is_missing() {
    let failure = FakeHost::new::<NewChannelConnector>(&[("token", "t-1")]).start().unwrap_err();
    assert_eq!(failure.code, 301);
    assert!(failure.detail.contains("callback_secret"));
}

#[test]
fn sends_a_message_and_knows_its_id() {
    let host = host();
    host.answer(201, &[], r#"{"id":"m-7"}"#);
    assert_eq!(host.send("+5511999990000", "Olá \"Ana\""), Some(Ok(Sent::new("m-7"))));
    let request = &host.requests()[0];
    assert_eq!(request.url, "https://api.new-channel.example/messages");
    assert_eq!(request.body, r#"{"to":"+5511999990000","text":"Olá \"Ana\""}"#);
    assert_eq!(request.headers["authorization"], "Bearer t-1");
    assert_eq!(request.headers["idempotency-key"], "message-1");
}

#[test]
fn says_what_a_refusal_means() {
    let host = host();
    for (status, code) in
        [(400, 200), (401, 300), (403, 203), (404, 204), (413, 202), (500, 100), (503, 100), (504, 400)]
    {
        host.answer(status, &[], "");
        assert_eq!(host.send("+55", "hello").unwrap().unwrap_err().code, code, "HTTP {status}");
    }
    host.answer(429, &[("retry-after", "7")], "");
    let failure = host.send("+55", "hello").unwrap().unwrap_err();
    assert_eq!((failure.code, failure.retry_after), (101, Some(Duration::from_secs(7))));
}

#[test]
fn does_not_call_it_retry_when_the_message_may_have_arrived() {
    let host = host();
    host.answer(200, &[], r#"{"id":"#);
    assert_eq!(host.send("+55", "hello").unwrap().unwrap_err().code, 400);
    host.no_answer(400);
    assert_eq!(host.send("+55", "hello").unwrap().unwrap_err().code, 400);
}

#[test]
fn turns_signed_callbacks_into_events() {
    let host = host();
    let said =
        r#"{"event_id":"e-1","number":1,"type":"message","message_id":"m-8","from":"+55","name":"Ana","text":"Oi"}"#;
    for _ in 0..2 {
        let ending = callback(&host, said);
        let event = &ending.events[0];
        assert_eq!((ending.status, event.kind, &*event.id), (200, EventKind::Message, "e-1"));
        assert_eq!((&*event.sender, &*event.remote_id, &*event.text), ("+55", "m-8", "Oi"));
    }
    let read = callback(&host, r#"{"event_id":"e-4","number":4,"type":"read","message_id":"m-7"}"#);
    assert_eq!((read.events[0].kind, &*read.events[0].ref_id), (EventKind::Read, "m-7"));
    assert_eq!(host.log(), ["callbacks were lost before this one"]);
}

#[test]
fn keeps_nothing_of_what_is_not_signed_or_cannot_be_read() {
    let host = host();
    assert_eq!(host.webhook(&[("x-signature", "sha256=00")], b"{}").status, 401);
    assert_eq!(host.webhook(&[], b"{}").status, 401);
    for broken in [r#"{"event_id":"#, "[]", "{}"] {
        assert_eq!(callback(&host, broken).status, 400);
    }
}
