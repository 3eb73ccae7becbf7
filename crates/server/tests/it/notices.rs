//! Notices: one's own alone, marked as read once, and mailed once where a mail server is set.

use qc::notice::NoticeKind;
use serde_json::json;
use server::config::{MailSetting, Secret};
use server::jobs::{Attempt, Job};
use server::notices::{self, MailNotices, Notice, People};
use uuid::Uuid;

use crate::world::{Person, World, text};

async fn tell(world: &World, person: &Person, subject: &str) {
    tell_of(world, person, NoticeKind::QcCompleted, subject).await;
}

async fn tell_of(world: &World, person: &Person, kind: NoticeKind, subject: &str) {
    let mut tx = world.app().db.begin().await.expect("a transaction");
    let notice = Notice::new(kind, subject, "/work");
    notices::send(&mut tx, People::Person(person.id), notice)
        .await
        .expect("sent");
    tx.commit().await.expect("commits");
}

async fn subjects(person: &Person, query: &str) -> (Vec<String>, Option<String>) {
    let page = person.get(&format!("/api/v1/notices{query}")).await.expect(200);
    let items = page["items"].as_array().expect("notices");
    let subjects = items.iter().map(|notice| text(&notice["subject"])).collect();
    (subjects, page["next"].as_str().map(str::to_owned))
}

#[tokio::test]
async fn people_read_their_own_notices_the_newest_first() {
    let world = World::without_workers().await;
    let (pia, max) = (
        world.post("pia@studio.example").await,
        world.production("max@production.example").await,
    );
    for subject in ["one", "two", "three"] {
        tell(&world, &pia, subject).await;
    }
    let (first, next) = subjects(&pia, "?limit=2").await;
    assert_eq!(first, ["three", "two"]);
    let (rest, end) = subjects(&pia, &format!("?limit=2&cursor={}", next.expect("another page"))).await;
    assert_eq!(rest, ["one"]);
    assert_eq!(end, None);
    assert_eq!(subjects(&max, "").await.0, Vec::<String>::new());
    pia.get("/api/v1/notices?cursor=nonsense")
        .await
        .refused(422, "invalid");
}

#[tokio::test]
async fn a_notice_is_marked_by_its_own_person_alone() {
    let world = World::without_workers().await;
    let (pia, max) = (
        world.post("pia@studio.example").await,
        world.production("max@production.example").await,
    );
    tell(&world, &pia, "one").await;
    tell(&world, &pia, "two").await;
    let page = pia.get("/api/v1/notices").await.expect(200);
    let path = format!("/api/v1/notices/{}/read", text(&page["items"][0]["id"]));
    max.post(&path, ()).await.refused(404, "not_found");
    pia.post(&path, ()).await.expect(204);
    let read = pia.get("/api/v1/notices").await.expect(200);
    assert!(read["items"][0]["read_at"].is_string() && read["items"][1]["read_at"].is_null());
    pia.post(&path, ()).await.expect(204);
    assert_eq!(pia.get("/api/v1/notices").await.expect(200), read);

    max.post("/api/v1/notices/read-all", ()).await.expect(204);
    assert!(pia.get("/api/v1/notices").await.expect(200)["items"][1]["read_at"].is_null());
    pia.post("/api/v1/notices/read-all", ()).await.expect(204);
    assert!(pia.get("/api/v1/notices").await.expect(200)["items"][1]["read_at"].is_string());
}

#[tokio::test]
async fn what_is_unread_is_mailed_once() {
    let world = mailing_world().await;
    let pia = world.post("pia@studio.example").await;
    tell(&world, &pia, "to be mailed").await;
    tell(&world, &pia, "read before").await;
    let page = pia.get("/api/v1/notices").await.expect(200);
    let newest = text(&page["items"][0]["id"]);
    pia.post(&format!("/api/v1/notices/{newest}/read"), ())
        .await
        .expect(204);
    for _ in 0..2 {
        MailNotices.run(world.app(), &attempt()).await.expect("runs");
    }
    let letters: Vec<serde_json::Value> =
        sqlx::query_scalar("select to_jsonb(o) from outbox o where channel = 'mail'")
            .fetch_all(&world.app().db)
            .await
            .expect("letters");
    assert_eq!(letters.len(), 1, "{letters:?}");
    assert_eq!(letters[0]["recipient"], json!("pia@studio.example"));
    assert_eq!(letters[0]["subject"], json!("to be mailed"));
    assert!(text(&letters[0]["content"]["text"]).contains("/work\n"));
}

#[tokio::test]
async fn a_mail_server_that_is_set_up_late_does_not_flood_people() {
    let world = mailing_world().await;
    let pia = world.post("pia@studio.example").await;
    tell(&world, &pia, "old").await;
    let aged = sqlx::query("update notice set mail_at = now() - interval '2 days'");
    aged.execute(&world.app().db).await.expect("aged");
    MailNotices.run(world.app(), &attempt()).await.expect("runs");
    let letters: i64 = sqlx::query_scalar("select count(*) from outbox")
        .fetch_one(&world.app().db)
        .await
        .expect("counted");
    assert_eq!(letters, 0);
}

async fn settings(person: &Person) -> (i64, serde_json::Value) {
    let settings = person.get("/api/v1/notices/settings").await.expect(200);
    (settings["revision"].as_i64().expect("a revision"), settings)
}

fn of_kind<'a>(settings: &'a serde_json::Value, kind: &str) -> &'a serde_json::Value {
    let kinds = settings["kinds"].as_array().expect("kinds");
    kinds
        .iter()
        .find(|row| row["kind"] == kind)
        .expect("a row of the kind")
}

#[tokio::test]
async fn people_choose_what_they_are_told_of_and_by_which_way() {
    let world = mailing_world().await;
    let max = world.production("max@production.example").await;
    let (revision, before) = settings(&max).await;
    assert_eq!(of_kind(&before, "qc_completed")["mail"], "at_once");
    assert_eq!(of_kind(&before, "fix_notes_needed")["may_be_muted"], false);
    assert!(
        before["kinds"]
            .as_array()
            .expect("kinds")
            .iter()
            .all(|row| row["kind"] != "download_assigned")
    );

    let path = "/api/v1/notices/settings";
    let change = json!({ "time_zone": "Europe/Berlin", "digest_hour": 7,
        "kinds": [{ "kind": "qc_completed", "is_shown": false, "mail": "daily" }] });
    let changed = max.patch(path, revision, &change).await.expect(200);
    let row = of_kind(&changed, "qc_completed");
    assert_eq!((&row["is_shown"], &row["mail"]), (&json!(false), &json!("daily")));
    assert_eq!(
        of_kind(&changed, "fix_notes_needed"),
        of_kind(&before, "fix_notes_needed")
    );
    max.patch(path, revision, &change).await.refused(412, "stale");
    assert_eq!(settings(&max).await.1, changed);
}

#[tokio::test]
async fn what_cannot_be_chosen_is_refused_and_nothing_of_it_is_kept() {
    let world = World::without_workers().await;
    let max = world.production("max@production.example").await;
    let path = "/api/v1/notices/settings";
    let (revision, before) = settings(&max).await;
    for wrong in [
        json!({ "kinds": [{ "kind": "qc_completed", "is_shown": false }, { "kind": "fix_notes_needed", "is_shown": false }] }),
        json!({ "digest_hour": 24 }),
        json!({ "time_zone": "Berlin" }),
        json!({ "kinds": [{ "kind": "weather" }] }),
    ] {
        max.patch(path, revision, wrong).await.refused(422, "invalid");
    }
    assert_eq!(settings(&max).await.1, before);
    max.patch(path, 7, json!({})).await.refused(412, "stale");
}

#[tokio::test]
async fn a_muted_kind_is_not_shown_and_one_that_is_never_mailed_not_mailed() {
    let world = mailing_world().await;
    let (pia, max) = (
        world.post("pia@studio.example").await,
        world.production("max@production.example").await,
    );
    for (person, choice) in [
        (
            &pia,
            json!({ "kind": "request_approved", "is_shown": false, "mail": "at_once" }),
        ),
        (&max, json!({ "kind": "request_approved", "mail": "never" })),
    ] {
        person
            .patch("/api/v1/notices/settings", 0, json!({ "kinds": [choice] }))
            .await
            .expect(200);
        tell_of(&world, person, NoticeKind::RequestApproved, "approved").await;
    }
    assert_eq!(subjects(&pia, "").await.0, Vec::<String>::new());
    assert_eq!(subjects(&max, "").await.0, ["approved"]);
    MailNotices.run(world.app(), &attempt()).await.expect("runs");
    assert_eq!(receivers(&world).await, ["pia@studio.example"]);
}

#[tokio::test]
async fn what_is_collected_goes_as_one_letter_when_its_hour_has_come() {
    let world = mailing_world().await;
    let pia = world.post("pia@studio.example").await;
    for subject in ["one", "two", "three"] {
        tell_of(&world, &pia, NoticeKind::RequestApproved, subject).await;
    }
    MailNotices.run(world.app(), &attempt()).await.expect("runs");
    assert_eq!(receivers(&world).await, Vec::<String>::new());
    let due =
        sqlx::query("update notice set mail_at = mail_at - interval '1 hour' where mail_when = 'hourly'");
    assert_eq!(
        due.execute(&world.app().db).await.expect("due").rows_affected(),
        3
    );
    MailNotices.run(world.app(), &attempt()).await.expect("runs");
    assert_eq!(receivers(&world).await, ["pia@studio.example"]);
}

#[tokio::test]
async fn a_change_of_mind_holds_for_what_waits_already() {
    let world = mailing_world().await;
    let pia = world.post("pia@studio.example").await;
    tell_of(&world, &pia, NoticeKind::RequestApproved, "approved").await;
    let at_once = json!({ "kinds": [{ "kind": "request_approved", "mail": "at_once" }] });
    pia.patch("/api/v1/notices/settings", 0, at_once)
        .await
        .expect(200);
    MailNotices.run(world.app(), &attempt()).await.expect("runs");
    assert_eq!(receivers(&world).await, ["pia@studio.example"]);
}

#[tokio::test]
async fn nobody_is_mailed_of_a_title_that_they_may_no_longer_know() {
    let world = mailing_world().await;
    let (pia, max) = (
        world.post("pia@studio.example").await,
        world.production("max@production.example").await,
    );
    let show = world.show("Harbour Lights").await;
    let title = world.episode(show, 1, 1).await;
    world.grant(&pia, show).await;
    for person in [&pia, &max] {
        let mut tx = world.app().db.begin().await.expect("a transaction");
        let notice = Notice::new(NoticeKind::QcCompleted, "completed", "/work").of_title(title);
        notices::send(&mut tx, People::Person(person.id), notice)
            .await
            .expect("sent");
        tx.commit().await.expect("commits");
    }
    MailNotices.run(world.app(), &attempt()).await.expect("runs");
    assert_eq!(receivers(&world).await, ["pia@studio.example"]);
}

async fn receivers(world: &World) -> Vec<String> {
    sqlx::query_scalar("select recipient from outbox where channel = 'mail' order by id")
        .fetch_all(&world.app().db)
        .await
        .expect("letters")
}

async fn mailing_world() -> World {
    World::idle_with(|settings| {
        settings.mail = Some(MailSetting {
            smtp: Secret::new("smtp://127.0.0.1:9"),
            from: "qc@studio.example".to_owned(),
        });
    })
    .await
}

fn attempt() -> Attempt {
    Attempt {
        job: 0,
        number: 1,
        is_last: false,
        token: Uuid::now_v7(),
    }
}
