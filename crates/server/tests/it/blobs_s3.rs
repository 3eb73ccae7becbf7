//! The object store as a real S3 server on a network that fails: what can be tried again is tried again, what cannot is said,
//! and nothing half-written is ever there to be read.

use bytes::Bytes;
use futures::{StreamExt, TryStreamExt};
use server::blobs::{BlobError, BlobKey, Blobs};
use tempfile::TempDir;
use testkit::s3::{Fault, S3Store};

struct Place {
    store: S3Store,
    blobs: Blobs,
    dir: TempDir,
}

impl Place {
    async fn new() -> Place {
        let store = S3Store::start().await.expect("a store");
        let dir = TempDir::new().expect("a folder");
        let blobs = Blobs::open(&store.setting("house"), dir.path().join("scratch")).expect("opened");
        Place { store, blobs, dir }
    }

    async fn writes(&self, at: &BlobKey, whole: &[u8]) -> Result<u64, BlobError> {
        let pieces = whole
            .chunks(1_000_000)
            .map(|piece| Ok(Bytes::copy_from_slice(piece)));
        self.blobs
            .put_stream::<BlobError>(at, whole.len() as u64, futures::stream::iter(pieces))
            .await
    }

    async fn reads(&self, at: &BlobKey, range: std::ops::Range<u64>) -> Vec<u8> {
        let pieces: Vec<Bytes> = self
            .blobs
            .read(at, range)
            .await
            .expect("readable")
            .try_collect()
            .await
            .expect("bytes");
        pieces.concat()
    }

    fn scratch(&self) -> usize {
        std::fs::read_dir(self.dir.path().join("scratch")).map_or(0, Iterator::count)
    }
}

fn key(text: &str) -> BlobKey {
    text.parse().expect("a key")
}

/// Three parts of 16 MiB, the last one shorter.
fn master() -> Vec<u8> {
    (0..40_000_000_u32).map(|n| (n % 251) as u8).collect()
}

#[tokio::test]
async fn a_large_blob_goes_in_parts_and_small_ones_whole() {
    let place = Place::new().await;
    let (at, whole) = (key("masters/one/picture.mxf"), master());
    place.writes(&at, &whole).await.expect("written");
    assert_eq!(place.store.count("PUT", "partNumber"), 3);
    assert_eq!(place.store.objects(), ["house/masters/one/picture.mxf"]);
    assert!(place.reads(&at, 16_777_210..16_777_222).await == whole[16_777_210..16_777_222]);
    let empty = place.dir.path().join("empty");
    std::fs::write(&empty, "").expect("a file");
    place
        .blobs
        .put_file(&key("stills/none"), &empty)
        .await
        .expect("written");
    assert_eq!(
        place.blobs.find_size(&key("stills/none")).await.expect("asked"),
        Some(0)
    );
    let segments = futures::stream::iter(0..1100).map(|number| {
        let (blobs, at) = (place.blobs.clone(), key(&format!("renditions/a/1/seg_{number}")));
        async move { blobs.put(&at, "x").await }
    });
    segments
        .buffer_unordered(24)
        .try_collect::<()>()
        .await
        .expect("written");
    assert_eq!(
        place
            .blobs
            .list(Some(&key("renditions/a")))
            .await
            .expect("listed")
            .len(),
        1100,
        "more than one page"
    );
    assert_eq!(
        place
            .blobs
            .delete_prefix(&key("renditions/a/1"))
            .await
            .expect("deleted"),
        1100
    );
    assert_eq!(place.blobs.list(None).await.expect("listed").len(), 2);
}

#[tokio::test]
async fn an_overloaded_store_is_asked_again() {
    let place = Place::new().await;
    let (at, whole) = (key("masters/one/picture.mxf"), master());
    for (method, part) in [
        ("POST", "uploads"),
        ("PUT", "partNumber=2"),
        ("POST", "uploadId"),
        ("GET", "picture"),
        ("HEAD", "picture"),
    ] {
        place.store.breaks(method, part, 2, Fault::Unavailable);
    }
    place.writes(&at, &whole).await.expect("written");
    assert_eq!(place.store.count("PUT", "partNumber=2"), 3, "twice in vain");
    let fetched = place.blobs.fetch(&at).await.expect("fetched");
    assert!(std::fs::read(fetched.path()).expect("a copy") == whole);
}

#[tokio::test]
async fn a_part_whose_answer_is_lost_is_sent_again() {
    let place = Place::new().await;
    let (at, whole) = (key("masters/one/picture.mxf"), master());
    place.store.breaks("PUT", "partNumber=1", 1, Fault::AnswerLost);
    place.writes(&at, &whole).await.expect("written");
    assert_eq!(place.store.count("PUT", "partNumber=1"), 2);
    assert!(
        place.reads(&at, 0..whole.len() as u64).await == whole,
        "each part once, in order"
    );
}

#[tokio::test]
async fn a_read_that_breaks_goes_on_where_it_broke() {
    let place = Place::new().await;
    let (at, whole) = (key("masters/one/picture.mxf"), master());
    place.writes(&at, &whole).await.expect("written");
    let before = place.store.count("GET", "picture");
    place
        .store
        .breaks("GET", "picture", 2, Fault::CutAfter(9_000_000));
    let fetched = place.blobs.fetch(&at).await.expect("fetched");
    assert!(std::fs::read(fetched.path()).expect("a copy") == whole);
    assert_eq!(
        place.store.count("GET", "picture") - before,
        3,
        "two breaks, three requests"
    );
}

#[tokio::test]
async fn a_store_that_stays_away_is_a_clear_error_and_leaves_nothing_half_written() {
    let place = Place::new().await;
    let (at, whole) = (key("masters/one/picture.mxf"), master());
    place
        .store
        .breaks("PUT", "partNumber=2", u32::MAX, Fault::Unavailable);
    let refused = place.writes(&at, &whole).await.expect_err("no store").to_string();
    assert!(
        refused.contains("masters/one/picture.mxf") && refused.contains("503"),
        "{refused}"
    );
    assert_eq!(
        place.store.count("DELETE", "uploadId"),
        1,
        "the parts that came are given up"
    );
    place.store.heals();
    assert_eq!(place.blobs.find_size(&at).await.expect("asked"), None);
    assert_eq!(place.blobs.list(None).await.expect("listed"), vec![]);

    place.writes(&at, &whole).await.expect("written");
    place
        .store
        .breaks("GET", "picture", u32::MAX, Fault::CutAfter(1_000_000));
    let refused = place
        .blobs
        .fetch(&at)
        .await
        .map(|_| ())
        .expect_err("no store")
        .to_string();
    assert!(refused.contains("masters/one/picture.mxf"), "{refused}");
    assert_eq!(place.scratch(), 0, "no half copy is left");
}

#[tokio::test]
async fn what_is_half_deleted_is_deleted_by_the_next_try() {
    let place = Place::new().await;
    for number in 0..5 {
        place
            .blobs
            .put(&key(&format!("renditions/a/1/seg_{number}")), "x")
            .await
            .expect("written");
    }
    place.store.breaks("POST", "delete", 1, Fault::AnswerLost);
    let first = place.blobs.delete_prefix(&key("renditions/a/1")).await;
    place
        .blobs
        .delete_prefix(&key("renditions/a/1"))
        .await
        .expect("deleted");
    assert_eq!(
        place.blobs.list(None).await.expect("listed"),
        vec![],
        "after {first:?}"
    );
}
