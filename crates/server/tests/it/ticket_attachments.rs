//! What is attached to tickets: cleaned by the server whoever cleaned it before, read by whom it concerns, deleted in time.

use serde_json::{Value, json};
use server::blobs::BlobKey;
use server::jobs::{Attempt, Job};
use server::tickets::SweepTickets;

use crate::world::{Person, Story, World, text};

fn archive() -> Value {
    json!({ "log": { "version": "1.2", "creator": { "name": "WebInspector", "version": "537.36" }, "entries": [{
        "startedDateTime": "2026-11-26T22:16:00.123Z", "time": 41.6,
        "request": {
            "method": "GET", "url": "https://cdn.example/harbour-lights.m4s?Signature=hush", "httpVersion": "h2",
            "headers": [{ "name": "Cookie", "value": "session=hush" }, { "name": "Range", "value": "bytes=0-99" }],
            "cookies": [{ "name": "session", "value": "hush" }],
        },
        "response": { "status": 206, "headers": [], "content": { "size": 100, "mimeType": "video/mp4", "text": "aHVzaA==" } },
    }] } })
}

async fn attach(person: &Person, kind: &str, body: &Value) -> Value {
    let path = format!("/api/v1/ticket-attachments?kind={kind}&name=calls.har");
    person.post(&path, body).await.expect(201)
}

async fn ticket_with(person: &Person, attachments: &[&Value]) -> Value {
    let ids: Vec<&Value> = attachments.iter().map(|attachment| &attachment["id"]).collect();
    let form = json!({ "kind": "player_fault", "subject": "It stops", "description": "At 01:00:10:00.", "attachment_ids": ids });
    person.post("/api/v1/tickets", form).await.expect(201)
}

async fn blobs(world: &World) -> usize {
    let key: BlobKey = "tickets".parse().expect("a key");
    world.app().blobs.list(Some(&key)).await.expect("a list").len()
}

async fn sweep(world: &World) {
    let attempt = Attempt {
        job: 1,
        number: 1,
        is_last: false,
        token: uuid::Uuid::new_v4(),
    };
    SweepTickets.run(world.app(), &attempt).await.expect("sweeps");
}

#[tokio::test]
async fn an_archive_is_cleaned_before_it_is_kept() {
    let story = Story::begin().await;
    let attached = attach(&story.olga, "har", &archive()).await;
    assert_eq!(
        attached["removed"],
        json!({ "headers": 1, "cookies": 1, "bodies": 1, "addresses": 1 })
    );
    let ticket = ticket_with(&story.olga, &[&attached]).await;
    let path = format!(
        "/api/v1/tickets/{}/attachments/{}",
        ticket["number"],
        text(&attached["id"])
    );
    let shown = story.olga.get(&path).await.expect(200);
    let call = &shown["content"]["log"]["entries"][0];
    assert_eq!(call["request"]["url"], "https://{other}");
    assert_eq!(
        call["request"]["headers"],
        json!([{ "name": "range", "value": "bytes=0-99" }])
    );
    let file = story.ada.get(&format!("{path}/file")).await;
    file.expect(200);
    assert!(
        file.headers["content-disposition"]
            .to_str()
            .expect("a name")
            .contains(&format!("ticket-{}.har", ticket["number"]))
    );
    assert!(!file.text.contains("hush") && !shown.to_string().contains("hush"));
    let key: BlobKey = format!("tickets/{}.json", text(&attached["id"]))
        .parse()
        .expect("a key");
    let kept = story
        .world
        .app()
        .blobs
        .read_whole(&key, 1 << 20)
        .await
        .expect("the blob");
    assert!(!String::from_utf8_lossy(&kept).contains("hush"));
}

#[tokio::test]
async fn every_look_at_an_attachment_is_in_the_history_and_strangers_have_none() {
    let story = Story::begin().await;
    let attached = attach(&story.olga, "har", &archive()).await;
    let ticket = ticket_with(&story.olga, &[&attached]).await;
    let path = format!(
        "/api/v1/tickets/{}/attachments/{}",
        text(&ticket["id"]),
        text(&attached["id"])
    );
    story.olga.get(&path).await.expect(200);
    story
        .olga
        .get(&format!("{path}/file"))
        .await
        .refused(403, "not_permitted");
    story.ada.get(&format!("{path}/file")).await.expect(200);
    for stranger in [&story.omar, &story.vera, &story.pia] {
        stranger.get(&path).await.refused(404, "not_found");
        stranger
            .get(&format!("{path}/file"))
            .await
            .refused(404, "not_found");
    }
    let detail = story
        .ada
        .get(&format!("/api/v1/tickets/{}", text(&ticket["id"])))
        .await
        .expect(200);
    let acts = detail["acts"].as_array().expect("acts").iter();
    let looks: Vec<(String, String)> = acts
        .filter(|act| text(&act["act"]).contains("attachment"))
        .map(|act| (text(&act["act"]), text(&act["actor"]["name"])))
        .collect();
    assert_eq!(
        looks,
        [
            ("ticket.attachment_read".to_owned(), "olga Tester".to_owned()),
            ("ticket.attachment_downloaded".to_owned(), "ada Tester".to_owned()),
        ]
    );
}

#[tokio::test]
async fn what_is_no_archive_is_refused_in_words() {
    let world = World::without_workers().await;
    let pia = world.post("pia@studio.example").await;
    let path = "/api/v1/ticket-attachments?kind=har";
    let problem = pia.post(path, json!({ "log": {} })).await.refused(422, "invalid");
    assert_eq!(problem["fields"][0]["code"], "not_har");
    let call = pia.call(reqwest::Method::POST, path).body("not JSON");
    let problem = crate::world::Reply::of(call).await.refused(422, "invalid");
    assert!(
        text(&problem["fields"][0]["detail"]).contains("Export HAR"),
        "{problem}"
    );
    let call = pia
        .call(reqwest::Method::POST, path)
        .body(vec![b' '; (24 << 20) + 1]);
    crate::world::Reply::of(call).await.refused(413, "too_large");
    pia.post("/api/v1/ticket-attachments?kind=picture", archive())
        .await
        .refused(422, "invalid");
    assert_eq!(blobs(&world).await, 0);
}

#[tokio::test]
async fn an_attachment_belongs_to_whoever_uploaded_it_and_to_one_ticket() {
    let story = Story::begin().await;
    let attached = attach(
        &story.olga,
        "diagnostics",
        &json!({ "calls": [], "errors": [], "secret": "hush" }),
    )
    .await;
    let form =
        json!({ "kind": "other", "subject": "s", "description": "d", "attachment_ids": [attached["id"]] });
    let problem = story
        .omar
        .post("/api/v1/tickets", &form)
        .await
        .refused(422, "invalid");
    assert_eq!(problem["fields"][0]["field"], "attachment_ids");
    let ticket = story.olga.post("/api/v1/tickets", &form).await.expect(201);
    story
        .olga
        .post("/api/v1/tickets", &form)
        .await
        .refused(422, "invalid");
    let second = attach(&story.ada, "diagnostics", &json!({ "calls": [], "errors": [] })).await;
    let note = json!({ "body": "Seen here too.", "is_internal": true, "attachment_ids": [second["id"]] });
    let detail = story
        .ada
        .post(&format!("/api/v1/tickets/{}/replies", text(&ticket["id"])), note)
        .await
        .expect(201);
    assert_eq!(detail["attachments"].as_array().expect("attachments").len(), 2);
    let of_author = story
        .olga
        .get(&format!("/api/v1/tickets/{}", text(&ticket["id"])))
        .await
        .expect(200);
    assert_eq!(
        of_author["attachments"].as_array().expect("attachments").len(),
        1,
        "what hangs on a note is the studio's"
    );
}

#[tokio::test]
async fn attachments_are_deleted_after_thirty_days_and_unused_ones_after_one() {
    let story = Story::begin().await;
    let attached = attach(&story.olga, "har", &archive()).await;
    let ticket = ticket_with(&story.olga, &[&attached]).await;
    attach(&story.olga, "har", &archive()).await;
    assert_eq!(blobs(&story.world).await, 2);
    let days_pass = async |days: i32| {
        let earlier = "update ticket_attachment set delete_at = delete_at - make_interval(days => $1)";
        let update = sqlx::query(earlier).bind(days);
        update.execute(&story.world.app().db).await.expect("time passes");
        sweep(&story.world).await;
    };
    days_pass(2).await;
    assert_eq!(blobs(&story.world).await, 1);
    days_pass(27).await;
    assert_eq!(blobs(&story.world).await, 1);
    days_pass(2).await;
    assert_eq!(blobs(&story.world).await, 0);
    let found = server::check::check(
        &story.world.app().db,
        &story.world.app().blobs,
        &server::check::Look::default(),
    )
    .await
    .expect("checks");
    assert!(
        found
            .iter()
            .all(|violation| !violation.what.contains("attachment")),
        "{found:?}"
    );
    let path = format!("/api/v1/tickets/{}", text(&ticket["id"]));
    let detail = story.olga.get(&path).await.expect(200);
    assert_eq!(detail["attachments"][0]["is_deleted"], true);
    assert_eq!(
        detail["acts"].as_array().expect("acts").last().expect("an act")["act"],
        "ticket.attachment_deleted"
    );
    story
        .olga
        .get(&format!("{path}/attachments/{}", text(&attached["id"])))
        .await
        .refused(410, "gone");
}
