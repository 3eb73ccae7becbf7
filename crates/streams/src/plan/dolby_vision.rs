//! Whether a picture's stream carries Dolby Vision, and with which RPUs. A master whose metadata do not fit is streamed as
//! HDR10, and the rendition says why.

use dolby::RpuRun;

use crate::dolby_vision::DolbyVisionStream;
use crate::facts::{CompositionFacts, DolbyVision, PictureFacts};
use crate::kind::RenditionKind;

/// What was decided; the reason where the master has metadata and the stream goes without.
#[derive(Debug, Default)]
pub(super) struct Decision {
    pub stream: Option<DolbyVisionStream>,
    pub rpus: Vec<RpuRun>,
    pub reason: Option<String>,
}

/// For a picture of this width and height. Only televisions are given it: no browser plays it.
pub(super) fn decide(
    kind: RenditionKind,
    picture: &PictureFacts,
    facts: &CompositionFacts,
    size: (u32, u32),
) -> Decision {
    let Some(carried) = picture
        .dolby_vision
        .as_ref()
        .filter(|_| kind == RenditionKind::CastHdr)
    else {
        return Decision::default();
    };
    match made(carried, facts, size) {
        Ok((stream, rpus)) => Decision {
            stream: Some(stream),
            rpus,
            reason: None,
        },
        Err(reason) => Decision {
            reason: Some(reason),
            ..Decision::default()
        },
    }
}

fn made(
    carried: &DolbyVision,
    facts: &CompositionFacts,
    (width, height): (u32, u32),
) -> Result<(DolbyVisionStream, Vec<RpuRun>), String> {
    let metadata = match carried {
        DolbyVision::Metadata(packed) => packed.unpack().map_err(|error| error.to_string())?,
        DolbyVision::Unfit(reason) => return Err(reason.clone()),
    };
    metadata
        .check_fit(facts.edit_rate, facts.duration_frames)
        .map_err(|error| error.to_string())?;
    let stream = DolbyVisionStream::of(width, height, facts.edit_rate)
        .ok_or_else(|| "the picture is beyond every level of Dolby Vision".to_owned())?;
    let rpus = dolby::rpus(&metadata, (width, height)).map_err(|error| error.to_string())?;
    Ok((stream, rpus))
}
