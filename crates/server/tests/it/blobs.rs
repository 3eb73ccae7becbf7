//! The object store: whole or not there, ranges to the byte, nothing left behind. Tried in a folder, on a light S3 server of the
//! test's own, and on a store of others (garage, MinIO) where `ASSETQC_TEST_S3` names its address; the bucket is `assetqc-test`, the
//! key `ASSETQC_TEST_S3_KEY` with `ASSETQC_TEST_S3_SECRET`.

use bytes::Bytes;
use futures::{StreamExt, TryStreamExt};
use server::blobs::{BlobError, BlobKey, Blobs};
use server::config::{BlobSetting, S3Setting, Secret};
use tempfile::TempDir;
use testkit::s3::S3Store;

fn key(text: &str) -> BlobKey {
    text.parse().expect("a key")
}

fn folder() -> (TempDir, Blobs) {
    let dir = TempDir::new().expect("a folder");
    let setting = BlobSetting::Folder(dir.path().join("blobs"));
    let blobs = Blobs::open(&setting, dir.path().join("scratch")).expect("a store");
    (dir, blobs)
}

/// What keeps a store alive.
type Kept = Option<S3Store>;

async fn light_s3() -> (TempDir, Blobs, Kept) {
    let dir = TempDir::new().expect("a folder");
    let store = S3Store::start().await.expect("a store");
    let blobs = Blobs::open(&store.setting("run"), dir.path().join("scratch")).expect("a store");
    (dir, blobs, Some(store))
}

/// The folder, the light store, and the one of others if there is one; each empty.
async fn stores() -> Vec<(TempDir, Blobs, Kept)> {
    let (dir, blobs) = folder();
    let mut stores = vec![(dir, blobs, None), light_s3().await];
    match std::env::var("ASSETQC_TEST_S3") {
        Err(_) => println!(
            "ASSETQC_TEST_S3 names no store of others: tried in a folder and on the light S3 server only"
        ),
        Ok(address) => {
            let dir = TempDir::new().expect("a folder");
            let setting = BlobSetting::S3(S3Setting {
                bucket: "assetqc-test".into(),
                prefix: format!("run-{}", uuid::Uuid::new_v4()),
                region: "us-east-1".into(),
                endpoint: Some(address.parse().expect("an address")),
                access_key_id: Some(variable("ASSETQC_TEST_S3_KEY")),
                secret_access_key: Some(Secret::new(variable("ASSETQC_TEST_S3_SECRET"))),
            });
            let blobs = Blobs::open(&setting, dir.path().join("scratch")).expect("a store");
            stores.push((dir, blobs, None));
        }
    }
    stores
}

fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| "test".to_owned())
}

async fn read(blobs: &Blobs, at: &BlobKey, range: std::ops::Range<u64>) -> Vec<u8> {
    let pieces: Vec<Bytes> = blobs
        .read(at, range)
        .await
        .expect("readable")
        .try_collect()
        .await
        .expect("bytes");
    pieces.concat()
}

#[tokio::test]
async fn what_was_written_in_pieces_is_read_back_by_ranges() {
    let whole: Vec<u8> = (0..40_000_000_u32).map(|n| (n % 251) as u8).collect();
    for (dir, blobs, _kept) in stores().await {
        let pieces = whole
            .chunks(3_333_333)
            .map(|piece| Ok::<_, BlobError>(Bytes::copy_from_slice(piece)));
        let at = key("masters/one/picture.mxf");
        let written = blobs
            .put_stream(&at, whole.len() as u64, futures::stream::iter(pieces))
            .await
            .expect("written");
        assert_eq!(written, whole.len() as u64);
        assert_eq!(blobs.find_size(&at).await.expect("asked"), Some(written));
        for range in [0..1, 999_999..3_500_000, 39_999_999..40_000_000, 5..5] {
            let bytes = read(&blobs, &at, range.clone()).await;
            assert!(
                bytes == whole[range.start as usize..range.end as usize],
                "{range:?}"
            );
        }
        let fetched = blobs.fetch(&at).await.expect("a file");
        assert!(std::fs::read(fetched.path()).expect("readable") == whole);
        let path = fetched.path().to_owned();
        drop(fetched);
        let is_copy = path.starts_with(dir.path().join("scratch"));
        assert_eq!(path.exists(), !is_copy, "a copy goes, the store's own file stays");
    }
}

#[tokio::test]
async fn a_stream_that_breaks_leaves_nothing() {
    let (dir, blobs) = folder();
    let at = key("masters/one/picture.mxf");
    let broken = futures::stream::iter([
        Ok(Bytes::from(vec![7; 20_000_000])),
        Err(BlobError::Missing(at.clone())),
    ]);
    assert!(blobs.put_stream(&at, 40_000_000, broken).await.is_err());
    assert_eq!(blobs.find_size(&at).await.expect("asked"), None);
    let writer = blobs.writer(&at, 1).await.expect("a writer");
    drop(writer);
    assert_eq!(blobs.list(None).await.expect("listed"), vec![]);
    let left = walk(dir.path().join("blobs").as_path());
    assert!(left.is_empty(), "{left:?}");
}

#[tokio::test]
async fn a_prefix_goes_with_everything_below_it_and_nothing_beside_it() {
    for (_dir, blobs, _kept) in stores().await {
        for name in [
            "renditions/a/1/x",
            "renditions/a/1/y",
            "renditions/a/10/x",
            "renditions/b/1/x",
        ] {
            blobs
                .put(&key(name), name.as_bytes().to_vec())
                .await
                .expect("written");
        }
        assert_eq!(
            blobs
                .delete_prefix(&key("renditions/a/1"))
                .await
                .expect("deleted"),
            2
        );
        assert_eq!(
            blobs
                .delete_prefix(&key("renditions/a/1"))
                .await
                .expect("deleted again"),
            0
        );
        let listed = blobs.list(None).await.expect("listed");
        let mut left: Vec<String> = listed.into_iter().map(|(key, _)| key.to_string()).collect();
        left.sort();
        assert_eq!(left, ["renditions/a/10/x", "renditions/b/1/x"]);
        blobs.delete(&key("renditions/nothing")).await.expect("no error");
    }
}

#[tokio::test]
async fn what_is_not_there_says_so_and_what_is_long_is_not_read_whole() {
    for (_dir, blobs, _kept) in stores().await {
        let at = key("stills/one");
        assert!(matches!(
            blobs.read(&at, 0..1).await.map(|_| ()),
            Err(BlobError::Missing(_))
        ));
        assert!(matches!(
            blobs.fetch(&at).await.map(|_| ()),
            Err(BlobError::Missing(_))
        ));
        blobs.put(&at, vec![0; 11]).await.expect("written");
        assert!(matches!(
            blobs.read_whole(&at, 10).await,
            Err(BlobError::TooLong { actual_bytes: 11, .. })
        ));
        assert_eq!(blobs.read_whole(&at, 11).await.expect("read").len(), 11);
        assert!(
            blobs
                .read(&at, 0..11)
                .await
                .expect("readable")
                .next()
                .await
                .is_some()
        );
    }
}

fn walk(path: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(path)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path());
    entries
        .flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] })
        .collect()
}
