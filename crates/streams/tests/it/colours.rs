//! Whether a stream in high dynamic range has the colours of its master: patches of known light, reckoned here from the
//! standards and compared with what was encoded.

use std::process::Command;

use streams::facts::{PictureFacts, Primaries};
use streams::manifest::chunk_name;
use streams::{RenditionKind, plan_set};

use crate::world::{self, composition, media, packages, producer, uhd_pq_picture};

/// ST 2084, in parts of 10,000 nits.
fn pq_to_light(code: f64) -> f64 {
    let (m1, m2) = (2610.0 / 16384.0, 2523.0 / 4096.0 * 128.0);
    let (c1, c2, c3) = (3424.0 / 4096.0, 2413.0 / 4096.0 * 32.0, 2392.0 / 4096.0 * 32.0);
    let p = code.powf(1.0 / m2);
    ((p - c1).max(0.0) / (c2 - c3 * p)).powf(1.0 / m1)
}

fn light_to_pq(light: f64) -> f64 {
    let (m1, m2) = (2610.0 / 16384.0, 2523.0 / 4096.0 * 128.0);
    let (c1, c2, c3) = (3424.0 / 4096.0, 2413.0 / 4096.0 * 32.0, 2392.0 / 4096.0 * 32.0);
    let p = light.clamp(0.0, 1.0).powf(m1);
    ((c1 + c2 * p) / (1.0 + c3 * p)).powf(m2)
}

/// From P3-D65 to BT.2020, both with D65: the published matrix (ITU-R BT.2407 gives its inverse).
const P3_TO_2020: [[f64; 3]; 3] = [
    [0.753_833, 0.198_597, 0.047_570],
    [0.045_744, 0.941_777, 0.012_479],
    [-0.001_210, 0.017_602, 0.983_609],
];

/// Y, Cb, Cr in ten bits, limited range, for red, green and blue in PQ.
fn expected_codes(rgb: [f64; 3], primaries: Primaries) -> [f64; 3] {
    let rgb = match primaries {
        Primaries::P3D65 => {
            let light = rgb.map(pq_to_light);
            P3_TO_2020.map(|row| light_to_pq(row.iter().zip(light).map(|(part, light)| part * light).sum()))
        }
        _ => rgb,
    };
    let [red, green, blue] = rgb;
    let luma = 0.2627 * red + 0.6780 * green + 0.0593 * blue;
    let (cb, cr) = ((blue - luma) / 1.8814, (red - luma) / 1.4746);
    [64.0 + 876.0 * luma, 512.0 + 896.0 * cb, 512.0 + 896.0 * cr]
}

/// Means of the patches' middles in one plane of 16-bit samples.
fn patches(plane: &[u16], width: usize, height: usize) -> Vec<f64> {
    let middle = |patch: usize| {
        let (left, top) = (patch % 8 * width / 8, patch / 8 * height * 13 / 54);
        let (across, down) = (width / 32, height / 40);
        let (x, y) = (left + width / 16 - across / 2, top + height / 9 - down / 2);
        let inside = (y..y + down).flat_map(|row| &plane[row * width + x..row * width + x + across]);
        inside.map(|sample| f64::from(*sample)).sum::<f64>() / (across * down) as f64
    };
    (0..32).map(middle).collect()
}

fn planes(file: &[&str], format: &str) -> Vec<u16> {
    let output = Command::new("ffmpeg")
        .args(["-v", "error", "-nostdin"])
        .args(file)
        .args([
            "-map",
            "0:v:0",
            "-frames:v",
            "1",
            "-pix_fmt",
            format,
            "-f",
            "rawvideo",
            "-",
        ])
        .output()
        .expect("ffmpeg runs");
    output
        .stdout
        .chunks_exact(2)
        .map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
        .collect()
}

#[tokio::test]
async fn every_patch_has_the_light_of_the_master_whether_its_primaries_are_p3_or_bt_2020() {
    let Some(package) = media("imp_hdr_pq_uhd_2s") else {
        return;
    };
    let cpl = world::file_of(&package, "CPL").display().to_string();
    let (width, height) = (3840, 2160);
    let original = planes(&["-c:v", "libopenjpeg", "-f", "imf", "-i", &cpl], "gbrp12le");
    let size = width * height;
    let [green, blue, red] =
        [0, 1, 2].map(|plane| patches(&original[plane * size..(plane + 1) * size], width, height));
    for primaries in [Primaries::Bt2020, Primaries::P3D65] {
        let output = tempfile::tempdir().expect("a folder");
        let picture = PictureFacts {
            primaries,
            ..uhd_pq_picture()
        };
        let facts = composition(1, Some(picture), vec![]);
        let producer = producer(packages(std::slice::from_ref(&package)), output.path()).await;
        let (source, abilities) = (&producer.inputs.source, producer.tools.abilities);
        let set = plan_set(&[RenditionKind::CastHdr], &facts, source, abilities, 48).expect("a plan");
        let manifests = [set.renditions[0].manifest.clone()];
        let made = producer.run_chunk(&set.chunks[0], &manifests, |_| {}).await;
        made.unwrap_or_else(|error| panic!("{error}"));
        let file = output
            .path()
            .join(chunk_name(RenditionKind::CastHdr, 0))
            .display()
            .to_string();
        let decoded = planes(&["-i", &file], "yuv420p10le");
        let (luma, chroma) = decoded.split_at(size);
        let luma = patches(luma, width, height);
        let [cb, cr] = [0, 1].map(|plane| {
            patches(
                &chroma[plane * size / 4..(plane + 1) * size / 4],
                width / 2,
                height / 2,
            )
        });
        for patch in 0..32 {
            let rgb = [red[patch], green[patch], blue[patch]].map(|code| code / 4095.0);
            let expected = expected_codes(rgb, primaries);
            for (found, expected) in [luma[patch], cb[patch], cr[patch]].into_iter().zip(expected) {
                assert!(
                    (found - expected).abs() < 2.5,
                    "{primaries:?}, patch {patch} of {rgb:?}: {found} instead of {expected}"
                );
            }
        }
    }
}
