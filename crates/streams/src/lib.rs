//! Turns a delivery into what a browser can play: plans the renditions, drives ffmpeg inside a jail, reads its progress,
//! and checks what it wrote before anybody may publish it. Thumbnails, waveform peaks and stills come from here too.
//!
//! Knows files, frames and processes. Knows no QC, no database, no object store and no HTTP: `server`'s jobs bring the
//! files to a folder, call this crate, and store what it leaves in the output folder.

mod boxes;
pub mod chunk;
mod dolby_vision;
pub mod facts;
pub mod growing;
pub mod jail;
pub mod kind;
pub mod manifest;
pub mod measure;
pub mod peaks;
pub mod plan;
pub mod probe;
pub mod produce;
pub mod progress;
mod samples;
pub mod still;
pub mod thumbnails;
pub mod verify;

pub use chunk::ChunkIndex;
pub use dolby_vision::DolbyVisionStream;
pub use facts::{CompositionFacts, DolbyVision, PictureFacts, SoundFacts, Source};
pub use jail::{Jail, JailError, JailLimits, JailStatus, Jailer, Outcome};
pub use kind::RenditionKind;
pub use manifest::RenditionManifest;
pub use plan::{PlanError, RenditionPlan, SetPlan, plan, plan_kind, plan_set, possible_kinds};
pub use probe::{ToolPaths, Tools, ToolsMissing};
pub use produce::{Inputs, ProduceError, Producer};
