//! The server as people and programs meet it: a running app on a free port, and people who act. One binary, a file per
//! noun.

mod access;
mod blobs;
mod boards;
mod document;
mod downloads;
mod events;
mod facilities;
mod fix_notes;
mod idempotency;
mod issues;
mod jobs;
mod mail;
mod metrics;
mod notices;
mod operations;
mod people;
mod policies;
mod postgres;
mod requests;
mod tickets;
mod titles;
mod uploads;
mod verification;
mod world;
