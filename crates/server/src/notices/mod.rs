//! Notices: what a person is told of, in the product and by mail. They are written in the transaction of the act that
//! causes them; who is told is said by what people are to the matter, not by name. Everyone reads their own.

pub mod http;
mod jobs;
mod sql;

use qc::id::{FacilityId, PersonId, ShowId};
use qc::notice::NoticeKind;

use crate::db::Tx;
use crate::events::{self, Event, EventKind};

pub use jobs::MailNotices;

/// Who is told.
#[derive(Clone, Copy, Debug)]
pub enum People {
    Person(PersonId),
    DownloadManagers(FacilityId),
    VendorManagers(FacilityId),
    /// Post and production of the show.
    Show(ShowId),
    Post(ShowId),
    Production(ShowId),
    StudioAdmins,
}

/// What they are told: one line, perhaps a few words more, and where to look.
#[derive(Clone, Debug)]
pub struct Notice {
    pub kind: NoticeKind,
    pub subject: String,
    pub body: String,
    /// A path within the product.
    pub link: String,
}

impl Notice {
    pub fn new(kind: NoticeKind, subject: impl Into<String>, link: impl Into<String>) -> Notice {
        Notice {
            kind,
            subject: subject.into(),
            body: String::new(),
            link: link.into(),
        }
    }

    pub fn saying(self, body: impl Into<String>) -> Notice {
        Notice {
            body: body.into(),
            ..self
        }
    }
}

/// Tells everyone concerned whose account is in use.
pub async fn send(tx: &mut Tx, to: People, notice: Notice) -> Result<(), sqlx::Error> {
    for (id, person) in sql::insert(tx, to, &notice).await? {
        events::record(tx, Event::new(EventKind::Notice, id).for_person(person)).await?;
    }
    Ok(())
}
