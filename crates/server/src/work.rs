//! Every kind of background work of the product, in reading order. A new kind is registered here.

use std::time::Duration;

use crate::access::SweepAccess;
use crate::account_reviews::KeepReviews;
use crate::breaks::EndBreaks;
use crate::deliveries::{
    AssembleFile, AssembleRendition, DeleteBlobs, DropChunks, EncodeChunk, InspectDelivery, MakeCaptions,
    RenderDelivery, SweepStreams, SweepUploads,
};
use crate::events::SweepEvents;
use crate::fix_notes::SweepFixNotes;
use crate::history::seal::SealHistory;
use crate::jobs::Registry;
use crate::measurements::{JudgeDelivery, MeasureDelivery};
use crate::notices::MailNotices;
use crate::outbox::{SendMessage, SweepOutbox};
use crate::people::SweepPeople;
use crate::presence::SweepPresence;
use crate::requests::SweepLeases;
use crate::tickets::SweepTickets;
use crate::tickets::zendesk::{PullZendesk, PushTicket};
use crate::tv_sessions::SweepTvs;
use crate::warnings::WarnOfClocks;

/// A notice is mailed no later than that.
const SOON: Duration = Duration::from_secs(10);
/// A row of history is sealed no later than that.
const SEALED: Duration = Duration::from_secs(5);
const MINUTELY: Duration = Duration::from_secs(60);
const HOURLY: Duration = Duration::from_secs(3600);

pub fn registry() -> Registry {
    let mut registry = Registry::default();
    registry.every(HOURLY, &SweepAccess);
    registry.every(HOURLY, &SweepPeople);
    registry.every(HOURLY, &KeepReviews);
    registry.every(SEALED, &SealHistory);
    registry.every(HOURLY, &SweepEvents);
    registry.every(HOURLY, &SweepPresence);
    registry.every(MINUTELY, &SweepLeases);
    registry.every(MINUTELY, &EndBreaks);
    registry.every(MINUTELY, &WarnOfClocks);
    registry.every(MINUTELY, &SweepFixNotes);
    registry.every(SOON, &MailNotices);
    registry.every(HOURLY, &SweepUploads);
    registry.every(HOURLY, &SweepStreams);
    registry.register::<AssembleFile>();
    registry.register::<InspectDelivery>();
    registry.register::<RenderDelivery>();
    registry.register::<EncodeChunk>();
    registry.register::<AssembleRendition>();
    registry.register::<MakeCaptions>();
    registry.register::<DropChunks>();
    registry.register::<MeasureDelivery>();
    registry.register::<JudgeDelivery>();
    registry.register::<DeleteBlobs>();
    registry.register::<SendMessage>();
    registry.every(HOURLY, &SweepOutbox);
    registry.every(HOURLY, &SweepTickets);
    registry.every(MINUTELY, &PullZendesk);
    registry.every(MINUTELY, &SweepTvs);
    registry.register::<PushTicket>();
    registry
}
