//! Policies: set by studio admins, refused when they make no sense, and followed by the next delivery.

use qc::request::Service;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::world::{Master, Reply, Story, World, text};

const REQUESTS: &str = "/api/v1/policies/requests";
const ASSIGNMENT: &str = "/api/v1/policies/assignment";

fn opens(service: &str, tasks: Value) -> Value {
    json!({ "asset_kind": "primary_av", "delivery_phase": "first", "service": service, "tasks": tasks, "priority": "rush" })
}

fn sdr() -> Value {
    json!([{ "kind": "sdr", "depth": "full" }])
}

fn pushes(lease_s: i64) -> Value {
    json!({ "service": "cast", "phase": "qc", "model": "push", "lease_s": lease_s })
}

#[tokio::test]
async fn the_next_delivery_opens_what_the_policy_says() {
    let story = Story::begin().await;
    let saved = story.ada.put(REQUESTS, opens("browser", sdr())).await.expect(200);
    let (_, request) = story.delivers(Master::picture()).await;
    let view = story
        .ada
        .get(&format!("/api/v1/requests/{request}"))
        .await
        .expect(200);
    assert_eq!(
        (&view["service"], &view["priority"]),
        (&json!("browser"), &json!("rush"))
    );

    // That of the show wins over the one for all.
    let mut of_show = opens("download", sdr());
    of_show["show_id"] = json!(story.show);
    story.ada.put(REQUESTS, &of_show).await.expect(200);
    let (_, request) = story.delivers(Master::picture()).await;
    let view = story
        .ada
        .get(&format!("/api/v1/requests/{request}"))
        .await
        .expect(200);
    assert_eq!(view["service"], "download");

    let again = story.ada.put(REQUESTS, opens("cast", sdr())).await.expect(200);
    assert_eq!(again["id"], saved["id"], "one policy per show, kind and phase");
    assert_eq!(
        story
            .ada
            .get(REQUESTS)
            .await
            .expect(200)
            .as_array()
            .expect("policies")
            .len(),
        2
    );
}

#[tokio::test]
async fn a_policy_plans_tasks_that_the_asset_has() {
    let world = World::without_workers().await;
    let ada = world.studio_admin("ada@studio.example").await;
    let field = async |form: Value| -> String {
        text(&ada.put(REQUESTS, form).await.refused(422, "invalid")["fields"][0]["field"])
    };
    assert_eq!(field(opens("cast", json!([]))).await, "tasks");
    assert_eq!(
        field(opens("cast", json!([{ "kind": "pm", "depth": "full" }]))).await,
        "tasks[0]"
    );
    let twice = json!([{ "kind": "sdr", "depth": "full" }, { "kind": "sdr", "depth": "spot" }]);
    assert_eq!(field(opens("cast", twice)).await, "tasks[1]");
    let mut nowhere = opens("cast", sdr());
    nowhere["show_id"] = json!(Uuid::now_v7());
    assert_eq!(field(nowhere).await, "show_id");
    let lease = ada.put(ASSIGNMENT, pushes(59)).await.refused(422, "invalid");
    assert_eq!(lease["fields"][0]["field"], "lease_s");
    assert_eq!(ada.get(REQUESTS).await.expect(200), json!([]));
}

#[tokio::test]
async fn a_policy_that_is_removed_gives_way_to_the_guide() {
    let story = Story::begin().await;
    let request = format!("/api/v1/requests/{}", story.available(Service::Cast).await);
    let saved = story.ada.put(ASSIGNMENT, pushes(3600)).await.expect(200);
    story.olga.get(&request).await.refused(404, "not_found");
    story
        .ada
        .delete(&format!("{ASSIGNMENT}/{}", text(&saved["id"])))
        .await
        .expect(204);
    story.olga.get(&request).await.expect(200);
    story
        .ada
        .delete(&format!("{ASSIGNMENT}/{}", text(&saved["id"])))
        .await
        .refused(404, "not_found");
}

#[tokio::test]
async fn policies_are_the_studios() {
    let story = Story::begin().await;
    for person in [&story.pia, &story.vera, &story.olga] {
        person.get(REQUESTS).await.refused(403, "not_permitted");
        person
            .put(REQUESTS, opens("cast", sdr()))
            .await
            .refused(403, "not_permitted");
        person
            .put(ASSIGNMENT, pushes(3600))
            .await
            .refused(403, "not_permitted");
    }
}

#[tokio::test]
async fn a_policy_says_whom_it_misses() {
    let story = Story::begin().await;
    let warnings = async |policy: Value| -> Vec<String> {
        let saved = story.ada.put(ASSIGNMENT, policy).await.expect(200);
        saved["warnings"]
            .as_array()
            .expect("warnings")
            .iter()
            .map(text)
            .collect()
    };
    let managed = |phase: &str| json!({ "show_id": story.show, "service": "cast", "phase": phase, "model": "managed", "lease_s": 3600 });
    assert_eq!(warnings(managed("qc")).await, Vec::<String>::new());
    let of_verification = warnings(managed("verification")).await;
    assert_eq!(of_verification.len(), 1, "{of_verification:?}");
    assert!(
        of_verification[0].contains("No facility with a verifier for Harbour Lights has a vendor manager"),
        "{of_verification:?}"
    );
    sqlx::query("update person set skills = '{}', languages = array['fr'] where role = 'operator'")
        .execute(&story.world.app().db)
        .await
        .expect("a change");
    let hdr = json!([{ "kind": "hdr", "depth": "full" }, { "kind": "sdr", "depth": "full" }]);
    let saved = story.ada.put(REQUESTS, opens("cast", hdr)).await.expect(200);
    let said = saved["warnings"].to_string();
    assert!(
        said.contains("No operator for Harbour Lights has the skill “HDR”"),
        "{said}"
    );
    assert!(
        said.contains("No operator for Harbour Lights has the language “en”"),
        "{said}"
    );
    let listed = story.ada.get(REQUESTS).await.expect(200);
    assert_eq!(listed[0]["warnings"], saved["warnings"], "the list says the same");
}

#[tokio::test]
async fn a_policy_under_which_nobody_could_work_is_saved_only_when_it_is_confirmed() {
    let story = Story::begin().await;
    sqlx::query("update person set facility_id = $1 where role = 'verifier'")
        .bind(story.northlight.uuid())
        .execute(&story.world.app().db)
        .await
        .expect("a change");
    let mut policy = json!({ "show_id": story.show, "service": "cast", "phase": "verification", "model": "push", "lease_s": 3600 });
    let refusal = story.ada.put(ASSIGNMENT, &policy).await.refused(422, "invalid");
    assert_eq!(
        (&refusal["fields"][0]["field"], &refusal["fields"][0]["code"]),
        (&json!("confirmed"), &json!("nobody_could"))
    );
    assert!(text(&refusal["fields"][0]["detail"]).contains("nobody verifies a report of their own"));
    assert_eq!(
        story.ada.get(ASSIGNMENT).await.expect(200),
        json!([]),
        "nothing is half saved"
    );
    policy["confirmed"] = json!(true);
    let saved = story.ada.put(ASSIGNMENT, &policy).await.expect(200);
    assert_eq!(saved["warnings"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn a_policy_that_somebody_else_changed_is_left_as_it_is() {
    let story = Story::begin().await;
    let saved = story.ada.put(ASSIGNMENT, pushes(3600)).await.expect(200);
    let over = |revision: &Value| format!("\"{revision}\"");
    let put = async |revision: &Value, lease_s: i64| {
        let call = story
            .ada
            .call(reqwest::Method::PUT, ASSIGNMENT)
            .header("If-Match", over(revision))
            .json(&pushes(lease_s));
        Reply::of(call).await
    };
    put(&saved["revision"], 7200).await.expect(200);
    put(&saved["revision"], 60).await.refused(412, "stale");
    assert_eq!(story.ada.get(ASSIGNMENT).await.expect(200)[0]["lease_s"], 7200);
    for (field, form) in [
        (
            "warn_percent",
            json!({ "service": "cast", "phase": "qc", "model": "pull", "lease_s": 60, "warn_percent": 100 }),
        ),
        (
            "reservation_s",
            json!({ "service": "cast", "phase": "verification", "model": "pull", "lease_s": 60, "reservation_s": 5 }),
        ),
        (
            "reservation_s",
            json!({ "service": "cast", "phase": "qc", "model": "pull", "lease_s": 60, "reservation_s": -1 }),
        ),
    ] {
        let refusal = story.ada.put(ASSIGNMENT, form).await.refused(422, "invalid");
        assert_eq!(refusal["fields"][0]["field"], field);
    }
}
