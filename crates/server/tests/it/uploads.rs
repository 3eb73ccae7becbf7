//! Uploads by the tus protocol: to the exact byte, whatever is cut, and by nobody but their owner.

use qc::id::{ShowId, TitleId};
use reqwest::header::HeaderMap;
use reqwest::{Body, Method};
use serde_json::{Value, json};

use crate::world::{Person, Reply, World};

struct Stage {
    world: World,
    show: ShowId,
    title: TitleId,
    max: Person,
}

async fn stage() -> Stage {
    let world = World::without_workers().await;
    let show = world.show("Harbour Lights").await;
    let title = world.episode(show, 1, 1).await;
    let max = world.production("max@production.example").await;
    world.grant(&max, show).await;
    Stage {
        world,
        show,
        title,
        max,
    }
}

impl Stage {
    fn announcement(&self, files: &[(&str, u64)]) -> Value {
        let files: Vec<Value> = files
            .iter()
            .map(|(path, size_bytes)| json!({ "path": path, "size_bytes": size_bytes }))
            .collect();
        json!({ "title_id": self.title, "asset_kind": "primary_av", "files": files })
    }

    async fn announces(&self, files: &[(&str, u64)]) -> Value {
        self.max
            .post("/api/v1/deliveries", self.announcement(files))
            .await
            .expect(201)
    }

    async fn delivery(&self, announced: &Value) -> Value {
        self.max
            .get(&format!("/api/v1/deliveries/{}", text(&announced["id"])))
            .await
            .expect(200)
    }
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn url_of<'a>(delivery: &'a Value, path: &str) -> &'a str {
    let files = delivery["files"].as_array().expect("files");
    text(&files.iter().find(|file| file["path"] == path).expect("the file")["upload_url"])
}

async fn appends(person: &Person, url: &str, offset: u64, body: impl Into<Body>) -> Reply {
    let call = person
        .call(Method::PATCH, url)
        .header("Tus-Resumable", "1.0.0")
        .header("Upload-Offset", offset);
    Reply::of(
        call.header("Content-Type", "application/offset+octet-stream")
            .body(body),
    )
    .await
}

async fn asks(person: &Person, url: &str) -> Reply {
    Reply::of(person.call(Method::HEAD, url).header("Tus-Resumable", "1.0.0")).await
}

fn offset(headers: &HeaderMap) -> u64 {
    headers["upload-offset"]
        .to_str()
        .expect("a number")
        .parse()
        .expect("a number")
}

fn bytes(length: usize) -> Vec<u8> {
    (0..length).map(|at| (at % 251) as u8).collect()
}

/// What lies in the store of an upload, joined.
async fn stored(stage: &Stage, url: &str) -> Vec<u8> {
    let id = url
        .rsplit('/')
        .next()
        .expect("an id")
        .parse::<uuid::Uuid>()
        .expect("an id");
    let parts: Vec<(i64, String)> = sqlx::query_as(
        "select offset_bytes, blob_key from upload_part where upload_id = $1 order by offset_bytes",
    )
    .bind(id)
    .fetch_all(&stage.world.app().db)
    .await
    .expect("parts");
    let mut whole = Vec::new();
    for (offset, key) in parts {
        assert_eq!(
            offset,
            i64::try_from(whole.len()).expect("a length"),
            "no gap and nothing twice"
        );
        let key = key.parse().expect("a key");
        whole.extend(
            stage
                .world
                .app()
                .blobs
                .read_whole(&key, 64 << 20)
                .await
                .expect("the part"),
        );
    }
    whole
}

#[tokio::test]
async fn the_last_byte_of_the_last_file_begins_the_inspection() {
    let stage = stage().await;
    let announced = stage.announces(&[("a.mxf", 3), ("sub/b.mxf", 2)]).await;
    assert_eq!(announced["state"], "uploading");
    appends(&stage.max, url_of(&announced, "a.mxf"), 0, "abc")
        .await
        .expect(204);
    assert_eq!(stage.delivery(&announced).await["state"], "uploading");
    appends(&stage.max, url_of(&announced, "sub/b.mxf"), 0, "d")
        .await
        .expect(204);
    assert_eq!(stage.delivery(&announced).await["received_bytes"], 4);
    appends(&stage.max, url_of(&announced, "sub/b.mxf"), 1, "e")
        .await
        .expect(204);
    assert_eq!(stage.delivery(&announced).await["state"], "inspecting");
    let kinds: Vec<String> = sqlx::query_scalar("select kind from job where kind like 'deliveries.a%'")
        .fetch_all(&stage.world.app().db)
        .await
        .expect("jobs");
    assert_eq!(kinds, ["deliveries.assemble", "deliveries.assemble"]);
}

#[tokio::test]
async fn what_had_arrived_before_the_cut_is_kept_and_the_rest_follows_at_that_byte() {
    let stage = stage().await;
    let whole = bytes(20_000_000);
    let announced = stage.announces(&[("a.mxf", whole.len() as u64)]).await;
    let url = url_of(&announced, "a.mxf");
    let sent = whole[..13_000_000].to_vec();
    let pieces = futures::stream::iter([
        Ok(bytes::Bytes::from(sent)),
        Err(std::io::Error::other("the line is cut")),
    ]);
    let call = stage
        .max
        .call(Method::PATCH, url)
        .header("Tus-Resumable", "1.0.0")
        .header("Upload-Offset", 0);
    let cut = call
        .header("Content-Type", "application/offset+octet-stream")
        .body(Body::wrap_stream(pieces));
    assert!(cut.send().await.is_err());

    let at = offset(&asks(&stage.max, url).await.headers);
    assert!(
        (5_000_000..=13_000_000).contains(&at),
        "at most one part is sent again: {at}"
    );
    let rest = whole[usize::try_from(at).expect("a length")..].to_vec();
    let reply = appends(&stage.max, url, at, rest).await;
    reply.expect(204);
    assert_eq!(offset(&reply.headers), whole.len() as u64);
    assert!(stored(&stage, url).await == whole);
}

#[tokio::test]
async fn a_wrong_offset_is_refused_and_changes_nothing() {
    let stage = stage().await;
    let announced = stage.announces(&[("a.mxf", 6)]).await;
    let url = url_of(&announced, "a.mxf");
    appends(&stage.max, url, 0, "abc").await.expect(204);
    for wrong in [0, 2, 4, 7] {
        appends(&stage.max, url, wrong, "xyz")
            .await
            .refused(409, "wrong_offset");
    }
    appends(&stage.max, url, 3, "defg")
        .await
        .refused(413, "too_large");
    appends(&stage.max, url, 3, "def").await.expect(204);
    assert_eq!(stored(&stage, url).await, b"abcdef");
}

#[tokio::test]
async fn two_who_send_the_same_file_at_once_leave_it_whole_and_once() {
    let stage = stage().await;
    let whole = bytes(9_000_000);
    let announced = stage.announces(&[("a.mxf", whole.len() as u64)]).await;
    let url = url_of(&announced, "a.mxf");
    let send = || async {
        loop {
            let at = offset(&asks(&stage.max, url).await.headers);
            if at == whole.len() as u64 {
                return;
            }
            let rest = whole[usize::try_from(at).expect("a length")..].to_vec();
            let status = appends(&stage.max, url, at, rest).await.status.as_u16();
            assert!([204, 409, 410].contains(&status), "{status}");
        }
    };
    let both = async { tokio::join!(send(), send()) };
    tokio::time::timeout(std::time::Duration::from_secs(60), both)
        .await
        .expect("both come to an end");
    assert!(stored(&stage, url).await == whole);
    assert_eq!(stage.delivery(&announced).await["state"], "inspecting");
}

#[tokio::test]
async fn a_new_request_takes_over_from_one_that_hangs() {
    let stage = stage().await;
    let announced = stage.announces(&[("a.mxf", 6)]).await;
    let url = url_of(&announced, "a.mxf");
    let (sender, receiver) = futures::channel::mpsc::unbounded::<Result<bytes::Bytes, std::io::Error>>();
    let call = stage
        .max
        .call(Method::PATCH, url)
        .header("Tus-Resumable", "1.0.0")
        .header("Upload-Offset", 0);
    let hanging = call
        .header("Content-Type", "application/offset+octet-stream")
        .body(Body::wrap_stream(receiver));
    let hanging = tokio::spawn(hanging.send());
    sender.unbounded_send(Ok("ab".into())).expect("sent");
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;

    assert_eq!(
        offset(&asks(&stage.max, url).await.headers),
        2,
        "what it had brought is kept"
    );
    appends(&stage.max, url, 2, "c").await.expect(204);
    // Its own line may be closed by now.
    let _ = sender.unbounded_send(Ok("XXXX".into()));
    drop(sender);
    if let Ok(late) = hanging.await.expect("ended") {
        assert_eq!(late.status().as_u16(), 409, "the late writer is refused");
    }
    appends(&stage.max, url, 3, "def").await.expect(204);
    assert_eq!(stored(&stage, url).await, b"abcdef");
}

#[tokio::test]
async fn an_upload_is_its_owners_and_gone_with_its_delivery() {
    let stage = stage().await;
    let announced = stage.announces(&[("a.mxf", 6)]).await;
    let url = url_of(&announced, "a.mxf");
    let other = stage.world.production("may@production.example").await;
    stage.world.grant(&other, stage.show).await;
    appends(&other, url, 0, "abc").await.refused(404, "not_found");
    let seen = other
        .get(&format!("/api/v1/deliveries/{}", text(&announced["id"])))
        .await
        .expect(200);
    assert_eq!(
        seen["files"][0]["upload_url"],
        Value::Null,
        "nor is its address shown to others"
    );

    let answer = asks(&stage.max, url).await;
    assert_eq!(answer.headers["cache-control"], "no-store");
    assert_eq!(answer.headers["upload-length"], "6");
    appends(&stage.max, url, 0, "abc").await.expect(204);
    let cancel = format!("/api/v1/deliveries/{}/cancel", text(&announced["id"]));
    stage
        .max
        .post(&cancel, json!({ "reason": "the wrong folder" }))
        .await
        .expect(200);
    appends(&stage.max, url, 3, "def").await.refused(410, "gone");
    assert_eq!(asks(&stage.max, url).await.status.as_u16(), 410);
}

#[tokio::test]
async fn an_upload_left_alone_for_a_week_is_gone() {
    let stage = stage().await;
    let announced = stage.announces(&[("a.mxf", 6)]).await;
    sqlx::query("update upload set touched_at = now() - interval '8 days'")
        .execute(&stage.world.app().db)
        .await
        .expect("aged");
    appends(&stage.max, url_of(&announced, "a.mxf"), 0, "abc")
        .await
        .refused(410, "gone");
}

#[tokio::test]
async fn other_versions_of_the_protocol_and_other_bodies_are_refused() {
    let stage = stage().await;
    let announced = stage.announces(&[("a.mxf", 6)]).await;
    let url = url_of(&announced, "a.mxf");
    let old = Reply::of(stage.max.call(Method::HEAD, url).header("Tus-Resumable", "0.2.2")).await;
    assert_eq!(
        (old.status.as_u16(), &old.headers["tus-version"]),
        (412, &"1.0.0".parse().expect("a value"))
    );
    let form = stage
        .max
        .call(Method::PATCH, url)
        .header("Tus-Resumable", "1.0.0")
        .header("Upload-Offset", 0);
    assert_eq!(
        Reply::of(form.header("Content-Type", "text/plain").body("abc"))
            .await
            .status
            .as_u16(),
        415
    );
    let options = Reply::of(stage.max.call(Method::OPTIONS, "/api/v1/uploads")).await;
    assert_eq!(
        options.headers["tus-extension"],
        "creation,expiration,termination"
    );
}

#[tokio::test]
async fn creation_finds_the_announced_file_and_nothing_else() {
    let stage = stage().await;
    let announced = stage.announces(&[("a.mxf", 6)]).await;
    let encode = |text: &str| data_encoding::BASE64.encode(text.as_bytes());
    let create = async |length: u64, path: &str| {
        let metadata = format!(
            "delivery_id {},path {}",
            encode(text(&announced["id"])),
            encode(path)
        );
        let call = stage
            .max
            .call(Method::POST, "/api/v1/uploads")
            .header("Tus-Resumable", "1.0.0");
        Reply::of(
            call.header("Upload-Length", length)
                .header("Upload-Metadata", metadata),
        )
        .await
    };
    let found = create(6, "a.mxf").await;
    found.expect(201);
    assert_eq!(found.headers["location"], url_of(&announced, "a.mxf"));
    create(7, "a.mxf").await.refused(422, "invalid");
    create(6, "../a.mxf").await.refused(404, "not_found");

    let url = url_of(&announced, "a.mxf");
    appends(&stage.max, url, 0, "abc").await.expect(204);
    Reply::of(
        stage
            .max
            .call(Method::DELETE, url)
            .header("Tus-Resumable", "1.0.0"),
    )
    .await
    .expect(204);
    appends(&stage.max, url, 3, "def").await.refused(404, "not_found");
    let anew = create(6, "a.mxf").await;
    let location = anew.headers["location"].to_str().expect("an address").to_owned();
    assert_ne!(location, url);
    appends(&stage.max, &location, 0, "abcdef").await.expect(204);
}

#[tokio::test]
async fn a_delivery_is_announced_with_paths_that_stay_within_it() {
    let stage = stage().await;
    for (path, code) in [
        ("../a.mxf", "path"),
        ("/a.mxf", "path"),
        ("a\\b.mxf", "path"),
        ("a%2e%2e/b", "path"),
    ] {
        let problem = stage
            .max
            .post("/api/v1/deliveries", stage.announcement(&[(path, 1)]))
            .await
            .refused(422, "invalid");
        assert_eq!(
            (&problem["fields"][0]["field"], &problem["fields"][0]["code"]),
            (&json!("files[0].path"), &json!(code))
        );
    }
    for (files, code) in [
        (&[("a.mxf", 1), ("A.MXF", 1)][..], "twice"),
        (&[("a", 1), ("a/b", 1)][..], "folder"),
        (&[("a.mxf", 0)][..], "size"),
        (&[][..], "count"),
    ] {
        let problem = stage
            .max
            .post("/api/v1/deliveries", stage.announcement(files))
            .await
            .refused(422, "invalid");
        assert_eq!(problem["fields"][0]["code"], code, "{problem}");
    }
    let strangers = stage.world.production("eve@production.example").await;
    strangers
        .post("/api/v1/deliveries", stage.announcement(&[("a.mxf", 1)]))
        .await
        .refused(422, "invalid");
}

#[tokio::test]
async fn a_delivery_announced_twice_under_one_key_is_one() {
    let stage = stage().await;
    let body = stage.announcement(&[("a.mxf", 6)]);
    let announce = || {
        Reply::of(
            stage
                .max
                .call(Method::POST, "/api/v1/deliveries")
                .header("Idempotency-Key", "one")
                .json(&body),
        )
    };
    let (first, second) = (announce().await.expect(201), announce().await.expect(201));
    assert_eq!(first["id"], second["id"]);
    let list = stage.max.get("/api/v1/deliveries").await.expect(200);
    assert_eq!(list["items"].as_array().map(Vec::len), Some(1));
}
