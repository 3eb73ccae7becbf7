//! Queries of tickets: the queue, one ticket, its state and whose it is.

use api::page::PersonRef;
use api::tickets::{NewTicket, RequestTicket, TicketLink};
use qc::id::{PersonId, RequestId, TicketId, TitleId};
use qc::ticket::{SOLVED_CLOSES_AFTER_DAYS, Team, TicketKind, TicketState};
use sqlx::types::Json;
use sqlx::{PgExecutor, PgPool};
use uuid::Uuid;

use super::{Ticket, TicketKey};
use crate::access::Actor;
use crate::db::Tx;

/// Whose tickets a list shows, which of them, and from where on.
#[derive(Default)]
pub(super) struct Wanted {
    /// None is everyone's.
    pub author: Option<PersonId>,
    pub id: Option<TicketId>,
    pub number: Option<i64>,
    pub team: Option<Team>,
    pub kind: Option<TicketKind>,
    pub states: Option<Vec<TicketState>>,
    pub assignee: Option<PersonId>,
    pub is_unassigned: bool,
    pub waiting_h: Option<i32>,
    pub typed: Option<String>,
    pub is_oldest_first: bool,
    /// The number of the last row of the page before.
    pub after: Option<i64>,
    pub limit: i64,
}

pub(super) async fn find(db: impl PgExecutor<'_>, key: TicketKey) -> Result<Option<Ticket>, sqlx::Error> {
    let wanted = match key {
        TicketKey::Id(id) => Wanted {
            id: Some(id),
            ..Wanted::default()
        },
        TicketKey::Number(number) => Wanted {
            number: Some(number),
            ..Wanted::default()
        },
    };
    Ok(select(db, &wanted).await?.pop())
}

/// One more than `limit`, if there are.
pub(super) async fn list(db: &PgPool, wanted: &Wanted) -> Result<Vec<Ticket>, sqlx::Error> {
    select(db, wanted).await
}

async fn select(db: impl PgExecutor<'_>, wanted: &Wanted) -> Result<Vec<Ticket>, sqlx::Error> {
    let states: Option<Vec<String>> = wanted
        .states
        .as_ref()
        .map(|states| states.iter().map(|state| state.to_string()).collect());
    sqlx::query_as!(
        Ticket,
        r#"select t.id as "id: TicketId", t.number, t.request_id as "request_id: RequestId", r.number as "request_number?", r.title_id as "title_id?: TitleId",
                t.kind as "kind: TicketKind", t.team as "team: Team", t.assignee_id as "assignee_id: PersonId",
                person_ref(t.assignee_id) as "assignee: Json<PersonRef>", t.subject, t.description,
                t.author_id as "author_id: PersonId", person_ref(t.author_id) as "author!: Json<PersonRef>",
                t.state as "state: TicketState", t.context, t.created_at, t.revision,
                t.follows_id as "follows_id: TicketId", f.number as "follows_number?", f.state as "follows_state?: TicketState",
                s.state as "sync_state?", s.zendesk_id as "zendesk_id?", s.problem as "sync_problem?", s.synced_at as "synced_at?"
         from ticket t
         left join qc_request r on r.id = t.request_id
         left join ticket f on f.id = t.follows_id
         left join ticket_sync s on s.ticket_id = t.id
         where ($1::uuid is null or t.author_id = $1) and ($2::uuid is null or t.id = $2) and ($3::bigint is null or t.number = $3)
           and ($4::text is null or t.team = $4) and ($5::text is null or t.kind = $5) and ($6::text[] is null or t.state = any($6))
           and ($7::uuid is null or t.assignee_id = $7) and (not $8 or t.assignee_id is null)
           and ($9::int is null or t.created_at < now() - make_interval(hours => $9))
           and ($10::text is null or t.subject ilike $10 or t.number::text = trim(both '%' from $10))
           and ($11::bigint is null or case when $12 then t.number > $11 else t.number < $11 end)
         order by case when $12 then t.number end, t.number desc limit $13"#,
        wanted.author.map(Uuid::from),
        wanted.id.map(Uuid::from),
        wanted.number,
        wanted.team.map(Team::as_str),
        wanted.kind.map(TicketKind::as_str),
        states.as_deref(),
        wanted.assignee.map(Uuid::from),
        wanted.is_unassigned,
        wanted.waiting_h,
        wanted.typed.as_deref().map(contains),
        wanted.after,
        wanted.is_oldest_first,
        wanted.limit + 1,
    )
    .fetch_all(db)
    .await
}

/// What people type is no pattern.
fn contains(typed: &str) -> String {
    let escaped = typed
        .replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_");
    format!("%{escaped}%")
}

/// The form is checked already.
pub(super) async fn insert(tx: &mut Tx, author: PersonId, form: &NewTicket) -> Result<TicketId, sqlx::Error> {
    let id = TicketId::new();
    sqlx::query!(
        "insert into ticket (id, request_id, kind, team, subject, description, author_id, context, follows_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        id.uuid(),
        form.request_id.map(Uuid::from),
        form.kind.as_str(),
        form.kind.team().as_str(),
        form.subject,
        form.description,
        author.uuid(),
        form.context,
        form.follows_id.map(Uuid::from),
    )
    .execute(&mut **tx)
    .await?;
    Ok(id)
}

/// Compare-and-set on the revision; false when someone was quicker.
pub(super) async fn set_state(tx: &mut Tx, ticket: &Ticket, to: TicketState) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update ticket set state = $3, state_at = now(), revision = revision + 1 where id = $1 and revision = $2",
        ticket.id.uuid(),
        ticket.revision,
        to.as_str(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// As `set_state`, for whose it is.
pub(super) async fn assign(
    tx: &mut Tx,
    ticket: &Ticket,
    team: Team,
    assignee: Option<PersonId>,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update ticket set team = $3, assignee_id = $4, revision = revision + 1 where id = $1 and revision = $2",
        ticket.id.uuid(),
        ticket.revision,
        team.as_str(),
        assignee.map(Uuid::from),
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Whether tickets can be given to this person: an administrator of the studio whose account is in use.
pub(super) async fn may_be_assigned(tx: &mut Tx, person: PersonId) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from person where id = $1 and role = 'studio_admin' and state = 'active') as "may!""#,
        person.uuid(),
    )
    .fetch_one(&mut **tx)
    .await
}

pub(super) async fn has_unresolved(
    tx: &mut Tx,
    request: RequestId,
    kind: TicketKind,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists(select from ticket where request_id = $1 and kind = $2 and state in ('new', 'open', 'pending')) as "has!""#,
        Uuid::from(request),
        kind.as_str(),
    )
    .fetch_one(&mut **tx)
    .await
}

/// The tickets on a request, those not yet resolved first. What they say only for whoever may read them.
pub(super) async fn list_of_request(
    db: &PgPool,
    actor: &Actor,
    is_studio: bool,
    request: RequestId,
) -> Result<Vec<RequestTicket>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select t.id as "id: TicketId", t.number, t.kind as "kind: TicketKind", t.team as "team: Team",
                t.state as "state: TicketState", person_ref(t.author_id) as "author!: Json<PersonRef>", t.created_at,
                case when $3 or t.author_id = $2 then t.subject end as subject
         from ticket t where t.request_id = $1
         order by t.state in ('solved', 'closed'), t.number desc limit 50"#,
        request.uuid(),
        actor.person.uuid(),
        is_studio,
    )
    .fetch_all(db)
    .await?;
    let views = rows.into_iter().map(|row| RequestTicket {
        id: row.id,
        number: row.number,
        kind: row.kind,
        team: row.team,
        state: row.state,
        author: row.author.0,
        created_at: row.created_at,
        subject: row.subject,
    });
    Ok(views.collect())
}

pub(super) async fn list_followers(db: &PgPool, ticket: TicketId) -> Result<Vec<TicketLink>, sqlx::Error> {
    sqlx::query_as!(
        TicketLink,
        r#"select id as "id: TicketId", number, state as "state: TicketState" from ticket where follows_id = $1 order by number"#,
        ticket.uuid(),
    )
    .fetch_all(db)
    .await
}

/// Solved tickets that nobody took up again in time.
pub(super) async fn list_forgotten(db: &PgPool) -> Result<Vec<TicketId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select id as "id: TicketId" from ticket
         where state = 'solved' and state_at < now() - make_interval(days => $1) order by number limit 500"#,
        SOLVED_CLOSES_AFTER_DAYS,
    )
    .fetch_all(db)
    .await
}
