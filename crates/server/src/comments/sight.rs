//! Who reads which comment. The table of `qc::comment`, as a predicate of SQL for every list; and who has to do with a
//! request so that they take part in the talk about it.

use std::collections::HashMap;

use qc::comment::Visibility;
use qc::id::IssueId;
use qc::person::Role;
use sqlx::{PgConnection, Postgres, QueryBuilder};
use uuid::Uuid;

use crate::access::Actor;
use crate::requests::{self, Request};

/// Holds it, held it, manages those who do, or is of the show: not merely able to take it.
pub(super) fn takes_part(actor: &Actor, request: &Request) -> bool {
    match actor.role {
        Role::StudioAdmin => true,
        // A calibration is its operator's and the studio's.
        Role::Post | Role::Production => request.is_granted && request.calibration_id.is_none(),
        Role::VendorManager => requests::is_of_facility(actor, request) && request.calibration_id.is_none(),
        Role::DownloadManager => requests::is_of_facility(actor, request),
        Role::Operator => requests::is_operator(actor, request) || request.was_held,
        Role::Verifier => requests::is_verifier(actor, request) || request.was_held,
    }
}

/// The comment `c` is meant for the caller. Adds the predicate, in brackets.
pub(crate) fn push_readable(query: &mut QueryBuilder<Postgres>, actor: &Actor) {
    let readable: Vec<&'static str> = Visibility::open_to(actor.role)
        .into_iter()
        .map(Visibility::as_str)
        .collect();
    query.push("(c.visibility = any(").push_bind(readable).push(")");
    if actor.role.is_of_facility() {
        query
            .push(" and (c.visibility <> 'vendor' or c.facility_id is not distinct from ")
            .push_bind(actor.facility.map(Uuid::from))
            .push(")");
    }
    query.push(")");
}

/// For each of these issues: how many comments the caller reads, and how many of them they have not seen.
pub(crate) async fn counts(
    db: &mut PgConnection,
    actor: &Actor,
    issues: &[Uuid],
) -> Result<HashMap<IssueId, (i64, i64)>, sqlx::Error> {
    if issues.is_empty() {
        return Ok(HashMap::new());
    }
    let me = actor.person.uuid();
    let mut query = QueryBuilder::<Postgres>::new(
        "select c.issue_id, count(*), count(*) filter (where c.deleted_at is null and c.author_id <> ",
    );
    query
        .push_bind(me)
        .push(" and not exists (select from comment_read s where s.comment_id = c.id and s.person_id = ")
        .push_bind(me)
        .push(")) from comment c where c.issue_id = any(")
        .push_bind(issues.to_vec())
        .push(") and ");
    push_readable(&mut query, actor);
    query.push(" group by c.issue_id");
    let rows: Vec<(Uuid, i64, i64)> = query.build_query_as().fetch_all(db).await?;
    let counted = rows
        .into_iter()
        .map(|(issue, all, new)| (IssueId::from(issue), (all, new)));
    Ok(counted.collect())
}
