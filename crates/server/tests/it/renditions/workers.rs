//! Many workers make one rendition, and one that dies costs its chunk.

use qc::request::Service;
use uuid::Uuid;

use super::studio::{CHUNK_FRAMES, Studio, of_kind};

const FRAMES: u64 = 8 * CHUNK_FRAMES + 5;
const BROWSER: [&str; 3] = ["browser", "thumbnails", "peaks"];

#[tokio::test(flavor = "multi_thread")]
async fn two_workers_share_the_chunks_and_one_that_dies_in_the_middle_changes_nothing() {
    let studio = Studio::open(1).await;
    studio.reviews_by(Service::Browser).await;
    let master = studio.master(FRAMES);

    let undisturbed = studio.accepts(&master, &BROWSER).await;
    let worker = studio.worker();
    let states = studio.settles(undisturbed).await;
    assert!(states.values().all(|state| state == "ready"), "{states:?}");
    worker.stop().await;

    let disturbed = studio.accepts(&master, &BROWSER).await;
    let (dying, surviving) = (studio.worker(), studio.worker());
    studio.has_made(disturbed, 2).await;
    let at_work = running(&studio, disturbed).await;
    drop(dying);
    let states = studio.settles(disturbed).await;
    assert!(states.values().all(|state| state == "ready"), "{states:?}");
    surviving.stop().await;

    assert!(!at_work.is_empty(), "nobody was at work when one died");
    let expected = studio.published(undisturbed).await;
    assert!(expected.len() > 10, "{:?}", expected.keys());
    assert_eq!(studio.published(disturbed).await, expected);
    assert_eq!(studio.count_chunks(disturbed, "done").await, 9);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chunk_that_lost_its_worker_is_made_by_another_attempt() {
    let studio = Studio::open(1).await;
    studio.reviews_by(Service::Browser).await;
    let delivery = studio.accepts(&studio.master(FRAMES), &BROWSER).await;
    let dying = studio.worker();
    studio.has_made(delivery, 1).await;
    let lost = loop {
        let at_work = running(&studio, delivery).await;
        if let [one] = at_work.as_slice() {
            break *one;
        }
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    };
    drop(dying);
    let view = studio.view(delivery).await;
    let browser = of_kind(&view, "browser");
    assert_eq!(browser["state"], "running");
    assert!(browser["frames_done"].as_u64() >= Some(CHUNK_FRAMES), "{browser}");

    let worker = studio.worker();
    let states = studio.settles(delivery).await;
    assert!(states.values().all(|state| state == "ready"), "{states:?}");
    worker.stop().await;
    let (state, token): (String, Uuid) =
        sqlx::query_as("select state, token from render_chunk where delivery_id = $1 and step = $2")
            .bind(delivery.uuid())
            .bind(lost.0)
            .fetch_one(&studio.story.world.app().db)
            .await
            .expect("the chunk");
    assert_eq!(state, "done");
    assert_ne!(token, lost.1, "the attempt that died made it all the same");
}

/// Steps of the picture that are being made, and by which attempt.
async fn running(studio: &Studio, delivery: qc::id::DeliveryId) -> Vec<(i32, Uuid)> {
    sqlx::query_as(
        "select step, token from render_chunk where delivery_id = $1 and state = 'running' and kind is null",
    )
    .bind(delivery.uuid())
    .fetch_all(&studio.story.world.app().db)
    .await
    .expect("chunks")
}
