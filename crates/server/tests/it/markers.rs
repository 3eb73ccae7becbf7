//! Markers of review tools: who takes them out and what is in them, what a file would become, and that importing it changes
//! nothing until it is confirmed, adds everything or nothing, and adds it once.

use qc::request::{AssignmentModel, Phase, Service};
use reqwest::Method;
use serde_json::{Value, json};

use crate::world::{Person, Reply, Story, issue, text};

const FORMATS: [&str; 9] = [
    "csv",
    "edl",
    "avid",
    "resolve_edl",
    "resolve_csv",
    "premiere_xml",
    "fcpxml",
    "otio",
    "mastering_csv",
];

async fn in_qc(story: &Story) -> String {
    let request = story.available(Service::Cast).await;
    for act in ["take", "begin"] {
        let path = format!("/api/v1/requests/{request}/{act}");
        story.olga.post(&path, ()).await.expect(200);
    }
    request
}

async fn export(person: &Person, request: &str, format: &str) -> Reply {
    let path = format!("/api/v1/requests/{request}/markers?format={format}");
    person.get(&path).await
}

async fn preview(person: &Person, request: &str, file: impl Into<Vec<u8>>) -> Reply {
    let path = format!("/api/v1/requests/{request}/markers/preview");
    Reply::of(person.call(Method::POST, &path).body(file.into())).await
}

async fn import(person: &Person, request: &str, markers: &[Value]) -> Reply {
    let path = format!("/api/v1/requests/{request}/markers");
    person.post(&path, json!({ "markers": markers })).await
}

/// The markers of a file, as the page would send them after a choice of code and severity.
async fn confirmed(person: &Person, request: &str, file: &str) -> Vec<Value> {
    let preview = preview(person, request, file).await.expect(200);
    let rows = preview["rows"].as_array().expect("rows").iter();
    let markers = rows.filter(|row| row["marker"].is_object()).map(|row| {
        let marker = &row["marker"];
        let chosen = |field: &str, other: &str| match &marker[field] {
            Value::Null => json!(other),
            said => said.clone(),
        };
        json!({ "key": marker["key"], "form": {
            "code": chosen("code", "video-hit"), "severity": chosen("severity", "issue"), "tasks": marker["tasks"],
            "files": marker["files"], "first_frame": marker["first_frame"], "last_frame": marker["last_frame"],
            "description": marker["description"],
        } })
    });
    markers.collect()
}

async fn issues(person: &Person, request: &str) -> Vec<Value> {
    let path = format!("/api/v1/requests/{request}/issues");
    let page = person.get(&path).await.expect(200);
    page["items"].as_array().expect("issues").clone()
}

const RESOLVE: &str = "TITLE: Timeline 1\nFCM: NON-DROP FRAME\n\n\
    001  001      V     C        00:00:10:00 00:00:10:01 00:00:10:00 00:00:10:01\n\
    left of frame, on the pier |C:ResolveColorRed |M:[055] Freeze Frame |D:12\n\n\
    002  001      V     C        00:00:20:00 00:00:20:01 00:00:20:00 00:00:20:01\n \
    |C:ResolveColorBlue |M:Boom in shot, upper left |D:1\n\n\
    003  001      V     C        00:00:99:00 00:00:99:01 00:00:99:00 00:00:99:01\n \
    |C:ResolveColorBlue |M:No such label |D:1\n";

#[tokio::test]
async fn markers_are_taken_out_by_those_who_read_the_report() {
    let story = Story::begin().await;
    let phase = Phase::Verification;
    story.assigns(Service::Cast, phase, AssignmentModel::Pull).await;
    let request = story.available(Service::Cast).await;
    let forms = [
        issue("issue", 240, 251),
        issue("blocker", 480, 480),
        issue("fyi", 10, 12),
    ];
    let ids = story.reviews(&story.olga, &request, &forms).await;
    for person in [&story.max, &story.pia, &story.omar, &story.dan, &story.vik] {
        export(person, &request, "edl").await.refused(404, "not_found");
    }
    let deleted = json!({ "kind": "deleted", "issue_id": ids[1], "reason": "It is in the script" });
    story.verifies(&story.vik, &request, &[deleted]).await;
    for format in FORMATS {
        let file = export(&story.max, &request, format).await;
        assert_eq!(file.status, 200, "{format}: {}", file.text);
        let name = file.headers["content-disposition"].to_str().expect("a name");
        assert!(name.starts_with("attachment; filename=\"markers-"), "{name}");
        assert!(
            file.text.contains("on the lead's face"),
            "{format}: {}",
            file.text
        );
        assert!(
            !file.text.contains("00:00:20:00"),
            "deleted issues are no markers: {}",
            file.text
        );
    }
    let edl = export(&story.max, &request, "edl").await.text;
    let lines: Vec<&str> = edl.lines().filter(|line| line.starts_with("* LOC:")).collect();
    assert!(
        lines[0].starts_with("* LOC: 00:00:00:10 BLUE    "),
        "in the order of the programme: {edl}"
    );
    assert!(
        lines[1].contains(" // Issue // to 00:00:10:11 // #1 // Blocks of wrong"),
        "{edl}"
    );
    export(&story.max, &request, "aaf").await.refused(422, "invalid");
}

#[tokio::test]
async fn a_preview_says_what_each_marker_means_and_writes_nothing() {
    let story = Story::begin().await;
    let request = in_qc(&story).await;
    let read = preview(&story.olga, &request, RESOLVE).await.expect(200);
    assert_eq!(
        (&read["format"], &read["encoding"]),
        (&json!("resolve_edl"), &json!("UTF-8"))
    );
    let [freeze, boom, wrong] = read["rows"].as_array().expect("rows").as_slice() else {
        panic!("{read}");
    };
    let marker = &freeze["marker"];
    assert_eq!(freeze["place"], "line 5");
    assert_eq!(
        (&marker["code"], &marker["tasks"]),
        (&json!("freeze-frame"), &json!(["sdr"]))
    );
    assert_eq!(
        (&marker["in_timecode"], &marker["out_timecode"]),
        (&json!("00:00:10:00"), &json!("00:00:10:11"))
    );
    assert_eq!(marker["description"], "left of frame, on the pier");
    let fields = |row: &Value| -> Vec<String> {
        let errors = row["marker"]["errors"].as_array().expect("errors").iter();
        errors.map(|error| text(&error["field"])).collect()
    };
    assert_eq!(fields(freeze), ["severity"]);
    assert_eq!(fields(boom), ["code", "severity"]);
    assert_eq!(boom["marker"]["code_text"], "Boom in shot, upper left");
    assert_eq!(
        (&wrong["place"], &wrong["marker"]),
        (&json!("line 11"), &Value::Null)
    );
    assert!(
        text(&wrong["refusal"]).starts_with("00:00:99:00 does not exist at 24/1"),
        "{wrong}"
    );
    assert!(issues(&story.olga, &request).await.is_empty());

    let latin = b"Timecode;Comment\n00:00:10:00;\xc9mile is out of focus\n".to_vec();
    let read = preview(&story.olga, &request, latin).await.expect(200);
    assert_eq!(read["encoding"], "Windows-1252");
    assert_eq!(read["rows"][0]["marker"]["description"], "Émile is out of focus");
}

#[tokio::test]
async fn a_file_that_is_not_right_is_refused_whole() {
    let story = Story::begin().await;
    let request = in_qc(&story).await;
    let cases: [(&str, &str, &str); 4] = [
        (
            "QC\t00:00:10:24\tV1\tred\tAt 25 frames\t1\n",
            "wrong_rate",
            "Line 1: the file counts at 25 frames a second or more (00:00:10:24), the master at 24/1.",
        ),
        (
            "In,Description,Rate\n00:00:10:00,Freeze,24000/1001\n",
            "wrong_rate",
            "Line 2: the file counts at 24000/1001, the master at 24/1.",
        ),
        (
            "In,Description\n\"00:00:10:00,Freeze\n",
            "malformed",
            "Line 2: expected is a closing quote for the one that opens here.",
        ),
        ("Dear all, the boom is in shot.", "unknown_format", ""),
    ];
    for (file, code, detail) in cases {
        let problem = preview(&story.olga, &request, file).await.refused(422, "invalid");
        assert_eq!(
            (&problem["fields"][0]["field"], &problem["fields"][0]["code"]),
            (&json!("file"), &json!(code))
        );
        assert!(text(&problem["detail"]).starts_with(detail), "{problem}");
    }
    let large = format!("In,Description\n{}", "00:00:10:00,Freeze\n".repeat(500_000));
    let problem = preview(&story.olga, &request, large)
        .await
        .refused(413, "too_large");
    assert_eq!(problem["detail"], "More than 8388608 bytes are not taken here.");
}

#[tokio::test]
async fn markers_are_imported_all_or_none_and_once() {
    let story = Story::begin().await;
    let request = in_qc(&story).await;
    let markers = confirmed(&story.olga, &request, RESOLVE).await;
    assert_eq!(markers.len(), 2);

    let mut half = markers.clone();
    half[1]["form"]["code"] = json!("none-such");
    let problem = import(&story.olga, &request, &half).await.refused(422, "invalid");
    assert_eq!(problem["fields"][0]["field"], "markers[1].code");
    assert!(issues(&story.olga, &request).await.is_empty(), "all or none");

    let done = import(&story.olga, &request, &markers).await.expect(201);
    assert_eq!(
        (&done["already_there"], done["issues"].as_array().map(Vec::len)),
        (&json!(0), Some(2))
    );
    let done = import(&story.olga, &request, &markers).await.expect(201);
    assert_eq!(
        (&done["already_there"], done["issues"].as_array().map(Vec::len)),
        (&json!(2), Some(0))
    );
    let flagged = issues(&story.olga, &request).await;
    assert_eq!(flagged.len(), 2);
    assert_eq!(
        (&flagged[0]["code"], &flagged[0]["last_frame"]),
        (&json!("freeze-frame"), &json!(251))
    );

    // Corrected since: it is still the marker's issue. Taken back: it can be imported again.
    let path = format!("/api/v1/issues/{}", text(&flagged[0]["id"]));
    let mut form = markers[0]["form"].clone();
    form["description"] = json!("Right of frame, on the pier");
    story.olga.patch(&path, 1, form).await.expect(200);
    let read = preview(&story.olga, &request, RESOLVE).await.expect(200);
    assert_eq!(read["rows"][0]["marker"]["issue"]["number"], 1);
    let delete = story.olga.call(
        Method::DELETE,
        &format!("/api/v1/issues/{}", text(&flagged[1]["id"])),
    );
    Reply::of(delete.header("If-Match", "\"1\"")).await.expect(204);
    let done = import(&story.olga, &request, &markers).await.expect(201);
    assert_eq!(
        (&done["already_there"], done["issues"].as_array().map(Vec::len)),
        (&json!(1), Some(1))
    );
}

#[tokio::test]
async fn two_imports_at_once_and_a_repeated_call_add_it_once() {
    let story = Story::begin().await;
    let request = in_qc(&story).await;
    let markers = confirmed(&story.olga, &request, RESOLVE).await;
    let (one, other) = tokio::join!(
        import(&story.olga, &request, &markers),
        import(&story.olga, &request, &markers)
    );
    let there = one.expect(201)["already_there"]
        .as_u64()
        .zip(other.expect(201)["already_there"].as_u64());
    assert!(matches!(there, Some((0, 2) | (2, 0))), "{there:?}");
    assert_eq!(issues(&story.olga, &request).await.len(), 2);

    let list = "QC\t00:00:30:00\tV1\tred\tDrop out, centre channel\t5\n";
    let body = json!({ "markers": confirmed(&story.olga, &request, list).await });
    let mut answers = Vec::new();
    for _ in 0..2 {
        let call = story
            .olga
            .call(Method::POST, &format!("/api/v1/requests/{request}/markers"));
        answers.push(
            Reply::of(call.header("Idempotency-Key", "the-list").json(&body))
                .await
                .expect(201),
        );
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0]["already_there"], 0);
}

#[tokio::test]
async fn what_was_taken_out_comes_back_as_what_is_there() {
    let story = Story::begin().await;
    let request = in_qc(&story).await;
    let path = format!("/api/v1/requests/{request}/issues");
    let mut form = issue("blocker", 48, 51);
    form["description"] = json!("=HYPERLINK(\"x\") | seen\non the slate");
    for form in [form, issue("issue", 240, 251)] {
        story.olga.post(&path, form).await.expect(201);
    }
    for format in FORMATS {
        let file = export(&story.olga, &request, format).await.text;
        let read = preview(&story.olga, &request, file.clone()).await.expect(200);
        assert_eq!(read["format"], format);
        let rows = read["rows"].as_array().expect("rows");
        assert_eq!(rows.len(), 2);
        for (row, number) in rows.iter().zip([1, 2]) {
            assert_eq!(
                row["marker"]["issue"]["number"], number,
                "{format}: {row}\n{file}"
            );
            assert_eq!(row["marker"]["errors"], json!([]), "{format}: {row}");
        }
        let markers = confirmed(&story.olga, &request, &file).await;
        let done = import(&story.olga, &request, &markers).await.expect(201);
        assert_eq!(done["already_there"], 2, "{format}");
    }
    let csv = export(&story.olga, &request, "csv").await.text;
    assert!(
        csv.contains("\"'=HYPERLINK(\"\"x\"\") | seen\non the slate\""),
        "{csv}"
    );
}

#[tokio::test]
async fn only_who_holds_the_review_imports_and_only_while_it_lasts() {
    let story = Story::begin().await;
    let request = in_qc(&story).await;
    let markers = confirmed(&story.olga, &request, RESOLVE).await;
    for (person, status, code) in [
        (&story.vera, 403, "not_permitted"),
        (&story.ada, 403, "not_permitted"),
        (&story.omar, 404, "not_found"),
        (&story.max, 403, "not_permitted"),
    ] {
        preview(person, &request, RESOLVE).await.refused(status, code);
        import(person, &request, &markers).await.refused(status, code);
    }
    import(&story.olga, &request, &[]).await.refused(422, "invalid");
    let strange = json!({ "key": "mine", "form": markers[0]["form"] });
    let problem = import(&story.olga, &request, &[strange])
        .await
        .refused(422, "invalid");
    assert_eq!(problem["fields"][0]["field"], "markers[0].key");

    story.sees_everything(&story.olga, &request).await;
    let submit = format!("/api/v1/requests/{request}/submit");
    story.olga.post(&submit, json!({})).await.expect(200);
    preview(&story.olga, &request, RESOLVE)
        .await
        .refused(409, "not_allowed_now");
    import(&story.olga, &request, &markers)
        .await
        .refused(409, "not_allowed_now");
    assert!(issues(&story.olga, &request).await.is_empty());
}
