//! Live events: rows written in the transaction of the act, read by every server in the order in which transactions
//! began, and sent to the people who may know. An event says what changed, never how: the page reads that again.
//! Nothing is notified within business transactions; one follower per process looks for new rows instead.

mod cursor;
mod follower;
pub mod http;
mod jobs;
mod sight;
mod sql;

use qc::id::{PersonId, RequestId, TitleId};
use serde_json::Value;
use uuid::Uuid;

use crate::db::Tx;

pub use cursor::Cursor;
pub use follower::Hub;
pub use jobs::SweepEvents;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventKind {
    Request,
    Delivery,
    Rendition,
    Measurement,
    MachineFinding,
    Issue,
    Verification,
    Dispute,
    Calibration,
    FixNote,
    Notice,
    Ticket,
    Person,
    Title,
    Transfer,
    Comment,
    AccountReview,
    Outbox,
    Webhook,
    Job,
    Presence,
}

impl EventKind {
    pub const fn as_str(self) -> &'static str {
        match self {
            EventKind::Request => "request",
            EventKind::Delivery => "delivery",
            EventKind::Rendition => "rendition",
            EventKind::Measurement => "measurement",
            EventKind::MachineFinding => "machine_finding",
            EventKind::Issue => "issue",
            EventKind::Verification => "verification",
            EventKind::Dispute => "dispute",
            EventKind::Calibration => "calibration",
            EventKind::FixNote => "fix_note",
            EventKind::Notice => "notice",
            EventKind::Ticket => "ticket",
            EventKind::Person => "person",
            EventKind::Title => "title",
            EventKind::Transfer => "transfer",
            EventKind::Comment => "comment",
            EventKind::AccountReview => "account_review",
            EventKind::Outbox => "outbox",
            EventKind::Webhook => "webhook",
            EventKind::Job => "job",
            EventKind::Presence => "presence",
        }
    }
}

/// What changed, and whom it concerns.
#[derive(Clone, Debug)]
pub struct Event {
    pub kind: EventKind,
    pub noun_id: Uuid,
    pub title_id: Option<TitleId>,
    pub request_id: Option<RequestId>,
    /// For this person alone.
    pub person_id: Option<PersonId>,
    pub payload: Value,
}

impl Event {
    pub fn new(kind: EventKind, noun_id: impl Into<Uuid>) -> Event {
        let noun_id = noun_id.into();
        Event {
            kind,
            noun_id,
            title_id: None,
            request_id: None,
            person_id: None,
            payload: Value::Object(Default::default()),
        }
    }

    pub fn of_title(self, title_id: TitleId) -> Event {
        Event {
            title_id: Some(title_id),
            ..self
        }
    }

    pub fn of_request(self, request_id: RequestId) -> Event {
        Event {
            request_id: Some(request_id),
            ..self
        }
    }

    pub fn for_person(self, person_id: PersonId) -> Event {
        Event {
            person_id: Some(person_id),
            ..self
        }
    }

    /// Small facts for the page: a state, a percentage. No words, no names.
    pub fn with(self, payload: Value) -> Event {
        Event { payload, ..self }
    }
}

/// Writes the event in the act's own transaction.
pub async fn record(tx: &mut Tx, event: Event) -> Result<(), sqlx::Error> {
    sql::insert(tx, &event).await
}
