//! Sessions, lock-out, other sites' requests, and the two readings of a scope.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use qc::access::{Row, Scope};
use qc::id::{FacilityId, PersonId, ShowId};
use qc::person::Role;
use reqwest::Method;
use serde_json::json;
use server::access::{Columns, push_scope};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::world::{PASSWORD, Reply, World};

#[tokio::test]
async fn a_browser_signs_in_with_a_cookie_and_out_again() {
    let world = World::without_workers().await;
    world.account(Role::StudioAdmin, "ada@studio.example", None).await;
    let ada = world.stranger();
    ada.get("/api/v1/session").await.refused(401, "not_signed_in");

    let reply = ada.signs_in("Ada@Studio.example ", PASSWORD).await;
    let session = reply.expect(201);
    assert_eq!(session["person"]["email"], "ada@studio.example");
    assert_eq!(
        session.get("token"),
        None,
        "a browser's script never sees the secret"
    );
    let cookies: Vec<_> = reply
        .headers
        .get_all("set-cookie")
        .iter()
        .map(|line| line.to_str().unwrap_or(""))
        .collect();
    assert!(
        cookies
            .iter()
            .all(|line| line.contains("HttpOnly") && line.contains("SameSite=Lax")),
        "{cookies:?}"
    );

    let seen = ada.get("/api/v1/session").await.expect(200);
    assert!(
        seen["permissions"]
            .as_array()
            .is_some_and(|all| all.contains(&json!("manage_people"))),
        "{seen}"
    );
    ada.delete("/api/v1/session").await.expect(204);
    ada.get("/api/v1/session").await.refused(401, "not_signed_in");
}

#[tokio::test]
async fn only_the_hash_of_a_token_is_kept_and_each_sign_in_changes_it() {
    let world = World::without_workers().await;
    world.account(Role::Post, "pia@studio.example", None).await;
    let pia = world.stranger();
    let body = json!({ "email": "pia@studio.example", "password": PASSWORD, "client": "cli" });
    let token = pia.post("/api/v1/sessions", &body).await.expect(201)["token"]
        .as_str()
        .expect("a token")
        .to_owned();
    assert!(token.len() >= 43, "256 bits");
    let kept: Vec<Vec<u8>> = sqlx::query_scalar("select token_hash from session")
        .fetch_all(&world.app().db)
        .await
        .expect("rows");
    assert!(
        kept.iter()
            .all(|hash| hash.len() == 32 && hash != token.as_bytes())
    );

    pia.signs_in("pia@studio.example", PASSWORD).await.expect(201);
    let first = pia.get("/api/v1/sessions").await.expect(200);
    pia.signs_in("pia@studio.example", PASSWORD).await.expect(201);
    let second = pia.get("/api/v1/sessions").await.expect(200);
    let ids = |list: &serde_json::Value| {
        list.as_array()
            .map(|all| all.iter().map(|row| row["id"].clone()).collect::<Vec<_>>())
    };
    assert_eq!(
        ids(&first).map(|ids| ids.len()),
        Some(2),
        "the command line's and the browser's"
    );
    assert_eq!(
        ids(&second).map(|ids| ids.len()),
        Some(2),
        "the browser's was replaced"
    );
    assert_ne!(ids(&first), ids(&second));
}

#[tokio::test]
async fn a_session_that_is_ended_elsewhere_is_refused_at_once() {
    let world = World::without_workers().await;
    let id = world.account(Role::Post, "pia@studio.example", None).await;
    let (here, there) = (world.stranger(), world.stranger());
    here.signs_in("pia@studio.example", PASSWORD).await.expect(201);
    there.signs_in("pia@studio.example", PASSWORD).await.expect(201);
    let sessions = here.get("/api/v1/sessions").await.expect(200);
    let other = sessions
        .as_array()
        .and_then(|all| all.iter().find(|row| row["is_current"] == false))
        .expect("two");
    let path = format!("/api/v1/sessions/{}", other["id"].as_str().expect("an id"));

    let stranger = world.studio_admin("eve@studio.example").await;
    stranger.delete(&path).await.refused(404, "not_found");
    here.delete(&path).await.expect(204);
    there.get("/api/v1/session").await.refused(401, "not_signed_in");
    here.get("/api/v1/session").await.expect(200);

    sqlx::query("update person set state = 'disabled' where id = $1")
        .bind(id.uuid())
        .execute(&world.app().db)
        .await
        .expect("disabled");
    here.get("/api/v1/session").await.refused(401, "not_signed_in");
}

#[tokio::test]
async fn a_session_ends_when_idle_and_in_any_case_by_the_databases_clock() {
    let world = World::without_workers().await;
    let idle = world.post("idle@studio.example").await;
    let old = world.post("old@studio.example").await;
    for (person, change) in [
        (&idle, "last_seen_at = now() - interval '61 minutes'"),
        (&old, "expires_at = now() - interval '1 second'"),
    ] {
        person.get("/api/v1/session").await.expect(200);
        let sql = format!("update session set {change} where person_id = $1");
        sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(person.id.uuid())
            .execute(&world.app().db)
            .await
            .expect("changed");
        person.get("/api/v1/session").await.refused(401, "not_signed_in");
    }
    let active = world.post("active@studio.example").await;
    sqlx::query("update session set last_seen_at = now() - interval '59 minutes' where person_id = $1")
        .bind(active.id.uuid())
        .execute(&world.app().db)
        .await
        .expect("changed");
    active.get("/api/v1/session").await.expect(200);
    let idle_s: f64 = sqlx::query_scalar(
        "select extract(epoch from now() - last_seen_at)::float8 from session where person_id = $1",
    )
    .bind(active.id.uuid())
    .fetch_one(&world.app().db)
    .await
    .expect("a session");
    assert!(idle_s < 30.0, "a call is a sign of life: {idle_s}");
}

#[tokio::test]
async fn five_failures_lock_unknown_devices_but_not_one_that_is_known() {
    let world = World::without_workers().await;
    world.account(Role::Post, "pia@studio.example", None).await;
    let known = world.stranger();
    known.signs_in("pia@studio.example", PASSWORD).await.expect(201);
    known.delete("/api/v1/session").await.expect(204);

    for _ in 0..5 {
        world
            .stranger()
            .signs_in("pia@studio.example", "a guess, and wrong")
            .await
            .refused(401, "sign_in_refused");
    }
    let locked = world.stranger().signs_in("pia@studio.example", PASSWORD).await;
    locked.refused(429, "too_many");
    let wait_s: u64 = locked.headers["retry-after"]
        .to_str()
        .ok()
        .and_then(|text| text.parse().ok())
        .expect("seconds");
    assert!((800..=900).contains(&wait_s), "{wait_s}");
    known.signs_in("pia@studio.example", PASSWORD).await.expect(201);

    for _ in 0..5 {
        world
            .stranger()
            .signs_in("nobody@studio.example", "a guess, and wrong")
            .await
            .refused(401, "sign_in_refused");
    }
    // Locked all the same: otherwise the lock would tell which accounts there are.
    world
        .stranger()
        .signs_in("nobody@studio.example", "a guess, and wrong")
        .await
        .refused(429, "too_many");
}

#[tokio::test]
async fn an_account_that_is_not_there_takes_as_long() {
    let world = World::without_workers().await;
    world.account(Role::Post, "pia@studio.example", None).await;
    let stranger = world.stranger();
    let mut times = [Duration::ZERO; 2];
    for _ in 0..4 {
        for (time, email) in times
            .iter_mut()
            .zip(["pia@studio.example", "nobody@studio.example"])
        {
            let began = Instant::now();
            stranger
                .signs_in(email, "a guess, and wrong")
                .await
                .refused(401, "sign_in_refused");
            *time += began.elapsed();
        }
    }
    let ratio = times[0].as_secs_f64() / times[1].as_secs_f64();
    assert!((0.4..2.5).contains(&ratio), "{times:?}");
}

#[tokio::test]
async fn an_invitation_works_once_and_sets_the_password() {
    let world = World::without_workers().await;
    let id = world.account(Role::Post, "pia@studio.example", None).await;
    let mut tx = world.app().db.begin().await.expect("a transaction");
    let invitation = server::access::invite(&mut tx, &world.app().settings, id)
        .await
        .expect("invited");
    tx.commit().await.expect("committed");
    let (page, token) = invitation
        .link
        .split_once("#token=")
        .expect("the secret is in the fragment");
    assert!(page.ends_with("/invitation"));

    let pia = world.stranger();
    let found = pia
        .post("/api/v1/invitations/look-up", json!({ "token": token }))
        .await
        .expect(200);
    assert_eq!(found["email"], "pia@studio.example");
    let accept = |password: &str| json!({ "token": token, "password": password });
    let refused = pia
        .post("/api/v1/invitations/accept", accept("short"))
        .await
        .refused(422, "invalid");
    assert_eq!(refused["fields"][0]["field"], "password");
    pia.post("/api/v1/invitations/accept", accept("a longer password"))
        .await
        .expect(201);
    pia.get("/api/v1/session").await.expect(200);
    pia.post("/api/v1/invitations/accept", accept("another password"))
        .await
        .refused(404, "not_found");
    pia.post("/api/v1/invitations/look-up", json!({ "token": token }))
        .await
        .refused(404, "not_found");
    world
        .stranger()
        .signs_in("pia@studio.example", "a longer password")
        .await
        .expect(201);
}

#[tokio::test]
async fn another_sites_page_changes_nothing() {
    let world = World::without_workers().await;
    let pia = world.post("pia@studio.example").await;
    for (name, value) in [
        ("Sec-Fetch-Site", "cross-site"),
        ("Origin", "https://evil.example"),
        ("Sec-Fetch-Site", "same-site"),
    ] {
        let call = pia.call(Method::DELETE, "/api/v1/session").header(name, value);
        Reply::of(call).await.refused(403, "cross_site");
    }
    let own = pia
        .call(Method::DELETE, "/api/v1/session")
        .header("Sec-Fetch-Site", "same-origin");
    Reply::of(own).await.expect(204);
}

#[tokio::test]
async fn every_answer_tells_browsers_what_pages_may_do() {
    let world = World::without_workers().await;
    let reply = world.stranger().get("/api/v1/session").await;
    let header = |name: &str| {
        reply
            .headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_owned()
    };
    assert!(header("content-security-policy").contains("frame-ancestors 'none'"));
    assert!(!header("content-security-policy").contains("unsafe"));
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(header("cross-origin-resource-policy"), "same-origin");
    assert_eq!(header("cross-origin-opener-policy"), "same-origin");
    assert_eq!(header("referrer-policy"), "no-referrer");
    assert_eq!(header("cache-control"), "no-store");
    world
        .stranger()
        .get("/api/v1/nothing-here")
        .await
        .refused(404, "not_found");
}

#[tokio::test]
async fn an_unreadable_body_names_its_field() {
    let world = World::without_workers().await;
    let stranger = world.stranger();
    let missing = stranger
        .post("/api/v1/sessions", json!({ "email": "pia@studio.example" }))
        .await
        .refused(422, "invalid");
    assert_eq!(missing["fields"][0]["field"], "password", "{missing}");
    let wrong = json!({ "email": "a@b.example", "password": "x", "client": "fridge" });
    let wrong = stranger
        .post("/api/v1/sessions", wrong)
        .await
        .refused(422, "invalid");
    assert_eq!(wrong["fields"][0]["field"], "client", "{wrong}");
    let torn = stranger
        .call(Method::POST, "/api/v1/sessions")
        .header("content-type", "application/json")
        .body("{");
    Reply::of(torn).await.refused(400, "malformed");
}

/// Whoever is not signed in gets nowhere but through the doors that are meant for them.
#[tokio::test]
async fn every_operation_but_the_doors_needs_a_session() {
    // The secret in a calendar's address is its key: without it there is nothing to know of. A TV that waits is nobody: it is
    // given a code to show, and nothing else until somebody who is signed in types it.
    const DOORS: [&str; 6] = [
        "sign_in",
        "look_up_invitation",
        "accept_invitation",
        "get_health",
        "read_calendar_feed",
        "open_tv_screen",
    ];
    let world = World::without_workers().await;
    let stranger = world.stranger();
    let document = serde_json::to_value(server::routes::document()).expect("a document");
    let mut tried = 0;
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            let name = operation["operationId"].as_str().expect("an operation id");
            if DOORS.contains(&name) {
                continue;
            }
            let path = path.split('/').map(|part| {
                if part.starts_with('{') {
                    "0190b5a0-0000-7000-8000-000000000000"
                } else {
                    part
                }
            });
            let path = path.collect::<Vec<_>>().join("/");
            let method: Method = method.to_uppercase().parse().expect("a method");
            let reply = Reply::of(stranger.call(method, &path)).await;
            assert_eq!(reply.status, 401, "{name} {path}: {}", reply.text);
            tried += 1;
        }
    }
    assert!(tried >= 5, "{tried}");
}

#[tokio::test]
async fn while_the_database_is_away_the_answer_says_when_to_come_again() {
    let world = World::without_workers().await;
    let pia = world.post("pia@studio.example").await;
    world.app().db.close().await;
    let reply = pia.get("/api/v1/session").await;
    reply.refused(503, "unavailable");
    assert!(reply.headers.contains_key("retry-after"));
}

#[tokio::test]
async fn connections_that_were_cut_are_made_again_unnoticed() {
    let world = World::without_workers().await;
    let pia = world.post("pia@studio.example").await;
    pia.get("/api/v1/session").await.expect(200);
    world.database.cut_connections().await.expect("cut");
    pia.get("/api/v1/session").await.expect(200);
}

#[tokio::test]
async fn new_masters_are_refused_before_the_disk_is_full() {
    let world = World::with(|settings| settings.disk_reserve_percent = 101).await;
    let max = world.production("max@production.example").await;
    max.post("/api/v1/deliveries", json!({}))
        .await
        .refused(507, "disk_full");
    // What makes room is never refused for want of it.
    let nothing = format!("/api/v1/deliveries/{}/cancel", Uuid::now_v7());
    max.post(&nothing, json!({ "reason": "No room." }))
        .await
        .refused(404, "not_found");
    max.get("/api/v1/session").await.expect(200);
}

const COLUMNS: Columns = Columns {
    show: "show",
    people: &["operator", "verifier"],
    facilities: &["of_operator", "of_verifier"],
};

#[tokio::test]
async fn a_scope_sees_in_sql_exactly_what_it_sees_in_the_rules() {
    let database = testkit::TestDatabase::new().await.expect("a database");
    let db = server::db::connect(database.options()).await.expect("a pool");
    let mut runner = TestRunner::deterministic();
    for _ in 0..400 {
        let (scope, row) = (scopes(), rows()).new_tree(&mut runner).expect("drawn").current();
        let (show, people, facilities) = row;
        let seen = Row {
            show: ShowId::from(id(show)),
            people: people
                .iter()
                .flatten()
                .map(|one| PersonId::from(id(*one)))
                .collect(),
            facilities: facilities
                .iter()
                .flatten()
                .map(|one| FacilityId::from(id(*one)))
                .collect(),
        };
        let mut query = QueryBuilder::new("select ");
        push_scope(&mut query, &scope, &COLUMNS);
        query.push(" from (select ").push_bind(id(show)).push(" as show");
        let columns = COLUMNS.people.iter().chain(COLUMNS.facilities);
        for (value, name) in people.iter().chain(&facilities).zip(columns) {
            query.push(", ").push_bind(value.map(id)).push(" as ").push(name);
        }
        query.push(") as row");
        let sees: bool = query
            .build_query_scalar()
            .fetch_one(&db)
            .await
            .expect("a predicate");
        assert_eq!(sees, scope.sees(&seen), "{scope:?} {seen:?}");
    }
}

/// Few ids, so that they often meet.
fn id(number: u8) -> Uuid {
    Uuid::from_u128(u128::from(number))
}

fn rows() -> impl Strategy<Value = (u8, [Option<u8>; 2], [Option<u8>; 2])> {
    let maybe = || prop::option::of(0..4_u8);
    (0..4_u8, [maybe(), maybe()], [maybe(), maybe()])
}

fn scopes() -> impl Strategy<Value = Scope> {
    let several = || prop::collection::vec(0..4_u8, 0..3);
    let one = prop_oneof![
        Just(Scope::All),
        Just(Scope::Nothing),
        several().prop_map(|all| Scope::Facilities(
            all.into_iter().map(|one| FacilityId::from(id(one))).collect()
        )),
        several().prop_map(|all| Scope::Shows(all.into_iter().map(|one| ShowId::from(id(one))).collect())),
        (0..4_u8).prop_map(|one| Scope::AssignedTo(PersonId::from(id(one)))),
    ];
    one.prop_recursive(2, 8, 3, |inner| {
        prop::collection::vec(inner, 0..3).prop_map(Scope::AnyOf)
    })
}
