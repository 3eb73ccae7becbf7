//! Metadata of Dolby Vision, from documents of our own and of others.

mod documents;
mod frames;
mod media;
mod refused;

use dolby::{Metadata, RpuRun, Version};
use masters::{DolbyVision, DolbyVisionForm, MasterSpec};
use timecode::FrameCount;

/// Three shots over so many frames.
pub fn metadata(frames: u64, version: Version) -> Metadata {
    let spec = MasterSpec {
        frames: FrameCount(frames),
        ..MasterSpec::small("Sea Light").expect("a specification")
    };
    DolbyVision::of(&spec, DolbyVisionForm::Sidecar, version).metadata
}

/// An RPU for each frame.
pub fn unrolled(runs: &[RpuRun]) -> Vec<Vec<u8>> {
    let frames = |run: &RpuRun| std::iter::repeat_n(run.nal_unit.clone(), run.frames as usize);
    runs.iter().flat_map(frames).collect()
}
