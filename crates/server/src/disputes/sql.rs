//! The queries of disputes. A dispute is changed under its revision: of two who decide at once the second is refused.

use api::page::PersonRef;
use api::titles::TitleRef;
use chrono::{DateTime, Utc};
use qc::access::Scope;
use qc::dispute::DisputeState;
use qc::id::{DisputeId, IssueId, PersonId, RequestId, ShowId, VerificationId};
use qc::severity::Severity;
use qc::verification::VerdictKind;
use sqlx::types::Json;
use sqlx::{FromRow, PgExecutor, PgPool, Postgres, QueryBuilder};
use uuid::Uuid;

use super::Dispute;
use crate::access::{Columns, push_scope};
use crate::db::Tx;
use crate::error::{ApiError, ApiResult, violated_constraint};

/// A dispute with everything that is shown of it.
#[derive(FromRow)]
pub(super) struct Row {
    pub id: DisputeId,
    pub state: DisputeState,
    pub request_id: RequestId,
    pub request_number: i64,
    pub title: Json<TitleRef>,
    pub verification_id: VerificationId,
    pub verifier_id: Option<PersonId>,
    pub issue_id: IssueId,
    pub issue_number: i32,
    pub code: String,
    pub severity: Severity,
    pub first_frame: i64,
    pub last_frame: i64,
    pub edit_rate_num: Option<i32>,
    pub edit_rate_den: Option<i32>,
    pub drop_frame: bool,
    pub start_frame: i64,
    pub description: String,
    pub verdict: VerdictKind,
    pub verdict_reason: String,
    pub replacement_id: Option<IssueId>,
    pub reason: String,
    pub opened_by: PersonId,
    pub opened_by_ref: Json<PersonRef>,
    pub opened_at: DateTime<Utc>,
    pub answer: Option<String>,
    pub answered_by: Option<Json<PersonRef>>,
    pub answered_at: Option<DateTime<Utc>>,
    pub decision: Option<String>,
    pub decided_by: Option<Json<PersonRef>>,
    pub decided_at: Option<DateTime<Utc>>,
    pub stands_again: bool,
    pub revision: i64,
}

const ROWS: &str = "
    select q.id, q.state, v.request_id, r.number as request_number, title_ref(t.id) as title, q.verification_id, v.verifier_id,
        q.issue_id, i.number as issue_number, i.code, coalesce(d.severity_before, i.severity) as severity, i.first_frame,
        i.last_frame, e.edit_rate_num, e.edit_rate_den, e.drop_frame, e.start_frame, i.description, d.kind as verdict,
        d.reason as verdict_reason, d.replacement_id, q.reason, q.opened_by, person_ref(q.opened_by) as opened_by_ref,
        q.opened_at, q.answer, person_ref(q.answered_by) as answered_by, q.answered_at, q.decision,
        person_ref(q.decided_by) as decided_by, q.decided_at, q.stands_again, q.revision
    from dispute q
    join verification v on v.id = q.verification_id
    join verdict d on d.verification_id = q.verification_id and d.issue_id = q.issue_id
    join issue i on i.id = q.issue_id
    join delivery e on e.id = i.delivery_id
    join qc_request r on r.id = v.request_id
    join title t on t.id = r.title_id
    where ";

const COLUMNS: Columns = Columns {
    show: "t.show_id",
    people: &["q.opened_by", "v.verifier_id"],
    facilities: &["r.operator_facility_id"],
};

/// Which disputes of those that the caller sees.
#[derive(Clone, Debug, Default)]
pub(super) struct Wanted {
    pub id: Option<DisputeId>,
    pub states: Vec<DisputeState>,
    pub show: Option<ShowId>,
    pub request: Option<RequestId>,
    pub verification: Option<VerificationId>,
    pub after: Option<(DateTime<Utc>, DisputeId)>,
    pub limit: i64,
}

/// The oldest first: they have waited longest.
pub(super) async fn list(
    db: impl PgExecutor<'_>,
    scope: &Scope,
    wanted: &Wanted,
) -> Result<Vec<Row>, sqlx::Error> {
    let mut query = QueryBuilder::<Postgres>::new(ROWS);
    push_scope(&mut query, scope, &COLUMNS);
    push_wanted(&mut query, wanted);
    query
        .push(" order by q.opened_at, q.id limit ")
        .push_bind(wanted.limit + 1);
    query.build_query_as().fetch_all(db).await
}

fn push_wanted(query: &mut QueryBuilder<Postgres>, wanted: &Wanted) {
    let ids = [
        ("q.id", wanted.id.map(Uuid::from)),
        ("t.show_id", wanted.show.map(Uuid::from)),
        ("r.id", wanted.request.map(Uuid::from)),
        ("v.id", wanted.verification.map(Uuid::from)),
    ];
    for (column, id) in ids {
        if let Some(id) = id {
            query.push(" and ").push(column).push(" = ").push_bind(id);
        }
    }
    if !wanted.states.is_empty() {
        let states: Vec<&'static str> = wanted.states.iter().map(|state| state.as_str()).collect();
        query.push(" and q.state = any(").push_bind(states).push(")");
    }
    if let Some((at, id)) = wanted.after {
        query.push(" and (q.opened_at, q.id) > (").push_bind(at);
        query.push(", ").push_bind(id.uuid()).push(")");
    }
}

pub(super) async fn find(
    db: &PgPool,
    dispute: DisputeId,
    scope: &Scope,
) -> Result<Option<Dispute>, sqlx::Error> {
    let wanted = Wanted {
        id: Some(dispute),
        limit: 1,
        ..Wanted::default()
    };
    Ok(list(db, scope, &wanted).await?.pop().map(|row| Dispute {
        id: row.id,
        state: row.state,
        request_id: row.request_id,
        issue_id: row.issue_id,
        verdict: row.verdict,
        opened_by: row.opened_by,
        verifier_id: row.verifier_id,
        revision: row.revision,
    }))
}

/// What is known of a verdict before it is disputed.
pub(super) struct Disputed {
    pub kind: VerdictKind,
    pub submitted_at: Option<DateTime<Utc>>,
    pub before: Option<DisputeState>,
}

pub(super) async fn find_disputed(
    tx: &mut Tx,
    verification: VerificationId,
    issue: IssueId,
) -> Result<Option<Disputed>, sqlx::Error> {
    sqlx::query_as!(
        Disputed,
        r#"select d.kind as "kind: VerdictKind", v.submitted_at, q.state as "before?: DisputeState"
         from verdict d join verification v on v.id = d.verification_id
         left join dispute q on q.verification_id = d.verification_id and q.issue_id = d.issue_id
         where d.verification_id = $1 and d.issue_id = $2"#,
        verification.uuid(),
        issue.uuid(),
    )
    .fetch_optional(&mut **tx)
    .await
}

pub(super) async fn insert(
    tx: &mut Tx,
    verification: VerificationId,
    issue: IssueId,
    reason: &str,
    by: PersonId,
) -> ApiResult<DisputeId> {
    let id = DisputeId::new();
    let inserted = sqlx::query!(
        "insert into dispute (id, verification_id, issue_id, reason, opened_by) values ($1, $2, $3, $4, $5)",
        id.uuid(),
        verification.uuid(),
        issue.uuid(),
        reason,
        by.uuid(),
    )
    .execute(&mut **tx)
    .await;
    match inserted {
        Ok(_) => Ok(id),
        // Two pages of the same person at once.
        Err(error) if violated_constraint(&error) == Some("one_dispute_per_verdict") => {
            Err(ApiError::lost_race())
        }
        Err(error) => Err(error.into()),
    }
}

/// Writes the state and what was said with it, if nobody changed the dispute since it was read.
pub(super) async fn save(tx: &mut Tx, dispute: &Dispute, said: Said<'_>) -> ApiResult<()> {
    let (answer, decision) = match said {
        Said::Answer(by, text) => (Some((by, text)), None),
        Said::Decision(by, text, _) => (None, Some((by, text))),
        Said::Nothing => (None, None),
    };
    let stands_again = matches!(said, Said::Decision(_, _, true));
    let written = sqlx::query_scalar!(
        "update dispute set state = $3, revision = revision + 1, stands_again = $8,
            answer = coalesce($4, answer), answered_by = coalesce($5, answered_by),
            answered_at = case when $5::uuid is null then answered_at else now() end,
            decision = coalesce($6, decision), decided_by = coalesce($7, decided_by),
            decided_at = case when $7::uuid is null then decided_at else now() end
         where id = $1 and revision = $2 returning revision",
        dispute.id.uuid(),
        dispute.revision,
        dispute.state.as_str(),
        answer.map(|(_, text)| text),
        answer.map(|(by, _)| by.uuid()),
        decision.map(|(_, text)| text),
        decision.map(|(by, _)| by.uuid()),
        stands_again,
    )
    .fetch_optional(&mut **tx)
    .await?;
    written.map(drop).ok_or_else(ApiError::lost_race)
}

/// What goes with a step of a dispute.
#[derive(Clone, Copy)]
pub(super) enum Said<'a> {
    Answer(PersonId, &'a str),
    /// With whether the issue stands again.
    Decision(PersonId, &'a str, bool),
    Nothing,
}
