//! Rounds: where old issues stand on new timelines, what a redelivery did not bring, and how many rounds it took.

use qc::asset::AssetKind;
use qc::request::{AssignmentModel, Phase, Service};
use serde_json::{Value, json};

use crate::world::{FRAMES, Master, Story, issue, text};

async fn verification_is_taken(story: &Story) {
    for service in [Service::Cast, Service::Download] {
        story
            .assigns(service, Phase::Verification, AssignmentModel::Pull)
            .await;
    }
}

async fn will_be_fixed(story: &Story, request: &str, issues: &[String]) {
    for id in issues {
        story.answers(request, id, "production_will_fix").await;
    }
    story
        .max
        .post(&format!("/api/v1/requests/{request}/fix-notes/submit"), ())
        .await
        .expect(200);
}

async fn begins(story: &Story, request: &str) {
    for step in ["take", "begin"] {
        story
            .olga
            .post(&format!("/api/v1/requests/{request}/{step}"), ())
            .await
            .expect(200);
    }
}

async fn watch_list(story: &Story, request: &str, kind: &str) -> Vec<Value> {
    let items = story
        .olga
        .get(&format!("/api/v1/requests/{request}/watch-list"))
        .await
        .expect(200);
    let items = items.as_array().expect("items").clone();
    items.into_iter().filter(|item| item["kind"] == kind).collect()
}

async fn decides(story: &Story, item: &Value, verdict: &str, note: &str) {
    let path = format!("/api/v1/watch-items/{}/verdict", text(&item["id"]));
    story
        .olga
        .put(&path, json!({ "verdict": verdict, "note": note }))
        .await
        .expect(200);
}

/// Everything that is not decided yet: ranges are seen, issues as said.
async fn decides_all(story: &Story, request: &str, of_fixes: &str) {
    for (kind, verdict) in [
        ("changed_range", "seen"),
        ("spot_point", "seen"),
        ("confirm_present", "still_present"),
        ("will_fix", of_fixes),
    ] {
        for item in watch_list(story, request, kind).await {
            if item["verdict"] == Value::Null {
                decides(story, &item, verdict, "").await;
            }
        }
    }
}

fn places(item: &Value) -> Vec<(i64, i64, String)> {
    let places = item["issue"]["places"].as_array().expect("places");
    let frame = |place: &Value, name: &str| place[name].as_i64().expect("a frame");
    places
        .iter()
        .map(|place| {
            (
                frame(place, "first_frame"),
                frame(place, "last_frame"),
                text(&place["fate"]),
            )
        })
        .collect()
}

#[tokio::test]
async fn old_issues_are_followed_through_two_redeliveries_until_the_title_is_approved() {
    let story = Story::begin().await;
    verification_is_taken(&story).await;
    let first = story.available(Service::Cast).await;
    let flagged = [
        issue("issue", 100, 109),
        issue("issue", 1000, 1009),
        issue("issue", 2000, 2009),
    ];
    let ids = story.reviews(&story.olga, &first, &flagged).await;
    story.verifies(&story.vik, &first, &[]).await;
    will_be_fixed(&story, &first, &ids).await;

    // Frames 1000 to 1009 are replaced by a clip that is five frames longer: what comes behind moves.
    let longer = Master {
        picture: vec![(1, 0, 1000), (2, 0, 15), (1, 1010, FRAMES - 1010)],
        ..Master::picture()
    };
    let (delivery, second) = story.delivers(longer.answering(&first)).await;
    story.streams_are_ready(delivery).await;
    begins(&story, &second).await;
    let view = story
        .olga
        .get(&format!("/api/v1/requests/{first}"))
        .await
        .expect(200);
    let old = text(&view["deliveries"][0]["id"]);
    let map_path = format!("/api/v1/requests/{second}/content-maps/{old}");
    let map = story.olga.get(&map_path).await.expect(200);
    assert_eq!(
        map["pieces"],
        json!([
            { "kind": "kept", "old": [0, 999], "new": [0, 999] },
            { "kind": "replaced", "old": [1000, 1009], "new": [1000, 1014] },
            { "kind": "kept", "old": [1010, 2399], "new": [1015, 2404] },
        ])
    );
    assert_eq!(map["old_delivery_number"], 1);
    // Neither with itself nor for those who may not watch.
    let itself = format!("/api/v1/requests/{second}/content-maps/{delivery}");
    story.olga.get(&itself).await.refused(404, "not_found");
    story.omar.get(&map_path).await.refused(404, "not_found");
    story.vera.get(&map_path).await.refused(403, "not_permitted");
    let items = watch_list(&story, &second, "will_fix").await;
    let found: Vec<_> = items.iter().map(places).collect();
    assert_eq!(
        found,
        [
            vec![(100, 109, "unmoved".to_owned())],
            vec![(1000, 1009, "replaced".to_owned())],
            vec![(2005, 2014, "moved".to_owned())],
        ]
    );
    assert_eq!(items[2]["first_frame"], 2005);
    assert_eq!(items[2]["issue"]["first_frame"], 2000, "as it was flagged");
    assert_eq!(items[2]["issue"]["places"][0]["in_timecode"], "00:01:23:13");
    story.sees_everything(&story.olga, &second).await;
    decides_all(&story, &second, "still_present").await;
    story
        .olga
        .post(&format!("/api/v1/requests/{second}/submit"), json!({}))
        .await
        .expect(200);
    story.verifies(&story.vik, &second, &[]).await;
    will_be_fixed(&story, &second, &ids).await;

    // The head loses a hundred frames: the third round goes on from where the second one left them.
    let shorter = Master {
        picture: vec![(1, 100, 900), (2, 0, 15), (1, 1010, FRAMES - 1010)],
        ..Master::picture()
    };
    let (delivery, third) = story.delivers(shorter.answering(&second)).await;
    story.streams_are_ready(delivery).await;
    begins(&story, &third).await;
    let items = watch_list(&story, &third, "will_fix").await;
    let last: Vec<_> = items.iter().map(|item| places(item)[1].clone()).collect();
    assert_eq!(
        last,
        [
            (0, 9, "moved".to_owned()),
            (900, 909, "moved".to_owned()),
            (1905, 1914, "moved".to_owned()),
        ]
    );
    story.sees_everything(&story.olga, &third).await;
    decides_all(&story, &third, "resolved").await;
    story
        .olga
        .post(&format!("/api/v1/requests/{third}/submit"), json!({}))
        .await
        .expect(200);
    story.verifies(&story.vik, &third, &[]).await;
    let view = story
        .max
        .get(&format!("/api/v1/requests/{third}"))
        .await
        .expect(200);
    assert_eq!((&view["state"], &view["round"]), (&json!("approved"), &json!(3)));
    assert!(view["concluded_at"].is_string());
    let subject: String =
        sqlx::query_scalar("select subject from notice where kind = 'request_approved' and person_id = $1")
            .bind(story.max.id.uuid())
            .fetch_one(&story.world.app().db)
            .await
            .expect("a notice");
    assert!(subject.starts_with("Approved after 3 rounds: "), "{subject}");
    let detail = story
        .max
        .get(&format!("/api/v1/issues/{}", ids[2]))
        .await
        .expect(200);
    assert_eq!(detail["issue"]["places"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn a_fix_whose_file_is_not_redelivered_is_flagged_as_missing_by_one_step() {
    let story = Story::begin().await;
    verification_is_taken(&story).await;
    story
        .opens(AssetKind::Printmaster, Service::Download, &[("pm", "full")])
        .await;
    let (_, first) = story
        .delivers(Master::sound(AssetKind::Printmaster, "pm_c.wav"))
        .await;
    let take = |request: &str| format!("/api/v1/requests/{request}/take");
    story.olga.post(&take(&first), ()).await.expect(200);
    fetched(&story, &first).await;
    let mut form = issue("issue", 100, 109);
    form["tasks"] = json!(["pm"]);
    form["files"] = json!(["pm_c.wav"]);
    form["code"] = json!("audio-drop-out-mute");
    let ids = story.finishes(&story.olga, &first, &[form]).await;
    story.verifies(&story.vik, &first, &[]).await;
    will_be_fixed(&story, &first, &ids).await;

    let other = Master::sound(AssetKind::Printmaster, "pm_l.wav").answering(&first);
    let (_, second) = story.delivers(other).await;
    story.olga.post(&take(&second), ()).await.expect(200);
    fetched(&story, &second).await;
    story
        .olga
        .post(&format!("/api/v1/requests/{second}/begin"), ())
        .await
        .expect(200);
    let items = watch_list(&story, &second, "will_fix").await;
    assert_eq!(items[0]["missing_files"], json!(["pm_c.wav"]));
    assert_eq!(places(&items[0]), [(100, 109, "not_compared".to_owned())]);
    story.sees_everything(&story.olga, &second).await;
    decides_all(&story, &second, "still_present").await;
    let submit = format!("/api/v1/requests/{second}/submit");
    let refusal = story
        .olga
        .post(&submit, json!({}))
        .await
        .refused(409, "not_allowed_now");
    assert!(
        text(&refusal["detail"]).starts_with("pm_c.wav, to be fixed by issue 1, was not delivered"),
        "{refusal}"
    );
    let flag = format!("/api/v1/watch-items/{}/missing-asset", text(&items[0]["id"]));
    story.omar.post(&flag, ()).await.refused(404, "not_found");
    let flagged = story.olga.post(&flag, ()).await.expect(201);
    assert_eq!(
        (&flagged["code"], &flagged["severity"], &flagged["first_frame"]),
        (
            &json!(qc::error_code::MISSING_ASSET),
            &json!("issue"),
            &json!(100)
        )
    );
    assert_eq!(
        flagged["description"],
        "pm_c.wav is not in the redelivery. Issue 1 ([016] Audio Drop Out/Mute) was to be fixed in it."
    );
    story.olga.post(&flag, ()).await.refused(409, "not_allowed_now");
    story.olga.post(&submit, json!({})).await.expect(200);
}

/// The files of a Download are at the facility.
async fn fetched(story: &Story, request: &str) {
    sqlx::query("update qc_request set downloaded_at = now() where id = $1")
        .bind(request.parse::<uuid::Uuid>().expect("an id"))
        .execute(&story.world.app().db)
        .await
        .expect("a change");
}
