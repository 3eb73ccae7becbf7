//! Webhooks against a receiver of the test's own: what arrives is verified as Standard Webhooks says; what does not arrive is
//! tried again under the same id, and can be sent anew.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::post;
use qc::notice::NoticeKind;
use qc::request::{AssignmentModel, Phase, Service};
use serde_json::{Value, json};
use server::serve::{Server, Work};

use crate::world::{HURRIED, Person, Story, World, due_now, settled, text};

/// What the receiver does with a call.
#[derive(Clone, Copy, PartialEq)]
enum Mood {
    Takes,
    Fails,
    Sleeps,
    Redirects,
    IsGone,
}

#[derive(Clone)]
struct Call {
    headers: HeaderMap,
    body: String,
}

#[derive(Clone)]
struct Receiver {
    port: u16,
    mood: Arc<Mutex<Mood>>,
    calls: Arc<Mutex<Vec<Call>>>,
}

impl Receiver {
    async fn start() -> Receiver {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port");
        let receiver = Receiver {
            port: listener.local_addr().expect("an address").port(),
            mood: Arc::new(Mutex::new(Mood::Takes)),
            calls: Arc::default(),
        };
        let routes = axum::Router::new()
            .route("/hook", post(take))
            .with_state(receiver.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        receiver
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}/hook", self.port)
    }

    fn turns(&self, mood: Mood) {
        *self.mood.lock().expect("whole") = mood;
    }

    fn calls(&self) -> Vec<Call> {
        self.calls.lock().expect("whole").clone()
    }
}

async fn take(State(receiver): State<Receiver>, headers: HeaderMap, body: String) -> impl IntoResponse {
    receiver.calls.lock().expect("whole").push(Call { headers, body });
    let mood = *receiver.mood.lock().expect("whole");
    match mood {
        Mood::Takes => (StatusCode::OK, [(header::LOCATION, "")], "thanks".to_owned()),
        Mood::Fails => (
            StatusCode::INTERNAL_SERVER_ERROR,
            [(header::LOCATION, "")],
            "x".repeat(5000),
        ),
        Mood::IsGone => (StatusCode::GONE, [(header::LOCATION, "")], String::new()),
        Mood::Redirects => (
            StatusCode::TEMPORARY_REDIRECT,
            [(header::LOCATION, "http://169.254.169.254/latest")],
            String::new(),
        ),
        Mood::Sleeps => {
            tokio::time::sleep(Duration::from_secs(5)).await;
            (StatusCode::OK, [(header::LOCATION, "")], String::new())
        }
    }
}

impl Call {
    fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().expect("text")
    }

    fn is_signed_with(&self, secret: &str) -> bool {
        let webhook = standardwebhooks::Webhook::new(secret).expect("a secret");
        webhook.verify(self.body.as_bytes(), &self.headers).is_ok()
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("JSON")
    }
}

/// Where receivers on this machine are allowed, and have little time.
async fn trial_world() -> World {
    World::with(|settings| {
        settings.webhook.is_local_allowed = true;
        settings.webhook.timeout = Duration::from_millis(400);
    })
    .await
}

async fn hook(person: &Person, receiver: &Receiver, events: &[&str]) -> (String, String) {
    let form = json!({ "url": receiver.url(), "description": "our board", "events": events });
    let made = person.post("/api/v1/webhooks", form).await.expect(201);
    (text(&made["webhook"]["id"]), text(&made["secret"]))
}

async fn tries(person: &Person, webhook: &str) {
    person
        .post(&format!("/api/v1/webhooks/{webhook}/test"), ())
        .await
        .expect(202);
}

const LATEST: &str = "/api/v1/outbox";

#[tokio::test]
async fn a_message_is_signed_as_standard_webhooks_says() {
    let (world, receiver) = (trial_world().await, Receiver::start().await);
    let ada = world.studio_admin("ada@studio.example").await;
    let (webhook, secret) = hook(&ada, &receiver, &["request.approved"]).await;
    assert!(secret.starts_with("whsec_"));
    tries(&ada, &webhook).await;
    let sent = settled(&ada, LATEST, |row| row["state"] == "sent").await;
    let calls = receiver.calls();
    assert_eq!(calls.len(), 1);
    assert!(calls[0].is_signed_with(&secret));
    assert_eq!(calls[0].header("webhook-id"), text(&sent["id"]));
    assert_eq!(calls[0].json()["type"], "webhook.test");
    assert!(text(&calls[0].json()["data"]["link"]).starts_with("http://127.0.0.1"));
    // The secret is in no other answer, nor in the history.
    let view = ada.get(&format!("/api/v1/webhooks/{webhook}")).await;
    assert!(!view.text.contains(&secret[6..]));
    let kept: i64 = sqlx::query_scalar(
        "select count(*) from history where before::text || after::text like '%' || $1 || '%'",
    )
    .bind(&secret[6..])
    .fetch_one(&world.app().db)
    .await
    .expect("counted");
    assert_eq!(kept, 0);
}

#[tokio::test]
async fn while_secrets_overlap_a_message_carries_both_signatures() {
    let (world, receiver) = (trial_world().await, Receiver::start().await);
    let ada = world.studio_admin("ada@studio.example").await;
    let (webhook, old) = hook(&ada, &receiver, &["request.approved"]).await;
    let path = format!("/api/v1/webhooks/{webhook}/secret");
    let rotated = ada.post(&path, json!({ "overlap_hours": 24 })).await.expect(200);
    let new = text(&rotated["secret"]);
    assert!(rotated["webhook"]["old_secret_until"].is_string());
    tries(&ada, &webhook).await;
    settled(&ada, LATEST, |row| row["state"] == "sent").await;
    assert!(receiver.calls()[0].is_signed_with(&old) && receiver.calls()[0].is_signed_with(&new));

    let newest = text(&ada.post(&path, json!({ "overlap_hours": 0 })).await.expect(200)["secret"]);
    tries(&ada, &webhook).await;
    settled(&ada, LATEST, |row| row["state"] == "sent").await;
    let last = receiver.calls().pop().expect("a call");
    assert!(last.is_signed_with(&newest) && !last.is_signed_with(&new) && !last.is_signed_with(&old));
    ada.post(&path, json!({ "overlap_hours": 169 }))
        .await
        .refused(422, "invalid");
}

#[tokio::test]
async fn what_fails_is_tried_again_under_the_same_id_with_each_attempt_on_record() {
    let (world, receiver) = (trial_world().await, Receiver::start().await);
    let ada = world.studio_admin("ada@studio.example").await;
    let (webhook, _) = hook(&ada, &receiver, &["request.approved"]).await;
    receiver.turns(Mood::Fails);
    tries(&ada, &webhook).await;
    let waiting = settled(&ada, LATEST, |row| row["attempts"] == 1).await;
    assert_eq!(waiting["state"], "waiting");
    receiver.turns(Mood::Takes);
    due_now(&world).await;
    settled(&ada, LATEST, |row| row["state"] == "sent").await;
    let calls = receiver.calls();
    assert_eq!(calls.len(), 2);
    assert_eq!(calls[0].header("webhook-id"), calls[1].header("webhook-id"));
    assert_eq!(calls[0].body, calls[1].body);
    let message = ada
        .get(&format!("/api/v1/outbox/{}", text(&waiting["id"])))
        .await
        .expect(200);
    let [taken, failed] = message["attempts"].as_array().expect("attempts").as_slice() else {
        panic!("not two attempts: {message}")
    };
    assert_eq!(
        (&taken["status"], &taken["reason"], &taken["answer"]),
        (&json!(200), &json!(""), &json!("thanks"))
    );
    assert_eq!(
        (&failed["status"], text(&failed["answer"]).len()),
        (&json!(500), 1024)
    );
}

#[tokio::test]
async fn slow_redirecting_and_absent_receivers_fail_with_their_reason() {
    let (world, receiver) = (trial_world().await, Receiver::start().await);
    let ada = world.studio_admin("ada@studio.example").await;
    let (webhook, _) = hook(&ada, &receiver, &["request.approved"]).await;
    for (mood, reason) in [
        (Mood::Redirects, "redirect"),
        (Mood::Sleeps, "did not answer within 0.4 s"),
    ] {
        receiver.turns(mood);
        tries(&ada, &webhook).await;
        let row = settled(&ada, LATEST, |row| row["attempts"] == 1).await;
        assert!(text(&row["reason"]).contains(reason), "{row}");
    }
    assert_eq!(
        receiver.calls().len(),
        2,
        "a redirect is not followed, nor a slow call repeated at once"
    );

    // A port that nobody listens on, as when the receiver's machine cut the connection.
    let free = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let port = free.local_addr().expect("an address").port();
    let cut = tokio::spawn(async move { drop(free.accept().await) });
    let view = ada.get(&format!("/api/v1/webhooks/{webhook}")).await.expect(200);
    let change = json!({ "url": format!("http://127.0.0.1:{port}/hook") });
    let revision = view["revision"].as_i64().expect("a revision");
    ada.patch(&format!("/api/v1/webhooks/{webhook}"), revision, change)
        .await
        .expect(200);
    tries(&ada, &webhook).await;
    let row = settled(&ada, LATEST, |row| row["attempts"] == 1).await;
    assert!(text(&row["reason"]).contains("could not be reached"), "{row}");
    cut.await.expect("was called");
}

#[tokio::test]
async fn a_receiver_that_is_slow_is_left_alone_and_others_are_not_held_up() {
    let world = trial_world().await;
    let (slow, quick) = (Receiver::start().await, Receiver::start().await);
    slow.turns(Mood::Sleeps);
    let ada = world.studio_admin("ada@studio.example").await;
    let (bad, _) = hook(&ada, &slow, &["request.approved"]).await;
    let (good, _) = hook(&ada, &quick, &["request.approved"]).await;
    let many = "insert into outbox (id, channel, webhook_id, recipient, subject, content)
        select gen_random_uuid(), 'webhook', $1, 'x', 'webhook.test', '{}' from generate_series(1, 40) returning id";
    let ids: Vec<uuid::Uuid> = sqlx::query_scalar(many)
        .bind(bad.parse::<uuid::Uuid>().expect("an id"))
        .fetch_all(&world.app().db)
        .await
        .expect("messages");
    for id in ids {
        let mut tx = world.app().db.begin().await.expect("a transaction");
        server::jobs::enqueue(&mut tx, &server::outbox::SendMessage { message: id.into() })
            .await
            .expect("queued");
        tx.commit().await.expect("committed");
    }
    tries(&ada, &good).await;
    let path = format!("/api/v1/outbox?webhook_id={good}");
    settled(&ada, &path, |row| row["state"] == "sent").await;
    // Those that were called at once before the first failed; the rest waits for the pause to end.
    tokio::time::sleep(Duration::from_millis(900)).await;
    assert!(slow.calls().len() <= 12, "{} calls", slow.calls().len());
}

#[tokio::test]
async fn what_was_given_up_is_replayed_one_by_one_or_all_since_a_time() {
    let (world, receiver) = (trial_world().await, Receiver::start().await);
    let ada = world.studio_admin("ada@studio.example").await;
    let (webhook, _) = hook(&ada, &receiver, &["request.approved"]).await;
    receiver.turns(Mood::Fails);
    for _ in 0..3 {
        tries(&ada, &webhook).await;
        settled(&ada, LATEST, |row| row["attempts"] == 1).await;
    }
    // The last of their tries.
    sqlx::query("update outbox set tries = 7")
        .execute(&world.app().db)
        .await
        .expect("tried");
    due_now(&world).await;
    for index in 0..3 {
        settled_at(&ada, index, |row| row["state"] == "failed").await;
    }
    receiver.turns(Mood::Takes);
    let one = settled(&ada, LATEST, |_| true).await;
    ada.post(&format!("/api/v1/outbox/{}/send", text(&one["id"])), ())
        .await
        .expect(200);
    settled(&ada, LATEST, |row| row["state"] == "sent").await;
    let path = format!("/api/v1/webhooks/{webhook}/replay");
    let long_ago = json!({ "since": "2020-01-01T00:00:00Z" });
    assert_eq!(
        ada.post(&path, &long_ago).await.expect(200),
        json!({ "messages": 2, "left": 0 })
    );
    world.jobs_done().await;
    let ids: Vec<String> = receiver
        .calls()
        .iter()
        .map(|call| call.header("webhook-id").to_owned())
        .collect();
    assert_eq!(ids.len(), 9);
    let distinct: std::collections::BTreeSet<&String> = ids.iter().collect();
    assert_eq!(distinct.len(), 3, "sent anew, a message keeps its id");
    // Sent already: its receiver may have it again, and knows it by its id.
    ada.post(&format!("/api/v1/outbox/{}/send", text(&one["id"])), ())
        .await
        .expect(200);
    world.jobs_done().await;
    assert_eq!(receiver.calls().len(), 10);
}

async fn settled_at(person: &Person, index: usize, is_wanted: impl Fn(&Value) -> bool) {
    for _ in 0..500 {
        if is_wanted(&person.get(LATEST).await.expect(200)["items"][index]) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("message {index} stays as it is");
}

#[tokio::test]
async fn one_that_fails_for_days_or_is_gone_is_switched_off_and_its_owner_told() {
    let (world, receiver) = (trial_world().await, Receiver::start().await);
    let (ada, ben) = (
        world.studio_admin("ada@studio.example").await,
        world.studio_admin("ben@studio.example").await,
    );
    let (webhook, _) = hook(&ada, &receiver, &["request.approved"]).await;
    let path = format!("/api/v1/webhooks/{webhook}");
    receiver.turns(Mood::Fails);
    tries(&ada, &webhook).await;
    settled(&ada, LATEST, |row| row["attempts"] == 1).await;
    assert_eq!(ada.get(&path).await.expect(200)["is_enabled"], true);
    let aged = sqlx::query("update webhook set failing_since = now() - interval '73 hours'");
    aged.execute(&world.app().db).await.expect("aged");
    due_now(&world).await;
    settled(&ben, "/api/v1/notices", |notice| {
        notice["kind"] == NoticeKind::WebhookDisabled.as_str()
    })
    .await;
    let off = ada.get(&path).await.expect(200);
    assert_eq!(off["is_enabled"], false);
    assert!(text(&off["disabled_reason"]).contains("three days"), "{off}");
    ada.post(&format!("{path}/test"), ())
        .await
        .refused(409, "not_allowed_now");

    let revision = off["revision"].as_i64().expect("a revision");
    let on = ada
        .patch(&path, revision, json!({ "is_enabled": true }))
        .await
        .expect(200);
    assert_eq!(
        (&on["disabled_reason"], &on["failing_since"]),
        (&json!(""), &Value::Null)
    );
    receiver.turns(Mood::IsGone);
    tries(&ada, &webhook).await;
    settled(&ada, LATEST, |row| row["state"] == "failed").await;
    assert_eq!(ada.get(&path).await.expect(200)["is_enabled"], false);
}

#[tokio::test]
async fn addresses_that_lead_inside_are_refused_with_the_reason() {
    let world = World::without_workers().await;
    let ada = world.studio_admin("ada@studio.example").await;
    for (url, why) in [
        ("http://hooks.example.com/", "https"),
        ("https://127.0.0.1/hook", "public internet"),
        ("https://[::1]/hook", "public internet"),
        ("https://169.254.169.254/latest/meta-data", "public internet"),
        ("https://localhost/hook", "public internet"),
        ("https://no-such-host.invalid/", "cannot be found"),
        ("https://me:secret@hooks.example.com/", "password"),
        ("mailto:ada@studio.example", "no web address"),
    ] {
        let form = json!({ "url": url, "events": ["request.approved"] });
        let problem = ada.post("/api/v1/webhooks", form).await.refused(422, "invalid");
        assert_eq!(problem["fields"][0]["field"], "url");
        assert!(
            text(&problem["fields"][0]["detail"]).contains(why),
            "{url}: {problem}"
        );
    }
    let form = json!({ "url": "https://127.0.0.1/", "events": [], "description": "d".repeat(201) });
    let problem = ada.post("/api/v1/webhooks", form).await.refused(422, "invalid");
    assert_eq!(problem["fields"].as_array().expect("fields").len(), 3);
    assert_eq!(ada.get("/api/v1/webhooks").await.expect(200), json!([]));
}

#[tokio::test]
async fn a_facility_hears_of_its_own_work_and_sees_its_own_webhooks_alone() {
    let story = Story::begin_with(|settings| {
        settings.webhook.is_local_allowed = true;
    })
    .await;
    let (studio, own, other) = (
        Receiver::start().await,
        Receiver::start().await,
        Receiver::start().await,
    );
    let elsewhere = story.world.facility("Elsewhere").await;
    let eve = story
        .world
        .vendor_manager("eve@elsewhere.example", elsewhere)
        .await;
    let events = ["request.opened", "request.assigned", "request.returned"];
    let (of_studio, _) = hook(&story.ada, &studio, &events).await;
    let (of_northlight, _) = hook(&story.vera, &own, &events).await;
    hook(&eve, &other, &events).await;

    story
        .assigns(Service::Cast, Phase::Qc, AssignmentModel::Pull)
        .await;
    let id = story.available(Service::Cast).await;
    story
        .olga
        .post(&format!("/api/v1/requests/{id}/take"), ())
        .await
        .expect(200);
    let back = json!({ "reason": "I am ill" });
    story
        .olga
        .post(&format!("/api/v1/requests/{id}/hand-back"), back)
        .await
        .expect(200);
    deliver_all(&story.world).await;
    let types = |receiver: &Receiver| -> Vec<String> {
        let mut types: Vec<String> = receiver
            .calls()
            .iter()
            .map(|call| text(&call.json()["type"]))
            .collect();
        types.sort();
        types
    };
    assert_eq!(types(&own), ["request.assigned", "request.returned"]);
    assert_eq!(
        types(&studio),
        ["request.assigned", "request.opened", "request.returned"]
    );
    assert_eq!(types(&other), Vec::<String>::new());
    let told = own.calls();
    let assigned = told
        .iter()
        .map(Call::json)
        .find(|told| told["type"] == "request.assigned")
        .expect("told");
    assert_eq!(assigned["data"]["request"]["id"], json!(id));
    assert_eq!(assigned["data"]["request"]["state"], "assigned");
    assert!(text(&assigned["data"]["link"]).ends_with(&format!("/requests/{id}")));
    assert!(assigned["data"]["title"]["label"].is_string());
    assert!(
        !told
            .iter()
            .any(|call| call.body.contains('@') || call.body.contains("olga")),
        "no people"
    );

    // A vendor manager manages their own, and looks at what it was sent.
    let listed = story.vera.get("/api/v1/webhooks").await.expect(200);
    assert_eq!(listed.as_array().expect("a list").len(), 1);
    story
        .vera
        .get(&format!("/api/v1/webhooks/{of_northlight}"))
        .await
        .expect(200);
    story
        .vera
        .get(&format!("/api/v1/webhooks/{of_studio}"))
        .await
        .refused(404, "not_found");
    story
        .vera
        .delete(&format!("/api/v1/webhooks/{of_studio}"))
        .await
        .refused(404, "not_found");
    eve.get(&format!("/api/v1/webhooks/{of_northlight}"))
        .await
        .refused(404, "not_found");
    let seen = |page: Value| page["items"].as_array().expect("rows").len();
    assert_eq!(seen(story.vera.get("/api/v1/outbox").await.expect(200)), 2);
    assert_eq!(seen(eve.get("/api/v1/outbox").await.expect(200)), 0);
    assert_eq!(seen(story.ada.get("/api/v1/outbox").await.expect(200)), 5);
    story
        .pia
        .get("/api/v1/outbox")
        .await
        .refused(403, "not_permitted");
}

#[tokio::test]
async fn a_facility_that_is_not_cleared_is_not_told_the_title() {
    let story = Story::begin_with(|settings| settings.webhook.is_local_allowed = true).await;
    let own = Receiver::start().await;
    hook(&story.vera, &own, &["request.returned"]).await;
    story
        .assigns(Service::Cast, Phase::Qc, AssignmentModel::Pull)
        .await;
    let id = story.available(Service::Cast).await;
    story
        .olga
        .post(&format!("/api/v1/requests/{id}/take"), ())
        .await
        .expect(200);
    let revoked = sqlx::query("delete from show_clearance");
    revoked.execute(&story.world.app().db).await.expect("revoked");
    let back = json!({ "reason": "No longer cleared" });
    story
        .olga
        .post(&format!("/api/v1/requests/{id}/hand-back"), back)
        .await
        .expect(200);
    deliver_all(&story.world).await;
    let told = own.calls()[0].json();
    assert_eq!(told["data"]["title"], json!({ "id": story.title }));
}

#[tokio::test]
async fn two_servers_send_each_message_once() {
    let receiver = Receiver::start().await;
    let world = trial_world().await;
    let settings = world.app().settings.clone();
    let second = Server::start(
        server::config::Settings {
            listen: "127.0.0.1:0".parse().expect("an address"),
            ..settings
        },
        Work::Here(HURRIED),
    )
    .await
    .expect("a second server");
    let ada = world.studio_admin("ada@studio.example").await;
    let (webhook, _) = hook(&ada, &receiver, &["request.approved"]).await;
    for _ in 0..30 {
        tries(&ada, &webhook).await;
    }
    world.jobs_done().await;
    let mut ids: Vec<String> = receiver
        .calls()
        .iter()
        .map(|call| call.header("webhook-id").to_owned())
        .collect();
    assert_eq!(ids.len(), 30);
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 30);
    second.stop().await;
}

#[tokio::test]
async fn a_worker_that_dies_after_the_call_makes_the_message_come_twice_under_one_id() {
    let (world, receiver) = (trial_world().await, Receiver::start().await);
    let ada = world.studio_admin("ada@studio.example").await;
    let (webhook, _) = hook(&ada, &receiver, &["request.approved"]).await;
    tries(&ada, &webhook).await;
    let sent = settled(&ada, LATEST, |row| row["state"] == "sent").await;
    // As the row stood while the call was made: nothing of the attempt is written yet.
    sqlx::query(
        "update outbox set state = 'waiting', attempts = 0, tries = 0, next_at = now(), sent_at = null",
    )
    .execute(&world.app().db)
    .await
    .expect("undone");
    sqlx::query("delete from outbox_attempt")
        .execute(&world.app().db)
        .await
        .expect("undone");
    let mut tx = world.app().db.begin().await.expect("a transaction");
    let message = text(&sent["id"]).parse().expect("an id");
    server::jobs::enqueue(&mut tx, &server::outbox::SendMessage { message })
        .await
        .expect("queued");
    tx.commit().await.expect("committed");
    settled(&ada, LATEST, |row| row["state"] == "sent").await;
    let calls = receiver.calls();
    assert_eq!(calls.len(), 2);
    assert_eq!(calls[0].header("webhook-id"), calls[1].header("webhook-id"));
}

/// Sends what waits, in a world whose other jobs stay in their table.
async fn deliver_all(world: &World) {
    use server::jobs::{Attempt, Job};
    let jobs: Vec<(i64, Value)> =
        sqlx::query_as("select id, payload from job where kind = 'outbox.send' order by id")
            .fetch_all(&world.app().db)
            .await
            .expect("jobs");
    for (job, payload) in jobs {
        let token = uuid::Uuid::now_v7();
        let held = "update job set state = 'running', lease_token = $2, lease_until = now() + interval '1 minute' where id = $1";
        sqlx::query(held)
            .bind(job)
            .bind(token)
            .execute(&world.app().db)
            .await
            .expect("held");
        let attempt = Attempt {
            job,
            number: 1,
            is_last: false,
            token,
        };
        let send: server::outbox::SendMessage = serde_json::from_value(payload).expect("a message");
        send.run(world.app(), &attempt).await.expect("sent");
    }
}
