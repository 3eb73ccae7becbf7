//! The queue and its workers as the studio admin sees them and reaches into them: who works, what goes first, what is tried
//! again, what is called off, and that everyone hears of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use qc::asset::AssetKind;
use qc::id::DeliveryId;
use qc::request::Service;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use server::app::App;
use server::deliveries::{EncodeChunk, InspectDelivery, RenderDelivery};
use server::jobs::{self, Attempt, Capability, Job, Lane, Registry, Workers};
use sqlx::PgPool;

use crate::world::{HURRIED, Master, Person, Story, World, text};

/// An encode that never ends by itself.
#[derive(Serialize, Deserialize)]
struct Encode;

static ENCODING: AtomicU32 = AtomicU32::new(0);
static DROPPED: AtomicU32 = AtomicU32::new(0);

struct Running;

impl Drop for Running {
    fn drop(&mut self) {
        DROPPED.fetch_add(1, Ordering::SeqCst);
    }
}

impl Job for Encode {
    const KIND: &'static str = "test.encode";
    const LANE: Lane = Lane::Media;
    const CAPABILITY: Option<Capability> = Some(Capability::Encode);

    async fn run(&self, _: &App, _: &Attempt) -> anyhow::Result<()> {
        let _running = Running;
        ENCODING.fetch_add(1, Ordering::SeqCst);
        std::future::pending().await
    }
}

/// Done at once.
#[derive(Serialize, Deserialize)]
struct Measure;

impl Job for Measure {
    const KIND: &'static str = "test.measure";
    const LANE: Lane = Lane::Media;
    const CAPABILITY: Option<Capability> = Some(Capability::Measure);

    async fn run(&self, _: &App, _: &Attempt) -> anyhow::Result<()> {
        Ok(())
    }
}

fn registry() -> Arc<Registry> {
    let mut registry = Registry::default();
    registry.register::<Encode>().register::<Measure>();
    Arc::new(registry)
}

async fn enqueue(db: &PgPool, job: &impl Job) {
    let mut tx = db.begin().await.expect("a transaction");
    jobs::enqueue(&mut tx, job).await.expect("queued");
    tx.commit().await.expect("committed");
}

async fn queue(ada: &Person, query: &str) -> Vec<Value> {
    let page = ada.get(&format!("/api/v1/jobs?{query}")).await.expect(200);
    page["items"].as_array().expect("rows").clone()
}

async fn workers(ada: &Person) -> Value {
    ada.get("/api/v1/workers").await.expect(200)
}

async fn wait_for(what: &str, mut condition: impl AsyncFnMut() -> bool) {
    for _ in 0..500 {
        if condition().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{what} did not happen within ten seconds");
}

async fn acts(db: &PgPool, noun: &str) -> Vec<String> {
    sqlx::query_scalar("select act from history where noun = $1 order by id")
        .bind(noun)
        .fetch_all(db)
        .await
        .expect("acts")
}

/// A delivery whose streams are being made, or wait for it.
async fn streaming(story: &Story, state: &str) -> DeliveryId {
    let (delivery, _) = story.delivers(Master::picture()).await;
    let db = &story.world.app().db;
    sqlx::query("delete from rendition where delivery_id = $1")
        .bind(delivery.uuid())
        .execute(db)
        .await
        .expect("a clean slate");
    for kind in ["browser", "thumbnails", "peaks"] {
        sqlx::query(
            "insert into rendition (id, delivery_id, kind, state, frames_total, attempt)
             values (gen_random_uuid(), $1, $2, $3, 2400, 1)",
        )
        .bind(delivery.uuid())
        .bind(kind)
        .bind(state)
        .execute(db)
        .await
        .expect("a rendition");
    }
    delivery
}

async fn rendition_states(db: &PgPool, delivery: DeliveryId) -> Vec<(String, Option<String>)> {
    sqlx::query_as("select state, error from rendition where delivery_id = $1 order by kind")
        .bind(delivery.uuid())
        .fetch_all(db)
        .await
        .expect("renditions")
}

#[tokio::test]
async fn a_worker_is_seen_with_what_it_does_and_is_gone_after_an_orderly_stop() {
    let world = World::idle_with(|settings| settings.capabilities = vec![Capability::Encode]).await;
    let ada = world.studio_admin("ada@studio.example").await;
    let before = workers(&ada).await;
    assert_eq!(before["workers"], json!([]), "nobody works yet");
    let db = &world.app().db;
    let encoding = ENCODING.load(Ordering::SeqCst);
    enqueue(db, &Encode).await;
    enqueue(db, &Measure).await;
    let working = Workers::start(world.app(), registry(), HURRIED);
    wait_for("the encode", async || ENCODING.load(Ordering::SeqCst) > encoding).await;
    wait_for("the first word", async || {
        workers(&ada).await["workers"][0]["jobs"][0].is_object()
    })
    .await;

    let seen = workers(&ada).await;
    let worker = &seen["workers"][0];
    assert_eq!(worker["capabilities"], json!(["encode"]));
    assert_eq!(
        (&worker["media_slots"], &worker["is_silent"]),
        (&json!(2), &json!(false))
    );
    assert_eq!(worker["pid"], json!(std::process::id()));
    assert_eq!(worker["jobs"][0]["kind"], "test.encode");
    assert!(worker["jobs"][0]["taken_at"].is_string());
    let media = &seen["lanes"][0];
    assert_eq!(
        (&media["lane"], &media["running"], &media["waiting"]),
        (&json!("media"), &json!(1), &json!(1))
    );
    let left = queue(&ada, "state=waiting&lane=media").await;
    assert_eq!(left.len(), 1, "what it is not able to do waits for another");
    assert_eq!(left[0]["kind"], "test.measure");

    working.stop().await;
    assert_eq!(workers(&ada).await["workers"], json!([]));
}

#[tokio::test]
async fn a_worker_that_was_killed_is_shown_as_silent() {
    let world = World::without_workers().await;
    let ada = world.studio_admin("ada@studio.example").await;
    let doomed = Workers::start(world.app(), registry(), HURRIED);
    wait_for("the first word", async || {
        workers(&ada).await["workers"][0].is_object()
    })
    .await;
    drop(doomed);
    wait_for("the silence", async || {
        workers(&ada).await["workers"][0]["is_silent"] == true
    })
    .await;
}

#[tokio::test]
async fn what_nobody_is_able_to_do_is_said() {
    let story = Story::begin().await;
    let db = &story.world.app().db;
    let delivery = streaming(&story, "queued").await;
    enqueue(db, &RenderDelivery { delivery }).await;
    let lanes = workers(&story.ada).await["lanes"].clone();
    assert_eq!(lanes[0]["unmet"], json!(["encode"]));
    sqlx::query(
        "insert into worker (id, host, pid, version, capabilities, short_slots, media_slots, outbound_slots, lease_s)
         values (gen_random_uuid(), 'rack-7', 41, '0.1.0', '{inspect,encode}', 4, 2, 6, 30)",
    )
    .execute(db)
    .await
    .expect("a worker");
    assert_eq!(workers(&story.ada).await["lanes"][0]["unmet"], json!([]));
}

#[tokio::test]
async fn a_running_job_that_is_canceled_is_dropped_within_seconds() {
    let world = World::without_workers().await;
    let ada = world.studio_admin("ada@studio.example").await;
    let db = &world.app().db;
    let (encoding, dropped) = (ENCODING.load(Ordering::SeqCst), DROPPED.load(Ordering::SeqCst));
    enqueue(db, &Encode).await;
    let working = Workers::start(world.app(), registry(), HURRIED);
    wait_for("the encode", async || ENCODING.load(Ordering::SeqCst) > encoding).await;
    let running = queue(&ada, "kind=test.encode").await;
    let id = text(&running[0]["id"]);
    ada.post(&format!("/api/v1/jobs/{id}/cancel"), ())
        .await
        .expect(204);
    wait_for("the drop", async || DROPPED.load(Ordering::SeqCst) > dropped).await;
    assert_eq!(queue(&ada, "kind=test.encode").await, Vec::<Value>::new());
    ada.post(&format!("/api/v1/jobs/{id}/cancel"), ())
        .await
        .refused(404, "not_found");
    assert_eq!(acts(db, "job").await, ["job.canceled"]);
    working.stop().await;
    let left: i64 = sqlx::query_scalar("select count(*) from job where kind = 'test.encode'")
        .fetch_one(db)
        .await
        .expect("a count");
    assert_eq!(left, 0, "nobody gave it back");
}

#[tokio::test]
async fn canceled_streams_say_by_whom_and_are_made_again() {
    let story = Story::begin().await;
    let db = &story.world.app().db;
    let delivery = streaming(&story, "queued").await;
    enqueue(db, &RenderDelivery { delivery }).await;
    let waiting = queue(&story.ada, &format!("delivery_id={delivery}")).await;
    assert_eq!(waiting[0]["delivery"]["id"], json!(delivery));
    assert!(text(&waiting[0]["delivery"]["title"]["label"]).contains("Harbour Lights"));
    let path = format!("/api/v1/jobs/{}/cancel", text(&waiting[0]["id"]));
    for other in [&story.pia, &story.olga, &story.vera] {
        other.post(&path, ()).await.refused(403, "not_permitted");
    }
    story.ada.post(&path, ()).await.expect(204);
    for (state, error) in rendition_states(db, delivery).await {
        assert_eq!(
            (state.as_str(), error.as_deref()),
            ("failed", Some("canceled by ada Tester"))
        );
    }

    let view = story
        .pia
        .get(&format!("/api/v1/deliveries/{delivery}"))
        .await
        .expect(200);
    let rendition = text(&view["renditions"][0]["id"]);
    story
        .pia
        .post(&format!("/api/v1/renditions/{rendition}/retry"), ())
        .await
        .expect(200);
    assert!(
        rendition_states(db, delivery)
            .await
            .iter()
            .all(|(state, _)| state == "queued")
    );
    assert_eq!(
        queue(&story.ada, &format!("delivery_id={delivery}")).await.len(),
        1
    );

    // Post calls it off on the delivery's own page.
    story
        .pia
        .post(&format!("/api/v1/renditions/{rendition}/cancel"), ())
        .await
        .expect(200);
    assert!(
        rendition_states(db, delivery)
            .await
            .iter()
            .all(|(state, _)| state == "failed")
    );
    story
        .pia
        .post(&format!("/api/v1/renditions/{rendition}/cancel"), ())
        .await
        .refused(409, "not_allowed_now");
    assert_eq!(acts(db, "job").await, ["job.canceled", "job.canceled"]);
}

#[tokio::test]
async fn what_a_dead_server_left_untold_a_worker_tells() {
    let story = Story::begin().await;
    let db = &story.world.app().db;
    let delivery = streaming(&story, "queued").await;
    enqueue(db, &RenderDelivery { delivery }).await;
    sqlx::query(
        "update job set state = 'canceled', last_error = 'canceled by ada Tester', run_at = now() - interval '1 minute'
         where kind = 'deliveries.render'",
    )
    .execute(db)
    .await
    .expect("as a server leaves it that dies in between");
    let app = story.world.app();
    let working = Workers::start(app, app.registry.clone(), HURRIED);
    wait_for("the telling", async || {
        rendition_states(db, delivery)
            .await
            .iter()
            .all(|(state, _)| state == "failed")
    })
    .await;
    working.stop().await;
}

#[tokio::test]
async fn a_job_that_was_given_up_is_tried_again_and_its_noun_with_it() {
    let story = Story::begin().await;
    let db = &story.world.app().db;
    let delivery = streaming(&story, "failed").await;
    enqueue(db, &RenderDelivery { delivery }).await;
    let id = text(&queue(&story.ada, "kind=deliveries.render").await[0]["id"]);
    let retry = format!("/api/v1/jobs/{id}/retry");
    story.ada.post(&retry, ()).await.refused(409, "not_allowed_now");
    sqlx::query("update job set state = 'parked', attempts = 5, last_error = E'ffmpeg ended with 1\\nno space left' where kind = 'deliveries.render'")
        .execute(db)
        .await
        .expect("parked");
    let parked = queue(&story.ada, "state=parked").await;
    assert_eq!(parked[0]["error"], "ffmpeg ended with 1\nno space left");
    let actions = parked[0]["actions"].as_array().expect("actions");
    assert!(
        actions.iter().all(|action| action["allowed"] == true),
        "{actions:?}"
    );
    let row = story.ada.post(&retry, ()).await.expect(200);
    assert_eq!((&row["state"], &row["attempts"]), (&json!("waiting"), &json!(0)));
    assert!(
        rendition_states(db, delivery)
            .await
            .iter()
            .all(|(state, _)| state == "queued")
    );
    assert_eq!(acts(db, "job").await, ["job.retried"]);
}

#[tokio::test]
async fn a_delivery_that_could_not_be_inspected_is_inspected_again() {
    let story = Story::begin().await;
    let db = &story.world.app().db;
    let delivery = streaming(&story, "queued").await;
    sqlx::query("update delivery set state = 'inspecting', accepted_at = null where id = $1")
        .bind(delivery.uuid())
        .execute(db)
        .await
        .expect("as before its acceptance");
    sqlx::query("update delivery_file set blob_key = 'masters/x' where delivery_id = $1")
        .bind(delivery.uuid())
        .execute(db)
        .await
        .expect("whole files");
    enqueue(db, &InspectDelivery { delivery }).await;
    let again = format!("/api/v1/deliveries/{delivery}/inspect");
    story.pia.post(&again, ()).await.refused(409, "not_allowed_now");
    let id = text(&queue(&story.ada, "kind=deliveries.inspect").await[0]["id"]);
    story
        .ada
        .post(&format!("/api/v1/jobs/{id}/cancel"), ())
        .await
        .expect(204);
    let view = story
        .pia
        .get(&format!("/api/v1/deliveries/{delivery}"))
        .await
        .expect(200);
    assert_eq!(
        view["failure"],
        "The inspection could not be finished: canceled by ada Tester"
    );
    let view = story.pia.post(&again, ()).await.expect(200);
    assert_eq!(view["failure"], Value::Null);
    assert_eq!(queue(&story.ada, "kind=deliveries.inspect").await.len(), 1);
}

#[tokio::test]
async fn rush_goes_first_and_follows_the_request() {
    let story = Story::begin().await;
    let db = &story.world.app().db;
    story
        .opens(AssetKind::PrimaryAv, Service::Browser, &[("sdr", "full")])
        .await;
    let (slow, _) = story.delivers(Master::picture()).await;
    let (urgent, request) = story.delivers(Master::picture()).await;
    for delivery in [slow, urgent] {
        enqueue(db, &RenderDelivery { delivery }).await;
    }
    let order = async || -> Vec<(Value, Value)> {
        let rows = queue(&story.ada, "lane=media&state=waiting&kind=deliveries.render").await;
        rows.iter()
            .map(|row| (row["delivery"]["id"].clone(), row["urgency"].clone()))
            .collect()
    };
    let of = |delivery: DeliveryId, urgency: &str| (json!(delivery), json!(urgency));
    assert_eq!(order().await, [of(slow, "standard"), of(urgent, "standard")]);
    let priority = format!("/api/v1/requests/{request}/priority");
    story
        .pia
        .post(&priority, json!({ "priority": "rush" }))
        .await
        .expect(200);
    assert_eq!(order().await, [of(urgent, "rush"), of(slow, "standard")]);

    // What is queued later is rush from the beginning.
    sqlx::query("delete from job where delivery_id = $1")
        .bind(urgent.uuid())
        .execute(db)
        .await
        .expect("done");
    enqueue(db, &RenderDelivery { delivery: urgent }).await;
    assert_eq!(order().await, [of(urgent, "rush"), of(slow, "standard")]);

    // Whoever puts a job first has the last word, until they give it back to the requests.
    let rows = queue(&story.ada, &format!("delivery_id={slow}")).await;
    let place = format!("/api/v1/jobs/{}/priority", text(&rows[0]["id"]));
    story
        .ada
        .post(&place, json!({ "urgency": "first" }))
        .await
        .expect(200);
    assert_eq!(order().await, [of(slow, "first"), of(urgent, "rush")]);
    let row = story
        .ada
        .post(&place, json!({ "urgency": "rush" }))
        .await
        .expect(200);
    assert_eq!(row["urgency"], "standard", "its request is not rush");
    story
        .pia
        .post(&priority, json!({ "priority": "standard" }))
        .await
        .expect(200);
    assert_eq!(
        order()
            .await
            .iter()
            .map(|(_, urgency)| urgency)
            .collect::<Vec<_>>(),
        ["standard", "standard"]
    );
    assert_eq!(acts(db, "job").await, ["job.prioritised", "job.prioritised"]);
}

#[tokio::test]
async fn a_worker_takes_what_the_list_shows_first() {
    let story = Story::begin().await;
    let db = &story.world.app().db;
    for urgency in [2, 3, 0, 1] {
        sqlx::query(
            "insert into job (kind, payload, lane, urgency) values ('test.measure', 'null', 'media', $1)",
        )
        .bind(urgency)
        .execute(db)
        .await
        .expect("a job");
    }
    let shown: Vec<Value> = queue(&story.ada, "kind=test.measure")
        .await
        .iter()
        .map(|row| row["urgency"].clone())
        .collect();
    assert_eq!(shown, ["first", "rush", "standard", "last"]);
    let pages = story
        .ada
        .get("/api/v1/jobs?kind=test.measure&limit=3")
        .await
        .expect(200);
    let rest = queue(
        &story.ada,
        &format!("kind=test.measure&limit=3&cursor={}", text(&pages["next"])),
    )
    .await;
    assert_eq!((rest.len(), &rest[0]["urgency"]), (1, &json!("last")));
}

#[tokio::test]
async fn the_queue_shows_how_far_a_chunk_is_and_the_delivery_how_far_all_are() {
    let story = Story::begin().await;
    let db = &story.world.app().db;
    let delivery = streaming(&story, "running").await;
    for (step, first, state, done, fps) in [(0, 0, "running", 600, 50.0), (1, 1440, "running", 120, 10.0)] {
        sqlx::query(
            "insert into render_chunk (delivery_id, attempt, step, first_frame, frame_count, run, state, frames_done, fps)
             values ($1, 1, $2, $3, case when $3 = 0 then 1440 else 960 end, '{}', $4, $5, $6)",
        )
        .bind(delivery.uuid())
        .bind(step)
        .bind(i64::from(first))
        .bind(state)
        .bind(i64::from(done))
        .bind(fps)
        .execute(db)
        .await
        .expect("a chunk");
    }
    let chunk = EncodeChunk {
        delivery,
        making: 1,
        step: 0,
    };
    enqueue(db, &chunk).await;
    let made = story.max.get(&format!("/api/v1/deliveries/{delivery}")).await;
    let made = &made.expect(200)["renditions"][0];
    assert_eq!(
        (&made["kind"], &made["frames_done"], &made["remaining_s"]),
        (&json!("browser"), &json!(720), &json!(28)),
        "1680 frames at 60 a second, of both workers together"
    );
    assert_eq!(made["playable_frames"], 0, "the first chunk is not done");
    sqlx::query(
        "update job set state = 'running', attempts = 1, worker = 'rack-7:41', taken_at = now(), lease_token = gen_random_uuid(),
            lease_until = now() + interval '1 minute' where kind = 'deliveries.encode_chunk'",
    )
    .execute(db)
    .await
    .expect("running");
    let rows = queue(&story.ada, "state=running").await;
    let progress = &rows[0]["progress"];
    assert_eq!(
        (&progress["frames_done"], &progress["frames_total"]),
        (&json!(600), &json!(1440))
    );
    assert_eq!(progress["remaining_s"], 16, "840 frames at 50 a second");
    assert_eq!(rows[0]["worker"], "rack-7:41");
}

#[tokio::test]
async fn streams_expire_after_their_time_and_are_made_again() {
    let story = Story::begin_with(|settings| settings.keep_streams_days = Some(30)).await;
    let app = story.world.app();
    let db = &app.db;
    let delivery = streaming(&story, "ready").await;
    let prefix = format!("renditions/{delivery}/one");
    let segment = format!("{prefix}/browser.mp4").parse().expect("a key");
    app.blobs.put(&segment, "frames").await.expect("written");
    sqlx::query("update rendition set blob_prefix = $2, manifest = '{}', finished_at = now() - interval '60 days' where delivery_id = $1")
        .bind(delivery.uuid())
        .bind(&prefix)
        .execute(db)
        .await
        .expect("as published");
    let sweep = async || {
        let mut tx = db.begin().await.expect("a transaction");
        jobs::enqueue(&mut tx, &server::deliveries::SweepStreams)
            .await
            .expect("queued");
        tx.commit().await.expect("committed");
        let working = Workers::start(app, app.registry.clone(), HURRIED);
        wait_for("the sweep", async || {
            let left: i64 = sqlx::query_scalar("select count(*) from job where kind like 'deliveries.%'")
                .fetch_one(db)
                .await
                .expect("a count");
            left == 0
        })
        .await;
        working.stop().await;
    };
    let states = async || -> Vec<String> {
        rendition_states(db, delivery)
            .await
            .into_iter()
            .map(|(state, _)| state)
            .collect()
    };
    sweep().await;
    assert_eq!(states().await, ["ready"; 3], "its request is open");
    for (days, expected) in [(29, "ready"), (31, "expired")] {
        sqlx::query(
            "update qc_request set state = 'approved', concluded_at = now() - make_interval(days => $1)",
        )
        .bind(days)
        .execute(db)
        .await
        .expect("closed");
        sweep().await;
        assert_eq!(states().await, [expected; 3], "closed {days} days ago");
    }
    assert_eq!(app.blobs.find_size(&segment).await.expect("asked"), None);
    assert!(
        acts(db, "delivery")
            .await
            .contains(&"delivery.streams_expired".to_owned())
    );

    let view = story
        .pia
        .get(&format!("/api/v1/deliveries/{delivery}"))
        .await
        .expect(200);
    let rendition = text(&view["renditions"][0]["id"]);
    story
        .pia
        .post(&format!("/api/v1/renditions/{rendition}/retry"), ())
        .await
        .expect(200);
    assert_eq!(states().await, ["queued"; 3]);
}
