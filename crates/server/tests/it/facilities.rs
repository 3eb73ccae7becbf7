//! Facilities, the shows they are cleared for, and legal bars.

use qc::request::Service;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::world::{Reply, Story, World, text};

fn field(problem: &Value) -> String {
    text(&problem["fields"][0]["field"])
}

#[tokio::test]
async fn a_facility_has_a_name_of_its_own() {
    let world = World::without_workers().await;
    let ada = world.studio_admin("ada@studio.example").await;
    let made = ada
        .post("/api/v1/facilities", json!({ "name": " Northlight " }))
        .await
        .expect(201);
    assert_eq!(made["name"], "Northlight");
    for wrong in ["Northlight", "", "two\nlines"] {
        let refused = ada
            .post("/api/v1/facilities", json!({ "name": wrong }))
            .await
            .refused(422, "invalid");
        assert_eq!(field(&refused), "name");
    }
    let path = format!("/api/v1/facilities/{}", text(&made["id"]));
    let bare = ada
        .call(reqwest::Method::PATCH, &path)
        .json(&json!({ "name": "Eastlight" }));
    Reply::of(bare).await.refused(428, "needs_if_match");
    ada.patch(&path, 1, json!({ "name": "Eastlight" }))
        .await
        .expect(200);
    ada.patch(&path, 1, json!({ "name": "Westlight" }))
        .await
        .refused(412, "stale");
    assert_eq!(ada.get(&path).await.expect(200)["name"], "Eastlight");
    ada.get(&format!("/api/v1/facilities/{}", Uuid::now_v7()))
        .await
        .refused(404, "not_found");
}

#[tokio::test]
async fn a_clearance_opens_the_pool_and_its_end_closes_it() {
    let story = Story::begin().await;
    let request = story.available(Service::Cast).await;
    let path = format!("/api/v1/requests/{request}");
    story.olga.get(&path).await.expect(200);
    let clearances = format!("/api/v1/facilities/{}/clearances", story.northlight);
    story
        .ada
        .put(&clearances, json!({ "show_ids": [] }))
        .await
        .expect(200);
    story.olga.get(&path).await.refused(404, "not_found");
    story
        .ada
        .put(&clearances, json!({ "show_ids": [story.show] }))
        .await
        .expect(200);
    story.olga.get(&path).await.expect(200);
    let unknown = story
        .ada
        .put(&clearances, json!({ "show_ids": [Uuid::now_v7()] }))
        .await;
    assert_eq!(field(&unknown.refused(422, "invalid")), "show_ids");
}

#[tokio::test]
async fn a_legal_bar_keeps_one_party_from_one_work_until_it_is_lifted() {
    let story = Story::begin().await;
    let request = story.available(Service::Cast).await;
    let path = format!("/api/v1/requests/{request}");
    let bar =
        json!({ "person_id": story.olga.id, "title_id": story.title, "reason": "a relative is in the cast" });
    let made = story.ada.post("/api/v1/legal-bars", bar).await.expect(201);
    assert_eq!(made["party"], "olga Tester");
    story.olga.get(&path).await.refused(404, "not_found");
    story.omar.get(&path).await.expect(200);
    let lift = format!("/api/v1/legal-bars/{}", text(&made["id"]));
    story.ada.delete(&lift).await.expect(204);
    story.ada.delete(&lift).await.refused(404, "not_found");
    story.olga.get(&path).await.expect(200);
}

#[tokio::test]
async fn a_legal_bar_names_one_party_one_work_and_why() {
    let story = Story::begin().await;
    let (person, facility) = (story.olga.id, story.northlight);
    for wrong in [
        json!({ "person_id": person, "facility_id": facility, "show_id": story.show, "reason": "r" }),
        json!({ "show_id": story.show, "reason": "r" }),
        json!({ "person_id": person, "reason": "r" }),
        json!({ "person_id": person, "show_id": story.show, "reason": " " }),
        json!({ "person_id": Uuid::now_v7(), "show_id": story.show, "reason": "r" }),
        json!({ "person_id": person, "show_id": Uuid::now_v7(), "reason": "r" }),
    ] {
        story
            .ada
            .post("/api/v1/legal-bars", wrong)
            .await
            .refused(422, "invalid");
    }
    assert_eq!(story.ada.get("/api/v1/legal-bars").await.expect(200), json!([]));
    story
        .vera
        .get("/api/v1/legal-bars")
        .await
        .refused(403, "not_permitted");
}
