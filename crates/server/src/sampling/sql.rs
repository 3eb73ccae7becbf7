//! Queries of sampling: its policies, an operator's record, the lots that were drawn.

use api::page::PersonRef;
use api::sampling::{SamplingPolicyView, SaveSamplingPolicy};
use qc::id::{PersonId, PolicyId, RequestId, ShowId};
use qc::metrics::Tally;
use qc::request::Service;
use qc::sampling::{Lot, RECORD_REPORTS, Record, SamplingGround, SamplingPolicy};
use sqlx::types::Json;
use sqlx::{PgExecutor, PgPool};
use uuid::Uuid;

use crate::db::Tx;

/// Those for all shows first, then by show.
pub(super) async fn list_policies(
    db: impl PgExecutor<'_>,
    only: Option<PolicyId>,
) -> Result<Vec<SamplingPolicyView>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select p.id, p.show_id, p.service as "service: Service", p.minimum_percent, p.full_until, p.revision
         from sampling_policy p left join show s on s.id = p.show_id
         where $1::uuid is null or p.id = $1 order by s.name nulls first, p.service"#,
        only.map(Uuid::from),
    )
    .fetch_all(db)
    .await?;
    let views = rows.into_iter().map(|row| SamplingPolicyView {
        id: PolicyId::from(row.id),
        show_id: row.show_id.map(ShowId::from),
        service: row.service,
        minimum_percent: row.minimum_percent.unsigned_abs(),
        full_until: row.full_until.unsigned_abs(),
        revision: row.revision,
    });
    Ok(views.collect())
}

pub(super) async fn save_policy(tx: &mut Tx, new: &SaveSamplingPolicy) -> Result<PolicyId, sqlx::Error> {
    let id = sqlx::query_scalar!(
        "insert into sampling_policy (id, show_id, service, minimum_percent, full_until) values ($1, $2, $3, $4, $5)
         on conflict (show_id, service) do update
            set minimum_percent = excluded.minimum_percent, full_until = excluded.full_until,
                revision = sampling_policy.revision + 1
         returning id",
        Uuid::from(PolicyId::new()),
        new.show_id.map(Uuid::from),
        new.service.as_str(),
        i32::try_from(new.minimum_percent).unwrap_or(100),
        i32::try_from(new.full_until).unwrap_or(i32::MAX),
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(PolicyId::from(id))
}

pub(super) async fn delete_policy(tx: &mut Tx, policy: PolicyId) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!("delete from sampling_policy where id = $1", Uuid::from(policy))
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// The show's own policy, else that for all.
pub(super) async fn find_policy(
    tx: &mut Tx,
    show: ShowId,
    service: Service,
) -> Result<Option<SamplingPolicy>, sqlx::Error> {
    let row = sqlx::query!(
        "select id, minimum_percent, full_until from sampling_policy
         where service = $2 and (show_id = $1 or show_id is null) order by show_id nulls last limit 1",
        show.uuid(),
        service.as_str(),
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| SamplingPolicy {
        id: PolicyId::from(row.id),
        minimum_percent: row.minimum_percent.unsigned_abs(),
        full_until: row.full_until.unsigned_abs(),
    }))
}

/// What verification said of the latest reports of this operator in this service.
pub(super) async fn get_record(
    tx: &mut Tx,
    operator: PersonId,
    service: Service,
) -> Result<Record, sqlx::Error> {
    let row = sqlx::query_as!(
        Counts,
        r#"select reports as "reports!", confirmed as "confirmed!", replaced as "replaced!", deleted as "deleted!", added as "added!"
         from operator_record($1, $2, $3)"#,
        operator.uuid(),
        service.as_str(),
        RECORD_REPORTS,
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(row.record())
}

struct Counts {
    reports: i64,
    confirmed: i64,
    replaced: i64,
    deleted: i64,
    added: i64,
}

impl Counts {
    fn record(self) -> Record {
        Record {
            reports: self.reports.unsigned_abs(),
            tally: Tally {
                confirmed: self.confirmed.unsigned_abs(),
                replaced: self.replaced.unsigned_abs(),
                deleted: self.deleted.unsigned_abs(),
                added: self.added.unsigned_abs(),
            },
        }
    }
}

pub(super) async fn insert(tx: &mut Tx, request: RequestId, lot: &Lot) -> Result<(), sqlx::Error> {
    let number = |of: u32| i32::try_from(of).unwrap_or(i32::MAX);
    sqlx::query!(
        "insert into sampling (request_id, is_verified, ground, reports, accuracy, accuracy_low, share, draw)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        request.uuid(),
        lot.is_verified,
        lot.ground.as_str(),
        i64::try_from(lot.record.reports).unwrap_or(i64::MAX),
        number(lot.record.accuracy()),
        number(lot.record.accuracy_low()),
        number(lot.share),
        number(lot.draw),
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

pub(super) struct Drawn {
    pub is_verified: bool,
    pub ground: SamplingGround,
    pub reports: i64,
    pub accuracy: i32,
    pub accuracy_low: i32,
    pub share: i32,
    pub draw: i32,
}

pub(super) async fn find_drawn(db: &PgPool, request: RequestId) -> Result<Option<Drawn>, sqlx::Error> {
    sqlx::query_as!(
        Drawn,
        r#"select is_verified, ground as "ground: SamplingGround", reports, accuracy, accuracy_low, share, draw
         from sampling where request_id = $1"#,
        request.uuid(),
    )
    .fetch_optional(db)
    .await
}

/// The records of operators at work whose facility is cleared for the show; for all shows, of every operator.
pub(super) async fn list_records(
    db: &PgPool,
    show: Option<ShowId>,
    service: Service,
) -> Result<Vec<(PersonRef, Record)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select person_ref(p.id) as "operator!: Json<PersonRef>", o.reports as "reports!", o.confirmed as "confirmed!",
            o.replaced as "replaced!", o.deleted as "deleted!", o.added as "added!"
         from person p cross join lateral operator_record(p.id, $2, $3) o
         where p.role = 'operator' and p.state = 'active'
           and ($1::uuid is null or exists (select from show_clearance c where c.show_id = $1 and c.facility_id = p.facility_id))
         order by p.first_name, p.last_name, p.id limit 1000"#,
        show.map(Uuid::from),
        service.as_str(),
        RECORD_REPORTS,
    )
    .fetch_all(db)
    .await?;
    let records = rows.into_iter().map(|row| {
        let counts = Counts {
            reports: row.reports,
            confirmed: row.confirmed,
            replaced: row.replaced,
            deleted: row.deleted,
            added: row.added,
        };
        (row.operator.0, counts.record())
    });
    Ok(records.collect())
}
