//! The server as people and programs meet it: a running app on a free port, and people who act. One binary, a file per
//! noun.

mod access;
mod blobs;
mod document;
mod events;
mod fix_notes;
mod idempotency;
mod issues;
mod jobs;
mod mail;
mod postgres;
mod requests;
mod verification;
mod world;
