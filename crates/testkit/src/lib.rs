//! What tests stand on: one PostgreSQL per test process, and a database per test, copied from a template in
//! milliseconds. Used by the integration tests of `server` and `assetqc`; never part of the product.

mod database;
mod postgres;

pub use database::TestDatabase;
