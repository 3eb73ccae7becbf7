//! ffmpeg as a witness: what it decodes of a package.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use masters::barcode::{Barcode, LumaPlane};
use masters::{Master, MasterSpec, Soundfield, write_master};
use timecode::{EditRate, FrameCount, TimecodeRate};

/// A master as small as it can be and still be read: one second or less of 320 × 180.
pub fn small(title: &str, rate: EditRate, frames: u64) -> MasterSpec {
    MasterSpec {
        timecode_rate: TimecodeRate::new(rate, false).expect("a timecode rate"),
        frames: FrameCount(frames),
        width: 320,
        height: 180,
        ..MasterSpec::small(title).expect("a specification")
    }
}

pub fn make(spec: &MasterSpec, folder: &Path) -> Master {
    write_master(spec, folder).unwrap_or_else(|error| panic!("{error}: {error:?}"))
}

/// What `ffmpeg` writes to its standard output, after arguments that name the input.
fn ffmpeg(master: &Master, asset_maps: &[PathBuf], output: &[&str]) -> Vec<u8> {
    let mut command = Command::new("ffmpeg");
    command.args(["-nostdin", "-v", "error", "-f", "imf"]);
    if !asset_maps.is_empty() {
        let maps: Vec<String> = asset_maps.iter().map(|map| map.display().to_string()).collect();
        command.args(["-assetmaps", &maps.join(",")]);
    }
    let finished = command
        .arg("-i")
        .arg(&master.composition)
        .args(output)
        .arg("pipe:1")
        .stdin(Stdio::null())
        .output()
        .expect("ffmpeg is installed");
    let words = String::from_utf8_lossy(&finished.stderr);
    assert!(finished.status.success() && words.is_empty(), "ffmpeg: {words}");
    finished.stdout
}

/// The luma planes that ffmpeg decodes, eight bits.
pub fn pictures(master: &Master, asset_maps: &[PathBuf]) -> Vec<Vec<u8>> {
    let output = [
        "-map",
        "0:v",
        "-pix_fmt",
        "gray",
        "-fps_mode",
        "passthrough",
        "-f",
        "rawvideo",
    ];
    let bytes = ffmpeg(master, asset_maps, &output);
    let size = (master.spec.width * master.spec.height) as usize;
    assert_eq!(bytes.len() % size, 0);
    bytes.chunks(size).map(<[u8]>::to_vec).collect()
}

/// The barcode of each decoded frame.
pub fn barcodes(master: &Master, asset_maps: &[PathBuf]) -> Vec<Option<Barcode>> {
    let (width, height) = (master.spec.width as usize, master.spec.height as usize);
    let read = |samples: &Vec<u8>| {
        Barcode::decode(LumaPlane {
            samples,
            width,
            height,
            stride: width,
        })
    };
    pictures(master, asset_maps).iter().map(read).collect()
}

/// The barcodes after a strong H.264 at another size.
pub fn barcodes_after_h264(master: &Master, width: usize, height: usize) -> Vec<Option<Barcode>> {
    let movie = master.folder.join("strong.mp4");
    let scale = format!("scale={width}:{height}");
    let encoding = [
        "-map", "0:v", "-vf", &scale, "-pix_fmt", "yuv420p", "-c:v", "libx264", "-crf", "40",
    ];
    let mut output = encoding.to_vec();
    let name = movie.display().to_string();
    output.extend([
        "-preset",
        "veryfast",
        "-y",
        &name,
        "-map",
        "0:v",
        "-frames:v",
        "1",
        "-f",
        "null",
    ]);
    ffmpeg(master, &[], &output);
    let decoded = Command::new("ffmpeg")
        .args([
            "-nostdin", "-v", "error", "-i", &name, "-pix_fmt", "gray", "-f", "rawvideo", "pipe:1",
        ])
        .output()
        .expect("ffmpeg is installed");
    let read = |samples: &[u8]| {
        Barcode::decode(LumaPlane {
            samples,
            width,
            height,
            stride: width,
        })
    };
    decoded.stdout.chunks(width * height).map(read).collect()
}

/// The samples of one sound stream, a list for each channel, as 24-bit numbers.
pub fn channels(master: &Master, stream: usize, soundfield: Soundfield) -> Vec<Vec<i32>> {
    let map = format!("0:a:{stream}");
    let bytes = ffmpeg(master, &[], &["-map", &map, "-c:a", "pcm_s32le", "-f", "s32le"]);
    let count = soundfield.channels().len();
    let mut channels = vec![Vec::new(); count];
    for (at, sample) in bytes.as_chunks::<4>().0.iter().enumerate() {
        channels[at % count].push(i32::from_le_bytes(*sample) >> 8);
    }
    channels
}
