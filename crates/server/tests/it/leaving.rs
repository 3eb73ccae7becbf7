//! Leaving: work goes back, sessions end, nobody is told any more; also in the moment in which work is given; and coming
//! back, falling asleep, two accounts of one human being.

use std::time::Duration;

use qc::request::{AssignmentModel, Phase, Service};
use serde_json::{Value, json};
use server::jobs::{Attempt, Job};
use server::people::SweepPeople;
use uuid::Uuid;

use crate::world::{Master, PASSWORD, Person, Story, World, issue, text};

fn of(person: &Person, act: &str) -> String {
    format!("/api/v1/people/{}/{act}", person.id)
}

fn because(reason: &str) -> Value {
    json!({ "reason": reason })
}

/// A Cast request of an episode of its own.
async fn available_of_episode(story: &Story, episode: i32) -> String {
    sqlx::query(
        "insert into request_policy (id, show_id, asset_kind, delivery_phase, service, tasks)
         values ($1, $2, 'primary_av', 'first', 'cast', '[{\"kind\": \"sdr\", \"depth\": \"full\"}]') on conflict do nothing",
    )
    .bind(Uuid::now_v7())
    .bind(story.show.uuid())
    .execute(&story.world.app().db)
    .await
    .expect("a policy");
    let title = story.world.episode(story.show, 1, episode).await;
    let (delivery, request) = story.delivers_to(title, Master::picture()).await;
    story.streams_are_ready(delivery).await;
    request
}

async fn sweep(world: &World) {
    let attempt = Attempt {
        job: 1,
        number: 1,
        is_last: false,
        token: Uuid::new_v4(),
    };
    SweepPeople.run(world.app(), &attempt).await.expect("swept");
}

#[tokio::test]
async fn what_a_leaver_holds_goes_back_to_the_pool_and_their_words_stay() {
    let story = Story::begin().await;
    let reviewed = story.available(Service::Cast).await;
    let path = |rest: &str| format!("/api/v1/requests/{reviewed}{rest}");
    story.olga.post(&path("/take"), ()).await.expect(200);
    story.olga.post(&path("/begin"), ()).await.expect(200);
    story
        .olga
        .post(&path("/issues"), issue("issue", 1, 2))
        .await
        .expect(201);
    let draft = story
        .olga
        .call(reqwest::Method::PUT, &path("/draft"))
        .header("If-None-Match", "*")
        .json(&json!({ "body": { "description": "half a sen" } }));
    assert_eq!(draft.send().await.expect("an answer").status(), 200);
    let held = available_of_episode(&story, 4).await;
    story
        .olga
        .post(&format!("/api/v1/requests/{held}/take"), ())
        .await
        .expect(200);
    story
        .pia
        .post(&format!("/api/v1/requests/{held}/hold"), because("a ticket"))
        .await
        .expect(200);

    let left = story
        .vera
        .post(&of(&story.olga, "suspend"), because("resigned"))
        .await
        .expect(200);
    assert_eq!(left["returned_requests"], 2);
    assert_eq!(left["ended_sessions"], 1);
    assert_eq!(left["person"]["state"], "suspended");
    assert_eq!(story.state(&reviewed).await, "available");
    story
        .olga
        .get("/api/v1/session")
        .await
        .refused(401, "not_signed_in");
    story
        .pia
        .post(&format!("/api/v1/requests/{held}/release"), because("answered"))
        .await
        .expect(200);
    assert_eq!(story.state(&held).await, "available", "released to the pool");

    let db = &story.world.app().db;
    let kept: (i64, i64) =
        sqlx::query_as("select (select count(*) from issue), (select count(*) from issue_draft)")
            .fetch_one(db)
            .await
            .expect("counted");
    assert_eq!(kept, (1, 1));
    let notice: String =
        sqlx::query_scalar("select body from notice where kind = 'person_left' and person_id = $1")
            .bind(story.vera.id.uuid())
            .fetch_one(db)
            .await
            .expect("a notice");
    assert!(notice.contains("2 tasks"), "{notice}");
    let history = story.ada.get(&path("/history")).await.expect(200);
    assert_eq!(history["items"][0]["act"], "request.returned");
    assert_eq!(history["items"][0]["reason"], "olga Tester has left: resigned");
    story.omar.post(&path("/take"), ()).await.expect(200);
}

#[tokio::test]
async fn a_verification_goes_back_and_a_kept_fix_check_is_anyones() {
    let story = Story::begin().await;
    story
        .assigns(Service::Cast, Phase::Verification, AssignmentModel::Pull)
        .await;
    let request = story.available(Service::Cast).await;
    story
        .reviews(&story.olga, &request, &[issue("issue", 1, 2)])
        .await;
    story.takes_verification(&story.vik, &request).await;
    sqlx::query("update qc_request set reserved_for_id = $1, reserved_until = now() + interval '1 day'")
        .bind(story.olga.id.uuid())
        .execute(&story.world.app().db)
        .await
        .expect("kept");
    let left = story
        .ada
        .post(&of(&story.vik, "disable"), because("left"))
        .await
        .expect(200);
    assert_eq!(left["returned_verifications"], 1);
    assert_eq!(story.state(&request).await, "verification_available");
    let left = story
        .ada
        .post(&of(&story.olga, "disable"), because("left"))
        .await
        .expect(200);
    assert_eq!(left["released_reservations"], 1);
    assert_eq!(left["returned_requests"], 0, "a submitted report stays hers");
    let view = story
        .ada
        .get(&format!("/api/v1/requests/{request}"))
        .await
        .expect(200);
    assert_eq!(view["reserved_for"], Value::Null);
    assert_eq!(view["operator"]["id"], json!(story.olga.id));
    story.takes_verification(&story.val, &request).await;
}

#[tokio::test]
async fn who_may_stop_whom() {
    let story = Story::begin().await;
    let reason = || because("gone");
    story
        .vera
        .post(&of(&story.vik, "suspend"), reason())
        .await
        .refused(404, "not_found");
    story
        .vera
        .post(&of(&story.omar, "disable"), reason())
        .await
        .refused(403, "not_permitted");
    story
        .vera
        .post(&of(&story.vera, "suspend"), reason())
        .await
        .refused(409, "not_allowed_now");
    story
        .olga
        .post(&of(&story.omar, "suspend"), reason())
        .await
        .refused(404, "not_found");
    story
        .vera
        .post(&of(&story.omar, "suspend"), because(" "))
        .await
        .refused(422, "invalid");
    story
        .vera
        .post(&of(&story.omar, "suspend"), reason())
        .await
        .expect(200);
    story
        .vera
        .post(&of(&story.omar, "suspend"), reason())
        .await
        .refused(409, "not_allowed_now");
    story
        .vera
        .post(&of(&story.omar, "bring-back"), reason())
        .await
        .expect(200);
    story
        .ada
        .post(&of(&story.omar, "disable"), reason())
        .await
        .expect(200);
    story
        .vera
        .post(&of(&story.omar, "bring-back"), reason())
        .await
        .refused(403, "not_permitted");
    story
        .ada
        .post(&format!("/api/v1/people/{}/invitation", story.omar.id), ())
        .await
        .refused(409, "not_allowed_now");
    let back = story
        .ada
        .post(&of(&story.omar, "bring-back"), reason())
        .await
        .expect(200);
    assert_eq!(back["state"], "active");
    let signed = story.world.stranger();
    signed
        .signs_in("omar@northlight.example", PASSWORD)
        .await
        .expect(201);
    // The only administrator in use stays.
    story
        .ada
        .post(&of(&story.ada, "disable"), reason())
        .await
        .refused(409, "not_allowed_now");
}

#[tokio::test]
async fn two_administrators_do_not_stop_each_other_at_once() {
    let world = World::without_workers().await;
    let (ada, ben) = (
        world.studio_admin("ada@studio.example").await,
        world.studio_admin("ben@studio.example").await,
    );
    let (ada_stops_ben, ben_stops_ada) = (of(&ben, "disable"), of(&ada, "disable"));
    let (one, other) = tokio::join!(
        ada.post(&ada_stops_ben, because("x")),
        ben.post(&ben_stops_ada, because("y")),
    );
    let stopped = [&one, &other].iter().filter(|reply| reply.status == 200).count();
    assert_eq!(stopped, 1, "{} {}", one.text, other.text);
    let left: i64 = sqlx::query_scalar("select count(*) from person where state = 'active'")
        .fetch_one(&world.app().db)
        .await
        .expect("counted");
    assert_eq!(left, 1);
}

#[tokio::test]
async fn leaving_twice_at_once_is_leaving_once() {
    let story = Story::begin().await;
    let request = story.available(Service::Cast).await;
    story
        .olga
        .post(&format!("/api/v1/requests/{request}/take"), ())
        .await
        .expect(200);
    let path = of(&story.olga, "suspend");
    let (one, other) = tokio::join!(
        story.vera.post(&path, because("x")),
        story.ada.post(&path, because("x")),
    );
    let mut codes = [one.status.as_u16(), other.status.as_u16()];
    codes.sort_unstable();
    assert_eq!(codes, [200, 409]);
    let acts: i64 = sqlx::query_scalar(
        "select count(*) from history where act in ('person.suspended', 'request.returned')",
    )
    .fetch_one(&story.world.app().db)
    .await
    .expect("counted");
    assert_eq!(acts, 2);
}

/// Whatever the order, nobody who has left holds work.
#[tokio::test]
async fn work_that_is_given_while_its_holder_leaves_ends_in_the_pool() {
    let story = Story::begin().await;
    for round in 0..6 {
        let request = available_of_episode(&story, 10 + round).await;
        let take = format!("/api/v1/requests/{request}/take");
        let olga = story.world.signs_in_again(&story.olga).await;
        let (leave, back) = (of(&story.olga, "suspend"), of(&story.olga, "bring-back"));
        let (taken, left) = tokio::join!(olga.post(&take, ()), story.vera.post(&leave, because("x")));
        left.expect(200);
        assert!(
            matches!(taken.status.as_u16(), 200 | 401 | 403 | 404 | 409),
            "round {round}: {}",
            taken.text
        );
        assert_eq!(story.state(&request).await, "available", "round {round}");
        story.ada.post(&back, because("x")).await.expect(200);
    }
}

/// A transaction that gives work and is not committed yet holds the person; leaving waits for it and finds the work.
#[tokio::test]
async fn leaving_waits_for_work_that_is_just_being_given() {
    let story = Story::begin().await;
    let request = story.available(Service::Cast).await;
    let db = &story.world.app().db;
    let mut giving = db.begin().await.expect("a transaction");
    sqlx::query(
        "update qc_request set operator_id = $2, operator_facility_id = $3, state = 'assigned', assigned_how = 'taken',
            assigned_at = now(), lease_until = now() + interval '1 hour', revision = revision + 1 where id = $1",
    )
    .bind(request.parse::<Uuid>().expect("an id"))
    .bind(story.olga.id.uuid())
    .bind(story.northlight.uuid())
    .execute(&mut *giving)
    .await
    .expect("given");
    let path = of(&story.olga, "suspend");
    let leaving = story.vera.post(&path, because("x"));
    tokio::pin!(leaving);
    let early = tokio::time::timeout(Duration::from_millis(400), &mut leaving).await;
    assert!(early.is_err(), "it did not wait");
    giving.commit().await.expect("commits");
    let left = leaving.await.expect(200);
    assert_eq!(left["returned_requests"], 1);
    assert_eq!(story.state(&request).await, "available");
    let given =
        sqlx::query("update qc_request set operator_id = $2, operator_facility_id = $3 where id = $1")
            .bind(request.parse::<Uuid>().expect("an id"))
            .bind(story.olga.id.uuid())
            .bind(story.northlight.uuid())
            .execute(db)
            .await;
    let refused = given.expect_err("the database has the last word");
    assert_eq!(
        refused.as_database_error().and_then(|error| error.constraint()),
        Some("holder_is_active")
    );
}

#[tokio::test]
async fn an_account_that_nobody_uses_is_warned_falls_asleep_and_is_woken() {
    let story = Story::begin().await;
    let world = &story.world;
    let db = &world.app().db;
    let request = story.available(Service::Cast).await;
    story
        .olga
        .post(&format!("/api/v1/requests/{request}/take"), ())
        .await
        .expect(200);
    let age = async |days: i32| {
        sqlx::query("update person set awake_since = now() - make_interval(days => $2) where id = $1")
            .bind(story.olga.id.uuid())
            .bind(days)
            .execute(db)
            .await
            .expect("aged");
        sqlx::query(
            "update session set last_seen_at = now() - make_interval(days => $2) where person_id = $1",
        )
        .bind(story.olga.id.uuid())
        .bind(days)
        .execute(db)
        .await
        .expect("aged");
    };
    age(24).await;
    sweep(world).await;
    sweep(world).await;
    let warned: i64 = sqlx::query_scalar("select count(*) from notice where kind = 'account_dormant'")
        .fetch_one(db)
        .await
        .expect("counted");
    assert_eq!(warned, 1, "once, and she alone");
    age(31).await;
    sweep(world).await;
    sweep(world).await;
    let row = story
        .ada
        .get(&format!("/api/v1/people/{}", story.olga.id))
        .await
        .expect(200);
    assert_eq!(row["state"], "asleep");
    assert_eq!(story.state(&request).await, "available");
    world
        .stranger()
        .signs_in("olga@northlight.example", PASSWORD)
        .await
        .refused(401, "sign_in_refused");
    story
        .vera
        .post(&of(&story.olga, "bring-back"), because("holiday"))
        .await
        .refused(403, "not_permitted");
    story
        .ada
        .post(&of(&story.olga, "bring-back"), because("holiday"))
        .await
        .expect(200);
    sweep(world).await;
    let row = story
        .ada
        .get(&format!("/api/v1/people/{}", story.olga.id))
        .await
        .expect(200);
    assert_eq!(row["state"], "active", "being woken is a sign of life");
    let asleep: i64 = sqlx::query_scalar("select count(*) from history where act = 'person.fell_asleep'")
        .fetch_one(db)
        .await
        .expect("counted");
    assert_eq!(asleep, 1);
}

#[tokio::test]
async fn two_accounts_of_one_human_being_do_not_verify_each_other() {
    let story = Story::begin().await;
    story
        .assigns(Service::Cast, Phase::Verification, AssignmentModel::Pull)
        .await;
    let request = story.available(Service::Cast).await;
    story.reviews(&story.olga, &request, &[]).await;
    let link = |person: &Person| json!({ "person_id": person.id, "reason": "the same passport" });
    let path = of(&story.olga, "same-human");
    story
        .ada
        .post(&path, link(&story.omar))
        .await
        .refused(422, "invalid");
    story
        .vera
        .post(&path, link(&story.vik))
        .await
        .refused(403, "not_permitted");
    let verification = story.takes_verification(&story.vik, &request).await;
    story
        .ada
        .post(&path, link(&story.vik))
        .await
        .refused(409, "not_allowed_now");
    story
        .vik
        .post(
            &format!("/api/v1/verifications/{verification}/hand-back"),
            because("mine"),
        )
        .await
        .expect(200);
    let linked = story.ada.post(&path, link(&story.vik)).await.expect(200);
    assert_eq!(linked["same_human_as"][0]["id"], json!(story.vik.id));
    story
        .ada
        .post(&path, link(&story.vik))
        .await
        .refused(409, "not_allowed_now");
    let take = format!("/api/v1/verifications/{verification}/take");
    let refused = story.vik.post(&take, ()).await;
    assert!(
        matches!(refused.status.as_u16(), 403 | 404 | 409),
        "{}",
        refused.text
    );
    let apart = story
        .ada
        .post(&of(&story.olga, "other-human"), because("another passport"))
        .await
        .expect(200);
    assert_eq!(apart["same_human_as"], json!([]));
    story.vik.post(&take, ()).await.expect(200);
    let audit = story.ada.get("/api/v1/audit?kind=people").await.expect(200);
    let acts: Vec<String> = audit["items"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| text(&row["act"]))
        .collect();
    assert_eq!(acts.iter().filter(|act| *act == "person.linked").count(), 2);
    assert_eq!(acts.iter().filter(|act| *act == "person.unlinked").count(), 2);
}
