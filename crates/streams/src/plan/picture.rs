//! The picture: cut into chunks, each a run of ffmpeg that decodes exactly its frames once and encodes them for every kind
//! that was asked for. Each chunk is a file of its own, and says where in the composition it belongs.

use timecode::FrameRange;

use super::{
    Clock, PlanError, Step, StepKind, colour, common_args, composition_input, dolby_vision, encoder, size,
    words,
};
use crate::facts::{CompositionFacts, PictureCoding, PictureFacts, Source};
use crate::kind::RenditionKind;
use crate::manifest::{KEYFRAME_EVERY_FRAMES, PictureRendition, StreamColour, chunk_name, playlist_name};
use crate::probe::Abilities;

/// JPEG 2000 of IMF profiles has at least this many wavelet levels to leave out.
const REDUCTION_LIMIT: u32 = 3;

/// One kind's picture: what will be published of it, and what makes it from decoded frames.
pub(super) struct Target {
    pub kind: RenditionKind,
    pub rendition: PictureRendition,
    filters: String,
    encoder: Vec<String>,
    /// Of all frames, where the stream carries Dolby Vision.
    rpus: Vec<dolby::RpuRun>,
}

impl Target {
    pub fn of(
        kind: RenditionKind,
        picture: &PictureFacts,
        facts: &CompositionFacts,
        abilities: Abilities,
        clock: Clock,
    ) -> Result<Target, PlanError> {
        let (width, height) = size::target_size(picture, size::limit_of(kind))?;
        let colour = match kind.is_hdr() {
            true => StreamColour::Bt2020Pq,
            false => StreamColour::Bt709,
        };
        let codec = encoder::Encoder::of(kind, height);
        codec.must_be_there(abilities)?;
        let carried = dolby_vision::decide(kind, picture, facts, (width, height));
        let rendition = PictureRendition {
            width,
            height,
            codec: codec.tag().to_owned(),
            playlist: playlist_name(0),
            tone_mapped: picture.is_hdr() && !kind.is_hdr(),
            keyframe_every_frames: KEYFRAME_EVERY_FRAMES,
            time_scale: clock.time_scale,
            frame_ticks: clock.frame_ticks,
            colour,
            mastering: picture.mastering.filter(|_| kind.is_hdr()),
            light_level: picture.light_level.filter(|_| kind.is_hdr()),
            dolby_vision: carried.stream,
            without_dolby_vision: carried.reason,
        };
        Ok(Target {
            kind,
            filters: colour::filters(
                picture,
                (width, height),
                colour,
                codec.pixel_format(colour),
                abilities,
            )?,
            encoder: codec.args(&rendition),
            rpus: carried.rpus,
            rendition,
        })
    }
}

/// The run that makes one chunk for all targets. Decoding is most of the work, so it is done once.
pub(super) fn chunk_step(
    targets: &[Target],
    range: FrameRange,
    picture: &PictureFacts,
    facts: &CompositionFacts,
    source: &Source,
    abilities: Abilities,
) -> Result<Step, PlanError> {
    let Source::Composition { cpl, asset_maps } = source else {
        return Err(PlanError::PictureWithoutComposition);
    };
    let (first, count) = (range.first().0, range.len().0);
    let mut args = common_args();
    // Slices of a picture depend on the number of cores, and zscale's results on the slices: one slice, anywhere.
    args.extend(words("-filter_complex_threads 1"));
    args.extend(decoder_args(picture, targets, abilities));
    if first > 0 {
        args.extend(["-ss".to_owned(), format!("{}us", seek_micros(facts, first))]);
    }
    args.extend(composition_input(cpl, asset_maps));
    args.extend(["-filter_complex".to_owned(), graph(targets, facts)]);
    for (number, target) in targets.iter().enumerate() {
        args.extend(words(&format!("-map [picture{number}] -frames:v {count}")));
        args.extend(words(
            "-an -sn -dn -map_metadata -1 -map_chapters -1 -fps_mode passthrough -fflags +bitexact",
        ));
        args.extend(target.encoder.iter().cloned());
        args.extend(words(&format!(
            "-video_track_timescale {} -use_editlist 0 -frag_duration {} -f mp4",
            target.rendition.time_scale,
            super::segment_micros(facts.edit_rate)
        )));
        // Whole fragments of one segment each, and nothing behind them: chunks are joined by putting them in a row.
        args.extend(words("-movflags +empty_moov+default_base_moof+skip_trailer"));
        args.push(format!("out/{}", chunk_name(target.kind, first)));
    }
    Ok(Step {
        kind: StepKind::PictureChunk { first, count },
        args,
        rpus: targets
            .iter()
            .flat_map(|target| dolby::cut(&target.rpus, range))
            .collect(),
    })
}

/// A quarter of a frame after its beginning: demuxer and filter round to the frame, whichever way.
fn seek_micros(facts: &CompositionFacts, first: u64) -> u128 {
    let rate = facts.edit_rate;
    (u128::from(first) * 4 + 1) * u128::from(rate.den()) * 1_000_000 / (4 * u128::from(rate.num()))
}

/// Frames are numbered anew, so that nothing of the seek's rounding remains in a timestamp.
fn graph(targets: &[Target], facts: &CompositionFacts) -> String {
    let rate = facts.edit_rate;
    let numbered = format!("[0:v:0]settb={}/{},setpts=N", rate.den(), rate.num());
    if let [only] = targets {
        return format!("{numbered},{}[picture0]", only.filters);
    }
    let names: String = (0..targets.len())
        .map(|number| format!("[decoded{number}]"))
        .collect();
    let chains: String = targets
        .iter()
        .enumerate()
        .map(|(number, target)| format!(";[decoded{number}]{}[picture{number}]", target.filters))
        .collect();
    format!("{numbered},split={}{names}{chains}", targets.len())
}

/// JPEG 2000 is decoded at the smallest resolution level that is not under any target: a quarter of the work per level.
fn decoder_args(picture: &PictureFacts, targets: &[Target], abilities: Abilities) -> Vec<String> {
    if picture.coding != PictureCoding::Jpeg2000 {
        return Vec::new();
    }
    let decoder = if abilities.libopenjpeg {
        "libopenjpeg"
    } else {
        "jpeg2000"
    };
    let mut args = words(&format!("-c:v {decoder}"));
    let fits = |level: &u32| {
        targets.iter().all(|target| {
            picture.width >> level >= target.rendition.width
                && picture.height >> level >= target.rendition.height
        })
    };
    if let Some(level) = (1..=REDUCTION_LIMIT).rev().find(fits) {
        args.extend(words(&format!("-lowres {level}")));
    }
    args
}
