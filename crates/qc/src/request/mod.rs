//! A QC request: one title, one delivery (or a joint one), one service, a priority, and tasks.

pub mod assignment;
pub mod policy;
pub mod retiering;
pub mod service;
pub mod staffing;
pub mod state;
mod steps;

pub use assignment::{AssignedHow, AssignmentModel, DeliveryPhase, Phase, Priority};
pub use service::Service;
pub use state::{NotAllowed, NotReleasable, RequestState, Step};
pub use steps::{Standing, StepRefused, Unsound, permissions, taken_by};
