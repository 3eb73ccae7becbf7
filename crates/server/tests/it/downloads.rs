//! Hand-over of masters: to the download managers of the facility that reviews it, to the byte, and done only when every
//! file was verified there.

use qc::asset::AssetKind;
use qc::request::Service;
use reqwest::Method;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::world::{Master, Person, Reply, Story};

const LENGTH: usize = 3_000_000;

/// A request for download that Olga took; its one file really lies in the store.
struct Stage {
    story: Story,
    request: String,
    bytes: Vec<u8>,
    sha256: String,
}

async fn stage() -> Stage {
    let story = Story::begin().await;
    story
        .opens(AssetKind::PrimaryAv, Service::Download, &[("sdr", "full")])
        .await;
    let (delivery, request) = story
        .delivers(Master {
            files: vec!["video.mxf"],
            ..Master::picture()
        })
        .await;
    let bytes: Vec<u8> = (0..LENGTH).map(|at| (at % 253) as u8).collect();
    let sha256 = data_encoding::HEXLOWER.encode(&Sha256::digest(&bytes));
    let key = format!("masters/{delivery}/video");
    let app = story.world.app();
    app.blobs
        .put(&key.parse().expect("a key"), bytes.clone())
        .await
        .expect("stored");
    sqlx::query("update delivery_file set size_bytes = $2, sha1 = $3, sha256 = $4, blob_key = $5 where delivery_id = $1")
        .bind(delivery.uuid())
        .bind(i64::try_from(LENGTH).expect("a length"))
        .bind("0".repeat(40))
        .bind(&sha256)
        .bind(key)
        .execute(&app.db)
        .await
        .expect("written");
    story
        .olga
        .post(&format!("/api/v1/requests/{request}/take"), ())
        .await
        .expect(200);
    Stage {
        story,
        request,
        bytes,
        sha256,
    }
}

impl Stage {
    fn path(&self, rest: &str) -> String {
        format!("/api/v1/requests/{}/{rest}", self.request)
    }

    async fn manifest(&self) -> Value {
        self.story.dan.get(&self.path("files")).await.expect(200)
    }

    async fn state(&self) -> Value {
        self.story
            .olga
            .get(&format!("/api/v1/requests/{}", self.request))
            .await
            .expect(200)["state"]
            .clone()
    }
}

async fn fetch(person: &Person, url: &str, headers: &[(&str, &str)]) -> reqwest::Response {
    let call = headers
        .iter()
        .fold(person.call(Method::GET, url), |call, (name, value)| {
            call.header(*name, *value)
        });
    call.send().await.expect("an answer")
}

fn url(manifest: &Value) -> &str {
    manifest["files"][0]["url"].as_str().expect("an address")
}

#[tokio::test]
async fn ranges_make_the_file_and_the_transfer_is_done_with_its_last_byte() {
    let stage = stage().await;
    let dan = &stage.story.dan;
    let manifest = stage.manifest().await;
    assert_eq!(manifest["files"][0]["path"], "delivery-1/video.mxf");
    assert_eq!(manifest["files"][0]["sha256"], stage.sha256);
    assert_eq!(stage.state().await, "assigned");

    let etag = format!("\"{}\"", stage.sha256);
    let first = fetch(dan, url(&manifest), &[("Range", "bytes=0-1999999")]).await;
    assert_eq!(first.status().as_u16(), 206);
    assert_eq!(first.headers()["etag"], etag.as_str());
    assert_eq!(
        first.headers()["content-range"],
        format!("bytes 0-1999999/{LENGTH}").as_str()
    );
    assert!(first.bytes().await.expect("bytes") == stage.bytes[..2_000_000]);
    assert_eq!(stage.state().await, "downloading");
    sent(&stage, 2_000_000).await;
    let finished = "select count(*) from transfer where finished_at is not null";
    assert_eq!(count(&stage, finished).await, 0);

    let rest = fetch(
        dan,
        url(&manifest),
        &[("Range", "bytes=2000000-"), ("If-Range", &etag)],
    )
    .await;
    assert_eq!(rest.status().as_u16(), 206);
    assert!(rest.bytes().await.expect("bytes") == stage.bytes[2_000_000..]);
    sent(&stage, LENGTH as u64).await;
    assert_eq!(count(&stage, finished).await, 1);

    let other = fetch(
        dan,
        url(&manifest),
        &[("Range", "bytes=2000000-"), ("If-Range", "\"other\"")],
    )
    .await;
    assert_eq!(other.status().as_u16(), 200, "of other bytes the whole is sent");
    assert_eq!(other.bytes().await.expect("bytes").len(), LENGTH);
    let beyond = fetch(dan, url(&manifest), &[("Range", "bytes=3000000-")]).await;
    assert_eq!(beyond.status().as_u16(), 416);
}

async fn count(stage: &Stage, query: &'static str) -> i64 {
    sqlx::query_scalar(query)
        .fetch_one(&stage.story.world.app().db)
        .await
        .expect("a number")
}

/// What was sent is noted when the answer has gone out; a moment later than the caller has it.
async fn sent(stage: &Stage, bytes: u64) {
    for _ in 0..100 {
        if stage.manifest().await["files"][0]["sent_bytes"] == bytes {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!(
        "{} instead of {bytes}",
        stage.manifest().await["files"][0]["sent_bytes"]
    );
}

#[tokio::test]
async fn the_review_begins_when_every_file_was_verified_there() {
    let stage = stage().await;
    let dan = &stage.story.dan;
    let manifest = stage.manifest().await;
    let begin = stage.path("begin");
    stage
        .story
        .olga
        .post(&begin, ())
        .await
        .refused(409, "not_allowed_now");
    fetch(dan, url(&manifest), &[])
        .await
        .bytes()
        .await
        .expect("bytes");
    dan.post(&stage.path("download-complete"), ())
        .await
        .refused(409, "not_verified");
    let file = manifest["files"][0]["file_id"].as_str().expect("an id");
    let verified = stage.path(&format!("files/{file}/verified"));
    dan.post(&verified, json!({ "sha256": "0".repeat(64) }))
        .await
        .refused(422, "invalid");
    dan.post(&stage.path("download-complete"), ())
        .await
        .refused(409, "not_verified");
    dan.post(&verified, json!({ "sha256": stage.sha256 }))
        .await
        .expect(204);
    dan.post(&stage.path("download-complete"), ()).await.expect(204);
    dan.post(&stage.path("download-complete"), ()).await.expect(204);
    stage.story.olga.post(&begin, ()).await.expect(200);
}

#[tokio::test]
async fn masters_go_to_download_managers_of_the_facility_and_to_nobody_else() {
    let stage = stage().await;
    let manifest = stage.manifest().await;
    let world = &stage.story.world;
    let elsewhere = world.facility("Eastgate").await;
    world.clear(elsewhere, stage.story.show).await;
    let dee = world.download_manager("dee@eastgate.example", elsewhere).await;
    dee.get(&stage.path("files")).await.refused(404, "not_found");
    dee.get(url(&manifest)).await.refused(404, "not_found");
    assert_eq!(dee.get("/api/v1/downloads").await.expect(200)["items"], json!([]));
    for person in [
        &stage.story.olga,
        &stage.story.vera,
        &stage.story.max,
        &stage.story.pia,
        &stage.story.ada,
    ] {
        person
            .get(&stage.path("files"))
            .await
            .refused(403, "not_permitted");
        person.get(url(&manifest)).await.refused(403, "not_permitted");
    }
    world
        .stranger()
        .get(url(&manifest))
        .await
        .refused(401, "not_signed_in");

    let row = &stage.story.dan.get("/api/v1/downloads").await.expect(200)["items"][0];
    assert_eq!(
        (&row["file_count"], &row["size_bytes"]),
        (&json!(1), &json!(LENGTH))
    );
    let back = json!({ "reason": "another title first" });
    stage
        .story
        .olga
        .post(&stage.path("hand-back"), back)
        .await
        .expect(200);
    stage
        .story
        .dan
        .get(url(&manifest))
        .await
        .refused(404, "not_found");
}

#[tokio::test]
async fn asking_for_the_head_sends_nothing_and_counts_nothing() {
    let stage = stage().await;
    let manifest = stage.manifest().await;
    let head = Reply::of(stage.story.dan.call(Method::HEAD, url(&manifest))).await;
    assert_eq!(head.headers["content-length"], LENGTH.to_string().as_str());
    assert_eq!(stage.state().await, "assigned");
    assert_eq!(count(&stage, "select count(*) from transfer").await, 0);
}
