//! Sampling: which reports are verified. Policies as a studio administrator sets them, and the lot of each report, drawn when
//! it is submitted and kept with the figures that led to it. The rules are in `qc::sampling`.

mod decide;
pub mod http;
mod sql;
mod view;

pub(crate) use decide::{decide, spares};
pub(crate) use view::view;
