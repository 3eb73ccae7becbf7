//! How long streams take to be made: the whole way, from the job that plans them to what is published, against one ffmpeg
//! command that a person would write for the same package on the same cores; how soon the first of it can be played; and what
//! a second worker is worth. Workers are the real program, pinned to cores. Started by `benches/streams`.

#[path = "making.rs"]
mod making;

use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow, ensure};
use making::{Bench, Worker, height, number, width};

const LIMIT_PIPELINE: f64 = 1.10;
const LIMIT_FIRST: f64 = 0.10;
const LIMIT_TWO: f64 = 0.56;

fn main() -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(run())
}

/// What one making took.
struct Took {
    first: Duration,
    whole: Duration,
}

async fn run() -> anyhow::Result<()> {
    let seconds = number("SECONDS_LONG", 120);
    let bench = Bench::open(seconds).await?;
    println!(
        "a programme of {seconds} s, {} x {}, in chunks of {} s",
        width(),
        height(),
        bench.chunk_seconds
    );
    let by_hand = bench.by_hand("0,1")?;
    let together = bench.pipeline(&["0,1"], 2).await?;
    let one = bench.pipeline(&["0"], 1).await?;
    let two = bench.pipeline(&["0", "1"], 1).await?;
    let ratio = |one: Duration, other: Duration| one.as_secs_f64() / other.as_secs_f64();
    let say = |what: &str, took: Duration, ratio: f64, limit: f64| {
        println!(
            "{what:<56} {:7.1} s   {ratio:.3} (limit {limit:.2})",
            took.as_secs_f64()
        );
        ratio <= limit
    };
    println!(
        "{:<56} {:7.1} s",
        "one ffmpeg command on two cores",
        by_hand.as_secs_f64()
    );
    let results = [
        say(
            "the whole way on two cores, against the command",
            together.whole,
            ratio(together.whole, by_hand),
            LIMIT_PIPELINE,
        ),
        say(
            "the first twentieth can be played, against the whole",
            one.first,
            ratio(one.first, one.whole),
            LIMIT_FIRST,
        ),
        say(
            "two workers with a core each, against one",
            two.whole,
            ratio(two.whole, one.whole),
            LIMIT_TWO,
        ),
    ];
    ensure!(
        results.iter().all(|is_within| *is_within),
        "a figure is beyond its limit"
    );
    Ok(())
}

impl Bench {
    /// The same picture and sounds, packaged alike, by one command.
    fn by_hand(&self, cores: &str) -> anyhow::Result<Duration> {
        let out = self.dir.path().join("by-hand");
        std::fs::create_dir_all(&out)?;
        let cpl = self.package.join(self.facts.cpl_path.to_string());
        let began = Instant::now();
        let status = Command::new("taskset")
            .args(["-c", cores, "ffmpeg", "-v", "error", "-nostdin", "-y", "-f", "imf", "-i"])
            .arg(cpl)
            .args("-map 0:v:0 -map 0:a:0 -map 0:a:1 -c:v libx264 -preset veryfast -crf 18 -maxrate 20M -bufsize 40M -profile:v high".split(' '))
            .args("-pix_fmt yuv420p -bf 0 -g 12 -keyint_min 12 -sc_threshold 0 -flags +cgop -c:a flac -strict experimental".split(' '))
            .args("-f dash -hls_playlist 1 -use_template 1 -use_timeline 1 -seg_duration 2".split(' '))
            .arg(out.join("manifest.mpd"))
            .status()
            .context("taskset and ffmpeg")?;
        ensure!(status.success(), "the command by hand failed");
        Ok(began.elapsed())
    }

    /// A process for each set of cores, each with so many jobs at once.
    async fn pipeline(&self, cores: &[&str], jobs: usize) -> anyhow::Result<Took> {
        let db = &self.server.app().db;
        let mut workers = Vec::new();
        for cores in cores {
            workers.push(Worker::start(self, cores, jobs)?);
        }
        // They look for work, and for their tools, before the clock starts.
        tokio::time::sleep(Duration::from_secs(3)).await;
        let delivery = self.accepted().await?;
        let began = Instant::now();
        let mut first = None;
        loop {
            let (state, error, frames): (String, Option<String>, i64) = sqlx::query_as(
                "select n.state, n.error, p.playable_frames from rendition n join rendition_progress p on p.rendition_id = n.id
                 where n.delivery_id = $1 and n.kind = 'browser'",
            )
            .bind(delivery.uuid())
            .fetch_one(db)
            .await?;
            let wanted = i64::try_from(self.facts.duration_frames.0 / 20)?;
            if first.is_none() && (frames >= wanted || state == "ready") {
                first = Some(began.elapsed());
            }
            match state.as_str() {
                "ready" => break,
                "failed" => return Err(anyhow!("it failed: {}", error.unwrap_or_default())),
                _ => tokio::time::sleep(Duration::from_millis(100)).await,
            }
        }
        Ok(Took {
            first: first.unwrap_or_default(),
            whole: began.elapsed(),
        })
    }
}
