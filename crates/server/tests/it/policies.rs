//! Policies: set by studio admins, refused when they make no sense, and followed by the next delivery.

use qc::request::Service;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::world::{Master, Story, World, text};

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
