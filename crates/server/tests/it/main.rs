//! The server as people and programs meet it: a running app on a free port, and people who act. One binary, a file per
//! noun.

mod access;
mod blobs;
mod events;
mod idempotency;
mod jobs;
mod mail;
mod postgres;
mod world;
