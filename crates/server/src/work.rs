//! Every kind of background work of the product, in reading order. A new kind is registered here.

use std::time::Duration;

use crate::access::SweepAccess;
use crate::events::SweepEvents;
use crate::jobs::Registry;
use crate::mail::SendMail;
use crate::requests::SweepLeases;

const MINUTELY: Duration = Duration::from_secs(60);
const HOURLY: Duration = Duration::from_secs(3600);

pub fn registry() -> Registry {
    let mut registry = Registry::default();
    registry.every(HOURLY, &SweepAccess);
    registry.every(HOURLY, &SweepEvents);
    registry.every(MINUTELY, &SweepLeases);
    registry.register::<SendMail>();
    registry
}
