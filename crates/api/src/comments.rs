//! Comments on requests and issues: who said what to whom, in threads, with mentions.

use chrono::{DateTime, Utc};
use qc::comment::Visibility;
use qc::id::{CommentId, IssueId, PersonId, RequestId, TitleId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::page::{Action, PersonRef};

/// What is said. A reply has the readers of what it answers.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct NewComment {
    #[schema(min_length = 1, max_length = 4000)]
    pub body: String,
    pub visibility: Visibility,
    #[serde(default)]
    pub reply_to_id: Option<CommentId>,
    /// People named in the text as `@First Last`; each is told. They must be among those who may read it.
    #[serde(default)]
    pub mentions: Vec<PersonId>,
}

/// A correction by the author, within a quarter of an hour.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CorrectComment {
    #[schema(min_length = 1, max_length = 4000)]
    pub body: String,
    #[serde(default)]
    pub mentions: Vec<PersonId>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CommentView {
    pub id: CommentId,
    pub request_id: RequestId,
    pub request_number: i64,
    pub title_id: TitleId,
    /// Absent when it is about the request as a whole.
    pub issue_id: Option<IssueId>,
    pub issue_number: Option<i32>,
    /// The first of its thread.
    pub reply_to_id: Option<CommentId>,
    pub author: PersonRef,
    pub visibility: Visibility,
    /// With which facility it is said, when it is said to one.
    pub facility: Option<String>,
    /// Empty when it was deleted.
    pub body: String,
    pub mentions: Vec<PersonRef>,
    pub created_at: DateTime<Utc>,
    pub edited_at: Option<DateTime<Utc>>,
    pub deleted_at: Option<DateTime<Utc>>,
    /// The caller has not seen it yet.
    pub is_new: bool,
    pub revision: i64,
    /// `correct_comment` and `delete_comment`, for its author.
    pub actions: Vec<Action>,
}

/// The talk about a request or an issue, as far as the caller reads it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TalkView {
    /// Oldest first; replies refer to the first of their thread.
    pub comments: Vec<CommentView>,
    /// To whom the caller may speak here, the narrowest first. Empty for those who only could take the work.
    pub may_write: Vec<Visibility>,
    /// How many of them the caller has not seen yet.
    pub new_count: i64,
}

/// One who may read a comment of this visibility, and so may be mentioned in it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Reader {
    pub person: PersonRef,
    pub visibilities: Vec<Visibility>,
}

/// Which comments one has seen.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SeenComments {
    pub ids: Vec<CommentId>,
}
