//! Dolby Vision metadata of a master: read from a sidecar XML (CM v2.9, v4.0.2, v5) or from the documents that go along
//! with every frame of a track file, told in one form, and made into the RPUs of a stream of profile 8.1.
//!
//! Reading is total: what is wrong is a [`MetadataError`] with its place. Knows no files and no packages: `conform` brings
//! the texts, `streams` puts the RPUs into pictures. What RPUs look like is known to the crate `dolby_vision`, which is
//! handed only what was checked here, because it takes its input for granted.

mod error;
mod fit;
mod frames;
mod global;
mod level;
mod metadata;
mod packed;
mod rpu;
mod sidecar;
mod write;
mod xml;

pub use error::MetadataError;
pub use fit::Unfit;
pub use frames::{FileFrames, FramesReader, compose};
pub use global::{ContentIntent, DisplayManagement, Globals, MasteringDisplay, TargetDisplay};
pub use level::{ImageCharacter, Level};
pub use metadata::{FrameEdit, Metadata, Shot, Version};
pub use packed::Packed;
pub use rpu::{RpuError, RpuRun, check_rpu, cut, image_character_of, rpus};
pub use sidecar::{is_sidecar, read_sidecar};
pub use write::{frame_documents, frame_namespace, global_document, sidecar_document};
