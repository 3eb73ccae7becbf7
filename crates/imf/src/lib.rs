//! IMF packages: ST 429-9 AssetMap, ST 2067-2 packing list, ST 2067-3 composition playlist, ST 2067-100 output
//! profile list; original and supplemental packages; what changed between two deliveries; and a writer.
//!
//! Reading is total: text in, data or an error with its place out, every size limited. The crate knows XML and
//! time, not essence: it never opens a track file, and it judges nothing. `conform` judges, `masters` writes.

pub mod asset_map;
pub mod changes;
pub mod colour;
pub mod composition;
pub mod content_map;
pub mod cpl;
pub mod difference;
pub mod edition;
pub mod folder;
pub mod hash;
pub mod output_profile_list;
pub mod package;
pub mod packing_list;
pub mod path;
pub mod place;
pub mod ul;
pub mod write;
pub mod xml;

pub use asset_map::AssetMap;
pub use changes::Changes;
pub use colour::Colour;
pub use composition::Composition;
pub use cpl::Cpl;
pub use folder::{Directory, Folder};
pub use hash::{Digest, Digests, Sha1Hash};
pub use output_profile_list::OutputProfileList;
pub use package::Package;
pub use packing_list::PackingList;
pub use path::{PackagePath, PathRefusal};
pub use ul::Ul;
