//! What cannot be made is said with the reason; nothing of it is published, and nothing is left behind.

use std::time::Duration;

use bytes::Bytes;
use qc::request::Service;
use serde_json::json;

use super::studio::{CHUNK_FRAMES, Studio, of_kind};

const FRAMES: u64 = 5 * CHUNK_FRAMES;
const BROWSER: [&str; 3] = ["browser", "thumbnails", "peaks"];

#[tokio::test(flavor = "multi_thread")]
async fn an_essence_that_does_not_decode_is_said_in_the_tools_words_and_mended_by_a_retry() {
    let studio = Studio::open(1).await;
    studio.reviews_by(Service::Browser).await;
    let delivery = studio.accepts(&studio.master(FRAMES), &BROWSER).await;
    let blobs = &studio.story.world.app().blobs;
    let key = studio.picture(delivery).await;
    let good = blobs.read_whole(&key, 1 << 30).await.expect("the picture");
    let mut broken = good.to_vec();
    // Whole pictures, headers and all: what lies within one is decoded as it is.
    let (middle, some) = (broken.len() / 2, broken.len() / 6);
    broken[middle..middle + some].fill(0);
    blobs.put(&key, Bytes::from(broken)).await.expect("stored");

    let worker = studio.worker();
    let states = studio.settles(delivery).await;
    assert!(states.values().all(|state| state == "failed"), "{states:?}");
    let view = studio.view(delivery).await;
    let error = of_kind(&view, "browser")["error"]
        .as_str()
        .expect("a reason")
        .to_owned();
    assert_eq!(
        error.matches("ffmpeg complained").count(),
        1,
        "said once: {error}"
    );
    assert!(error.contains("[mxf"), "the tool's own words: {error}");
    assert_eq!(request_state(&studio).await, "preparing");
    is_cleared(&studio).await;

    blobs.put(&key, good).await.expect("stored");
    let rendition = of_kind(&view, "browser")["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let retry = format!("/api/v1/renditions/{rendition}/retry");
    studio.story.pia.post(&retry, json!({})).await.expect(200);
    let states = studio.settles(delivery).await;
    assert!(states.values().all(|state| state == "ready"), "{states:?}");
    assert_eq!(request_state(&studio).await, "available");
    worker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_master_that_cannot_be_read_is_tried_again_and_then_said() {
    let studio = Studio::open(1).await;
    studio.reviews_by(Service::Browser).await;
    let delivery = studio.accepts(&studio.master(FRAMES), &BROWSER).await;
    let blobs = &studio.story.world.app().blobs;
    blobs
        .delete(&studio.picture(delivery).await)
        .await
        .expect("deleted");
    let worker = studio.worker();
    let states = studio.settles(delivery).await;
    assert!(states.values().all(|state| state == "failed"), "{states:?}");
    let view = studio.view(delivery).await;
    let error = of_kind(&view, "browser")["error"]
        .as_str()
        .expect("a reason")
        .to_owned();
    assert!(error.contains("cannot fetch VIDEO"), "{error}");
    is_cleared(&studio).await;
    worker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_master_cannot_give_is_said_and_not_waited_for() {
    let studio = Studio::open(1).await;
    studio.reviews_by(Service::Cast).await;
    let kinds = ["browser", "cast_hdr", "cast_sdr", "thumbnails", "peaks"];
    let delivery = studio.accepts(&studio.master(2 * CHUNK_FRAMES), &kinds).await;
    let worker = studio.worker();
    let states = studio.settles(delivery).await;
    worker.stop().await;
    assert_eq!(states["cast_hdr"], "not_possible");
    assert_eq!(
        (states["browser"].as_str(), states["cast_sdr"].as_str()),
        ("ready", "ready")
    );
    assert_eq!(request_state(&studio).await, "available");
    let view = studio.view(delivery).await;
    assert_eq!(
        of_kind(&view, "cast_hdr")["error"],
        "the master is in standard dynamic range"
    );
    // Both pictures came from one decoding: each chunk was one job.
    assert_eq!(studio.count_chunks(delivery, "done").await, 2);
    let names: Vec<String> = studio.published(delivery).await.into_keys().collect();
    assert!(names.contains(&"browser/progressive.mp4".to_owned()), "{names:?}");
    assert!(names.contains(&"cast_sdr/master.m3u8".to_owned()), "{names:?}");
    assert!(!names.iter().any(|name| name.contains("_chunk_")), "{names:?}");
}

async fn request_state(studio: &Studio) -> String {
    sqlx::query_scalar("select state from qc_request")
        .fetch_one(&studio.story.world.app().db)
        .await
        .expect("one request")
}

/// No blob and no chunk is left of what failed.
async fn is_cleared(studio: &Studio) {
    let mut left = Vec::new();
    for _ in 0..500 {
        let chunks: i64 = sqlx::query_scalar("select count(*) from render_chunk")
            .fetch_one(&studio.story.world.app().db)
            .await
            .expect("a count");
        left = studio.stored().await;
        if chunks == 0 && left.is_empty() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("something is left of what failed: {left:?}");
}
