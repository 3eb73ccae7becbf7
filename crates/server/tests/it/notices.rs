//! Notices: one's own alone, marked as read once, and mailed once where a mail server is set.

use qc::notice::NoticeKind;
use serde_json::json;
use server::config::{MailSetting, Secret};
use server::jobs::{Attempt, Job};
use server::notices::{self, MailNotices, Notice, People};
use uuid::Uuid;

use crate::world::{Person, World, text};

async fn tell(world: &World, person: &Person, subject: &str) {
    let mut tx = world.app().db.begin().await.expect("a transaction");
    let notice = Notice::new(NoticeKind::TaskAssigned, subject, "/work");
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
        sqlx::query_scalar("select payload from job where kind = 'mail.send'")
            .fetch_all(&world.app().db)
            .await
            .expect("letters");
    assert_eq!(letters.len(), 1, "{letters:?}");
    assert_eq!(letters[0]["to"], json!("pia@studio.example"));
    assert_eq!(letters[0]["subject"], json!("to be mailed"));
    assert!(text(&letters[0]["body"]).ends_with("/work"));
}

#[tokio::test]
async fn a_mail_server_that_is_set_up_late_does_not_flood_people() {
    let world = mailing_world().await;
    let pia = world.post("pia@studio.example").await;
    tell(&world, &pia, "old").await;
    let aged = sqlx::query("update notice set created_at = now() - interval '2 days'");
    aged.execute(&world.app().db).await.expect("aged");
    MailNotices.run(world.app(), &attempt()).await.expect("runs");
    let letters: i64 = sqlx::query_scalar("select count(*) from job where kind = 'mail.send'")
        .fetch_one(&world.app().db)
        .await
        .expect("counted");
    assert_eq!(letters, 0);
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
