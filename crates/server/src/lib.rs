//! The server of Asset QC: HTTP, SQL, the object store and background work. A folder per noun stands on the pieces
//! here: settings, the private database, errors, sign-in, jobs, events. Rules live in `qc`, bodies in `api`; the
//! program that starts all this is `assetqc`.

// The ground
pub mod app;
pub mod blobs;
pub mod breaks;
pub mod check;
pub mod config;
mod csv;
pub mod db;
pub mod disk;
mod edge;
pub mod error;
pub mod extract;
pub mod idempotency;
pub mod jobs;
mod labels;
pub mod mail;
pub mod media;
pub mod postgres;
pub mod presence;
mod ranges;
pub mod routes;
pub mod serve;
mod web;
mod work;

// Nouns
pub mod access;
pub mod account_reviews;
pub mod boards;
pub mod calendar;
pub mod calibrations;
pub mod comments;
pub mod delegations;
pub mod deliveries;
pub mod disputes;
pub mod downloads;
pub mod error_codes;
pub mod events;
pub mod extensions;
pub mod facilities;
pub mod fix_notes;
pub mod health;
pub mod history;
pub mod issues;
pub mod machine_findings;
pub mod markers;
pub mod measurements;
pub mod metrics;
pub mod notices;
pub mod objections;
pub mod outbox;
pub mod people;
pub mod playback;
pub mod policies;
pub mod reports;
pub mod requests;
pub mod sampling;
pub mod tasks;
pub mod tickets;
pub mod titles;
pub mod tv_sessions;
pub mod verification;
pub mod warnings;
pub mod webhooks;
