//! The server of Asset QC: HTTP, SQL, the object store and background work. A folder per noun stands on the pieces
//! here: settings, the private database, errors, sign-in, jobs, events. Rules live in `qc`, bodies in `api`; the
//! program that starts all this is `assetqc`.

pub mod config;
pub mod db;
pub mod postgres;
