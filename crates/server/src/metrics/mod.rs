//! Metrics: accuracy, punctuality and the counts behind them, made from rows whenever they are read, and the reports and
//! issues behind each figure. A person sees their own, a vendor manager the facility's, the studio all; post and production
//! see what concerns their shows, and nothing that measures people.

mod codes;
mod csv;
pub mod http;
pub mod http_scorecards;
mod lists;
mod sql;
mod view;

use qc::access::Scope;
use qc::id::{FacilityId, PersonId};
use qc::person::Role;

use crate::access::{Actor, Permission};
use crate::app::App;
use crate::error::ApiResult;
use crate::{facilities, people};

pub(crate) use view::accuracy;

/// Which reports the caller sees the figures of.
struct Sight {
    scope: Scope,
    /// Also what the figures say of people: accuracy, punctuality, verdicts.
    sees_quality: bool,
}

impl Sight {
    /// A report counts for the facility that held it.
    fn of(actor: &Actor) -> Sight {
        let scope = match actor.role {
            Role::StudioAdmin => Scope::All,
            Role::VendorManager => actor
                .facility
                .map_or(Scope::Nothing, |own| Scope::Facilities(vec![own])),
            Role::Post | Role::Production => Scope::Shows(actor.shows.clone()),
            _ => Scope::AssignedTo(actor.person),
        };
        Sight {
            scope,
            sees_quality: !is_of_show(actor.role),
        }
    }
}

fn is_of_show(role: Role) -> bool {
    matches!(role, Role::Post | Role::Production)
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

/// The scorecard of one person. One who left the facility is still seen by it, through the reports made there.
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
                    || sql::has_reports(&app.db, &Sight::of(actor).scope, person).await?
            }
            _ => person == actor.person,
        };
        Ok(is_seen.then_some(person))
    }
}

/// The scorecard of a facility: for its own managers, and the studio.
pub struct SeeMetricsOfFacility;

impl Permission for SeeMetricsOfFacility {
    const ACT: qc::access::Permission = qc::access::Permission::SeeMetrics;
    type Key = FacilityId;
    type Target = FacilityId;

    async fn find(app: &App, actor: &Actor, facility: FacilityId) -> ApiResult<Option<FacilityId>> {
        let is_seen = match actor.role {
            Role::StudioAdmin => facilities::exists(&app.db, facility).await?,
            Role::VendorManager => actor.facility == Some(facility),
            _ => false,
        };
        Ok(is_seen.then_some(facility))
    }
}
