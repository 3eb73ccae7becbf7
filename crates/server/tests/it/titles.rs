//! Shows and titles: who adds them, who sees them, and the title's living history.

use qc::request::{AssignmentModel, Phase, Service};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::world::{Reply, Story, World, issue, text};

fn episode(show: &Value, season: i64, episode: i64) -> Value {
    json!({ "show_id": show, "kind": "episode", "name": "The Ferry", "season": season, "episode": episode })
}

async fn labels(person: &crate::world::Person, query: &str) -> Vec<String> {
    let page = person.get(&format!("/api/v1/titles{query}")).await.expect(200);
    page["items"]
        .as_array()
        .expect("titles")
        .iter()
        .map(|row| text(&row["label"]))
        .collect()
}

#[tokio::test]
async fn an_episode_is_numbered_and_once_in_its_show() {
    let world = World::without_workers().await;
    let ada = world.studio_admin("ada@studio.example").await;
    let show = ada
        .post("/api/v1/shows", json!({ "name": "Harbour Lights" }))
        .await
        .expect(201)["id"]
        .clone();
    let refused = ada
        .post("/api/v1/shows", json!({ "name": "Harbour Lights" }))
        .await
        .refused(422, "invalid");
    assert_eq!(refused["fields"][0]["field"], "name");
    let made = ada.post("/api/v1/titles", episode(&show, 1, 2)).await.expect(201);
    assert_eq!(made["label"], "Harbour Lights · S01E02 · The Ferry");
    let field = async |form: Value| -> String {
        let refused = ada.post("/api/v1/titles", form).await.refused(422, "invalid");
        text(&refused["fields"][0]["field"])
    };
    assert_eq!(field(episode(&show, 1, 2)).await, "episode");
    assert_eq!(field(episode(&show, 0, 2)).await, "season");
    assert_eq!(
        field(json!({ "show_id": show, "kind": "feature", "name": "Tide", "season": 1 })).await,
        "season"
    );
    assert_eq!(
        field(json!({ "show_id": show, "kind": "feature", "name": "" })).await,
        "name"
    );
    assert_eq!(
        field(json!({ "show_id": show, "kind": "feature", "name": "Tide", "language": "e" })).await,
        "language"
    );
    assert_eq!(field(episode(&json!(Uuid::now_v7()), 1, 3)).await, "show_id");
}

#[tokio::test]
async fn a_repeated_title_is_one_title() {
    let world = World::without_workers().await;
    let ada = world.studio_admin("ada@studio.example").await;
    let show = json!(world.show("Harbour Lights").await);
    let create = || {
        let call = ada
            .call(reqwest::Method::POST, "/api/v1/titles")
            .header("Idempotency-Key", "t-1");
        Reply::of(call.json(&episode(&show, 1, 1)))
    };
    let first = create().await.expect(201);
    assert_eq!(create().await.expect(201)["id"], first["id"]);
    assert_eq!(labels(&ada, "").await.len(), 1);
}

#[tokio::test]
async fn titles_are_seen_by_their_show_and_by_those_who_work_on_them() {
    let story = Story::begin().await;
    let other = story.world.show("Other").await;
    let foreign = story.world.episode(other, 1, 1).await;
    let request = story.available(Service::Cast).await;
    let own = ["Harbour Lights · S01E03 · Episode 3"];
    for person in [&story.pia, &story.max] {
        assert_eq!(labels(person, "").await, own);
        person
            .get(&format!("/api/v1/titles/{foreign}"))
            .await
            .refused(404, "not_found");
    }
    assert_eq!(labels(&story.ada, "").await.len(), 2);
    assert_eq!(labels(&story.ada, "?q=harbour").await, own);
    assert_eq!(
        labels(&story.ada, &format!("?show_id={other}")).await,
        ["Other · S01E01 · Episode 1"]
    );

    assert_eq!(labels(&story.olga, "").await, Vec::<String>::new());
    story
        .olga
        .post(&format!("/api/v1/requests/{request}/take"), ())
        .await
        .expect(200);
    assert_eq!(labels(&story.olga, "").await, own);
    assert_eq!(labels(&story.vera, "").await, own);
    assert_eq!(labels(&story.omar, "").await, Vec::<String>::new());
    story
        .dan
        .get("/api/v1/titles")
        .await
        .refused(403, "not_permitted");
    story
        .pia
        .post("/api/v1/shows", json!({ "name": "Mine" }))
        .await
        .refused(403, "not_permitted");
}

#[tokio::test]
async fn the_title_remembers_every_issue_and_every_act() {
    let story = Story::begin().await;
    story
        .assigns(Service::Cast, Phase::Verification, AssignmentModel::Pull)
        .await;
    let request = story.available(Service::Cast).await;
    let title = format!("/api/v1/titles/{}", story.title);
    let issues = story
        .reviews(
            &story.olga,
            &request,
            &[issue("issue", 10, 20), issue("fyi", 30, 40)],
        )
        .await;
    // Production reads the report when it is out.
    assert_eq!(
        story.max.get(&format!("{title}/issues")).await.expect(200)["items"],
        json!([])
    );
    let before = story.max.get(&format!("{title}/history")).await.expect(200);
    assert!(!before.to_string().contains("issue.created"), "{before}");

    let deleted = json!({ "kind": "deleted", "issue_id": issues[1], "reason": "as intended" });
    story.verifies(&story.vik, &request, &[deleted]).await;
    let seen = story.max.get(&format!("{title}/issues")).await.expect(200);
    let states: Vec<&str> = seen["items"]
        .as_array()
        .expect("issues")
        .iter()
        .filter_map(|issue| issue["state"].as_str())
        .collect();
    assert!(
        states.contains(&"open") && states.contains(&"deleted"),
        "{states:?}"
    );

    let mut acts: Vec<String> = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = story
            .max
            .get(&format!("{title}/history?limit=3{cursor}"))
            .await
            .expect(200);
        acts.extend(
            page["items"]
                .as_array()
                .expect("acts")
                .iter()
                .map(|row| text(&row["act"])),
        );
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    acts.reverse();
    let at = |act: &str| {
        acts.iter()
            .position(|seen| seen == act)
            .unwrap_or_else(|| panic!("{act} in {acts:?}"))
    };
    assert!(
        at("request.taken") < at("issue.created") && at("issue.created") < at("request.submitted"),
        "{acts:?}"
    );
    let page = story.max.get(&title).await.expect(200);
    assert_eq!(page["assets"][0]["kind"], "primary_av");
    assert_eq!(page["requests"][0]["id"], json!(request));
}
