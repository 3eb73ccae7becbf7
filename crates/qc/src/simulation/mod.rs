//! A month of deliveries with people and a policy, played through before the policy is switched on. A discrete-event
//! simulation over the real rules: who is eligible, in which order the pool is, how long leases and reservations are, when
//! something is due, what a verified report concludes. No clock, no database, no file: the command line reads scenarios and
//! prints outcomes. The same scenario and seed give the same outcome, and every policy meets the same deliveries.

mod arrivals;
mod engine;
mod figures;
mod outcome;
mod people;
mod pool;
mod scenario;

pub use arrivals::{Stream, arrivals};
pub use engine::simulate;
pub use figures::{Spread, gini};
pub use outcome::{End, Late, Outcome, PersonRow, ServiceRow, Stuck};
pub use scenario::{Arrival, AssignmentRule, Person, Policy, Scenario, Shift};
