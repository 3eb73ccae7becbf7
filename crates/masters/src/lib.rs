//! Masters of our own: IMF packages and WAV sets whose every frame and channel says what it is. The tests of all
//! crates use them, so does `assetqc sample-master`, and a customer may look at them.
//!
//! The picture carries a frame number for people and for programs ([`barcode`]); each channel has a tone of its own
//! ([`sound`]); what shall be wrong is asked for in [`MasterSpec::defects`]. `opj_compress` encodes the pictures.

pub mod barcode;
pub mod canvas;
mod defect;
mod descriptor;
mod dolby_vision;
mod error;
mod fault;
pub mod font;
pub mod j2k;
mod package;
mod scene;
pub mod sound;
mod sound_defect;
mod spec;
mod supplemental;
mod track_files;
mod wav_set;

pub use dolby::Version as DolbyVisionVersion;
pub use dolby_vision::{DolbyVision, DolbyVisionForm};
pub use error::MasterError;
pub use imf::cpl::LightLevels;
pub use mxf::write::{Channel, Soundfield};
pub use package::{Master, write_master};
pub use scene::Scene;
pub use spec::{Defect, MasterSpec, SAMPLE_RATE_HZ};
pub use supplemental::write_supplemental;
pub use track_files::{MetadataFile, PictureFile, SoundFile};
pub use wav_set::{WavKind, write_wav_set};
