//! Markers of review tools: the issues of a report out as a file of theirs, and such a file in again as issues. The formats
//! are the crate's of this name; here is decided what a code means, which marker is an issue already, and who may.

mod export;
pub mod http;
mod preview;
mod sql;

use ::markers::{ReadError, Timeline};
use api::requests::RequestView;
use timecode::{Frame, Programme, TimecodeRate};

use crate::error::{ApiError, ApiResult};
use crate::issues::sentence;

/// The timeline on which markers of a request lie, labelled as its player does.
fn timeline(request: &RequestView) -> ApiResult<Timeline> {
    let counting = TimecodeRate::new(request.edit_rate, request.drop_frame);
    let counting = counting.map_err(|error| ApiError::not_allowed_now(sentence(error.to_string())))?;
    let start = Frame(request.offset_frames);
    Ok(Timeline::from(Programme { counting, start }))
}

impl From<ReadError> for ApiError {
    fn from(error: ReadError) -> ApiError {
        let code = match &error {
            ReadError::TooLarge => {
                return ApiError::TooLarge {
                    limit_bytes: ::markers::LIMIT_BYTES as u64,
                };
            }
            ReadError::TooMany => "too_many",
            ReadError::NotText { .. } | ReadError::BrokenUtf16 { .. } => "not_text",
            ReadError::UnknownFormat => "unknown_format",
            ReadError::WrongRate { .. } => "wrong_rate",
            ReadError::Malformed { .. } => "malformed",
        };
        ApiError::invalid("file", code, sentence(error.to_string()))
    }
}
