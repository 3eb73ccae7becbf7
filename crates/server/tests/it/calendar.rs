//! The calendar of due times, parsed back as a calendar program does: what is in it, for whom, and who may fetch it.

use chrono::{DateTime, Utc};
use icalendar::{Calendar, CalendarDateTime, Component, DatePerhapsTime, Event};
use qc::request::Service;
use serde_json::json;

use crate::world::{Person, Reply, Story, text};

fn parsed(reply: &Reply) -> Calendar {
    assert_eq!(reply.status, 200, "{}", reply.text);
    assert_eq!(reply.headers["content-type"], "text/calendar; charset=utf-8");
    let lines = reply.text.split("\r\n");
    for line in lines {
        assert!(line.len() <= 75, "RFC 5545 folds lines at 75 bytes: {line}");
    }
    reply.text.parse().expect("a calendar")
}

async fn events(person: &Person) -> Vec<Event> {
    let reply = person.get("/api/v1/calendar/due-times.ics").await;
    parsed(&reply).events().cloned().collect()
}

fn starts(event: &Event) -> DateTime<Utc> {
    match event.get_start() {
        Some(DatePerhapsTime::DateTime(CalendarDateTime::Utc(at))) => at,
        other => panic!("not an instant in UTC: {other:?}"),
    }
}

async fn held(story: &Story) -> String {
    let id = story.available(Service::Cast).await;
    story
        .olga
        .post(&format!("/api/v1/requests/{id}/take"), ())
        .await
        .expect(200);
    id
}

/// An address on this machine: the server's public address is another one.
fn path_of(url: &str) -> String {
    let at = url.find("/api/").expect("a path");
    url[at..].to_owned()
}

#[tokio::test]
async fn an_extension_moves_the_event_and_what_is_done_disappears() {
    let story = Story::begin().await;
    let id = held(&story).await;
    let before = events(&story.olga).await;
    let [event] = before.as_slice() else {
        panic!("{before:?}")
    };
    let view = story
        .olga
        .get(&format!("/api/v1/requests/{id}"))
        .await
        .expect(200);
    let due: DateTime<Utc> = text(&view["clock"]["report_due_at"]).parse().expect("an instant");
    assert_eq!(starts(event).timestamp(), due.timestamp());
    assert!(
        event
            .get_uid()
            .expect("a uid")
            .starts_with(&format!("report-{id}@"))
    );
    let summary = event.get_summary().expect("a summary");
    assert!(
        summary.starts_with("Report due: Harbour Lights · S01E03 · Episode 3 (request "),
        "{summary}"
    );
    assert!(
        event
            .get_url()
            .expect("a link")
            .ends_with(&format!("/requests/{id}"))
    );

    let extension = json!({ "ground": "tool_fault", "extra_h": 10 });
    story
        .ada
        .post(&format!("/api/v1/requests/{id}/extensions"), extension)
        .await
        .expect(201);
    let after = events(&story.olga).await;
    let [moved] = after.as_slice() else {
        panic!("{after:?}")
    };
    assert_eq!(moved.get_uid(), event.get_uid());
    assert_eq!((starts(moved) - starts(event)).num_hours(), 10);
    assert!(moved.get_sequence() > event.get_sequence());
    assert!(
        moved
            .get_description()
            .expect("a description")
            .contains("Extended")
    );

    story.finishes(&story.olga, &id, &[]).await;
    assert_eq!(events(&story.olga).await.len(), 0);
    let post = events(&story.pia).await;
    assert!(
        post[0].get_uid().expect("a uid").starts_with("whole-"),
        "{post:?}"
    );
    story
        .pia
        .post(
            &format!("/api/v1/requests/{id}/cancel"),
            json!({ "reason": "recut" }),
        )
        .await
        .expect(200);
    assert_eq!(events(&story.pia).await.len(), 0);
}

#[tokio::test]
async fn everyone_has_what_concerns_them_and_nothing_else() {
    let story = Story::begin().await;
    held(&story).await;
    let uids = async |person: &Person| -> Vec<String> {
        let events = events(person).await;
        let mut kinds: Vec<String> = events
            .iter()
            .map(|event| {
                event
                    .get_uid()
                    .expect("a uid")
                    .split('-')
                    .next()
                    .unwrap_or_default()
                    .to_owned()
            })
            .collect();
        kinds.sort();
        kinds
    };
    assert_eq!(uids(&story.olga).await, ["report"]);
    assert_eq!(uids(&story.vera).await, ["report", "whole"]);
    assert_eq!(uids(&story.pia).await, ["report", "whole"]);
    for nobody in [&story.omar, &story.vik] {
        assert_eq!(uids(nobody).await, Vec::<String>::new());
    }
    let elsewhere = story.world.post("paul@studio.example").await;
    assert_eq!(uids(&elsewhere).await, Vec::<String>::new());
}

#[tokio::test]
async fn the_address_opens_until_it_is_renewed_or_taken_back() {
    let story = Story::begin().await;
    held(&story).await;
    let none = story.olga.get("/api/v1/calendar").await.expect(200);
    assert_eq!(none["created_at"], json!(null));
    let first = story.olga.put("/api/v1/calendar", ()).await.expect(200);
    let first = path_of(&text(&first["url"]));
    let program = story.world.stranger();
    assert_eq!(parsed(&program.get(&first).await).events().count(), 1);
    let known = story.olga.get("/api/v1/calendar").await.expect(200);
    assert!(known["last_read_at"].is_string());
    assert!(
        !known.to_string().contains("feeds"),
        "the address is shown once: {known}"
    );
    let kept: String = sqlx::query_scalar("select encode(token_hash, 'hex') from calendar_feed")
        .fetch_one(&story.world.app().db)
        .await
        .expect("a row");
    assert!(!first.contains(&kept));

    let second = story.olga.put("/api/v1/calendar", ()).await.expect(200);
    let second = path_of(&text(&second["url"]));
    program.get(&first).await.refused(404, "not_found");
    parsed(&program.get(&second).await);
    sqlx::query("update person set state = 'disabled' where id = $1")
        .bind(story.olga.id.uuid())
        .execute(&story.world.app().db)
        .await
        .expect("a change");
    program.get(&second).await.refused(404, "not_found");
    sqlx::query("update person set state = 'active' where id = $1")
        .bind(story.olga.id.uuid())
        .execute(&story.world.app().db)
        .await
        .expect("a change");
    story.olga.delete("/api/v1/calendar").await.expect(204);
    program.get(&second).await.refused(404, "not_found");
    program
        .get("/api/v1/calendar/feeds/guessed")
        .await
        .refused(404, "not_found");
}
