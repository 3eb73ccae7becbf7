//! A type for each id, so that the id of a task is never taken for that of a request. UUID v7: ids grow with time.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => { $(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
        #[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(transparent))]
        #[serde(transparent)]
        #[schema(value_type = String, format = Uuid)]
        pub struct $name(Uuid);

        impl $name {
            #[allow(clippy::new_without_default)]
            pub fn new() -> $name {
                $name(Uuid::now_v7())
            }

            pub fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> $name {
                $name(uuid)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Uuid {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<$name, uuid::Error> {
                Ok($name(text.parse()?))
            }
        }
    )+ };
}

ids! {
    AccountReviewId, AnswerBatchId, AssetId, BreakId, CalibrationId, CommentId, DelegationId, DeliveryFileId, DeliveryId, DisputeId,
    ExtensionId, FacilityId, FixNoteId, HoldId, InvitationId, IssueId, JobId, LegalBarId, MachineFindingId, NoticeId, ObjectionId, OutboxId, PersonId, PolicyId,
    RenditionId, RequestId, SessionId, ShowId, TaskId, TicketAttachmentId, TicketId,
    TicketReplyId, TitleId,
    TransferId, TvScreenId, TvSessionId, UploadId, VerificationId, WatchItemId, WebhookId, WorkerId,
}
