//! The Cast devices of a room: found by mDNS, spoken to by CASTV2 (protobuf frames over TLS on port 8009). It launches one
//! registered receiver, hands it a token, keeps the connection alive and stops it. It knows no QC and no server of ours.

mod connection;
mod discovery;
mod frame;
mod receiver;

pub use connection::{Connection, ConnectionError};
pub use discovery::{Device, DiscoveryError, find};
pub use frame::{CastMessage, FrameError, LIMIT_BYTES, Reader, write};
pub use receiver::{CastError, Ended, Launched, launch};
