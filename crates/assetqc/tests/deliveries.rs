//! Deliveries as the people of production make them: the real program serves, the real program delivers, the inspection
//! runs in its jail. Good masters become work; each fault is said, and nothing of it is published.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use masters::{CaptionKind, Captions, Defect, MasterSpec, write_master};
use server::blobs::Blobs;
use server::config::BlobSetting;
use sha2::{Digest, Sha256};
use sqlx::PgPool;
use tempfile::TempDir;
use testkit::TestDatabase;
use testkit::s3::{ACCESS_KEY_ID, BUCKET, Fault, S3Store, SECRET_ACCESS_KEY};
use timecode::{Frame, FrameRange};
use uuid::Uuid;

const TOKEN: &str = "the token of a test";

struct Studio {
    process: Child,
    address: String,
    dir: TempDir,
    db: PgPool,
    /// Goes when this does.
    _database: TestDatabase,
    store: Option<S3Store>,
}

impl Drop for Studio {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to end.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Studio {
    async fn open() -> Studio {
        Studio::open_on(None).await
    }

    /// With its objects in an S3 store.
    async fn open_on(store: Option<S3Store>) -> Studio {
        let database = TestDatabase::new().await.expect("a database");
        let dir = TempDir::new().expect("a folder");
        let mut process = Command::new(env!("CARGO_BIN_EXE_assetqc"))
            .args([
                "serve",
                "--listen",
                "127.0.0.1:0",
                "--database-url",
                &database.url(),
                "--data-dir",
            ])
            .arg(dir.path().join("data"))
            // How full the disk is of whoever runs the tests says nothing about the product.
            .env("ASSETQC_DISK_RESERVE_PERCENT", "0")
            .envs(store.as_ref().map(in_s3).unwrap_or_default())
            .stdout(Stdio::piped())
            .spawn()
            .expect("started");
        let lines = BufReader::new(process.stdout.take().expect("its output")).lines();
        let said = lines.map(|line| line.expect("a line"));
        let address = said
            .filter_map(|line| Some(line.strip_prefix("Asset QC listens on ")?.to_owned()))
            .next();
        let db = PgPool::connect(&database.url()).await.expect("the database");
        let studio = Studio {
            process,
            address: address.expect("an address"),
            dir,
            db,
            _database: database,
            store,
        };
        studio.settle().await;
        studio
    }

    /// A show with one title, and Max of production, who is signed in.
    async fn settle(&self) {
        let (show, title, max) = (Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7());
        let hash = Sha256::digest(TOKEN.as_bytes()).to_vec();
        let mut tx = self.db.begin().await.expect("a transaction");
        let show_row = sqlx::query("insert into show (id, name) values ($1, 'Harbour Lights')").bind(show);
        show_row.execute(&mut *tx).await.expect("a show");
        sqlx::query("insert into title (id, show_id, kind, name, season, episode) values ($1, $2, 'episode', 'The Pier', 1, 2)")
            .bind(title)
            .bind(show)
            .execute(&mut *tx)
            .await
            .expect("a title");
        sqlx::query(
            "insert into person (id, identity, email, first_name, last_name, role, state)
             values ($1, $1, 'max@production.example', 'Max', 'Hale', 'production', 'active')",
        )
        .bind(max)
        .execute(&mut *tx)
        .await
        .expect("a person");
        let grant = sqlx::query("insert into show_grant (person_id, show_id) values ($1, $2)")
            .bind(max)
            .bind(show);
        grant.execute(&mut *tx).await.expect("a grant");
        sqlx::query(
            "insert into session (id, token_hash, person_id, client, expires_at) values ($1, $2, $3, 'cli', now() + interval '1 hour')",
        )
        .bind(Uuid::now_v7())
        .bind(hash)
        .bind(max)
        .execute(&mut *tx)
        .await
        .expect("a session");
        tx.commit().await.expect("committed");
    }

    fn master(&self, defects: Vec<Defect>) -> (PathBuf, masters::Master) {
        self.master_with(defects, &[])
    }

    /// With subtitles in these languages.
    fn master_with(&self, defects: Vec<Defect>, languages: &[&str]) -> (PathBuf, masters::Master) {
        let folder = self.dir.path().join(format!("master-{}", Uuid::now_v7()));
        let mut spec = MasterSpec::small("Harbour Lights").expect("a specification");
        spec.defects = defects;
        let track = |language: &&str| {
            Captions::counting(CaptionKind::Subtitles, language, spec.timecode_rate, spec.frames)
        };
        spec.captions = languages.iter().map(track).collect();
        let master = write_master(&spec, &folder).expect("a master");
        (folder, master)
    }

    fn delivers(&self, folder: &Path) -> Output {
        Command::new(env!("CARGO_BIN_EXE_assetqc"))
            .args([
                "deliver",
                "--title",
                "harbour lights s01e02",
                "--wait",
                "--server",
                &self.address,
            ])
            .arg(folder)
            .env("ASSETQC_TOKEN", TOKEN)
            .output()
            .expect("delivered")
    }

    async fn count(&self, query: &'static str) -> i64 {
        sqlx::query_scalar(query)
            .fetch_one(&self.db)
            .await
            .expect("a number")
    }

    async fn text(&self, query: &'static str) -> String {
        sqlx::query_scalar(query)
            .fetch_one(&self.db)
            .await
            .expect("a text")
    }

    /// No stream, no request: of what was rejected nothing is to be seen.
    async fn has_published_nothing(&self) {
        assert_eq!(self.count("select count(*) from rendition").await, 0);
        assert_eq!(self.count("select count(*) from qc_request").await, 0);
        let published = self.dir.path().join("data/blobs/renditions");
        assert!(!published.exists(), "{}", published.display());
    }

    /// The machine has looked at everything that was accepted.
    async fn is_measured(&self) {
        for _ in 0..600 {
            let left = self
                .count("select count(*) from measurement where state in ('queued', 'running')")
                .await;
            if left == 0 {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        }
        let states =
            "select coalesce(string_agg(state || coalesce(': ' || error, ''), ', '), '') from measurement";
        assert_eq!(self.text(states).await, "ready");
    }

    async fn close(mut self) {
        self.process.kill().expect("ended");
        self.process.wait().expect("waited for");
        self.db.close().await;
    }
}

fn in_s3(store: &S3Store) -> Vec<(&'static str, String)> {
    vec![
        ("ASSETQC_BLOBS", format!("s3://{BUCKET}/s")),
        ("ASSETQC_S3_ENDPOINT", store.endpoint().to_string()),
        ("ASSETQC_S3_ACCESS_KEY_ID", ACCESS_KEY_ID.to_owned()),
        ("ASSETQC_S3_SECRET_ACCESS_KEY", SECRET_ACCESS_KEY.to_owned()),
    ]
}

fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_good_master_becomes_work_that_can_be_played() {
    let studio = Studio::open().await;
    let (folder, _) = studio.master(Vec::new());
    let output = studio.delivers(&folder);
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("Accepted"), "{}", said(&output));
    assert_eq!(studio.text("select state from qc_request").await, "available");
    assert_eq!(
        studio
            .count("select count(*) from rendition where state = 'ready'")
            .await,
        4,
        "for the browser and for a television, thumbnails, waveforms"
    );

    // What was uploaded, what lies in the store, and what the packing list says are the same bytes.
    let files: Vec<(String, String, String)> =
        sqlx::query_as("select path, sha256, blob_key from delivery_file")
            .fetch_all(&studio.db)
            .await
            .expect("files");
    for (path, sha256, blob_key) in files {
        let bytes = std::fs::read(folder.join(&path)).expect("the file");
        let hash: String = Sha256::digest(&bytes)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        assert_eq!(hash, sha256, "{path}");
        let stored = std::fs::read(studio.dir.path().join("data/blobs").join(blob_key)).expect("the blob");
        assert!(stored == bytes, "{path}");
    }
    assert_eq!(studio.count("select count(*) from upload_part").await, 0);
    studio.is_measured().await;
    let left = studio
        .dir
        .path()
        .join("data/scratch")
        .read_dir()
        .map_or(0, Iterator::count);
    assert_eq!(left, 0, "nothing is left in the scratch folder");
    studio.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_fault_is_said_and_nothing_is_published() {
    let studio = Studio::open().await;
    for (defect, rule) in [
        (Defect::WrongHash, "imf.pkl.hash-mismatch"),
        (Defect::MissingFile, "missing"),
        (Defect::TruncatedTrackFile, "size"),
        (Defect::DoctypeInCpl, "doctype"),
        (Defect::TraversalInAssetMap, "path"),
    ] {
        let (folder, _) = studio.master(vec![defect]);
        let output = studio.delivers(&folder);
        assert_eq!(output.status.code(), Some(1), "{defect:?}: {}", said(&output));
        let rejected: Vec<(String, Option<String>, String)> = sqlx::query_as(
            "select f.rule, f.file, f.message from finding f join delivery d on d.id = f.delivery_id
             where f.severity = 'reject' and d.number = (select max(number) from delivery) order by f.ordinal",
        )
        .fetch_all(&studio.db)
        .await
        .expect("findings");
        let found = rejected.iter().find(|(found, _, _)| found.contains(rule));
        let (found, file, message) = found.unwrap_or_else(|| panic!("{defect:?}: {rejected:?}"));
        assert!(said(&output).contains(found.as_str()), "{}", said(&output));
        if defect == Defect::WrongHash {
            let file = file.as_deref().expect("the file is named");
            let bytes = std::fs::read(folder.join(file)).expect("the file");
            let actual: String = <sha1::Sha1 as sha1::Digest>::digest(&bytes)
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect();
            let hashes = message
                .split(|letter: char| !letter.is_ascii_hexdigit())
                .filter(|word| word.len() == 40);
            let hashes: Vec<&str> = hashes.collect();
            assert_eq!(hashes.len(), 2, "both hashes are named: {message}");
            assert!(hashes.contains(&actual.as_str()), "{message}");
        }
        studio.has_published_nothing().await;
    }
    studio.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_planted_is_measured_and_found_at_its_frames() {
    let studio = Studio::open().await;
    let range = |first, last| FrameRange::new(Frame(first), Frame(last)).expect("a range");
    let (folder, _) = studio.master(vec![
        Defect::BlackFrames(range(20, 24)),
        Defect::FrozenFrames(range(30, 43)),
    ]);
    let output = studio.delivers(&folder);
    assert!(output.status.success(), "{}", said(&output));
    studio.is_measured().await;
    let found: Vec<(String, i64, i64)> = sqlx::query_as(
        "select kind, first_frame, last_frame from machine_finding
         where track is null and kind in ('black', 'freeze') order by first_frame",
    )
    .fetch_all(&studio.db)
    .await
    .expect("findings");
    let found: Vec<_> = found
        .iter()
        .map(|(kind, first, last)| (kind.as_str(), *first, *last))
        .collect();
    assert_eq!(found.first(), Some(&("black", 20, 24)), "{found:?}");
    let (kind, first, last) = found.last().expect("a freeze");
    assert_eq!(*kind, "freeze", "{found:?}");
    assert!(first.abs_diff(30) <= 1 && last.abs_diff(43) <= 1, "{found:?}");

    // Both soundfields were measured, and what was stored of parts is gone.
    assert_eq!(
        studio
            .count("select jsonb_array_length(summary->'sound')::bigint from measurement")
            .await,
        2
    );
    // Every blob is one that a row knows, and nothing is left over.
    for _ in 0..100 {
        if studio
            .count("select count(*) from job where kind = 'deliveries.delete_blobs'")
            .await
            == 0
        {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    let setting = BlobSetting::Folder(studio.dir.path().join("data/blobs"));
    let blobs = Blobs::open(&setting, studio.dir.path().join("scratch")).expect("the store");
    let found = server::check::check(&studio.db, &blobs, &server::check::Look::default())
        .await
        .expect("checked");
    let of_measuring = found
        .iter()
        .filter(|violation| violation.what.contains("measure"));
    assert_eq!(
        of_measuring.map(|violation| &violation.what).collect::<Vec<_>>(),
        Vec::<&String>::new()
    );
    studio.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_master_in_an_s3_store_is_inspected_streamed_and_played() {
    let store = S3Store::start().await.expect("a store");
    // The network has its moments all along the way.
    store.breaks("PUT", "/masters/", 1, Fault::Unavailable);
    store.breaks("GET", "/masters/", 1, Fault::Unavailable);
    store.breaks("PUT", "/renditions/", 1, Fault::AnswerLost);
    let studio = Studio::open_on(Some(store)).await;
    let (folder, _) = studio.master(Vec::new());
    let output = studio.delivers(&folder);
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(studio.text("select state from qc_request").await, "available");
    let store = studio.store.as_ref().expect("a store");
    let objects = store.objects();
    assert!(
        objects.iter().any(|key| key.starts_with("s/masters/")),
        "{objects:?}"
    );
    assert!(
        !objects.iter().any(|key| key.starts_with("s/uploads/")),
        "parts of uploads went: {objects:?}"
    );
    assert!(
        !studio.dir.path().join("data/blobs").exists(),
        "nothing lies on the machine"
    );
    studio.is_measured().await;
    let scratch = studio.dir.path().join("data/scratch").read_dir();
    assert_eq!(
        scratch.map_or(0, Iterator::count),
        0,
        "nothing is left in the scratch folder"
    );

    // A segment, as a player asks for it, and the middle of it again.
    let request = studio.text("select id::text from qc_request").await;
    let client = reqwest::Client::new();
    let get = |path: String| {
        client
            .get(format!("{}{path}", studio.address.trim_end_matches('/')))
            .bearer_auth(TOKEN)
    };
    let playback = get(format!("/api/v1/requests/{request}/playback"))
        .send()
        .await
        .expect("an answer");
    assert_eq!(playback.status(), 200);
    let playback: serde_json::Value = playback.json().await.expect("streams");
    let progressive = playback["streams"][0]["progressive_url"]
        .as_str()
        .expect("a file")
        .to_owned();
    let whole = get(progressive.clone())
        .send()
        .await
        .expect("an answer")
        .bytes()
        .await
        .expect("bytes");
    store.breaks("GET", "/renditions/", 1, Fault::Unavailable);
    let part = get(progressive)
        .header("Range", "bytes=1000-1999")
        .send()
        .await
        .expect("an answer");
    assert_eq!(part.status(), 206);
    assert!(part.bytes().await.expect("bytes") == whole.slice(1000..2000));
    studio.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn captions_are_published_and_a_track_that_cannot_be_shown_keeps_nobody_from_the_others() {
    let studio = Studio::open().await;
    let (folder, _) = studio.master_with(vec![Defect::BrokenCaptions], &["en", "de"]);
    let output = studio.delivers(&folder);
    assert!(output.status.success(), "{}", said(&output));
    let told = "select message from finding where rule = 'imf.text.unreadable'";
    assert!(studio.text(told).await.contains("not well-formed"));
    assert_eq!(studio.text("select state from qc_request").await, "available");

    let client = reqwest::Client::new();
    let get = async |path: String| -> serde_json::Value {
        let url = format!("{}{path}", studio.address.trim_end_matches('/'));
        let answer = client
            .get(url)
            .bearer_auth(TOKEN)
            .send()
            .await
            .expect("an answer");
        assert_eq!(answer.status(), 200, "{path}");
        answer.json().await.expect("JSON")
    };
    let request = studio.text("select id::text from qc_request").await;
    let playback = get(format!("/api/v1/requests/{request}/playback")).await;
    let tracks = playback["streams"][0]["caption_tracks"]
        .as_array()
        .expect("tracks");
    assert_eq!(tracks.len(), 2, "{tracks:?}");
    assert_eq!(
        (&tracks[0]["language"], &tracks[0]["kind"]),
        (&"en".into(), &"subtitles".into())
    );
    assert!(tracks[0]["url"].is_null());
    let problem = tracks[0]["problem"].as_str().expect("a reason");
    assert!(
        problem.starts_with("line ") && problem.contains("not well-formed"),
        "{problem}"
    );
    assert_eq!(tracks[1]["language"], "de");

    let track = get(tracks[1]["url"].as_str().expect("a file").to_owned()).await;
    let cue = |first: u64, last: u64, text: &str| serde_json::json!({ "first_frame": first, "last_frame": last, "text": text });
    assert_eq!(
        track["cues"],
        serde_json::json!([cue(6, 17, "de 1: 6 to 17"), cue(30, 41, "de 2: 30 to 41")])
    );
    assert_eq!(track["stretches"][0]["entry"], serde_json::json!([0, 1]));
    let text = track["documents"][0]["text"].as_str().expect("a document");
    assert!(text.contains("<p begin=\"6f\" end=\"18f\">"), "{text}");
    studio.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_waits_for_captions_that_the_master_cannot_give() {
    let studio = Studio::open().await;
    let (folder, _) = studio.master_with(vec![Defect::BrokenCaptions], &["en"]);
    let output = studio.delivers(&folder);
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(studio.text("select state from qc_request").await, "available");
    let captions = "select state || ' ' || error from rendition where kind = 'captions'";
    let told = studio.text(captions).await;
    assert!(told.starts_with("not_possible captions (en): line "), "{told}");
    studio.close().await;
}
