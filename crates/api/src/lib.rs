//! The bodies of requests and responses, shared by the server and the command line: what goes over the wire, one
//! file per noun. Shapes only: what may happen is in `qc`, how it is done in `server`. The web app's client is
//! generated from the document that the server makes of these types.

pub mod account_reviews;
pub mod boards;
pub mod breaks;
pub mod calendar;
pub mod calibrations;
pub mod comments;
pub mod delegations;
pub mod deliveries;
pub mod disputes;
pub mod downloads;
pub mod extensions;
pub mod facilities;
pub mod fix_notes;
pub mod history;
pub mod issues;
pub mod jobs;
pub mod machine_findings;
pub mod markers;
pub mod measurements;
pub mod metrics;
pub mod notices;
pub mod outbox;
pub mod page;
pub mod people;
pub mod playback;
pub mod policies;
pub mod presence;
pub mod requests;
pub mod sampling;
pub mod sessions;
pub mod tickets;
pub mod titles;
pub mod tv_sessions;
pub mod verification;
pub mod webhooks;

pub use page::{Page, PersonRef, Reason};
