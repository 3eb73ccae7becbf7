//! Metrics of operators: accuracy and punctuality, counted from the verdicts and the clocks whenever they are read, and the
//! issues behind each figure. A person sees their own, a vendor manager the facility's, the studio all.

pub mod http;
mod sql;

use api::metrics::AccuracyView;
use qc::access::Scope;
use qc::id::PersonId;
use qc::metrics::Tally;
use qc::person::Role;

use crate::access::{Actor, Permission};
use crate::app::App;
use crate::error::ApiResult;
use crate::people;

/// Whose reports the caller sees the figures of. A report counts for the facility that held it.
fn scope(actor: &Actor) -> Scope {
    match actor.role {
        Role::StudioAdmin => Scope::All,
        Role::VendorManager => actor
            .facility
            .map_or(Scope::Nothing, |own| Scope::Facilities(vec![own])),
        _ => Scope::AssignedTo(actor.person),
    }
}

pub struct SeeMetrics;

impl Permission for SeeMetrics {
    const ACT: qc::access::Permission = qc::access::Permission::SeeMetrics;
    type Key = ();
    type Target = ();

    async fn find(_: &App, _: &Actor, (): ()) -> ApiResult<Option<()>> {
        Ok(Some(()))
    }
}

/// The figures of one person. One who left the facility is still seen by it, through the reports made there.
pub struct SeeMetricsOf;

impl Permission for SeeMetricsOf {
    const ACT: qc::access::Permission = qc::access::Permission::SeeMetrics;
    type Key = PersonId;
    type Target = PersonId;

    async fn find(app: &App, actor: &Actor, person: PersonId) -> ApiResult<Option<PersonId>> {
        let Some(found) = people::find(&app.db, person).await? else {
            return Ok(None);
        };
        let is_seen = match actor.role {
            Role::StudioAdmin => true,
            Role::VendorManager => {
                found.facility_id.is_some() && found.facility_id == actor.facility
                    || sql::has_reports(&app.db, &scope(actor), person).await?
            }
            _ => person == actor.person,
        };
        Ok(is_seen.then_some(person))
    }
}

fn accuracy(tally: Tally) -> AccuracyView {
    let count = |of: u64| i64::try_from(of).unwrap_or(i64::MAX);
    let interval = tally.accuracy_interval();
    AccuracyView {
        confirmed: count(tally.confirmed),
        replaced: count(tally.replaced),
        deleted: count(tally.deleted),
        added: count(tally.added),
        accuracy: tally.accuracy(),
        precision: tally.precision(),
        recall: tally.recall(),
        accuracy_low: interval.low,
        accuracy_high: interval.high,
    }
}
