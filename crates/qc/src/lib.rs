//! The work of quality control as pure rules: deliveries, requests, tasks, issues, verification, fix notes, people and
//! clocks. It knows no database, no HTTP and no clock of its own: instants are arguments. The server asks here before it
//! writes; `docs/domain/` is written out from here by tests.

mod words;

pub mod access;
pub mod account_review;
pub mod asset;
pub mod board;
pub mod breaks;
pub mod calibration;
pub mod comment;
pub mod deadline;
pub mod delegation;
pub mod delivery;
pub mod dispute;
pub mod error_code;
pub mod fix_check;
pub mod fix_note;
pub mod history;
pub mod id;
pub mod issue;
pub mod job;
pub mod legal;
pub mod machine_finding;
pub mod metrics;
pub mod notice;
pub mod objection;
pub mod outbox;
pub mod person;
pub mod presence;
pub mod redelivery;
pub mod request;
pub mod sampling;
pub mod severity;
pub mod simulation;
pub mod sla;
pub mod task;
pub mod ticket;
pub mod title;
pub mod tv;
pub mod verification;
pub mod webhook;

pub use words::UnknownWord;
