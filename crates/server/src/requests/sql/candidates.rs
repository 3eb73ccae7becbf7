//! The people whom work could be given to, with what decides whether it may.

use api::page::PersonRef;
use chrono::{DateTime, Utc};
use qc::id::{FacilityId, PersonId};
use qc::person::Role;
use sqlx::PgPool;
use sqlx::types::Json;

use super::Worker;
use crate::requests::Request;

pub(in crate::requests) struct Found {
    pub worker: Worker,
    pub person: Json<PersonRef>,
    pub is_cleared: bool,
    pub is_barred: bool,
    /// How much they hold now.
    pub held: i64,
    pub break_until: Option<DateTime<Utc>>,
}

const MOST_CANDIDATES: i64 = 1000;

/// Active people of this role, of one facility or of all.
pub(in crate::requests) async fn list_candidates(
    db: &PgPool,
    request: &Request,
    role: Role,
    facility: Option<FacilityId>,
) -> Result<Vec<Found>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select p.id as "id: PersonId", p.identity, p.role as "role: Role", p.facility_id as "facility_id: FacilityId",
            p.skills, p.languages, person_ref(p.id) as "person!: Json<PersonRef>",
            exists(select from show_clearance c where c.show_id = $2 and c.facility_id = p.facility_id) as "is_cleared!",
            exists(select from legal_bar b where (b.person_id = p.id or b.facility_id = p.facility_id)
                   and (b.show_id = $2 or b.title_id = $3)) as "is_barred!",
            (select count(*) from qc_request r where r.operator_id = p.id and r.state in ('assigned', 'downloading', 'in_qc'))
            + (select count(*) from verification v where v.verifier_id = p.id and v.state = 'assigned') as "held!",
            b.id is not null as "is_on_break!", b.until_at as "break_until?"
         from person p left join lateral break_now(p.id) b on true
         where p.role = $1 and p.state = 'active' and ($4::uuid is null or p.facility_id = $4)
         order by lower(p.last_name || ' ' || p.first_name), p.id limit $5"#,
        role.as_str(),
        request.show_id.uuid(),
        request.title_id.uuid(),
        facility.map(FacilityId::uuid),
        MOST_CANDIDATES,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Found {
            worker: Worker {
                id: row.id,
                identity: row.identity,
                role: row.role,
                facility_id: row.facility_id,
                skills: row.skills,
                languages: row.languages,
                is_active: true,
                is_on_break: row.is_on_break,
                holds_served_request: false,
                holds_served_verification: false,
            },
            person: row.person,
            is_cleared: row.is_cleared,
            is_barred: row.is_barred,
            held: row.held,
            break_until: row.break_until,
        })
        .collect())
}
