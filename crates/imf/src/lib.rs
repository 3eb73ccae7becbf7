//! IMF packages: ST 429-9 AssetMap, ST 2067-2 packing list, ST 2067-3 composition playlist, ST 2067-100 output
//! profile list; original and supplemental packages; what changed between two deliveries; and a writer.
//!
//! Reading is total: text in, data or an error with its place out, every size limited. The crate knows XML and
//! time, not essence: it never opens a track file, and it judges nothing. `conform` judges, `masters` writes.

pub mod colour;
pub mod hash;
pub mod path;
pub mod ul;
pub mod write;
pub mod xml;
