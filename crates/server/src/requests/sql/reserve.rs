//! The queries of reservations: whom a fix check is kept for, and where they are now.

use chrono::{DateTime, Utc};
use qc::id::{PersonId, RequestId};
use qc::request::assignment::Keeper;
use sqlx::PgExecutor;

/// A reservation that runs, and where its keeper is.
pub(in crate::requests) struct Reservation {
    pub request: RequestId,
    pub until: DateTime<Utc>,
    pub is_active: bool,
    pub is_on_break: bool,
    pub break_until: Option<DateTime<Utc>>,
}

impl Reservation {
    pub fn keeper(&self) -> Keeper {
        keeper(self.is_active, self.is_on_break, self.break_until)
    }
}

fn keeper(is_active: bool, is_on_break: bool, break_until: Option<DateTime<Utc>>) -> Keeper {
    match (is_active, is_on_break) {
        (false, _) => Keeper::Gone,
        (true, true) => Keeper::OnBreak(break_until),
        (true, false) => Keeper::AtWork,
    }
}

/// Reservations of work that nobody holds: of one person, or all whose keeper is not at work.
pub(in crate::requests) async fn list_reservations(
    db: impl PgExecutor<'_>,
    of: Option<PersonId>,
) -> Result<Vec<Reservation>, sqlx::Error> {
    sqlx::query_as!(
        Reservation,
        r#"select r.id as "request: RequestId", r.reserved_until as "until!", p.state = 'active' as "is_active!",
            b.id is not null as "is_on_break!", b.until_at as "break_until?"
         from qc_request r join person p on p.id = r.reserved_for_id left join lateral break_now(p.id) b on true
         where r.state in ('preparing', 'available') and r.reserved_until > now() and r.calibration_id is null
           and ($1::uuid is null or p.id = $1) and (p.state <> 'active' or b.id is not null)
         order by r.id limit 200"#,
        of.map(PersonId::uuid),
    )
    .fetch_all(db)
    .await
}

/// Where a person is, as one for whom work could be kept.
pub(in crate::requests) async fn find_keeper(
    db: impl PgExecutor<'_>,
    person: PersonId,
) -> Result<Keeper, sqlx::Error> {
    let row = sqlx::query!(
        r#"select p.state = 'active' as "is_active!", b.id is not null as "is_on_break!", b.until_at as "break_until?"
         from person p left join lateral break_now(p.id) b on true where p.id = $1"#,
        person.uuid(),
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map_or(Keeper::Gone, |row| {
        keeper(row.is_active, row.is_on_break, row.break_until)
    }))
}
