//! The answer key: what was planted, where, and what an operator may rightly call it. It is written by `assetqc
//! sample-master` or by hand, and checked against the delivery before anyone is given it.

use serde::{Deserialize, Serialize};
use timecode::{FrameCount, FrameRange};
use utoipa::ToSchema;

use crate::error_code::ErrorCode;
use crate::severity::Severity;
use crate::task::TaskKind;

pub const LIMIT_DEFECTS: usize = 200;
pub const LIMIT_NAME_CHARS: usize = 200;
/// A tolerance beyond a minute would call anything found.
pub const LIMIT_TOLERANCE_FRAMES: u64 = 60 * 60;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerKey {
    #[schema(min_items = 1, max_items = 200)]
    pub defects: Vec<PlantedDefect>,
}

/// One planted defect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlantedDefect {
    /// What it is, for those who read the score: "Black frames".
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// Ids of the error codes under which it is rightly flagged.
    #[schema(min_items = 1)]
    pub codes: Vec<String>,
    /// The severities that are right; none given means any.
    #[serde(default)]
    pub severities: Vec<Severity>,
    /// The tasks in which it can be seen or heard; none given means any.
    #[serde(default)]
    pub tasks: Vec<TaskKind>,
    pub first_frame: u64,
    pub last_frame: u64,
    /// How far In and Out may each be off.
    #[serde(default)]
    pub tolerance_frames: u64,
    /// It holds everywhere, as an offset of all sound does: In and Out are not judged.
    #[serde(default)]
    pub whole_programme: bool,
}

/// What the key is checked against.
#[derive(Clone, Debug)]
pub struct KeyContext {
    pub duration: FrameCount,
    /// The tasks that deliveries of this kind can have.
    pub tasks: Vec<TaskKind>,
}

/// What is wrong with a key. `at` counts from 0, in the order of the key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    #[error("plant at least one defect")]
    Empty,
    #[error("{count} defects; at most {LIMIT_DEFECTS} are scored")]
    TooMany { count: usize },
    #[error("give it a name of at most {LIMIT_NAME_CHARS} characters")]
    Name { at: usize },
    #[error("name at least one error code")]
    NoCode { at: usize },
    #[error("{code:?} is no error code of the list")]
    UnknownCode { at: usize, code: String },
    #[error("out lies before in")]
    OutBeforeIn { at: usize },
    #[error("the programme ends with frame {last}")]
    OutsideProgramme { at: usize, last: u64 },
    #[error("a tolerance is at most {LIMIT_TOLERANCE_FRAMES} frames")]
    Tolerance { at: usize },
    #[error("{} is not a task of this kind of delivery", task.label())]
    StrangeTask { at: usize, task: TaskKind },
}

impl KeyError {
    /// The field of the key that it is about.
    pub fn field(&self) -> String {
        match self {
            KeyError::Empty | KeyError::TooMany { .. } => "defects".to_owned(),
            KeyError::Name { at } => format!("defects[{at}].name"),
            KeyError::NoCode { at } | KeyError::UnknownCode { at, .. } => format!("defects[{at}].codes"),
            KeyError::OutBeforeIn { at } | KeyError::OutsideProgramme { at, .. } => {
                format!("defects[{at}].last_frame")
            }
            KeyError::Tolerance { at } => format!("defects[{at}].tolerance_frames"),
            KeyError::StrangeTask { at, .. } => format!("defects[{at}].tasks"),
        }
    }
}

impl AnswerKey {
    /// Everything that is wrong with it at once.
    pub fn check(&self, context: &KeyContext) -> Vec<KeyError> {
        let mut wrong = Vec::new();
        match self.defects.len() {
            0 => wrong.push(KeyError::Empty),
            count if count > LIMIT_DEFECTS => wrong.push(KeyError::TooMany { count }),
            _ => {}
        }
        for (at, defect) in self.defects.iter().enumerate().take(LIMIT_DEFECTS) {
            defect.check(at, context, &mut wrong);
        }
        wrong
    }
}

impl PlantedDefect {
    pub fn range(&self) -> Option<FrameRange> {
        FrameRange::new(
            timecode::Frame(self.first_frame),
            timecode::Frame(self.last_frame),
        )
        .ok()
    }

    fn check(&self, at: usize, context: &KeyContext, wrong: &mut Vec<KeyError>) {
        let name = self.name.trim();
        if name.is_empty() || name.chars().count() > LIMIT_NAME_CHARS {
            wrong.push(KeyError::Name { at });
        }
        if self.codes.is_empty() {
            wrong.push(KeyError::NoCode { at });
        }
        let unknown = self.codes.iter().filter(|code| ErrorCode::find(code).is_none());
        wrong.extend(unknown.map(|code| KeyError::UnknownCode {
            at,
            code: code.clone(),
        }));
        if self.last_frame < self.first_frame {
            wrong.push(KeyError::OutBeforeIn { at });
        } else if self.last_frame >= context.duration.0 {
            let last = context.duration.0.saturating_sub(1);
            wrong.push(KeyError::OutsideProgramme { at, last });
        }
        if self.tolerance_frames > LIMIT_TOLERANCE_FRAMES {
            wrong.push(KeyError::Tolerance { at });
        }
        let strange = self.tasks.iter().filter(|task| !context.tasks.contains(task));
        wrong.extend(strange.map(|task| KeyError::StrangeTask { at, task: *task }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn context() -> KeyContext {
        KeyContext {
            duration: FrameCount(480),
            tasks: vec![TaskKind::Sdr, TaskKind::FiveOne],
        }
    }

    fn black() -> PlantedDefect {
        PlantedDefect {
            name: "Black frames".into(),
            codes: vec!["black-frame".into()],
            severities: vec![Severity::Issue],
            tasks: vec![TaskKind::Sdr],
            first_frame: 100,
            last_frame: 110,
            tolerance_frames: 2,
            whole_programme: false,
        }
    }

    fn wrong(change: impl FnOnce(&mut PlantedDefect)) -> Vec<(String, String)> {
        let mut defect = black();
        change(&mut defect);
        let key = AnswerKey {
            defects: vec![black(), defect],
        };
        let found = key.check(&context());
        found
            .iter()
            .map(|error| (error.field(), error.to_string()))
            .collect()
    }

    #[test]
    fn each_fault_of_a_key_is_named_with_its_place() {
        assert_eq!(wrong(|_| {}), []);
        let place = |field: &str, detail: &str| vec![(format!("defects[1].{field}"), detail.to_owned())];
        assert_eq!(
            wrong(|defect| defect.codes = vec!["blak".into()]),
            place("codes", "\"blak\" is no error code of the list")
        );
        assert_eq!(
            wrong(|defect| defect.last_frame = 99),
            place("last_frame", "out lies before in")
        );
        assert_eq!(
            wrong(|defect| defect.last_frame = 480),
            place("last_frame", "the programme ends with frame 479")
        );
        assert_eq!(
            wrong(|defect| defect.tasks = vec![TaskKind::Atmos]),
            place("tasks", "Atmos is not a task of this kind of delivery")
        );
        let empty = AnswerKey { defects: vec![] };
        assert_eq!(empty.check(&context()), [KeyError::Empty]);
    }

    #[test]
    fn a_key_is_read_from_what_people_write() {
        let text = r#"{ "defects": [{ "name": "Drop out", "codes": ["audio-drop-out-mute"], "first_frame": 24, "last_frame": 47 }] }"#;
        let key: AnswerKey = serde_json::from_str(text).unwrap();
        assert_eq!(key.check(&context()), []);
        assert!(
            serde_json::from_str::<AnswerKey>(r#"{ "defects": [], "defetcs": [] }"#).is_err(),
            "a slip is no silent loss"
        );
    }
}
