//! Sound deliveries as WAV: RIFF, RF64 and BW64 files with their `fmt `, `bext`, `axml` and `chna` chunks, what
//! file names say about channels, and a 24-bit writer.
//!
//! Reading is total: sizes limited, errors with the byte where they stand. The crate judges nothing (`conform`
//! does) and decodes nothing but PCM. `masters` writes with it.

pub mod adm;
pub mod bext;
pub mod channel;
pub mod chunk;
pub mod error;
pub mod file;
pub mod format;
pub mod name;
pub mod samples;
pub mod write;

pub use adm::{Adm, AdmError, ChnaEntry};
pub use bext::Bext;
pub use channel::{Channel, Soundfield};
pub use error::WavError;
pub use file::{Container, WavFile};
pub use format::{Format, SampleKind};
pub use samples::Samples;
pub use write::{WavSpec, WavWriter};
