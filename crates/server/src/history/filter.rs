//! What one looks for in a history: kinds of acts, a person, a round, a delivery, an issue, days, words; and the order of
//! reading.

use chrono::{DateTime, Utc};
use qc::history::{HistoryKind, HistoryOrder};
use qc::id::{DeliveryId, IssueId, PersonId};
use serde::Deserialize;
use sqlx::{Postgres, QueryBuilder};

use crate::error::{ApiError, ApiResult};
use crate::extract::PageQuery;

const LIMIT_TEXT_CHARS: usize = 200;

#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct HistoryQuery {
    /// Kinds of acts, with commas between: `issues,comments`
    pub kind: Option<String>,
    /// By this person
    pub person_id: Option<PersonId>,
    /// Of this round of a request
    pub round: Option<i32>,
    /// Of this delivery and of the requests about it
    pub delivery_id: Option<DeliveryId>,
    /// Of this issue, what it replaced and what replaced it
    pub issue_id: Option<IssueId>,
    /// Not before this instant
    pub from: Option<DateTime<Utc>>,
    /// Before this instant
    pub until: Option<DateTime<Utc>>,
    /// Words that occur in it
    pub q: Option<String>,
    /// `newest` (first) or `oldest`
    #[param(inline)]
    pub order: Option<HistoryOrder>,
    /// Begin a few rows before this one: the number of its permalink
    pub around: Option<i64>,
    /// `next` of the page before
    pub cursor: Option<String>,
    /// Rows on a page, at most 200
    pub limit: Option<u32>,
}

/// The same, read and checked.
#[derive(Clone, Debug)]
pub struct Filter {
    pub(super) kinds: Vec<HistoryKind>,
    pub(super) person: Option<PersonId>,
    pub(super) round: Option<i32>,
    pub(super) delivery: Option<DeliveryId>,
    pub(super) issue: Option<IssueId>,
    pub(super) from: Option<DateTime<Utc>>,
    pub(super) until: Option<DateTime<Utc>>,
    pub(super) text: Option<String>,
    pub(super) order: HistoryOrder,
    pub(super) around: Option<i64>,
    /// The last row of the page before.
    pub(super) after: Option<i64>,
    pub(super) limit: i64,
}

impl Default for Filter {
    fn default() -> Filter {
        Filter {
            kinds: Vec::new(),
            person: None,
            round: None,
            delivery: None,
            issue: None,
            from: None,
            until: None,
            text: None,
            order: HistoryOrder::Newest,
            around: None,
            after: None,
            limit: 50,
        }
    }
}

impl HistoryQuery {
    pub fn read(self) -> ApiResult<Filter> {
        let paging = PageQuery {
            cursor: self.cursor,
            limit: self.limit,
        };
        let text = self
            .q
            .map(|text| text.trim().to_owned())
            .filter(|text| !text.is_empty());
        if text
            .as_ref()
            .is_some_and(|text| text.chars().count() > LIMIT_TEXT_CHARS)
        {
            let detail = format!("Look for at most {LIMIT_TEXT_CHARS} characters.");
            return Err(ApiError::invalid("q", "too_long", detail));
        }
        Ok(Filter {
            kinds: read_kinds(self.kind.as_deref().unwrap_or_default())?,
            person: self.person_id,
            round: self.round,
            delivery: self.delivery_id,
            issue: self.issue_id,
            from: self.from,
            until: self.until,
            text,
            order: self.order.unwrap_or(HistoryOrder::Newest),
            around: self.around,
            after: paging.after()?,
            limit: paging.limit(),
        })
    }
}

fn read_kinds(kinds: &str) -> ApiResult<Vec<HistoryKind>> {
    let words = kinds.split(',').map(str::trim).filter(|word| !word.is_empty());
    let read = |word: &str| {
        let detail = format!("{word:?} is not a kind of act.");
        word.parse()
            .map_err(|_| ApiError::invalid("kind", "unknown", detail))
    };
    words.map(read).collect()
}

impl Filter {
    /// Adds what is asked for to rows of `h` with their nouns, each behind an `and`.
    pub(super) fn push(&self, query: &mut QueryBuilder<Postgres>) {
        self.push_kinds(query);
        if let Some(person) = self.person {
            query.push(" and h.actor_id = ").push_bind(person.uuid());
        }
        if let Some(round) = self.round {
            query.push(" and r.round = ").push_bind(round);
        }
        if let Some(delivery) = self.delivery {
            query.push(" and (d.id = ").push_bind(delivery.uuid());
            query.push(
                " or h.request_id in (select x.request_id from request_delivery x where x.delivery_id = ",
            );
            query.push_bind(delivery.uuid()).push("))");
        }
        if let Some(issue) = self.issue {
            push_lineage(query, issue);
        }
        if let Some(from) = self.from {
            query.push(" and h.at >= ").push_bind(from);
        }
        if let Some(until) = self.until {
            query.push(" and h.at < ").push_bind(until);
        }
        if let Some(text) = &self.text {
            push_text(query, text);
        }
    }

    fn push_kinds(&self, query: &mut QueryBuilder<Postgres>) {
        if self.kinds.is_empty() {
            return;
        }
        let nouns = |kinds: &[HistoryKind]| -> Vec<&'static str> {
            kinds
                .iter()
                .flat_map(|kind| kind.nouns().iter().copied())
                .collect()
        };
        query
            .push(" and (h.noun = any(")
            .push_bind(nouns(&self.kinds))
            .push(")");
        if self.kinds.contains(&HistoryKind::Other) {
            query
                .push(" or h.noun <> all(")
                .push_bind(nouns(HistoryKind::ALL))
                .push(")");
        }
        query.push(")");
    }
}

/// What the issue replaced, what replaced it, and so on.
fn push_lineage(query: &mut QueryBuilder<Postgres>, issue: IssueId) {
    query
        .push(" and i.id in (with recursive back as (select id, supersedes_id from issue where id = ")
        .push_bind(issue.uuid())
        .push(
            " union select o.id, o.supersedes_id from issue o join back b on o.id = b.supersedes_id),
              line as (select id from back union select n.id from issue n join line l on n.supersedes_id = l.id)
              select id from line)",
        );
}

/// In the act, the reason, what was written, the issue and the name of who did it.
fn push_text(query: &mut QueryBuilder<Postgres>, text: &str) {
    let like = format!(
        "%{}%",
        text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
    );
    query
        .push(
            " and concat_ws(' ', translate(h.act, '._', '  '), h.reason, h.after ->> 'body', h.before ->> 'body',
              h.after ->> 'description', h.after ->> 'note', i.description, replace(i.code, '-', ' '),
              'request ' || r.number, 'issue ' || i.number,
              (select p.first_name || ' ' || p.last_name from person p where p.id = h.actor_id)) ilike ",
        )
        .push_bind(like);
}
