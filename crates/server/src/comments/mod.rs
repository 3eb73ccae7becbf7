//! Comments: what people say to each other about a request, or about an issue as it is seen from a request. Who hears what
//! is a table in `qc::comment`; whether a person has to do with the matter at all is asked of the request. The people who
//! may read are also those who can be mentioned, who are told, and who see a page move.

mod draft;
pub mod http;
pub mod http_draft;
mod readers;
mod sight;
mod sql;
mod tell;
mod view;

use api::comments::CommentView;
use qc::access::Permission as Act;
use qc::comment::Visibility;
use qc::id::{CommentId, FacilityId};
use uuid::Uuid;

use crate::access::{Actor, Permission};
use crate::app::App;
use crate::error::{ApiError, ApiResult};
use crate::issues::{self, Issue};
use crate::requests::{self, Request};

pub(crate) use sight::{counts, push_readable};
pub(crate) use view::list_of_title;

/// What is talked about: a request as a whole, or one issue as the caller sees it from a request.
pub struct Topic {
    pub request: Request,
    pub issue: Option<Issue>,
}

impl Topic {
    async fn find(app: &App, actor: &Actor, about: Uuid) -> ApiResult<Option<Topic>> {
        if let Some((issue, request)) = issues::find_seen_from(app, actor, about.into()).await? {
            return Ok(Some(Topic {
                request,
                issue: Some(issue),
            }));
        }
        let request = requests::find_seen(app, actor, about.into()).await?;
        Ok(request.map(|request| Topic { request, issue: None }))
    }

    /// The request or the issue itself.
    fn about(&self) -> Uuid {
        self.issue
            .as_ref()
            .map_or(self.request.id.uuid(), |issue| issue.id.uuid())
    }

    /// With which facility `actor` talks here, when they talk to a facility: their own; the studio with the one that
    /// holds the request.
    fn facility(&self, actor: &Actor) -> Option<FacilityId> {
        actor.facility.or(self.request.operator_facility_id)
    }

    /// Whoever sees an issue works on it. Of a request, those who only could take it hear nothing.
    fn is_open_to(&self, actor: &Actor) -> bool {
        self.issue.is_some() || sight::takes_part(actor, &self.request)
    }

    fn may_write(&self, actor: &Actor) -> Vec<Visibility> {
        if !self.is_open_to(actor) {
            return Vec::new();
        }
        let mut open = Visibility::open_to(actor.role);
        if self.facility(actor).is_none() {
            open.retain(|visibility| *visibility != Visibility::Vendor);
        }
        open
    }

    /// "issue 3 of Harbour Lights · S01E02 (request 1042)"
    fn name(&self) -> String {
        match &self.issue {
            Some(issue) => format!("issue {} of {}", issue.number, self.request.name()),
            None => self.request.name(),
        }
    }
}

/// May read what is said about it.
pub struct SeeTalk;

impl Permission for SeeTalk {
    const ACT: Act = Act::SeeRequest;
    type Key = Uuid;
    type Target = Topic;

    async fn find(app: &App, actor: &Actor, about: Uuid) -> ApiResult<Option<Topic>> {
        Topic::find(app, actor, about).await
    }
}

/// May say something about it.
pub struct Comment;

impl Permission for Comment {
    const ACT: Act = Act::Comment;
    type Key = Uuid;
    type Target = Topic;

    async fn find(app: &App, actor: &Actor, about: Uuid) -> ApiResult<Option<Topic>> {
        Topic::find(app, actor, about).await
    }

    fn check(actor: &Actor, topic: &Topic) -> ApiResult<()> {
        if topic.is_open_to(actor) {
            Ok(())
        } else {
            Err(ApiError::not_permitted(
                "Only those who work on this request talk about it. Take it first.",
            ))
        }
    }
}

/// May read one comment.
pub struct SeeComment;

impl Permission for SeeComment {
    const ACT: Act = Act::Comment;
    type Key = CommentId;
    type Target = (CommentView, Topic);

    async fn find(app: &App, actor: &Actor, key: CommentId) -> ApiResult<Option<Self::Target>> {
        find_seen(app, actor, key).await
    }
}

/// Its author, and nobody else.
pub struct ChangeComment;

impl Permission for ChangeComment {
    const ACT: Act = Act::Comment;
    type Key = CommentId;
    type Target = (CommentView, Topic);

    async fn find(app: &App, actor: &Actor, key: CommentId) -> ApiResult<Option<Self::Target>> {
        find_seen(app, actor, key).await
    }

    fn check(actor: &Actor, (comment, _): &Self::Target) -> ApiResult<()> {
        if comment.author.id == actor.person {
            Ok(())
        } else {
            Err(ApiError::not_permitted(
                "Only its author may change or delete a comment.",
            ))
        }
    }
}

/// May mark as seen.
pub struct ReadComments;

impl Permission for ReadComments {
    const ACT: Act = Act::Comment;
    type Key = ();
    type Target = ();

    async fn find(_: &App, _: &Actor, (): ()) -> ApiResult<Option<()>> {
        Ok(Some(()))
    }
}

/// A comment whose topic the caller sees, and that is meant for them.
async fn find_seen(app: &App, actor: &Actor, key: CommentId) -> ApiResult<Option<(CommentView, Topic)>> {
    let mut db = app.db.acquire().await?;
    let Some(comment) = view::find(&mut db, actor, key).await? else {
        return Ok(None);
    };
    drop(db);
    let about = comment
        .issue_id
        .map_or(comment.request_id.uuid(), |issue| issue.uuid());
    let topic = Topic::find(app, actor, about).await?;
    Ok(topic
        .filter(|topic| topic.is_open_to(actor))
        .map(|topic| (comment, topic)))
}
