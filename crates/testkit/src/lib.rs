//! What tests stand on: one PostgreSQL per test process, a database per test, copied from a template in milliseconds, and an
//! S3 store on a network that fails as it is told. Used by the integration tests of `server` and `assetqc`; never part of the product.

mod database;
mod postgres;
pub mod s3;

pub use database::TestDatabase;
