//! The figures of inspection, each against its limit: hashing against openssl, opening a large track file, comparing two long
//! compositions; and the whole command against a peer's, when `PEER` names one. See `benches/inspection`.

use std::error::Error;
use std::fs::{self, File};
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use conform::{DeliveryKind, WavKind};
use imf::difference::Difference;
use imf::{Composition, Cpl, Digests};
use masters::{MasterSpec, write_master};
use nix::sys::resource::{UsageWho, getrusage};

type Outcome<T> = Result<T, Box<dyn Error>>;

const HASHED_BYTES: u64 = 1 << 30;
const LARGE_BYTES: u64 = 4 << 30;
const FRAME_BYTES: u64 = 200_000;
const RESOURCES: usize = 10_000;
const RUNS: usize = 3;

fn main() -> ExitCode {
    let mut bench = Bench::default();
    let parts: [fn(&mut Bench) -> Outcome<()>; 4] = [hashing, opening, comparing, peer];
    for part in parts {
        if let Err(error) = part(&mut bench) {
            println!("FAILED: {error}");
            bench.beyond += 1;
        }
    }
    if bench.beyond == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

#[derive(Default)]
struct Bench {
    beyond: usize,
}

impl Bench {
    fn tell(&mut self, figure: &str, value: f64, unit: &str, is_within: bool, limit: &str) {
        let word = if is_within { "within" } else { "BEYOND" };
        println!("{figure}: {value:.3} {unit} ({word} {limit})");
        self.beyond += usize::from(!is_within);
    }
}

fn shortest(mut work: impl FnMut() -> Outcome<()>) -> Outcome<Duration> {
    let mut best = Duration::MAX;
    for _ in 0..RUNS {
        let began = Instant::now();
        work()?;
        best = best.min(began.elapsed());
    }
    Ok(best)
}

/// One core against openssl, then a set of two files against one of them: the second core must come in.
fn hashing(bench: &mut Bench) -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let (one, two) = (folder.path().join("one"), folder.path().join("two"));
    fs::create_dir(&one)?;
    fs::create_dir(&two)?;
    write_wav(&one.join("a_51.wav"))?;
    write_wav(&two.join("a_51.wav"))?;
    write_wav(&two.join("b_51.wav"))?;
    let file = one.join("a_51.wav");

    let ours = shortest(|| {
        let digests = Digests::of(&mut File::open(&file)?, false, &mut |_| true)?;
        assert!(digests.sha256.is_none());
        Ok(())
    })?;
    let openssl = shortest(|| run(Command::new("openssl").args(["dgst", "-sha1"]).arg(&file)))?;
    let ratio = openssl.as_secs_f64() / ours.as_secs_f64();
    println!("SHA-1 of 1 GiB: ours {ours:?}, openssl {openssl:?}");
    bench.tell("hashing against openssl", ratio, "×", ratio >= 0.95, "≥ 0.95 ×");

    let inspect = |folder: &Path| {
        let kind = DeliveryKind::WavSet(WavKind::Printmaster);
        conform::inspect(folder, kind, &[], &mut |_| {});
        Ok(())
    };
    let single = shortest(|| inspect(&one))?;
    let double = shortest(|| inspect(&two))?;
    let gain = 2.0 * single.as_secs_f64() / double.as_secs_f64();
    bench.tell(
        "two files on two cores against one",
        gain,
        "×",
        gain >= 1.8,
        "≥ 1.8 ×",
    );
    Ok(())
}

/// 5.1 of 24 bits, all zeros but written: a hole would be read faster than a disk gives.
fn write_wav(path: &Path) -> Outcome<()> {
    let mut file = File::create(path)?;
    let data_bytes = u32::try_from(HASHED_BYTES / 18 * 18)?;
    file.write_all(b"RIFF")?;
    file.write_all(&(data_bytes + 36).to_le_bytes())?;
    file.write_all(b"WAVEfmt \x10\0\0\0\x01\0\x06\0\x80\xbb\0\0\0\x2f\x0d\0\x12\0\x18\0data")?;
    file.write_all(&data_bytes.to_le_bytes())?;
    let piece = vec![0_u8; 18 << 16];
    let mut left = u64::from(data_bytes);
    while left > 0 {
        let count = left.min(piece.len() as u64);
        file.write_all(piece.get(..usize::try_from(count)?).unwrap_or_default())?;
        left -= count;
    }
    Ok(())
}

/// A picture track file of 4 GiB whose frames are holes: its structure is read, its essence skipped.
fn opening(bench: &mut Bench) -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let large = folder.path().join("large.mxf");
    let frames = write_large(folder.path(), &large)?;
    let before = peak_kib()?;
    let took = shortest(|| {
        let file = mxf::TrackFile::read(File::open(&large)?)?;
        assert_eq!(file.essence_elements, frames);
        Ok(())
    })?;
    let grown = peak_kib()?.saturating_sub(before);
    println!("4 GiB of {frames} frames: opened with {grown} KiB more");
    let ms = took.as_secs_f64() * 1000.0;
    bench.tell("opening a track file of 4 GiB", ms, "ms", ms <= 50.0, "≤ 50 ms");
    bench.tell(
        "memory for it",
        grown as f64 / 1024.0,
        "MiB",
        grown <= 8 << 10,
        "≤ 8 MiB",
    );
    Ok(())
}

/// Header and footer of a small master of ours, frames of holes between them.
fn write_large(folder: &Path, path: &Path) -> Outcome<u64> {
    let spec = MasterSpec::small("Large")?;
    let master = write_master(&spec, &folder.join("small"))?;
    let small = fs::read(master.folder.join(&master.picture.file_name))?;
    let key = [
        0x06, 0x0e, 0x2b, 0x34, 0x01, 0x02, 0x01, 0x01, 0x0d, 0x01, 0x03, 0x01, 0x15,
    ];
    let begin = small
        .windows(key.len())
        .position(|window| window == key)
        .ok_or("no essence")?;
    let element_key = small.get(begin..begin + 16).ok_or("no essence")?.to_vec();
    let footer_key = [
        0x06, 0x0e, 0x2b, 0x34, 0x02, 0x05, 0x01, 0x01, 0x0d, 0x01, 0x02, 0x01, 0x01, 0x04,
    ];
    let footer = small
        .windows(footer_key.len())
        .rposition(|window| window == footer_key)
        .ok_or("no footer")?;
    let mut file = File::create(path)?;
    file.write_all(small.get(..begin).unwrap_or_default())?;
    let frames = LARGE_BYTES / FRAME_BYTES;
    for _ in 0..frames {
        file.write_all(&element_key)?;
        file.write_all(&[0x83])?;
        file.write_all(
            u32::try_from(FRAME_BYTES)?
                .to_be_bytes()
                .get(1..)
                .unwrap_or_default(),
        )?;
        file.seek(SeekFrom::Current(i64::try_from(FRAME_BYTES)?))?;
    }
    file.write_all(small.get(footer..).unwrap_or_default())?;
    Ok(frames)
}

fn peak_kib() -> Outcome<u64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM"))
        .ok_or("no VmHWM")?;
    Ok(line.split_ascii_whitespace().nth(1).ok_or("no VmHWM")?.parse()?)
}

/// A composition of short resources, and the same with every hundredth replaced.
fn comparing(bench: &mut Bench) -> Outcome<()> {
    let read = |every: Option<usize>| -> Outcome<Composition> {
        Ok(Composition::of(&Cpl::read(long_cpl(every).as_bytes())?.document)?)
    };
    let (old, new) = (read(None)?, read(Some(100))?);
    let took = shortest(|| {
        let difference = Difference::between(&old, &new);
        assert_eq!(difference.tracks.len(), 1);
        assert!(!difference.watch.is_empty());
        Ok(())
    })?;
    let whole = shortest(|| {
        let (old, new) = (read(None)?, read(Some(100))?);
        assert!(!Difference::between(&old, &new).tracks.is_empty());
        Ok(())
    })?;
    println!("with reading both documents: {whole:?}");
    let ms = took.as_secs_f64() * 1000.0;
    bench.tell(
        "difference of 10,000 resources",
        ms,
        "ms",
        ms <= 100.0,
        "≤ 100 ms",
    );
    Ok(())
}

fn long_cpl(replaced_every: Option<usize>) -> String {
    let id = |number: usize| uuid::Uuid::from_u128(number as u128 + 1);
    let resources: String = (0..RESOURCES)
        .map(|number| {
            let is_replaced = replaced_every.is_some_and(|every| number % every == 0);
            let (file, entry) = if is_replaced { (7, 0) } else { (number % 3, number * 24) };
            format!(
                "<Resource><Id>urn:uuid:{}</Id><IntrinsicDuration>1000000</IntrinsicDuration><EntryPoint>{entry}\
                 </EntryPoint><SourceDuration>24</SourceDuration><SourceEncoding>urn:uuid:{}</SourceEncoding>\
                 <TrackFileId>urn:uuid:{}</TrackFileId></Resource>",
                id(1000 + number),
                id(file),
                id(file)
            )
        })
        .collect();
    format!(
        "<CompositionPlaylist xmlns='http://www.smpte-ra.org/schemas/2067-3/2016'><Id>urn:uuid:{0}</Id>\
         <ContentTitle>long</ContentTitle><EditRate>24 1</EditRate><SegmentList><Segment><Id>urn:uuid:{0}</Id>\
         <SequenceList><cc:MainImageSequence xmlns:cc='http://www.smpte-ra.org/schemas/2067-2/2016'>\
         <Id>urn:uuid:{0}</Id><TrackId>urn:uuid:{0}</TrackId><ResourceList>{resources}</ResourceList>\
         </cc:MainImageSequence></SequenceList></Segment></SegmentList></CompositionPlaylist>",
        id(0)
    )
}

/// `PEER` is a command line in which {} stands for the package; `PACKAGE` names one, else it is a small master of ours.
fn peer(bench: &mut Bench) -> Outcome<()> {
    let (Ok(peer), Ok(ours)) = (std::env::var("PEER"), std::env::var("ASSETQC")) else {
        println!("no PEER and ASSETQC in the environment: the command is not paired");
        return Ok(());
    };
    let folder = tempfile::tempdir()?;
    let package = match std::env::var("PACKAGE") {
        Ok(package) => package,
        Err(_) => {
            let spec = MasterSpec::small("Peer")?;
            let master = write_master(&spec, folder.path())?;
            master.folder.display().to_string()
        }
    };
    let our_cost = cost(Command::new(ours).args(["validate", "--format", "json", &package]))?;
    let mut words = peer
        .split_ascii_whitespace()
        .map(|word| word.replace("{}", &package));
    let their_cost = cost(Command::new(words.next().unwrap_or_default()).args(words))?;
    let limit = std::env::var("PEER_LIMIT")
        .ok()
        .and_then(|limit| limit.parse().ok())
        .unwrap_or(1.0);
    let ratio = our_cost / their_cost;
    bench.tell(
        "processor time against the peer",
        ratio,
        "×",
        ratio <= limit,
        &format!("≤ {limit} ×"),
    );
    Ok(())
}

/// Seconds of processor; also tells the largest memory so far, which is the child's when it grew.
fn cost(command: &mut Command) -> Outcome<f64> {
    let seconds = || -> Outcome<f64> {
        let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
        let of = |time: nix::sys::time::TimeVal| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6;
        println!("largest memory of a child so far: {} KiB", usage.max_rss());
        Ok(of(usage.user_time()) + of(usage.system_time()))
    };
    let before = seconds()?;
    command.stdout(Stdio::null()).stderr(Stdio::null()).status()?;
    Ok(seconds()? - before)
}

fn run(command: &mut Command) -> Outcome<()> {
    let status = command.stdout(Stdio::null()).status()?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("{command:?} ended with {status}").into())
    }
}
