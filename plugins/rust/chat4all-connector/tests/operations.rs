//! What can happen to a message beyond being sent, timers, and health.

use chat4all_connector::testing::{Changing, FakeHost};
use chat4all_connector::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// A platform with everything, at one address.
struct Probe {
    ticks: Arc<AtomicUsize>,
    host: Host,
}

fn request(what: &str, change: &Change<'_>) -> Request {
    let body = json::object([("id", &*change.remote_id), ("text", &*change.text)]);
    Request::post(format!("https://api.probe.example/{what}"), &body)
}

fn judge(response: Response<'_>) -> Result<Sent, Failure> {
    match response.status {
        200 => Ok(Sent::new("")),
        404 => Err(Failure::not_found("it is gone")),
        _ => Err(Failure::retry("later")),
    }
}

impl Connector for Probe {
    const DESCRIPTION: Description = Description {
        id: "org.example.probe",
        channel: "probe",
        name: "Probe",
        version: "1.0.0",
        capabilities: capability::SEND_TEXT
            | capability::EDIT
            | capability::DELETE
            | capability::REACTION
            | capability::TYPING
            | capability::MARK_READ,
        max_text_bytes: 0,
        egress_hosts: &["api.probe.example"],
    };
    const SETTINGS: &'static [Setting] = &[];
    const REPORTS_HEALTH: bool = true;

    fn create(_: &Settings, host: Host) -> Result<Self, Failure> {
        Ok(Self { ticks: Arc::default(), host })
    }

    fn health(&self, health: Sending) {
        health.http(Request::get("https://api.probe.example/me"), judge);
    }

    fn send_text(&self, message: &TextMessage<'_>, sending: Sending) {
        match &*message.text {
            "in parts" => sending.finish(Ok(Sent::new("one").and(vec!["two".into(), "three".into()]))),
            "later" => sending.after(Duration::from_secs(2), |sending| sending.finish(Ok(Sent::new("late")))),
            "panic later" => sending.after(Duration::from_secs(2), |_| panic!("late")),
            "tick" => {
                let ticks = self.ticks.clone();
                let tick = move || {
                    ticks.fetch_add(1, Ordering::Relaxed);
                };
                self.host.after(Duration::from_secs(1), tick).unwrap();
                sending.finish(Ok(Sent::new("ticking")));
            }
            "tick not" => {
                let timer = self.host.after(Duration::from_secs(1), || panic!("it was cancelled")).unwrap();
                timer.cancel(&self.host);
                sending.finish(Ok(Sent::new("quiet")));
            }
            _ => sending.finish(Ok(Sent::new(self.ticks.load(Ordering::Relaxed).to_string()))),
        }
    }

    fn edit_text(&self, change: &Change<'_>, sending: Sending) {
        if &*change.text == "panic" {
            panic!("at an edit");
        }
        sending.http(request("edit", change), judge);
    }

    fn delete_message(&self, change: &Change<'_>, sending: Sending) {
        sending.http(request("delete", change), judge);
    }

    fn react(&self, change: &Change<'_>, sending: Sending) {
        sending.http(request("react", change), judge);
    }

    fn typing(&self, change: &Change<'_>, sending: Sending) {
        sending.http(request(if change.is_typing_stopped { "rest" } else { "type" }, change), judge);
    }

    // mark_read is left to the layer.
}

fn host() -> FakeHost {
    let mut host = FakeHost::new::<Probe>(&[]);
    host.start().unwrap();
    host
}

#[test]
fn each_change_reaches_its_function() {
    let host = host();
    for (what, path) in
        [(Changing::Edit, "edit"), (Changing::Delete, "delete"), (Changing::React, "react"), (Changing::Typing, "type")]
    {
        host.answer(200, &[], "");
        assert_eq!(host.change(what, "m-7", "👍"), Some(Ok(Sent::new(""))), "{what:?}");
        let asked = host.requests().pop().unwrap();
        assert_eq!(asked.url, format!("https://api.probe.example/{path}"));
        assert_eq!(asked.body, r#"{"id":"m-7","text":"👍"}"#);
    }
}

#[test]
fn what_is_not_written_is_unsupported() {
    assert_eq!(host().change(Changing::MarkRead, "m-7", "").unwrap().unwrap_err().code, 201);
}

#[test]
fn a_change_ends_as_a_send_does() {
    let host = host();
    host.answer(404, &[], "");
    assert_eq!(host.change(Changing::Delete, "m-7", "").unwrap().unwrap_err().code, 204);
    host.no_answer(400);
    assert_eq!(host.change(Changing::Edit, "m-7", "Hi").unwrap().unwrap_err().code, 400);
    assert_eq!(host.change(Changing::Edit, "m-7", "panic").unwrap().unwrap_err().code, 200);
}

#[test]
fn ids_of_parts_are_told() {
    assert_eq!(host().send("+55", "in parts").unwrap().unwrap().more_ids, ["two", "three"]);
}

#[test]
fn a_send_goes_on_after_its_time() {
    let host = host();
    assert_eq!(host.send("+55", "later"), None);
    assert_eq!(host.elapse(Duration::from_millis(1_999)), 0);
    assert_eq!(host.elapse(Duration::from_millis(1)), 1);
    assert_eq!(host.late_ending(), Some(Ok(Sent::new("late"))));
}

#[test]
fn a_panic_in_a_timer_ends_the_send() {
    let host = host();
    assert_eq!(host.send("+55", "panic later"), None);
    host.elapse(Duration::from_secs(2));
    assert_eq!(host.late_ending().unwrap().unwrap_err().code, 200);
}

#[test]
fn a_timer_of_the_account_ticks_unless_it_is_cancelled() {
    let host = host();
    host.send("+55", "tick");
    host.send("+55", "tick not");
    assert_eq!(host.elapse(Duration::from_secs(5)), 1);
    assert_eq!(host.send("+55", "how many"), Some(Ok(Sent::new("1"))));
}

#[test]
fn an_account_that_goes_down_ends_what_waits() {
    let host = host();
    assert_eq!(host.send("+55", "later"), None);
    drop(host);
    assert_eq!(testing::last_ending().unwrap().unwrap_err().code, 401);
}

#[test]
fn health_is_what_the_platform_says() {
    let host = host();
    host.answer(200, &[], "");
    assert_eq!(host.health(), Some(Ok(Sent::new(""))));
    host.answer(503, &[], "");
    assert_eq!(host.health().unwrap().unwrap_err().code, 100);
}
