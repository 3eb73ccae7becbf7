//! Metrics: counted from verdicts and clocks, seen by the person, the facility's manager and the studio, in part by those
//! of a show; each figure with the reports and issues behind it.

use qc::request::{AssignmentModel, Phase, Service};
use serde_json::{Value, json};

use crate::world::{Person, Story, issue, text};

const METRICS: &str = "/api/v1/metrics";

/// A verified report of Olga's with one issue confirmed, one deleted.
async fn verified() -> (Story, String) {
    let story = Story::begin().await;
    story
        .assigns(Service::Cast, Phase::Verification, AssignmentModel::Pull)
        .await;
    let request = story.available(Service::Cast).await;
    let flagged = [issue("issue", 10, 20), issue("fyi", 100, 120)];
    let issues = story.reviews(&story.olga, &request, &flagged).await;
    let deleted = json!({ "kind": "deleted", "issue_id": issues[1], "reason": "as intended" });
    story.verifies(&story.vik, &request, &[deleted]).await;
    (story, request)
}

async fn metrics(person: &Person, query: &str) -> Value {
    person.get(&format!("{METRICS}{query}")).await.expect(200)
}

async fn reports_counted(person: &Person, query: &str) -> i64 {
    metrics(person, query).await["total"]["reports"]
        .as_i64()
        .expect("a count")
}

fn length(list: &Value) -> usize {
    list.as_array().expect("a list").len()
}

#[tokio::test]
async fn accuracy_is_counted_from_the_verdicts_and_opens_its_issues() {
    let (story, request) = verified().await;
    let view = metrics(&story.ada, "?by=operator").await;
    let group = &view["groups"][0];
    assert_eq!(
        (&group["label"], &group["key"]),
        (&json!("olga Tester"), &json!(story.olga.id))
    );
    let figures = &group["figures"];
    assert_eq!(
        (&figures["reports"], &figures["verified"]),
        (&json!(1), &json!(1))
    );
    let quality = &figures["quality"];
    assert_eq!(
        (&quality["on_time"]["part"], &quality["on_time"]["whole"]),
        (&json!(1), &json!(1))
    );
    let accuracy = &quality["accuracy"];
    assert_eq!(
        (&accuracy["confirmed"], &accuracy["deleted"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(
        (&accuracy["accuracy"], &accuracy["precision"], &accuracy["recall"]),
        (&json!(0.5), &json!(0.5), &json!(1.0))
    );
    assert!(
        accuracy["precision_low"].as_f64() < Some(0.1) && accuracy["precision_high"].as_f64() > Some(0.9)
    );
    // A hundred seconds of programme, two flags.
    assert_eq!(
        (
            &quality["flags"],
            &quality["programme_s"],
            &quality["flags_per_hour"]
        ),
        (&json!(2), &json!(100), &json!(72.0))
    );
    assert_eq!(
        figures["severities"],
        json!({ "blocker": 0, "issue": 1, "fyi": 0 })
    );
    assert_eq!(
        quality["waiting"]["measured"], 1,
        "it lay in the pool and was taken"
    );

    let behind = metrics(&story.ada, "/issues").await;
    assert_eq!(length(&behind["items"]), 2);
    assert_eq!(behind["items"][0]["request_id"], json!(request));
    let deleted = metrics(&story.ada, "/issues?kind=deleted").await;
    assert_eq!(length(&deleted["items"]), 1);
    assert_eq!(
        (&deleted["items"][0]["kind"], &deleted["items"][0]["reason"]),
        (&json!("deleted"), &json!("as intended"))
    );
    for (figure, issues) in [
        ("accuracy", 2),
        ("precision", 2),
        ("recall", 1),
        ("flags", 2),
        ("refused", 0),
    ] {
        let behind = metrics(&story.ada, &format!("/issues?figure={figure}")).await;
        assert_eq!(length(&behind["items"]), issues, "{figure}");
    }
    let reports = metrics(&story.ada, "/reports?on_time=true").await;
    assert_eq!(reports["items"][0]["request_id"], json!(request));
    assert_eq!(
        metrics(&story.ada, "/reports?on_time=false").await["items"],
        json!([])
    );
}

#[tokio::test]
async fn lists_behind_figures_come_page_by_page() {
    let (story, _) = verified().await;
    let first = metrics(&story.olga, "/issues?limit=1").await;
    let next = text(&first["next"]);
    let second = metrics(&story.olga, &format!("/issues?limit=1&cursor={next}")).await;
    assert_ne!(first["items"][0]["issue_id"], second["items"][0]["issue_id"]);
    assert_eq!((length(&second["items"]), &second["next"]), (1, &Value::Null));
    let problem = story.olga.get(&format!("{METRICS}/reports?cursor=x")).await;
    problem.refused(422, "invalid");
}

#[tokio::test]
async fn codes_say_what_was_confirmed_replaced_deleted_and_missed() {
    let story = Story::begin().await;
    story
        .assigns(Service::Cast, Phase::Verification, AssignmentModel::Pull)
        .await;
    let request = story.available(Service::Cast).await;
    let flagged = [issue("issue", 10, 20), issue("issue", 30, 40)];
    let issues = story.reviews(&story.olga, &request, &flagged).await;
    let mut right = issue("issue", 30, 41);
    right["code"] = json!("audio-drop-out-mute");
    let mut missed = issue("fyi", 50, 60);
    missed["code"] = json!("boom-in-shot");
    missed["code"] = json!("audio-drop-out-mute");
    let verdicts = [
        json!({ "kind": "replaced", "issue_id": issues[1], "reason": "another code", "replacement": right }),
        json!({ "kind": "added", "issue": missed }),
    ];
    story.verifies(&story.vik, &request, &verdicts).await;
    let codes = metrics(&story.ada, "/codes").await;
    let code = |name: &str| {
        let found = codes
            .as_array()
            .expect("codes")
            .iter()
            .find(|code| code["code"] == name);
        found.unwrap_or_else(|| panic!("no {name} in {codes}")).clone()
    };
    let wrong = code("video-hit");
    assert_eq!(
        (&wrong["verdicts"]["confirmed"], &wrong["verdicts"]["replaced"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(wrong["replaced_by"][0]["code"], "audio-drop-out-mute");
    assert_eq!(
        wrong["severities"]["issue"], 1,
        "what was replaced stands no more"
    );
    let right = code("audio-drop-out-mute");
    assert_eq!(right["verdicts"]["added"], 1);
    assert_eq!(
        (&right["severities"]["issue"], &right["severities"]["fyi"]),
        (&json!(1), &json!(1))
    );
    let replaced = metrics(&story.ada, "/issues?code=video-hit&kind=replaced").await;
    assert_eq!(
        replaced["items"][0]["replaced_by"],
        code("audio-drop-out-mute")["code_name"]
    );
}

#[tokio::test]
async fn nothing_counts_before_the_verification_is_submitted() {
    let story = Story::begin().await;
    story
        .assigns(Service::Cast, Phase::Verification, AssignmentModel::Pull)
        .await;
    let request = story.available(Service::Cast).await;
    let issues = story
        .reviews(&story.olga, &request, &[issue("issue", 10, 20)])
        .await;
    let verification = story.takes_verification(&story.vik, &request).await;
    let path = format!("/api/v1/verifications/{verification}");
    story.vik.post(&format!("{path}/begin"), ()).await.expect(200);
    let verdict = json!({ "kind": "deleted", "issue_id": issues[0], "reason": "not seen" });
    story
        .vik
        .post(&format!("{path}/verdicts"), verdict)
        .await
        .expect(200);
    let total = metrics(&story.olga, "").await["total"].clone();
    assert_eq!((&total["reports"], &total["verified"]), (&json!(1), &json!(0)));
    assert_eq!(total["quality"]["accuracy"]["deleted"], 0);
    assert_eq!(
        metrics(&story.olga, "/issues?kind=deleted").await["items"],
        json!([])
    );
    // Those of the show learn of the report when it is out.
    assert_eq!(reports_counted(&story.pia, "").await, 0);
}

#[tokio::test]
async fn figures_are_seen_by_oneself_the_manager_and_the_studio() {
    let (story, _) = verified().await;
    let elsewhere = story.world.facility("Elsewhere").await;
    let eve = story
        .world
        .vendor_manager("eve@elsewhere.example", elsewhere)
        .await;
    let of_olga = format!("{METRICS}/operators/{}", story.olga.id);
    let of_northlight = format!("{METRICS}/facilities/{}", story.northlight);
    for person in [&story.olga, &story.vera, &story.ada] {
        assert_eq!(reports_counted(person, "?by=operator").await, 1);
        let card = person.get(&of_olga).await.expect(200);
        assert_eq!(card["operator"]["name"], "olga Tester");
        assert_eq!((length(&card["months"]), length(&card["recent"])), (1, 1));
    }
    for person in [&story.vera, &story.ada] {
        let card = person.get(&of_northlight).await.expect(200);
        assert_eq!(
            (&card["facility"], &card["operators"][0]["label"]),
            (&json!("Northlight"), &json!("olga Tester"))
        );
    }
    story.olga.get(&of_northlight).await.refused(404, "not_found");
    for person in [&story.omar, &eve] {
        assert_eq!(reports_counted(person, "").await, 0);
        assert_eq!(metrics(person, "/issues").await["items"], json!([]));
        assert_eq!(metrics(person, "/reports").await["items"], json!([]));
        assert_eq!(metrics(person, "/codes").await, json!([]));
        person.get(&of_olga).await.refused(404, "not_found");
        person.get(&of_northlight).await.refused(404, "not_found");
    }
    // Another facility, another person cannot be asked for by their ids.
    assert_eq!(
        reports_counted(&story.vera, &format!("?facility_id={elsewhere}")).await,
        0
    );
    assert_eq!(
        reports_counted(&story.omar, &format!("?operator_id={}", story.olga.id)).await,
        0
    );
    for person in [&story.vik, &story.dan] {
        person.get(METRICS).await.refused(403, "not_permitted");
    }
}

#[tokio::test]
async fn those_of_a_show_see_what_concerns_it_and_nothing_that_measures_people() {
    let (story, request) = verified().await;
    let other = story.world.show("Night Ferry").await;
    let stranger = story.world.production("nina@production.example").await;
    story.world.grant(&stranger, other).await;
    for person in [&story.pia, &story.max] {
        let view = metrics(person, "?by=show").await;
        assert_eq!(view["groups"][0]["label"], "Harbour Lights");
        let figures = &view["total"];
        assert_eq!(
            (&figures["reports"], &figures["quality"]),
            (&json!(1), &Value::Null)
        );
        assert_eq!(figures["turnaround"]["measured"], 1);
        let report = &metrics(person, "/reports").await["items"][0];
        assert_eq!(
            (&report["on_time"], &report["accuracy"], &report["flags"]),
            (&Value::Null, &Value::Null, &Value::Null)
        );
        let behind = metrics(person, "/issues").await;
        assert!(
            behind["items"]
                .as_array()
                .expect("issues")
                .iter()
                .all(|issue| issue["kind"].is_null())
        );
        assert_eq!(metrics(person, "/codes").await[0]["verdicts"], Value::Null);
        for asked in [
            "?by=operator",
            "?by=facility",
            "/issues?kind=deleted",
            "/issues?figure=accuracy",
            "/reports?on_time=false",
            ".csv?by=operator",
        ] {
            let refused = person.get(&format!("{METRICS}{asked}")).await;
            refused.refused(403, "not_permitted");
        }
        let path = format!("{METRICS}/operators/{}", story.olga.id);
        person.get(&path).await.refused(404, "not_found");
    }
    assert_eq!(reports_counted(&stranger, "").await, 0);
    assert_eq!(metrics(&stranger, "/reports").await["items"], json!([]));

    // Production refuses to fix: the share of refusals is theirs to see.
    let issues = metrics(&story.max, "/issues?severity=issue").await;
    story
        .answers(
            &request,
            &text(&issues["items"][0]["issue_id"]),
            "creative_intent",
        )
        .await;
    let path = format!("/api/v1/requests/{request}/fix-notes/submit");
    story.max.post(&path, ()).await.expect(200);
    let refused = metrics(&story.pia, "").await["total"]["refused"].clone();
    assert_eq!((&refused["part"], &refused["whole"]), (&json!(1), &json!(1)));
    assert_eq!(
        length(&metrics(&story.pia, "/issues?figure=refused").await["items"]),
        1
    );
    assert_eq!(
        length(&metrics(&story.pia, "/issues?answer=creative_intent").await["items"]),
        1
    );
    assert_eq!(
        length(&metrics(&story.pia, "/issues?answer=best_possible").await["items"]),
        0
    );
}

#[tokio::test]
async fn a_period_a_service_and_a_show_count_only_what_is_theirs() {
    let (story, _) = verified().await;
    for (query, reports) in [
        ("?from=2020-01-01T00:00:00Z", 1),
        ("?to=2020-01-01T00:00:00Z", 0),
        ("?service=cast", 1),
        ("?service=download", 0),
    ] {
        assert_eq!(reports_counted(&story.ada, query).await, reports, "{query}");
    }
    let other = story.world.show("Night Ferry").await;
    assert_eq!(
        reports_counted(&story.ada, &format!("?show_id={}", story.show)).await,
        1
    );
    assert_eq!(reports_counted(&story.ada, &format!("?show_id={other}")).await, 0);
    for path in ["", "/codes", "/issues", "/reports", ".csv"] {
        let turned = format!("{METRICS}{path}?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z");
        let problem = story.ada.get(&turned).await.refused(422, "invalid");
        assert_eq!(problem["fields"][0]["field"], "to");
    }
}

#[tokio::test]
async fn a_request_that_was_canceled_counts_no_more() {
    let (story, request) = verified().await;
    let path = format!("/api/v1/requests/{request}/cancel");
    story
        .pia
        .post(&path, json!({ "reason": "the show was sold" }))
        .await
        .expect(200);
    assert_eq!(reports_counted(&story.ada, "").await, 0);
    assert_eq!(metrics(&story.ada, "/issues").await["items"], json!([]));
}

#[tokio::test]
async fn a_report_after_its_due_time_is_late_unless_it_was_extended() {
    let (story, request) = verified().await;
    let aged = sqlx::query("update qc_request set assigned_at = now() - interval '50 hours'");
    aged.execute(&story.world.app().db).await.expect("aged");
    let on_time = async || metrics(&story.ada, "").await["total"]["quality"]["on_time"]["part"].clone();
    let late = async || length(&metrics(&story.ada, "/reports?on_time=false").await["items"]);
    assert_eq!((on_time().await, late().await), (json!(0), 1));
    let card = story
        .ada
        .get(&format!("{METRICS}/operators/{}", story.olga.id))
        .await
        .expect(200);
    assert_eq!(card["late"][0]["request_id"], json!(request));
    let extended = sqlx::query(
        "insert into sla_extension (id, request_id, ground, extra_s, granted_by) values (gen_random_uuid(), $1::uuid, 'tool_fault', 10800, $2)",
    );
    extended
        .bind(&request)
        .bind(story.ada.id.uuid())
        .execute(&story.world.app().db)
        .await
        .expect("extended");
    assert_eq!((on_time().await, late().await), (json!(1), 0));
}

#[tokio::test]
async fn figures_are_exported_and_a_name_that_looks_like_a_formula_is_text() {
    let (story, _) = verified().await;
    sqlx::query("update person set first_name = '=1+1' where id = $1")
        .bind(story.olga.id.uuid())
        .execute(&story.world.app().db)
        .await
        .expect("renamed");
    let reply = story.vera.get(&format!("{METRICS}.csv?by=operator")).await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.headers["content-type"], "text/csv; charset=utf-8");
    let lines: Vec<&str> = reply.text.lines().collect();
    assert_eq!(lines.len(), 3, "a head, an operator, all together");
    assert!(
        lines[1].starts_with(
            "\"operator\",\"'=1+1 Tester\",\"Northlight\",\"1\",\"1\",\"1\",\"0\",\"1\",\"0\",\"0.5000\""
        ),
        "{}",
        lines[1]
    );
    assert!(lines[2].starts_with("\"all\""));
}
