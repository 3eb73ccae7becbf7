//! MXF as SMPTE ST 377-1 writes it down: KLV, partitions, header metadata, index tables; and a small writer of
//! AS-02 track files (ST 2067-5) with JPEG 2000 pictures, PCM sound, or a document for each frame (RDD 47).
//!
//! Reading is total: any bytes give a [`TrackFile`] with its [`Fault`]s, or a [`ReadError`] with the byte offset.
//! Nothing here judges a file against a delivery specification: `conform` does. `masters` uses the writer.

mod codestream;
mod edit_unit;
mod error;
mod essence;
mod iab;
mod index_table;
mod klv;
mod local_set;
mod metadata;
mod partition;
mod primer;
mod source;
mod texts;
mod track_file;
mod ul;
mod walk;
pub mod write;

pub use codestream::{CodestreamHeader, Component, NotACodestream};
pub use edit_unit::read_edit_unit;
pub use error::{Fault, FaultKind, ReadError};
pub use essence::{EssenceKind, Wrapping};
pub use iab::{IabFrameHeader, NotAnIabFrame};
pub use index_table::{Index, IndexSegment};
pub use metadata::{
    AudioChannelLabel, Cdci, EssenceDescriptor, GroupOfSoundfieldGroupsLabel, IsxdDescriptor,
    Jpeg2000SubDescriptor, MasteringDisplay, McaLabel, MgaDescriptor, Package, PictureColour,
    PictureDescriptor, Rgba, SoundDescriptor, SoundfieldGroupLabel, StartComponent, TimedTextDescriptor,
    Track,
};
pub use partition::{Partition, PartitionKind, PartitionStatus};
pub use source::ByteSource;
pub use texts::{Text, read_texts};
pub use track_file::TrackFile;
pub use ul::{Ul, Umid};
