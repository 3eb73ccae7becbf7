//! Calibration: given like any other task, scored by its key, seen by those who may know and by nobody else.

use qc::asset::AssetKind;
use qc::id::DeliveryId;
use qc::request::Service;
use serde_json::{Value, json};

use crate::machine_findings::{blacks, is_measured};
use crate::world::{Master, Person, Story, issue, text};

const CALIBRATIONS: &str = "/api/v1/calibrations";

fn key() -> Value {
    json!({ "defects": [
        { "name": "Blocks", "codes": ["video-hit", "video-artifact"], "severities": ["issue", "blocker"], "tasks": ["sdr"],
          "first_frame": 100, "last_frame": 110, "tolerance_frames": 2 },
        { "name": "Black frames", "codes": ["black-frame"], "first_frame": 500, "last_frame": 512, "tolerance_frames": 2 },
        { "name": "A flash", "codes": ["video-hit"], "first_frame": 900, "last_frame": 901 },
    ] })
}

struct Planted {
    story: Story,
    delivery: DeliveryId,
    /// The ordinary request that the delivery had opened.
    opened: String,
    id: String,
}

impl Planted {
    async fn master() -> Planted {
        let story = Story::begin().await;
        story
            .opens(AssetKind::PrimaryAv, Service::Cast, &[("sdr", "full")])
            .await;
        let (delivery, opened) = story.delivers(Master::picture()).await;
        story.streams_are_ready(delivery).await;
        let form = json!({ "name": "Spring", "delivery_id": delivery, "answer_key": key() });
        let made = story.ada.post(CALIBRATIONS, form).await.expect(201);
        let id = text(&made["id"]);
        Planted {
            story,
            delivery,
            opened,
            id,
        }
    }

    fn path(&self, rest: &str) -> String {
        format!("{CALIBRATIONS}/{}{rest}", self.id)
    }

    async fn gives(&self, people: &[&Person]) -> Value {
        let people: Vec<_> = people.iter().map(|person| person.id).collect();
        let form = json!({ "service": "cast", "depth": "full", "person_ids": people });
        self.story.ada.post(&self.path("/give"), form).await.expect(200)
    }

    async fn copy_of(&self, person: &Person) -> String {
        let pool = person.get("/api/v1/requests?view=pool").await.expect(200);
        text(&pool["items"][0]["id"])
    }
}

fn flags() -> [Value; 4] {
    let mut wrong_code = issue("fyi", 500, 520);
    wrong_code["code"] = json!("freeze-frame");
    [
        issue("issue", 101, 110),
        wrong_code,
        issue("issue", 1500, 1509),
        issue("fyi", 1700, 1701),
    ]
}

#[tokio::test]
async fn a_copy_looks_like_any_other_task_to_its_operator_and_is_nobody_elses() {
    let planted = Planted::master().await;
    let story = &planted.story;
    assert_eq!(story.state(&planted.opened).await, "canceled");
    planted.gives(&[&story.olga, &story.omar]).await;
    let (olgas, omars) = (
        planted.copy_of(&story.olga).await,
        planted.copy_of(&story.omar).await,
    );
    assert_ne!(olgas, omars);

    let row = story.olga.get("/api/v1/requests?view=pool").await.expect(200)["items"][0].clone();
    assert_eq!(row["reserved_for"], Value::Null);
    assert_eq!(row["reserved_until"], Value::Null);
    assert!(!row.to_string().contains("calibration"), "no word gives it away");
    story
        .olga
        .get(&format!("/api/v1/requests/{omars}"))
        .await
        .refused(404, "not_found");
    story
        .olga
        .post(&format!("/api/v1/requests/{omars}/take"), ())
        .await
        .refused(404, "not_found");
    story.olga.get(&planted.path("")).await.refused(404, "not_found");
    assert_eq!(story.olga.get(CALIBRATIONS).await.expect(200), json!([]));
    let quiet = story.olga.get("/api/v1/notices").await.expect(200);
    assert_eq!(quiet["items"], json!([]));

    let issues = story.reviews(&story.olga, &olgas, &flags()).await;
    let omar = story
        .reviews(&story.omar, &omars, &[issue("issue", 100, 110)])
        .await;
    for (person, issue) in [(&story.olga, &issues[0]), (&story.omar, &omar[0])] {
        let first = person.get(&format!("/api/v1/issues/{issue}")).await.expect(200);
        assert_eq!(first["issue"]["number"], 1, "each copy is numbered for itself");
    }
    let view = story
        .olga
        .get(&format!("/api/v1/requests/{olgas}"))
        .await
        .expect(200);
    assert_eq!(
        view["state"], "verification_available",
        "it waits as any report does"
    );
    assert_eq!(view["sampling"], Value::Null);
    let page = story
        .omar
        .get(&format!("/api/v1/titles/{}/issues", story.title))
        .await
        .expect(200);
    let listed = page.as_array().or(page["items"].as_array()).map(Vec::len);
    assert_eq!(
        listed,
        Some(0),
        "the answers of others are not in the title's issues"
    );

    for person in [&story.pia, &story.max, &story.vera, &story.vik] {
        person
            .get(&format!("/api/v1/requests/{olgas}"))
            .await
            .refused(404, "not_found");
        let all = person.get("/api/v1/requests?view=all").await.expect(200);
        let ids: Vec<String> = all["items"]
            .as_array()
            .expect("rows")
            .iter()
            .map(|row| text(&row["id"]))
            .collect();
        assert!(!ids.contains(&olgas) && !ids.contains(&omars), "{ids:?}");
        person
            .get(&format!("/api/v1/issues/{}", issues[0]))
            .await
            .refused(404, "not_found");
    }
    for person in [&story.pia, &story.vera] {
        let history = person
            .get(&format!("/api/v1/titles/{}/history", story.title))
            .await
            .expect(200);
        let rows = history["items"].as_array().expect("history");
        assert!(
            rows.iter()
                .all(|row| row["request_id"] != json!(olgas) && row["noun"] != "calibration"),
            "{history}"
        );
    }
    let all = story.ada.get("/api/v1/requests?view=all").await.expect(200);
    assert_eq!(
        all["items"].as_array().map(Vec::len),
        Some(1),
        "the studio's own lists leave it out: {all}"
    );
    let metrics = story.ada.get("/api/v1/metrics?by=operator").await.expect(200);
    assert_eq!(metrics["total"]["reports"], 0);
    let board = story.vera.get("/api/v1/boards/facility").await.text;
    assert!(!board.contains(&olgas) && !board.contains(&omars));
    let title = story
        .ada
        .get(&format!("/api/v1/titles/{}", story.title))
        .await
        .expect(200);
    assert!(!title.to_string().contains(&olgas));
}

#[tokio::test]
async fn the_machine_tells_nobody_where_the_defects_are() {
    let planted = Planted::master().await;
    let story = &planted.story;
    is_measured(story, planted.delivery, &[(500, 512)]).await;
    planted.gives(&[&story.olga]).await;
    let copy = planted.copy_of(&story.olga).await;
    for step in ["take", "begin"] {
        let path = format!("/api/v1/requests/{copy}/{step}");
        story.olga.post(&path, ()).await.expect(200);
    }
    let offered = story
        .olga
        .get(&format!("/api/v1/requests/{copy}/machine-findings"))
        .await;
    assert_eq!(offered.expect(200)["items"], json!([]));
    let known = blacks(&story.ada, &copy).await;
    assert_eq!(known[0]["first_frame"], 500, "whoever gave it sees what is there");
}

#[tokio::test]
async fn a_report_is_scored_when_it_is_submitted_and_shown_when_the_calibration_is_closed() {
    let planted = Planted::master().await;
    let story = &planted.story;
    planted.gives(&[&story.olga, &story.omar]).await;
    let olgas = planted.copy_of(&story.olga).await;
    let omars = planted.copy_of(&story.omar).await;
    let before = story.ada.get(&planted.path("")).await.expect(200);
    assert_eq!(before["people"][0]["score"], Value::Null);
    story.reviews(&story.olga, &olgas, &flags()).await;

    let view = story.ada.get(&planted.path("")).await.expect(200);
    let score = &view["people"][0]["score"];
    let figures =
        ["found", "wrong_code", "timecode_off", "missed", "false_flags"].map(|name| score[name].as_i64());
    assert_eq!(figures, [Some(1), Some(1), Some(1), Some(1), Some(2)], "{score}");
    assert_eq!(score["percent"], 20.0);
    assert_eq!(
        score["matches"][1]["faults"][1],
        json!({ "kind": "timecode_off", "frames": 8 })
    );
    assert_eq!(score["matches"][2]["issue"], Value::Null);
    assert_eq!(score["flagged_in_vain"].as_array().map(Vec::len), Some(2));

    let managers = story.vera.get(&planted.path("")).await.expect(200);
    assert_eq!(
        managers["answer_key"],
        Value::Null,
        "the key stays with the studio until the end"
    );
    assert_eq!(managers["people"][0]["score"]["matches"], json!([]));
    assert_eq!(managers["people"][0]["score"]["found"], 1);
    let elsewhere = story.world.facility("Elsewhere").await;
    let eve = story
        .world
        .vendor_manager("eve@elsewhere.example", elsewhere)
        .await;
    eve.get(&planted.path("")).await.refused(404, "not_found");

    story
        .omar
        .post(&format!("/api/v1/requests/{omars}/take"), ())
        .await
        .expect(200);
    story.ada.post(&planted.path("/close"), ()).await.expect(200);
    assert_eq!(story.state(&olgas).await, "approved");
    assert_eq!(story.state(&omars).await, "canceled");
    let told = story.olga.get("/api/v1/notices").await.expect(200)["items"][0].clone();
    assert_eq!(
        (&told["kind"], &told["body"]),
        (&json!("calibration_closed"), &json!("Your score: 20 %."))
    );
    assert_eq!(told["link"], json!(format!("/calibrations/{}", planted.id)));
    let own = story.olga.get(&planted.path("")).await.expect(200);
    assert_eq!(
        own["people"].as_array().map(Vec::len),
        Some(1),
        "one's own score alone"
    );
    assert_eq!(
        own["people"][0]["score"]["matches"].as_array().map(Vec::len),
        Some(3)
    );
    assert_eq!(
        story.pia.get("/api/v1/notices").await.expect(200)["items"],
        json!([])
    );
    story
        .ada
        .post(&planted.path("/close"), ())
        .await
        .refused(409, "not_allowed_now");
    let late = json!({ "service": "cast", "depth": "full", "person_ids": [story.olga.id] });
    story
        .ada
        .post(&planted.path("/give"), late)
        .await
        .refused(409, "not_allowed_now");
}

#[tokio::test]
async fn a_copy_that_is_handed_back_stays_its_operators() {
    let planted = Planted::master().await;
    let story = &planted.story;
    planted.gives(&[&story.olga]).await;
    let copy = planted.copy_of(&story.olga).await;
    story
        .olga
        .post(&format!("/api/v1/requests/{copy}/take"), ())
        .await
        .expect(200);
    let back = json!({ "reason": "No time" });
    story
        .olga
        .post(&format!("/api/v1/requests/{copy}/hand-back"), back)
        .await
        .expect(200);
    assert_eq!(planted.copy_of(&story.olga).await, copy);
    story
        .omar
        .get(&format!("/api/v1/requests/{copy}"))
        .await
        .refused(404, "not_found");
}

#[tokio::test]
async fn a_key_that_is_wrong_is_refused_with_every_fault_named() {
    let story = Story::begin().await;
    story
        .opens(AssetKind::PrimaryAv, Service::Cast, &[("sdr", "full")])
        .await;
    let (delivery, _) = story.delivers(Master::picture()).await;
    let wrong = json!({ "name": " ", "delivery_id": delivery, "answer_key": { "defects": [
        { "name": "Blocks", "codes": ["no-such-code"], "first_frame": 10, "last_frame": 5 },
    ] } });
    let problem = story.ada.post(CALIBRATIONS, wrong).await.refused(422, "invalid");
    for field in [
        "name",
        "answer_key.defects[0].codes",
        "answer_key.defects[0].last_frame",
    ] {
        assert!(
            problem.to_string().contains(&format!("\"{field}\"")),
            "{field}: {problem}"
        );
    }
    story
        .pia
        .post(CALIBRATIONS, json!({}))
        .await
        .refused(403, "not_permitted");
}

#[tokio::test]
async fn what_somebody_reviews_already_does_not_become_a_calibration() {
    let story = Story::begin().await;
    let request = story.available(Service::Cast).await;
    story
        .olga
        .post(&format!("/api/v1/requests/{request}/take"), ())
        .await
        .expect(200);
    let delivery: uuid::Uuid = sqlx::query_scalar("select id from delivery")
        .fetch_one(&story.world.app().db)
        .await
        .expect("a delivery");
    let form = json!({ "name": "Spring", "delivery_id": delivery, "answer_key": key() });
    let refused = story
        .ada
        .post(CALIBRATIONS, form)
        .await
        .refused(409, "not_allowed_now");
    assert!(text(&refused["detail"]).contains("reviews this delivery already"));
    assert_eq!(
        story.state(&request).await,
        "assigned",
        "nothing half-done remains"
    );
}

#[tokio::test]
async fn only_whoever_could_take_it_is_given_it_and_the_key_then_stays() {
    let planted = Planted::master().await;
    let story = &planted.story;
    let elsewhere = story.world.facility("Elsewhere").await;
    let oda = story.world.operator("oda@elsewhere.example", elsewhere).await;
    for person in [&oda, &story.vik, &story.pia] {
        let form = json!({ "service": "cast", "depth": "full", "person_ids": [story.olga.id, person.id] });
        story
            .ada
            .post(&planted.path("/give"), form)
            .await
            .refused(422, "invalid");
    }
    let view = story.ada.get(&planted.path("")).await.expect(200);
    assert_eq!(view["people"], json!([]), "all or none");
    let change = json!({ "name": "Summer", "answer_key": key() });
    let put = async |revision: &Value| {
        let call = story.ada.call(reqwest::Method::PUT, &planted.path(""));
        crate::world::Reply::of(call.header("If-Match", format!("\"{revision}\"")).json(&change)).await
    };
    put(&json!(99)).await.refused(412, "stale");
    put(&view["revision"]).await.expect(200);
    let given = planted.gives(&[&story.olga]).await;
    put(&given["revision"]).await.refused(409, "not_allowed_now");
    let again = json!({ "service": "cast", "depth": "full", "person_ids": [story.olga.id] });
    story
        .ada
        .post(&planted.path("/give"), again)
        .await
        .refused(422, "invalid");
    let twice = json!({ "name": "Again", "delivery_id": planted.delivery, "answer_key": key() });
    story.ada.post(CALIBRATIONS, twice).await.refused(422, "invalid");
}
