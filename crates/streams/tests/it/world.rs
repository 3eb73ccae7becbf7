//! What the tests share: a jail, the tools, small inputs made by ffmpeg itself, and the real fixtures where they exist.

use std::path::{Path, PathBuf};
use std::process::Command;

use streams::facts::{
    ColourModel, ColourRange, CompositionFacts, PictureCoding, PictureFacts, Primaries, SoundFacts,
    Soundfield, Transfer,
};
use streams::{Inputs, JailLimits, Jailer, Producer, Source, ToolPaths, Tools};
use timecode::{EditRate, FrameCount};

pub async fn jailer() -> Jailer {
    let jailer = Jailer::open(false).await;
    assert!(
        jailer.can_work(),
        "these tests need bubblewrap: {}",
        jailer.status()
    );
    jailer
}

pub async fn tools(jailer: &Jailer) -> Tools {
    Tools::find(jailer, &ToolPaths::default())
        .await
        .expect("a full ffmpeg")
}

/// The fixtures by others; None, said aloud, where they are not.
pub fn media(name: &str) -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/media");
    let root = std::env::var_os("ASSETQC_MEDIA").map_or(beside, PathBuf::from);
    let path = root.join("made").join(name);
    if !path.exists() {
        println!("fixture {name} is not here; skipped");
        return None;
    }
    Some(path)
}

/// Runs ffmpeg outside of any jail to make an input; `-y` and silence are added.
pub fn make(args: &str, target: &Path) {
    let status = Command::new("ffmpeg")
        .args(["-v", "error", "-nostdin", "-y"])
        .args(args.split(' '))
        .arg(target)
        .status()
        .expect("ffmpeg runs");
    assert!(status.success(), "ffmpeg {args}");
}

/// Standard output of ffprobe about a file.
pub fn ffprobe(args: &str, file: &Path) -> String {
    let output = Command::new("ffprobe")
        .args(["-v", "error"])
        .args(args.split(' '))
        .arg(file)
        .output();
    String::from_utf8(output.expect("ffprobe runs").stdout)
        .expect("text")
        .trim()
        .to_owned()
}

/// MD5 of all decoded samples, 24 bits each.
pub fn sound_md5(input: &[&str]) -> String {
    let output = Command::new("ffmpeg")
        .args(["-v", "error", "-nostdin"])
        .args(input)
        .args(["-c:a", "pcm_s24le", "-f", "md5", "-"])
        .output()
        .expect("ffmpeg runs");
    String::from_utf8(output.stdout).expect("text").trim().to_owned()
}

pub fn stereo(language: &str) -> SoundFacts {
    SoundFacts {
        soundfield: Soundfield::Stereo,
        channel_count: 2,
        channel_labels: vec!["chL".into(), "chR".into()],
        sample_rate: 48_000,
        language: Some(language.into()),
        content: None,
    }
}

pub fn five_one(language: &str) -> SoundFacts {
    let labels = ["chL", "chR", "chC", "chLFE", "chLs", "chRs"];
    SoundFacts {
        soundfield: Soundfield::FiveOne,
        channel_count: 6,
        channel_labels: labels.map(str::to_owned).to_vec(),
        ..stereo(language)
    }
}

pub fn hd_picture() -> PictureFacts {
    PictureFacts {
        width: 1920,
        height: 1080,
        display_aspect: Some((16, 9)),
        coding: PictureCoding::Jpeg2000,
        model: ColourModel::YCbCr,
        range: ColourRange::Limited,
        primaries: Primaries::Bt709,
        transfer: Transfer::Sdr,
        mastering_peak_nits: None,
        mastering: None,
        light_level: None,
        dolby_vision: None,
    }
}

pub fn uhd_pq_picture() -> PictureFacts {
    PictureFacts {
        width: 3840,
        height: 2160,
        model: ColourModel::Rgb,
        range: ColourRange::Full,
        primaries: Primaries::Bt2020,
        transfer: Transfer::Pq,
        mastering_peak_nits: Some(4000),
        ..hd_picture()
    }
}

pub fn composition(frames: u64, picture: Option<PictureFacts>, sound: Vec<SoundFacts>) -> CompositionFacts {
    CompositionFacts {
        edit_rate: EditRate::FPS_23_976,
        duration_frames: FrameCount(frames),
        picture,
        sound,
    }
}

/// Every file of the packages, each package in its own folder; the CPL is that of the last package.
pub fn packages(folders: &[PathBuf]) -> Inputs {
    let mut files = Vec::new();
    let mut asset_maps = Vec::new();
    let mut cpl = String::new();
    for (number, folder) in folders.iter().enumerate() {
        for entry in std::fs::read_dir(folder).expect("a package") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            let place = format!("package{number}/{name}");
            if name.starts_with("CPL") {
                cpl.clone_from(&place);
            }
            if name == "ASSETMAP.xml" {
                asset_maps.push(place.clone());
            }
            files.push((path, place));
        }
    }
    Inputs {
        files,
        source: Source::Composition { cpl, asset_maps },
    }
}

pub async fn producer(inputs: Inputs, output: &Path) -> Producer {
    let jailer = jailer().await;
    let tools = tools(&jailer).await;
    let limits = JailLimits::default().within(std::time::Duration::from_secs(300));
    Producer {
        jailer,
        tools,
        inputs,
        output: output.to_owned(),
        limits,
    }
}

/// A copy of a fixture that may be damaged.
pub fn writable_copy(folder: &Path) -> tempfile::TempDir {
    use std::os::unix::fs::PermissionsExt;
    let copy = tempfile::tempdir().expect("a folder");
    std::fs::set_permissions(copy.path(), std::fs::Permissions::from_mode(0o755)).expect("opened");
    for entry in std::fs::read_dir(folder).expect("a package") {
        let path = entry.expect("an entry").path();
        let bytes = std::fs::read(&path).expect("read");
        std::fs::write(copy.path().join(path.file_name().expect("a name")), bytes).expect("written");
    }
    copy
}

/// The file of a package whose name begins so.
pub fn file_of(folder: &Path, beginning: &str) -> PathBuf {
    let entries = std::fs::read_dir(folder)
        .expect("a package")
        .map(|entry| entry.expect("an entry").path());
    let named = |path: &PathBuf| {
        path.file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with(beginning))
    };
    entries.into_iter().find(named).expect("the file")
}
