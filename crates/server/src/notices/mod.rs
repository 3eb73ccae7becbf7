//! Notices: what a person is told of, in the product and by mail. They are written in the transaction of the act that
//! causes them; who is told is said by what people are to the matter, not by name; by which way is what each of them
//! chose. Everyone reads their own.

pub mod http;
pub mod http_settings;
mod jobs;
mod letter;
mod settings;
mod sql;

use qc::id::{FacilityId, PersonId, ShowId, TitleId};
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
    /// What it is about; those who may no longer know of it are not mailed.
    pub title: Option<TitleId>,
}

impl Notice {
    pub fn new(kind: NoticeKind, subject: impl Into<String>, link: impl Into<String>) -> Notice {
        Notice {
            kind,
            subject: subject.into(),
            body: String::new(),
            link: link.into(),
            title: None,
        }
    }

    pub fn of_title(self, title: TitleId) -> Notice {
        Notice {
            title: Some(title),
            ..self
        }
    }

    pub fn saying(self, body: impl Into<String>) -> Notice {
        Notice {
            body: body.into(),
            ..self
        }
    }
}

/// Tells everyone concerned whose account is in use, by the way that each of them chose.
pub async fn send(tx: &mut Tx, to: People, notice: Notice) -> Result<(), sqlx::Error> {
    for person in sql::list_concerned(tx, to, notice.kind).await? {
        let way = person.way(notice.kind);
        if !way.is_shown && way.mail_at.is_none() {
            continue;
        }
        let id = sql::insert(tx, person.id, &notice, &way).await?;
        if way.is_shown {
            events::record(tx, Event::new(EventKind::Notice, id).for_person(person.id)).await?;
        }
    }
    Ok(())
}
