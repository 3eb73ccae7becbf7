//! What the machine offers: who sees it, how it is accepted, dismissed and taken back, what stays when a master is measured
//! or judged again, and what a redelivery did to it.

use std::sync::Arc;

use measure::{FrameFigures, Measurements, PictureFigures, StatedMetadata, Thresholds, judge};
use qc::id::DeliveryId;
use qc::request::{AssignmentModel, Phase, Service};
use reqwest::Method;
use serde_json::{Value, json};
use server::jobs::{Registry, Workers};
use server::measurements::{Figures, JudgeDelivery};
use timecode::{EditRate, Frame};

use crate::world::{FRAMES, HURRIED, Master, Person, Reply, Story, issue, text};

/// Moving pictures with black at head and tail, as they should be, and black where the test says.
fn figures(black: &[(usize, usize)], duration: u64) -> Figures {
    let rate = EditRate::new(24, 1).expect("a rate");
    let duration = usize::try_from(duration).expect("a length");
    let slug = [(0, 23), (duration - 24, duration - 1)];
    let is_black = |frame: usize| {
        let mut all = black.iter().chain(&slug);
        all.any(|(first, last)| (*first..=*last).contains(&frame))
    };
    let moving = FrameFigures {
        luma_mean: 0.4,
        luma_max: 0.8,
        luma_low: 0.2,
        luma_high: 0.7,
        difference: [0.01, 0.015, 0.02],
        difference_peak: 0.1,
        distribution_change: 0.01,
        ..FrameFigures::default()
    };
    let dark = FrameFigures {
        luma_mean: 0.02,
        luma_high: 0.03,
        luma_max: 0.03,
        ..moving
    };
    let frames = (0..duration).map(|frame| if is_black(frame) { dark } else { moving });
    let picture = PictureFigures {
        first: Frame(0),
        frames: frames.collect(),
    };
    let stated = StatedMetadata::default();
    let measurements: Measurements = judge(rate, Some(picture), Vec::new(), &stated, &Thresholds::default());
    Figures { measurements, stated }
}

pub async fn is_measured(story: &Story, delivery: DeliveryId, black: &[(usize, usize)]) {
    let db = &story.world.app().db;
    sqlx::query("insert into measurement (delivery_id) values ($1) on conflict do nothing")
        .bind(delivery.uuid())
        .execute(db)
        .await
        .expect("a measurement");
    server::measurements::publish(story.world.app(), delivery, figures(black, FRAMES), None)
        .await
        .expect("it is published");
}

/// A request that Olga reviews, with black at these frames.
async fn in_review(black: &[(usize, usize)]) -> (Story, String, DeliveryId) {
    let story = Story::begin().await;
    let request = story.available(Service::Cast).await;
    let delivery = delivery_of(&story, &request).await;
    is_measured(&story, delivery, black).await;
    story
        .olga
        .post(&format!("/api/v1/requests/{request}/take"), ())
        .await
        .expect(200);
    story
        .olga
        .post(&format!("/api/v1/requests/{request}/begin"), ())
        .await
        .expect(200);
    (story, request, delivery)
}

async fn delivery_of(story: &Story, request: &str) -> DeliveryId {
    let view = story
        .ada
        .get(&format!("/api/v1/requests/{request}"))
        .await
        .expect(200);
    text(&view["deliveries"][0]["id"]).parse().expect("an id")
}

fn list_of(request: &str) -> String {
    format!("/api/v1/requests/{request}/machine-findings")
}

/// The findings of black picture, in the order of the programme.
pub async fn blacks(person: &Person, request: &str) -> Vec<Value> {
    let page = person.get(&list_of(request)).await.expect(200);
    let items = page["items"].as_array().expect("findings").iter();
    items
        .filter(|finding| finding["kind"] == "black")
        .cloned()
        .collect()
}

async fn decides(person: &Person, request: &str, finding: &Value, act: &str, body: Value) -> Reply {
    let path = format!("{}/{}/{act}", list_of(request), text(&finding["id"]));
    let call = person
        .call(Method::POST, &path)
        .header("If-Match", format!("\"{}\"", finding["revision"]));
    Reply::of(call.json(&body)).await
}

#[tokio::test]
async fn an_accepted_finding_is_the_issue_that_the_operator_saved() {
    let (story, request, _) = in_review(&[(100, 104)]).await;
    let [finding]: [Value; 1] = blacks(&story.olga, &request).await.try_into().expect("one");
    assert_eq!(
        (&finding["first_frame"], &finding["last_frame"]),
        (&json!(100), &json!(104))
    );
    assert_eq!(finding["in_timecode"], "00:00:04:04");
    let proposal = &finding["proposal"];
    assert_eq!(
        (&proposal["code"], &proposal["tasks"]),
        (&json!("black-frame"), &json!(["sdr"]))
    );
    assert!(text(&proposal["description"]).starts_with("Black picture within the programme. Measured: "));

    // The form is the operator's: what they correct is what is written.
    let mut form = proposal.clone();
    form["last_frame"] = json!(103);
    form["description"] = json!("Four black frames between the two shots on the pier");
    let flagged = decides(&story.olga, &request, &finding, "accept", form)
        .await
        .expect(201);
    assert_eq!(
        (&flagged["first_frame"], &flagged["last_frame"]),
        (&json!(100), &json!(103))
    );

    let [after]: [Value; 1] = blacks(&story.olga, &request).await.try_into().expect("one");
    assert_eq!(
        (&after["state"], &after["issue"]["id"]),
        (&json!("accepted"), &flagged["id"])
    );
    decides(&story.olga, &request, &after, "accept", proposal.clone())
        .await
        .refused(409, "not_allowed_now");
    decides(&story.olga, &request, &after, "reopen", json!({}))
        .await
        .refused(409, "not_allowed_now");

    // The issue is taken back: the finding is an offer again.
    let call = story
        .olga
        .call(
            Method::DELETE,
            &format!("/api/v1/issues/{}", text(&flagged["id"])),
        )
        .header("If-Match", format!("\"{}\"", flagged["revision"]));
    Reply::of(call).await.expect(204);
    let [open]: [Value; 1] = blacks(&story.olga, &request).await.try_into().expect("one");
    assert_eq!((&open["state"], &open["issue"]), (&json!("open"), &Value::Null));
}

#[tokio::test]
async fn accepting_twice_under_one_key_flags_one_issue_and_wrong_forms_flag_none() {
    let (story, request, _) = in_review(&[(100, 104)]).await;
    let [finding]: [Value; 1] = blacks(&story.olga, &request).await.try_into().expect("one");
    let path = format!("{}/{}/accept", list_of(&request), text(&finding["id"]));
    let mut wrong = finding["proposal"].clone();
    wrong["tasks"] = json!(["5.1"]);
    decides(&story.olga, &request, &finding, "accept", wrong)
        .await
        .refused(422, "invalid");
    let accepts = || {
        let call = story.olga.call(Method::POST, &path);
        let call = call
            .header("If-Match", "\"1\"")
            .header("Idempotency-Key", "a key of the test");
        Reply::of(call.json(&finding["proposal"]))
    };
    let first = accepts().await.expect(201);
    let again = accepts().await.expect(201);
    assert_eq!(first["id"], again["id"]);
    let issues = story
        .olga
        .get(&format!("/api/v1/requests/{request}/issues"))
        .await
        .expect(200);
    assert_eq!(issues["total"], 1);
}

#[tokio::test]
async fn a_dismissal_has_a_reason_and_can_be_taken_back_and_stale_edits_are_refused() {
    let (story, request, _) = in_review(&[(100, 104), (500, 510)]).await;
    let [first, second]: [Value; 2] = blacks(&story.olga, &request).await.try_into().expect("two");
    decides(&story.olga, &request, &first, "dismiss", json!({ "reason": " " }))
        .await
        .refused(422, "invalid");
    let path = format!("{}/{}/dismiss", list_of(&request), text(&first["id"]));
    story
        .olga
        .post(&path, json!({ "reason": "A blackout in the story" }))
        .await
        .refused(428, "needs_if_match");
    let dismissed = decides(
        &story.olga,
        &request,
        &first,
        "dismiss",
        json!({ "reason": "A blackout in the story" }),
    )
    .await
    .expect(200);
    assert_eq!(
        (&dismissed["state"], &dismissed["reason"]),
        (&json!("dismissed"), &json!("A blackout in the story"))
    );
    assert_eq!(dismissed["decided_by"]["id"], json!(story.olga.id));

    let left = story
        .olga
        .get(&format!("{}?state=open", list_of(&request)))
        .await
        .expect(200);
    let open = left["items"].as_array().expect("findings");
    assert_eq!(left["total"], open.len());
    assert!(open.iter().all(|finding| finding["id"] != first["id"]));

    let open = decides(&story.olga, &request, &dismissed, "reopen", json!({}))
        .await
        .expect(200);
    assert_eq!((&open["state"], &open["reason"]), (&json!("open"), &json!("")));
    // What was read before it was dismissed and opened again is stale.
    decides(
        &story.olga,
        &request,
        &first,
        "dismiss",
        json!({ "reason": "twice" }),
    )
    .await
    .refused(412, "stale");
    decides(
        &story.olga,
        &request,
        &second,
        "dismiss",
        json!({ "reason": "a cut" }),
    )
    .await
    .expect(200);
}

#[tokio::test]
async fn findings_are_for_those_who_judge_the_master_and_nothing_blocks_the_report() {
    let (story, request, delivery) = in_review(&[(100, 104)]).await;
    let list = list_of(&request);
    let finding = blacks(&story.olga, &request).await.remove(0);
    story.ada.get(&list).await.expect(200);
    story.omar.get(&list).await.refused(404, "not_found");
    story.vik.get(&list).await.refused(404, "not_found");
    for person in [&story.pia, &story.max, &story.vera, &story.dan] {
        let refused = person.get(&list).await;
        assert!(
            [403, 404].contains(&refused.status.as_u16()),
            "{:?}",
            refused.status
        );
    }
    decides(
        &story.ada,
        &request,
        &finding,
        "dismiss",
        json!({ "reason": "no" }),
    )
    .await
    .refused(403, "not_permitted");
    decides(
        &story.omar,
        &request,
        &finding,
        "dismiss",
        json!({ "reason": "no" }),
    )
    .await
    .refused(404, "not_found");
    decides(
        &story.olga,
        &request,
        &finding,
        "dismiss",
        json!({ "reason": "a secret of the vendor" }),
    )
    .await
    .expect(200);

    // Left alone, findings stand against nothing.
    story
        .assigns(Service::Cast, Phase::Verification, AssignmentModel::Pull)
        .await;
    story
        .olga
        .post(
            &format!("/api/v1/requests/{request}/issues"),
            issue("issue", 0, 9),
        )
        .await
        .expect(201);
    story.sees_everything(&story.olga, &request).await;
    story
        .olga
        .post(&format!("/api/v1/requests/{request}/submit"), json!({}))
        .await
        .expect(200);
    decides(
        &story.olga,
        &request,
        &blacks(&story.olga, &request).await[0],
        "reopen",
        json!({}),
    )
    .await
    .refused(409, "not_allowed_now");
    let verification = story.takes_verification(&story.vik, &request).await;
    assert_eq!(blacks(&story.vik, &request).await.len(), 1);
    story
        .vik
        .post(&format!("/api/v1/verifications/{verification}/begin"), ())
        .await
        .expect(200);

    // The show reads figures of its deliveries, and neither how many findings there are nor what was said of them.
    let of_delivery = format!("/api/v1/deliveries/{delivery}");
    let measurement = story.max.get(&of_delivery).await.expect(200)["measurement"].clone();
    assert_eq!(
        (&measurement["state"], &measurement["counts"]),
        (&json!("ready"), &Value::Null)
    );
    let counts = story.ada.get(&of_delivery).await.expect(200)["measurement"]["counts"].clone();
    assert!(
        counts
            .as_array()
            .expect("counts")
            .contains(&json!({ "kind": "black", "open": 0, "accepted": 0, "dismissed": 1 }))
    );
    for person in [&story.pia, &story.max] {
        let history = person
            .get(&format!("/api/v1/requests/{request}/history"))
            .await
            .expect(200);
        assert!(!history.to_string().contains("a secret of the vendor"));
    }
    let history = story
        .ada
        .get(&format!("/api/v1/requests/{request}/history"))
        .await
        .expect(200);
    assert!(
        history
            .to_string()
            .contains("Finding of the machine (black) dismissed")
    );
}

/// The state of each, and the number of its issue.
async fn states(person: &Person, request: &str) -> Vec<(Value, Value, i64)> {
    let found = blacks(person, request).await.into_iter();
    found
        .map(|finding| {
            let revision = finding["revision"].as_i64().expect("a revision");
            (
                finding["state"].clone(),
                finding["issue"]["number"].clone(),
                revision,
            )
        })
        .collect()
}

#[tokio::test]
async fn a_verifier_makes_issues_of_findings_and_nobody_knows_before_the_verification_is_submitted() {
    let (story, request, _) = in_review(&[(100, 104), (500, 505), (900, 905)]).await;
    let [left, dismissed, other]: [Value; 3] = blacks(&story.olga, &request).await.try_into().expect("three");
    let reason = json!({ "reason": "the lighthouse turns away" });
    decides(&story.olga, &request, &dismissed, "dismiss", reason)
        .await
        .expect(200);
    story
        .assigns(Service::Cast, Phase::Verification, AssignmentModel::Pull)
        .await;
    let path = format!("/api/v1/requests/{request}/issues");
    let flagged = story.olga.post(&path, issue("issue", 0, 9)).await.expect(201);
    story.sees_everything(&story.olga, &request).await;
    let submit = format!("/api/v1/requests/{request}/submit");
    story.olga.post(&submit, json!({})).await.expect(200);
    let before = states(&story.olga, &request).await;

    let verification = story.takes_verification(&story.vik, &request).await;
    let path = format!("/api/v1/verifications/{verification}");
    let verdicts = format!("{path}/verdicts");
    let adds = |finding: &Value| {
        let (form, id) = (&finding["proposal"], &finding["id"]);
        let body = json!({ "kind": "added", "issue": form, "reason": "Missed", "machine_finding_id": id });
        story.vik.post(&verdicts, body)
    };
    adds(&left).await.refused(409, "not_allowed_now");
    story.vik.post(&format!("{path}/begin"), ()).await.expect(200);
    let offered = blacks(&story.vik, &request).await;
    assert!(
        offered
            .iter()
            .all(|finding| finding["actions"] == json!([{ "act": "give_verdict", "allowed": true }]))
    );
    story
        .olga
        .post(
            &verdicts,
            json!({ "kind": "added", "issue": left["proposal"], "machine_finding_id": left["id"] }),
        )
        .await
        .refused(403, "not_permitted");
    let unknown = json!({ "proposal": left["proposal"], "id": flagged["id"] });
    adds(&unknown).await.refused(422, "invalid");

    let view = adds(&left).await.expect(200);
    let added = text(&view["verdicts"][0]["issue_id"]);
    let mine = blacks(&story.vik, &request).await;
    assert_eq!(
        (&mine[0]["state"], &mine[0]["issue"]["id"]),
        (&json!("accepted"), &json!(added))
    );
    assert_eq!(mine[0]["decided_by"]["name"], "vik Tester");
    assert_eq!(mine[0]["actions"][0]["allowed"], false);
    let open = story
        .vik
        .get(&format!("{}?state=open", list_of(&request)))
        .await
        .expect(200);
    assert!(!open.to_string().contains(text(&left["id"]).as_str()));
    assert!(open["total"].as_u64() < Some(mine.len() as u64));
    adds(&left).await.refused(409, "not_allowed_now");

    // For everyone else it is as the operator left it: state, revision, events, history.
    assert_eq!(states(&story.olga, &request).await, before);
    assert_eq!(states(&story.ada, &request).await, before);
    let history = format!("/api/v1/requests/{request}/history");
    for person in [&story.olga, &story.vera] {
        let read = person.get(&history).await.expect(200).to_string();
        assert!(
            !read.contains("(black) accepted") && !read.contains(&added),
            "{read}"
        );
    }
    let told: i64 = sqlx::query_scalar("select count(*) from event where kind = 'machine_finding'")
        .fetch_one(&story.world.app().db)
        .await
        .expect("events");
    assert_eq!(told, 1, "the operator's own dismissal");

    // The verdict is taken back: the finding is free again, also one that was dismissed.
    story.vik.delete(&format!("{verdicts}/{added}")).await.expect(200);
    assert_eq!(states(&story.vik, &request).await, before);
    adds(&left).await.expect(200);
    adds(&dismissed).await.expect(200);

    let confirmed = json!({ "kind": "confirmed", "issue_id": flagged["id"] });
    story.vik.post(&verdicts, confirmed).await.expect(200);
    story.vik.post(&format!("{path}/submit"), ()).await.expect(200);
    let now = states(&story.olga, &request).await;
    let of_state: Vec<&Value> = now.iter().map(|(state, ..)| state).collect();
    assert_eq!(of_state, ["accepted", "accepted", "open"]);
    assert_eq!(now, states(&story.vik, &request).await);
    assert!(now[0].1.is_i64() && now[1].1.is_i64() && other["issue"].is_null());
    let read = story.olga.get(&history).await.expect(200).to_string();
    assert!(read.contains("Finding of the machine (black) accepted"), "{read}");
    let read = story.max.get(&history).await.expect(200).to_string();
    assert!(!read.contains("Finding of the machine"), "{read}");
}

#[tokio::test]
async fn what_a_verifier_added_is_free_again_when_they_hand_the_verification_back() {
    let (story, request, delivery) = in_review(&[(100, 104)]).await;
    let finding = blacks(&story.olga, &request).await.remove(0);
    story
        .assigns(Service::Cast, Phase::Verification, AssignmentModel::Pull)
        .await;
    story.sees_everything(&story.olga, &request).await;
    let submit = format!("/api/v1/requests/{request}/submit");
    story.olga.post(&submit, json!({})).await.expect(200);
    let verification = story.takes_verification(&story.vik, &request).await;
    let path = format!("/api/v1/verifications/{verification}");
    story.vik.post(&format!("{path}/begin"), ()).await.expect(200);
    let body = json!({ "kind": "added", "issue": finding["proposal"], "machine_finding_id": finding["id"] });
    story
        .vik
        .post(&format!("{path}/verdicts"), body)
        .await
        .expect(200);
    // Measured again without it: the verdict stands by itself.
    is_measured(&story, delivery, &[]).await;
    assert_eq!(blacks(&story.vik, &request).await, Vec::<Value>::new());
    let view = story.vik.get(&path).await.expect(200);
    assert_eq!(view["verdicts"].as_array().map(Vec::len), Some(1));
    story
        .vik
        .post(&format!("{path}/hand-back"), json!({ "reason": "ill" }))
        .await
        .expect(200);
    is_measured(&story, delivery, &[(100, 104)]).await;
    let again = blacks(&story.ada, &request).await;
    assert_eq!(
        (&again[0]["state"], &again[0]["issue"]),
        (&json!("open"), &Value::Null)
    );
}

#[tokio::test]
async fn measured_again_decisions_stay_on_what_is_found_again() {
    let (story, request, delivery) = in_review(&[(100, 104), (500, 510), (900, 905)]).await;
    let [first, second, third]: [Value; 3] = blacks(&story.olga, &request).await.try_into().expect("three");
    decides(
        &story.olga,
        &request,
        &first,
        "dismiss",
        json!({ "reason": "meant so" }),
    )
    .await
    .expect(200);
    decides(
        &story.olga,
        &request,
        &third,
        "dismiss",
        json!({ "reason": "meant so" }),
    )
    .await
    .expect(200);

    // The first moved by a frame, the second is gone, the third too, and there is a new one.
    is_measured(&story, delivery, &[(101, 105), (1200, 1203)]).await;
    let [kept, new]: [Value; 2] = blacks(&story.olga, &request).await.try_into().expect("two");
    assert_eq!((&kept["id"], &kept["state"]), (&first["id"], &json!("dismissed")));
    assert_eq!(
        (&kept["first_frame"], &kept["last_frame"]),
        (&json!(101), &json!(105))
    );
    assert_eq!(
        (&new["first_frame"], &new["state"]),
        (&json!(1200), &json!("open"))
    );
    assert_ne!(new["id"], second["id"]);

    // What was decided comes back with its finding.
    is_measured(&story, delivery, &[(900, 905)]).await;
    let [back]: [Value; 1] = blacks(&story.olga, &request).await.try_into().expect("one");
    assert_eq!((&back["id"], &back["state"]), (&third["id"], &json!("dismissed")));
}

#[tokio::test]
async fn thresholds_have_versions_and_judge_again_without_a_decode() {
    let (story, request, delivery) = in_review(&[(100, 104)]).await;
    let own = story.ada.get("/api/v1/policies/thresholds").await.expect(200);
    assert_eq!(
        (&own["in_force"], own["versions"].as_array().map(Vec::len)),
        (&json!(1), Some(1))
    );
    story
        .pia
        .get("/api/v1/policies/thresholds")
        .await
        .refused(403, "not_permitted");
    let path = "/api/v1/policies/thresholds";
    let form = |black_luma: f64| json!({ "thresholds": { "picture": { "black_luma": black_luma } }, "note": "Our masters are dark", "judge_open": true });
    story.ada.post(path, form(-1.0)).await.refused(422, "invalid");
    story
        .ada
        .post(
            path,
            json!({ "thresholds": { "picture": { "blck": 1 } }, "note": "x" }),
        )
        .await
        .refused(422, "invalid");
    story
        .ada
        .post(path, json!({ "thresholds": {}, "note": " " }))
        .await
        .refused(422, "invalid");
    let saved = story.ada.post(path, form(0.01)).await.expect(201);
    assert_eq!(
        (&saved["in_force"], &saved["judged_otherwise"]),
        (&json!(2), &json!(1))
    );
    assert_eq!(blacks(&story.olga, &request).await[0]["thresholds_version"], 1);

    let waiting: Vec<(String,)> =
        sqlx::query_as("select payload->>'delivery' from job where kind = 'measurements.judge'")
            .fetch_all(&story.world.app().db)
            .await
            .expect("jobs");
    assert_eq!(waiting, [(delivery.to_string(),)]);
    judges(&story).await;
    // Nothing is as dark as that.
    assert!(blacks(&story.olga, &request).await.is_empty());
    let view = story
        .ada
        .get(&format!("/api/v1/deliveries/{delivery}"))
        .await
        .expect(200);
    assert_eq!(view["measurement"]["thresholds_version"], 2);
    let now = story.ada.get(path).await.expect(200);
    assert_eq!(
        (&now["judged_otherwise"], &now["versions"][0]["note"]),
        (&json!(0), &json!("Our masters are dark"))
    );

    let curves = story
        .olga
        .get(&format!(
            "/api/v1/requests/{request}/measurements/{delivery}/series"
        ))
        .await
        .expect(200);
    assert_eq!(curves["picture"]["luma_max"].as_array().map(Vec::len), Some(2400));
    story
        .omar
        .get(&format!(
            "/api/v1/requests/{request}/measurements/{delivery}/series"
        ))
        .await
        .refused(404, "not_found");
}

#[tokio::test]
async fn a_fix_check_says_which_faults_are_gone_still_there_or_new() {
    let (story, request, _) = in_review(&[(100, 104), (500, 510)]).await;
    let [first, _]: [Value; 2] = blacks(&story.olga, &request).await.try_into().expect("two");
    let flagged = decides(&story.olga, &request, &first, "accept", first["proposal"].clone())
        .await
        .expect(201);
    story
        .assigns(Service::Cast, Phase::Verification, AssignmentModel::Pull)
        .await;
    story.sees_everything(&story.olga, &request).await;
    story
        .olga
        .post(&format!("/api/v1/requests/{request}/submit"), json!({}))
        .await
        .expect(200);
    story.verifies(&story.vik, &request, &[]).await;
    story
        .answers(&request, &text(&flagged["id"]), "production_will_fix")
        .await;
    story
        .max
        .post(&format!("/api/v1/requests/{request}/fix-notes/submit"), ())
        .await
        .expect(200);

    // Forty frames are cut before both; the first hundred and twenty come from a new clip, without the black.
    let redelivery = Master {
        picture: vec![(2, 0, 120), (1, 160, FRAMES - 160)],
        ..Master::picture()
    };
    let (delivery, fix_check) = story.delivers(redelivery.answering(&request)).await;
    story.streams_are_ready(delivery).await;
    let path = format!("/api/v1/requests/{fix_check}/machine-findings/comparison");
    let waits = story.ada.get(&path).await.expect(200);
    assert_eq!(
        (
            &waits["deliveries"][0]["is_complete"],
            &waits["deliveries"][0]["faults"]
        ),
        (&json!(false), &json!([]))
    );

    let frames = FRAMES - 40;
    sqlx::query("insert into measurement (delivery_id) values ($1)")
        .bind(delivery.uuid())
        .execute(&story.world.app().db)
        .await
        .expect("a measurement");
    let measured = figures(&[(460, 470), (1000, 1004)], frames);
    server::measurements::publish(story.world.app(), delivery, measured, None)
        .await
        .expect("it is published");
    story
        .olga
        .post(&format!("/api/v1/requests/{fix_check}/take"), ())
        .await
        .expect(200);
    let compared = story.olga.get(&path).await.expect(200);
    let told = |fault: &Value| {
        (
            text(&fault["outcome"]),
            fault["first_frame"].as_u64().expect("a frame"),
        )
    };
    let faults = compared["deliveries"][0]["faults"].as_array().expect("faults");
    let of_black: Vec<_> = faults
        .iter()
        .filter(|fault| fault["kind"] == "black")
        .map(told)
        .collect();
    assert_eq!(
        of_black,
        [
            ("gone".to_owned(), 100),
            ("still_there".to_owned(), 460),
            ("new".to_owned(), 1000)
        ]
    );
    let gone = |fault: &&Value| fault["kind"] == "black" && fault["outcome"] == "gone";
    let gone = faults.iter().find(gone).expect("a fault that is gone");
    assert_eq!(
        (&gone["issue"]["id"], &gone["fate"]),
        (&flagged["id"], &json!("replaced"))
    );

    // Of the whole only what was made an issue is for the show; before the report is out nothing is.
    story.max.get(&path).await.refused(404, "not_found");
    sqlx::query("update qc_request set verified_at = now() where id = $1")
        .bind(fix_check.parse::<uuid::Uuid>().expect("an id"))
        .execute(&story.world.app().db)
        .await
        .expect("the report is out");
    let read = story.max.get(&path).await.expect(200);
    let read = read["deliveries"][0]["faults"].as_array().expect("faults");
    assert_eq!(read.len(), 1, "{read:?}");
    assert_eq!(read[0]["issue"]["id"], flagged["id"]);
}

#[tokio::test]
async fn a_delivery_that_could_not_be_measured_says_why_and_is_tried_again() {
    let story = Story::begin().await;
    let request = story.available(Service::Cast).await;
    let delivery = delivery_of(&story, &request).await;
    let db = &story.world.app().db;
    sqlx::query("insert into measurement (delivery_id, state, error) values ($1, 'failed', 'decoded 3 frames of 2400')")
        .bind(delivery.uuid())
        .execute(db)
        .await
        .expect("a failed measurement");
    let path = format!("/api/v1/deliveries/{delivery}/measurement");
    let seen = story
        .pia
        .get(&format!("/api/v1/deliveries/{delivery}"))
        .await
        .expect(200);
    assert_eq!(seen["measurement"]["error"], "decoded 3 frames of 2400");
    story
        .pia
        .post(&format!("{path}/judge"), ())
        .await
        .refused(409, "not_allowed_now");
    story
        .max
        .post(&format!("{path}/retry"), ())
        .await
        .refused(403, "not_permitted");
    let queued = story.pia.post(&format!("{path}/retry"), ()).await.expect(200);
    assert_eq!(
        (&queued["measurement"]["state"], &queued["measurement"]["error"]),
        (&json!("queued"), &Value::Null)
    );
    story
        .pia
        .post(&format!("{path}/retry"), ())
        .await
        .refused(409, "not_allowed_now");
}

#[tokio::test]
async fn a_request_is_offered_what_its_tasks_can_meet() {
    let (story, request, delivery) = in_review(&[]).await;
    let click = measure::Finding {
        kind: measure::FindingKind::Click,
        range: timecode::FrameRange::new(Frame(40), Frame(40)).expect("a range"),
        sound: Some(measure::SoundPlace {
            track: 0,
            channels: vec!["C".into()],
        }),
        measured: Vec::new(),
        confidence: measure::Confidence::Medium,
    };
    let mut heard = figures(&[(100, 104)], FRAMES);
    heard.measurements.findings.push(click);
    heard.measurements.sound.push(five_one());
    server::measurements::publish(story.world.app(), delivery, heard, None)
        .await
        .expect("it is published");
    // The request has an SDR task alone: a click in the 5.1 is not its business.
    let kinds = |page: Value| -> Vec<String> {
        let items = page["items"].as_array().expect("findings").iter();
        items.map(|finding| text(&finding["kind"])).collect()
    };
    let offered = kinds(story.olga.get(&list_of(&request)).await.expect(200));
    assert!(
        offered.contains(&"black".to_owned()) && !offered.contains(&"click".to_owned()),
        "{offered:?}"
    );
    sqlx::query("insert into task (id, request_id, ordinal, kind, depth) select $1, $2, 1, '5.1', 'full'")
        .bind(uuid::Uuid::now_v7())
        .bind(request.parse::<uuid::Uuid>().expect("an id"))
        .execute(&story.world.app().db)
        .await
        .expect("a task");
    let offered = kinds(story.olga.get(&list_of(&request)).await.expect(200));
    assert!(offered.contains(&"click".to_owned()), "{offered:?}");
}

fn five_one() -> measure::SoundFigures {
    measure::SoundFigures {
        track: 0,
        mix: measure::Mix::Printmaster,
        channels: ["L", "R", "C", "LFE", "Ls", "Rs"].map(str::to_owned).to_vec(),
        sample_rate: 48_000,
        samples: 0,
        windows: Vec::new(),
        loudness: measure::Loudness {
            integrated_lkfs: Some(-23.4),
            range_lu: Some(8.0),
            true_peak_dbtp: Some(-2.1),
            speech: None,
        },
        silences: Vec::new(),
        onsets: Vec::new(),
        findings: Vec::new(),
    }
}

/// A worker that judges, and does nothing else.
async fn judges(story: &Story) {
    let mut registry = Registry::default();
    registry.register::<JudgeDelivery>();
    let workers = Workers::start(story.world.app(), Arc::new(registry), HURRIED);
    for _ in 0..500 {
        let left: i64 = sqlx::query_scalar("select count(*) from job where kind = 'measurements.judge'")
            .fetch_one(&story.world.app().db)
            .await
            .expect("jobs can be counted");
        if left == 0 {
            return workers.stop().await;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("it was not judged within ten seconds");
}
