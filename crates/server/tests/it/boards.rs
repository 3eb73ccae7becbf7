//! Boards: what each role sees first, counted from what people did, and never from rows of another facility or show.

use qc::request::{AssignmentModel, Phase, Service};
use serde_json::{Value, json};

use crate::world::{Master, Person, Story, issue, text};

async fn board(person: &Person, which: &str) -> Value {
    person.get(&format!("/api/v1/boards/{which}")).await.expect(200)
}

async fn story() -> Story {
    let story = Story::begin().await;
    for phase in [Phase::Qc, Phase::Verification] {
        story.assigns(Service::Cast, phase, AssignmentModel::Pull).await;
    }
    story
}

/// Another request of the same show.
async fn another(story: &Story, episode: i32) -> String {
    let title = story.world.episode(story.show, 1, episode).await;
    let (delivery, request) = story.delivers_to(title, Master::picture()).await;
    story.streams_are_ready(delivery).await;
    request
}

async fn takes(person: &Person, request: &str) {
    person
        .post(&format!("/api/v1/requests/{request}/take"), ())
        .await
        .expect(200);
}

fn numbers(rows: &Value) -> Vec<String> {
    let rows = rows.as_array().expect("rows").iter();
    rows.map(|row| text(&row["id"])).collect()
}

fn load<'a>(board: &'a Value, person: &Person) -> &'a Value {
    let mut load = board["load"].as_array().expect("people").iter();
    load.find(|of| of["person"]["id"] == json!(person.id))
        .expect("the person")
}

#[tokio::test]
async fn a_vendor_manager_sees_what_is_held_completed_and_to_be_given() {
    let story = story().await;
    let first = story.available(Service::Cast).await;
    let second = another(&story, 4).await;
    takes(&story.olga, &first).await;
    takes(&story.omar, &second).await;
    let now = board(&story.vera, "facility").await;
    assert_eq!(numbers(&now["held"]), [first.clone(), second.clone()]);
    assert_eq!(
        now["buckets"],
        json!({ "critical": 0, "at_risk": 0, "on_track": 2 })
    );
    assert_eq!(
        (
            &load(&now, &story.olga)["held"],
            &load(&now, &story.olga)["begun"]
        ),
        (&json!(1), &json!(0))
    );
    assert_eq!(
        now["load"].as_array().map(Vec::len),
        Some(2),
        "operators and verifiers of the facility only"
    );

    assert_eq!(load(&now, &story.omar)["on_break"], Value::Null);
    sqlx::query("insert into break (id, person_id, reason) values (gen_random_uuid(), $1, 'lunch')")
        .bind(story.omar.id.uuid())
        .execute(&story.world.app().db)
        .await
        .expect("a break");
    assert_eq!(
        load(&board(&story.vera, "facility").await, &story.omar)["on_break"]["reason"],
        "lunch"
    );

    // One is late, the other is submitted.
    sqlx::query("update qc_request set assigned_at = now() - interval '49 hours' where id = $1::uuid")
        .bind(&second)
        .execute(&story.world.app().db)
        .await
        .expect("aged");
    story.finishes(&story.olga, &first, &[issue("fyi", 10, 20)]).await;
    let now = board(&story.vera, "facility").await;
    assert_eq!(numbers(&now["held"]), [second]);
    assert_eq!(now["buckets"]["critical"], 1);
    assert_eq!(
        (&now["completed_24_h"], &now["completed_7_d"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(
        (
            &now["completed"][0]["request"]["id"],
            &now["completed"][0]["on_time"]
        ),
        (&json!(first), &json!(true))
    );
    let olga = load(&now, &story.olga);
    assert_eq!((&olga["held"], &olga["completed_7_d"]), (&json!(0), &json!(1)));
    assert_eq!(now["to_give"], json!([]));

    story
        .assigns(Service::Cast, Phase::Qc, AssignmentModel::Managed)
        .await;
    let third = another(&story, 5).await;
    let now = board(&story.vera, "facility").await;
    assert_eq!(numbers(&now["to_give"]), std::slice::from_ref(&third));
    let give = json!({ "person_id": story.olga.id, "reason": "has room" });
    story
        .vera
        .post(&format!("/api/v1/requests/{third}/reassign"), give)
        .await
        .expect(200);
    let now = board(&story.vera, "facility").await;
    assert_eq!(
        (&now["to_give"], &load(&now, &story.olga)["held"]),
        (&json!([]), &json!(1))
    );
}

#[tokio::test]
async fn what_another_facility_holds_never_counts() {
    let story = story().await;
    let request = story.available(Service::Cast).await;
    takes(&story.olga, &request).await;
    story.finishes(&story.olga, &request, &[]).await;
    takes(&story.omar, &another(&story, 4).await).await;
    let elsewhere = story.world.facility("Elsewhere").await;
    story.world.clear(elsewhere, story.show).await;
    let eve = story
        .world
        .vendor_manager("eve@elsewhere.example", elsewhere)
        .await;
    let now = board(&eve, "facility").await;
    assert_eq!(
        (
            &now["held"],
            &now["completed"],
            &now["load"],
            &now["completed_7_d"]
        ),
        (&json!([]), &json!([]), &json!([]), &json!(0))
    );
    assert_eq!(
        now["buckets"],
        json!({ "critical": 0, "at_risk": 0, "on_track": 0 })
    );
    for person in [&story.olga, &story.pia, &story.ada, &story.dan] {
        let refused = person.get("/api/v1/boards/facility").await;
        refused.refused(403, "not_permitted");
    }
}

fn column<'a>(board: &'a Value, name: &str) -> &'a Value {
    let mut columns = board["columns"].as_array().expect("columns").iter();
    columns
        .find(|column| column["column"] == name)
        .expect("the column")
}

fn totals(board: &Value) -> Vec<(String, i64)> {
    let columns = board["columns"].as_array().expect("columns").iter();
    columns
        .map(|column| {
            (
                text(&column["column"]),
                column["total"].as_i64().expect("a count"),
            )
        })
        .filter(|(_, total)| *total > 0)
        .collect()
}

#[tokio::test]
async fn production_sees_fix_notes_needed_first_and_post_what_it_decides() {
    let story = story().await;
    let request = story.available(Service::Cast).await;
    let flagged = [
        issue("issue", 10, 20),
        issue("blocker", 30, 40),
        issue("fyi", 50, 60),
    ];
    let issues = story.reviews(&story.olga, &request, &flagged).await;
    another(&story, 4).await;
    assert_eq!(
        totals(&board(&story.max, "shows").await),
        [("in_qc".to_owned(), 2)]
    );
    story.verifies(&story.vik, &request, &[]).await;

    let now = board(&story.max, "shows").await;
    assert_eq!(now["columns"][0]["column"], "fix_notes_needed");
    let needed = column(&now, "fix_notes_needed");
    assert_eq!((&needed["needs_me"], &needed["total"]), (&json!(true), &json!(1)));
    assert_eq!(needed["cards"][0]["request"]["id"], json!(request));
    assert_eq!(needed["cards"][0]["unanswered"], 2, "an FYI needs no answer");
    assert_eq!(
        board(&story.pia, "shows").await["columns"][0]["column"],
        "fix_notes_submitted"
    );

    let objections = format!("/api/v1/requests/{request}/objections");
    let body = json!({ "issue_id": issues[0], "reason": "Lightning, as shot" });
    let objection = story.max.post(&objections, body).await.expect(201);
    let needed = board(&story.pia, "shows").await;
    let card = &column(&needed, "fix_notes_needed")["cards"][0];
    assert_eq!(
        (&card["needs_me"], &card["objections"]),
        (&json!(true), &json!(1))
    );
    let withdraw = format!("/api/v1/objections/{}/withdraw", text(&objection["id"]));
    story.max.post(&withdraw, ()).await.expect(200);
    let needed = board(&story.pia, "shows").await;
    let card = &column(&needed, "fix_notes_needed")["cards"][0];
    assert_eq!(card["needs_me"], json!(false));

    story.answers(&request, &issues[0], "creative_intent").await;
    let drafts = story
        .pia
        .get(&format!("/api/v1/requests/{request}/fix-notes"))
        .await
        .expect(200);
    assert!(
        !drafts.to_string().contains("creative_intent"),
        "a draft is production's: {drafts}"
    );
    let needed = board(&story.max, "shows").await;
    assert_eq!(column(&needed, "fix_notes_needed")["cards"][0]["unanswered"], 1);
    story.answers(&request, &issues[1], "production_will_fix").await;
    let path = format!("/api/v1/requests/{request}/fix-notes/submit");
    story.max.post(&path, ()).await.expect(200);
    let now = board(&story.pia, "shows").await;
    let to_decide = column(&now, "fix_notes_submitted");
    assert_eq!(
        (&to_decide["needs_me"], &to_decide["cards"][0]["undecided"]),
        (&json!(true), &json!(1))
    );
    assert_eq!(now["shows"][0]["show"], "Harbour Lights");
    let counts: i64 = now["shows"][0]["counts"]
        .as_array()
        .expect("counts")
        .iter()
        .filter_map(Value::as_i64)
        .sum();
    assert_eq!(counts, 2);
}

#[tokio::test]
async fn what_was_approved_stands_for_a_fortnight() {
    let story = story().await;
    let request = story.available(Service::Cast).await;
    story.reviews(&story.olga, &request, &[]).await;
    story.verifies(&story.vik, &request, &[]).await;
    assert_eq!(
        totals(&board(&story.pia, "shows").await),
        [("concluded".to_owned(), 1)]
    );
    sqlx::query("update qc_request set concluded_at = now() - interval '15 days'")
        .execute(&story.world.app().db)
        .await
        .expect("aged");
    assert_eq!(totals(&board(&story.pia, "shows").await), []);
}

#[tokio::test]
async fn another_show_never_counts() {
    let story = story().await;
    let request = story.available(Service::Cast).await;
    story
        .reviews(&story.olga, &request, &[issue("issue", 1, 2)])
        .await;
    story.verifies(&story.vik, &request, &[]).await;
    let other = story.world.show("Night Ferry").await;
    let nina = story.world.production("nina@production.example").await;
    story.world.grant(&nina, other).await;
    let theirs = board(&nina, "shows").await;
    assert_eq!((totals(&theirs), &theirs["shows"]), (vec![], &json!([])));
    // Asking for a show by its id opens nothing.
    let asked = board(&nina, &format!("shows?show_id={}", story.show)).await;
    assert_eq!(totals(&asked), []);
    story.world.grant(&story.pia, other).await;
    assert_eq!(
        totals(&board(&story.pia, &format!("shows?show_id={other}")).await),
        []
    );
    assert_eq!(
        totals(&board(&story.pia, &format!("shows?show_id={}", story.show)).await),
        [("fix_notes_needed".to_owned(), 1)]
    );
    for person in [&story.olga, &story.vera, &story.ada, &story.vik] {
        person
            .get("/api/v1/boards/shows")
            .await
            .refused(403, "not_permitted");
    }
}

fn queue<'a>(board: &'a Value, service: &str, phase: &str) -> &'a Value {
    let mut queues = board["queues"].as_array().expect("queues").iter();
    queues
        .find(|queue| queue["service"] == service && queue["phase"] == phase)
        .expect("the queue")
}

#[tokio::test]
async fn the_studio_sees_whether_the_work_flows_and_what_is_stuck() {
    let story = story().await;
    let first = story.available(Service::Cast).await;
    let second = another(&story, 4).await;
    let third = another(&story, 5).await;
    story.reviews(&story.olga, &first, &[]).await;
    takes(&story.omar, &second).await;
    let now = board(&story.ada, "studio").await;
    assert_eq!(now["queues"].as_array().map(Vec::len), Some(6));
    let waiting = queue(&now, "cast", "qc");
    assert_eq!(
        (&waiting["waiting"], &waiting["held"], &waiting["oldest"]),
        (&json!(1), &json!(1), &json!(third))
    );
    assert_eq!(queue(&now, "cast", "verification")["waiting"], 1);
    let today = now["days"]
        .as_array()
        .and_then(|days| days.last())
        .expect("today");
    assert_eq!(
        (&today["opened"], &today["submitted"], &today["verified"]),
        (&json!(3), &json!(1), &json!(0))
    );
    assert_eq!(now["days"].as_array().map(Vec::len), Some(14));
    assert_eq!(now["buckets"]["on_track"], 3);
    let due: i64 = now["due"]
        .as_array()
        .expect("days")
        .iter()
        .filter_map(|of| of["requests"].as_i64())
        .sum();
    assert_eq!((due, &now["lapsed"], &now["parked"]), (3, &json!([]), &json!([])));

    let db = &story.world.app().db;
    sqlx::query("update qc_request set lease_until = now() - interval '1 hour' where id = $1::uuid")
        .bind(&second)
        .execute(db)
        .await
        .expect("lapsed");
    sqlx::query("update qc_request set delivered_at = now() - interval '6 days' where id = $1::uuid")
        .bind(&third)
        .execute(db)
        .await
        .expect("late");
    sqlx::query("insert into job (kind, payload, lane, state, attempts, last_error) values ('mail', '{}', 'short', 'parked', 5, 'no route to host')")
        .execute(db)
        .await
        .expect("parked");
    story
        .pia
        .post(
            &format!("/api/v1/requests/{third}/hold"),
            json!({ "reason": "music rights" }),
        )
        .await
        .expect(200);
    let now = board(&story.ada, "studio").await;
    assert_eq!(numbers(&now["lapsed"]), [second]);
    assert_eq!(now["parked"][0]["last_error"], "no route to host");
    assert_eq!(
        (&now["on_hold"], &now["buckets"]["critical"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(now["due"][0]["day"], Value::Null, "what is late stands first");
    for person in [&story.olga, &story.vera, &story.pia, &story.max] {
        person
            .get("/api/v1/boards/studio")
            .await
            .refused(403, "not_permitted");
    }
}
