//! The form of an issue, field by field; changing and taking back; drafts in two tabs; who reads what.

use qc::asset::AssetKind;
use qc::request::Service;
use serde_json::{Value, json};

use crate::world::{Master, Reply, Story, issue, text};

async fn in_qc(story: &Story) -> String {
    let request = story.available(Service::Cast).await;
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
    request
}

fn with(change: Value) -> Value {
    let mut form = issue("issue", 10, 20);
    for (field, value) in change.as_object().expect("fields") {
        form[field] = value.clone();
    }
    form
}

#[tokio::test]
async fn the_form_is_refused_field_by_field() {
    let story = Story::begin().await;
    let request = in_qc(&story).await;
    let path = format!("/api/v1/requests/{request}/issues");
    let cases = [
        (json!({ "code": "none-such" }), "code", "unknown_code"),
        (json!({ "tasks": [] }), "tasks", "no_task"),
        (json!({ "tasks": ["hdr"] }), "tasks", "task_not_of_request"),
        (
            json!({ "first_frame": 20, "last_frame": 19 }),
            "last_frame",
            "out_before_in",
        ),
        (json!({ "last_frame": 2400 }), "last_frame", "outside_programme"),
        (json!({ "description": " " }), "description", "no_description"),
        (
            json!({ "code": "loudness-lkfs-out-of-spec" }),
            "loudness",
            "loudness_missing",
        ),
        (
            json!({ "first_frame": null, "in_timecode": "00:00:01:24" }),
            "in_timecode",
            "illegal_timecode",
        ),
        (json!({ "files": ["none.mxf"] }), "files", "file_not_of_delivery"),
    ];
    for (change, field, code) in cases {
        let problem = story
            .olga
            .post(&path, with(change.clone()))
            .await
            .refused(422, "invalid");
        let fields = problem["fields"].as_array().expect("fields");
        assert!(
            fields
                .iter()
                .any(|found| found["field"] == field && found["code"] == code),
            "{change}: {problem}"
        );
    }
    let unknown_severity = with(json!({ "severity": "awful" }));
    story
        .olga
        .post(&path, unknown_severity)
        .await
        .refused(422, "invalid");
    let check = story
        .olga
        .post(&format!("{path}/check"), with(json!({ "description": "Hit" })))
        .await
        .expect(200);
    assert_eq!(check["errors"], json!([]));
    assert_eq!(check["warnings"][0]["code"], "short_description");
    assert_eq!(story.olga.get(&path).await.expect(200)["items"], json!([]));

    let by_timecode = with(
        json!({ "first_frame": null, "last_frame": null, "in_timecode": "00:00:01:00", "out_timecode": "00000123" }),
    );
    let view = story.olga.post(&path, by_timecode).await.expect(201);
    assert_eq!(
        (&view["first_frame"], &view["last_frame"]),
        (&json!(24), &json!(47))
    );
    assert_eq!((&view["number"], &view["state"]), (&json!(1), &json!("open")));
    assert!(text(&view["code_name"]).contains("Video Hit"));
}

#[tokio::test]
async fn labels_begin_at_the_first_timecode_of_the_master_everywhere() {
    let story = Story::begin().await;
    let request = in_qc(&story).await;
    sqlx::query(
        "update delivery set edit_rate_num = 30000, edit_rate_den = 1001, drop_frame = true, start_frame = 107892",
    )
    .execute(&story.world.app().db)
    .await
    .expect("a first timecode");
    let path = format!("/api/v1/requests/{request}");
    let view = story.olga.get(&path).await.expect(200);
    assert_eq!(view["offset_frames"], 107_892);

    // A minute of drop frame: labels ;00 and ;01 are left out.
    let form = json!({ "first_frame": null, "in_timecode": "01:01:00;02", "last_frame": 1801 });
    let flagged = story
        .olga
        .post(&format!("{path}/issues"), with(form))
        .await
        .expect(201);
    assert_eq!(flagged["first_frame"], 1800);
    assert_eq!(
        (&flagged["in_timecode"], &flagged["out_timecode"]),
        (&json!("01:01:00;02"), &json!("01:01:00;03"))
    );
    let listed = story.olga.get(&format!("{path}/issues")).await.expect(200);
    assert_eq!(listed["items"][0]["in_timecode"], "01:01:00;02");
    let csv = story.olga.get(&format!("{path}/report.csv")).await;
    assert!(
        csv.text.contains("\"01:01:00;02\",\"01:01:00;03\""),
        "{}",
        csv.text
    );
    for (typed, code) in [
        ("00:59:59;29", "illegal_timecode"),
        ("01:01:00;00", "illegal_timecode"),
    ] {
        let form = with(json!({ "first_frame": null, "in_timecode": typed }));
        let problem = story
            .olga
            .post(&format!("{path}/issues"), form)
            .await
            .refused(422, "invalid");
        assert_eq!(problem["fields"][0]["code"], code, "{typed}: {problem}");
    }
}

#[tokio::test]
async fn a_repeated_call_flags_once() {
    let story = Story::begin().await;
    let request = in_qc(&story).await;
    let path = format!("/api/v1/requests/{request}/issues");
    let call = || {
        let call = story
            .olga
            .call(reqwest::Method::POST, &path)
            .header("Idempotency-Key", "k-1");
        Reply::of(call.json(&issue("issue", 10, 20)))
    };
    let (first, again) = (call().await.expect(201), call().await.expect(201));
    assert_eq!(first["id"], again["id"]);
    assert_eq!(story.olga.get(&path).await.expect(200)["total"], 1);
}

#[tokio::test]
async fn an_issue_is_changed_and_taken_back_by_its_author_before_submission() {
    let story = Story::begin().await;
    let request = in_qc(&story).await;
    let view = story
        .olga
        .post(
            &format!("/api/v1/requests/{request}/issues"),
            issue("issue", 10, 20),
        )
        .await
        .expect(201);
    let path = format!("/api/v1/issues/{}", text(&view["id"]));
    let worse = issue("blocker", 10, 30);
    story.omar.patch(&path, 1, &worse).await.refused(404, "not_found");
    story
        .vera
        .patch(&path, 1, &worse)
        .await
        .refused(403, "not_permitted");
    Reply::of(story.olga.call(reqwest::Method::PATCH, &path).json(&worse))
        .await
        .refused(428, "needs_if_match");
    let view = story.olga.patch(&path, 1, &worse).await.expect(200);
    assert_eq!(
        (&view["severity"], &view["revision"]),
        (&json!("blocker"), &json!(2))
    );
    story.olga.patch(&path, 1, &worse).await.refused(412, "stale");
    let delete = |revision: i64| {
        Reply::of(
            story
                .olga
                .call(reqwest::Method::DELETE, &path)
                .header("If-Match", format!("\"{revision}\"")),
        )
    };
    delete(1).await.refused(412, "stale");
    assert_eq!(delete(2).await.status, 204);
    assert_eq!(
        story
            .olga
            .get(&format!("/api/v1/requests/{request}/issues"))
            .await
            .expect(200)["items"],
        json!([])
    );

    let kept = story
        .olga
        .post(
            &format!("/api/v1/requests/{request}/issues"),
            issue("issue", 10, 20),
        )
        .await
        .expect(201);
    assert_eq!(kept["number"], 2, "numbers are not given again");
    story.sees_everything(&story.olga, &request).await;
    story
        .olga
        .post(&format!("/api/v1/requests/{request}/submit"), json!({}))
        .await
        .expect(200);
    let path = format!("/api/v1/issues/{}", text(&kept["id"]));
    story
        .olga
        .patch(&path, 1, &worse)
        .await
        .refused(409, "not_allowed_now");
    let late = story
        .olga
        .post(
            &format!("/api/v1/requests/{request}/issues"),
            issue("issue", 1, 2),
        )
        .await;
    late.refused(409, "not_allowed_now");
}

#[tokio::test]
async fn a_file_is_named_on_printmaster_and_music_and_effects() {
    let story = Story::begin().await;
    story
        .opens(AssetKind::Printmaster, Service::Browser, &[("pm", "full")])
        .await;
    story
        .opens(AssetKind::MusicAndEffects, Service::Browser, &[("me", "spot")])
        .await;
    let (first, request) = story
        .delivers(Master::sound(AssetKind::Printmaster, "pm_51.wav"))
        .await;
    let (second, _) = story
        .delivers(Master::sound(AssetKind::MusicAndEffects, "me_51.wav"))
        .await;
    story.streams_are_ready(first).await;
    assert_eq!(
        story.state(&request).await,
        "preparing",
        "the other half is not ready"
    );
    story.streams_are_ready(second).await;
    story.olga.post("/api/v1/work/next", ()).await.expect(200);
    story
        .olga
        .post(&format!("/api/v1/requests/{request}/begin"), ())
        .await
        .expect(200);
    let path = format!("/api/v1/requests/{request}/issues");
    let on_me = with(json!({ "tasks": ["me"], "code": "audio-drop-out-mute" }));
    let problem = story.olga.post(&path, &on_me).await.refused(422, "invalid");
    assert_eq!(problem["fields"][0]["code"], "no_file");
    let named = with(json!({ "tasks": ["me"], "code": "audio-drop-out-mute", "files": ["me_51.wav"] }));
    let view = story.olga.post(&path, named).await.expect(201);
    assert_eq!(view["asset_kind"], "music_and_effects");
    let single = with(json!({ "tasks": ["me"], "code": "audio-tick", "files": ["me_51.wav"] }));
    let problem = story.olga.post(&path, single).await.refused(422, "invalid");
    assert_eq!(problem["fields"][0]["code"], "not_in_spot_music_and_effects");
}

#[tokio::test]
async fn two_tabs_do_not_overwrite_each_others_draft() {
    let story = Story::begin().await;
    let request = in_qc(&story).await;
    let path = format!("/api/v1/requests/{request}/draft");
    assert_eq!(story.olga.get(&path).await.status, 204);
    let put = |header: &'static str, value: String, words: &'static str| {
        let call = story.olga.call(reqwest::Method::PUT, &path).header(header, value);
        Reply::of(call.json(&json!({ "body": { "description": words } })))
    };
    story
        .olga
        .put(&path, json!({ "body": {} }))
        .await
        .refused(428, "needs_if_match");
    put("If-None-Match", "*".into(), "one").await.expect(200);
    put("If-None-Match", "*".into(), "other tab")
        .await
        .refused(412, "stale");
    put("If-Match", "\"1\"".into(), "two").await.expect(200);
    put("If-Match", "\"1\"".into(), "late")
        .await
        .refused(412, "stale");
    let draft = story.olga.get(&path).await.expect(200);
    assert_eq!(
        (&draft["body"]["description"], &draft["revision"]),
        (&json!("two"), &json!(2))
    );
    story
        .olga
        .post(&format!("/api/v1/requests/{request}/issues"), issue("fyi", 0, 0))
        .await
        .expect(201);
    assert_eq!(
        story.olga.get(&path).await.status,
        204,
        "what was sent is no draft any more"
    );
}

#[tokio::test]
async fn a_long_report_is_read_page_by_page() {
    let story = Story::begin().await;
    let request = in_qc(&story).await;
    let path = format!("/api/v1/requests/{request}/issues");
    for at in 0..5 {
        story.olga.post(&path, issue("fyi", at, at)).await.expect(201);
    }
    let mut numbers = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = story
            .olga
            .get(&format!("{path}?limit=2{cursor}"))
            .await
            .expect(200);
        assert_eq!(page["total"].as_i64(), cursor.is_empty().then_some(5), "{page}");
        let items = page["items"].as_array().expect("issues");
        numbers.extend(items.iter().filter_map(|issue| issue["number"].as_i64()));
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(numbers, [1, 2, 3, 4, 5]);
    let strange = story.olga.get(&format!("{path}?cursor=abc")).await;
    assert_eq!(strange.refused(422, "invalid")["fields"][0]["field"], "cursor");

    let title = format!("/api/v1/titles/{}/issues", story.title);
    let all = story.ada.get(&format!("{title}?limit=4")).await.expect(200);
    assert_eq!(
        (all["items"].as_array().map(Vec::len), &all["total"]),
        (Some(4), &json!(5))
    );
    let id = text(&all["items"][0]["id"]);
    sqlx::query("update issue set state = 'resolved' where id = $1::uuid")
        .bind(&id)
        .execute(&story.world.app().db)
        .await
        .expect("resolved");
    let open = story.ada.get(&format!("{title}?open=true")).await.expect(200);
    assert_eq!(open["total"], 4);
    assert!(!open.to_string().contains(&id));
}
