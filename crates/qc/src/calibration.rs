//! Calibration: a master with planted defects is reviewed like any other, and the report is scored by its answer key
//! instead of by a verifier. Here is the key, what is wrong with one, and the matching of issues to planted defects: one
//! to one, right codes first. How a calibration is given and hidden is the server's.

mod key;
mod matching;

pub use key::{
    AnswerKey, KeyContext, KeyError, LIMIT_DEFECTS, LIMIT_NAME_CHARS, LIMIT_TOLERANCE_FRAMES, PlantedDefect,
};
pub use matching::{Fault, Flag, Match, Score, score};

use crate::words::words;

words! {
    CalibrationState {
        Open = "open",
        /// The scores are shown to those who took part.
        Closed = "closed",
    }
}
