//! The peer: ffmpeg's own `ebur128` filter on the same track.

use std::path::Path;
use std::process::Command;

/// Integrated loudness and true peak.
pub struct Peer {
    pub integrated: f64,
    pub true_peak: f64,
}

pub fn loudness(composition: &Path, track: usize) -> std::io::Result<Option<Peer>> {
    let map = format!("0:a:{track}");
    let filter = "ebur128=peak=true:metadata=1,ametadata=print:key=lavfi.r128.I:file=-";
    let output = Command::new("ffmpeg")
        .args(["-hide_banner", "-nostdin", "-nostats", "-f", "imf", "-i"])
        .arg(composition)
        .args(["-map", &map, "-af", filter, "-f", "null", "/dev/null"])
        .output()?;
    let last = |text: &str, name: &str| {
        let after = text
            .rsplit_once(name)
            .map(|(_, after)| after.trim_start().to_owned());
        after.and_then(|after| after.split_whitespace().next()?.parse::<f64>().ok())
    };
    let metadata = String::from_utf8_lossy(&output.stdout);
    let summary = String::from_utf8_lossy(&output.stderr);
    let peer = |integrated| {
        let true_peak = last(&summary, "Peak:")?;
        Some(Peer {
            integrated,
            true_peak,
        })
    };
    Ok(last(&metadata, "lavfi.r128.I=").and_then(peer))
}
