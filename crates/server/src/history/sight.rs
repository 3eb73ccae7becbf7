//! Which acts a person reads. Production and post read what happened within a report only once it is published; people of a
//! facility read of the requests that they have to do with, and of the deliveries; of comments everyone reads those that
//! are meant for them.

use qc::person::Role;
use sqlx::{Postgres, QueryBuilder};

use crate::access::{Actor, Columns, push_scope};
use crate::{comments, titles};

const OF_REQUESTS: Columns = Columns {
    show: "t.show_id",
    people: &["r.operator_id", "v.verifier_id", "h.actor_id"],
    facilities: &["r.operator_facility_id"],
};

/// What happens within a report while it is being written or verified. What is said about the request as a whole does not.
const WITHIN_A_REPORT: &str = "(h.noun in ('issue', 'watch_item', 'task', 'verdict', 'comment', 'draft') \
                               and not (c.id is not null and c.issue_id is null))";

/// What a verifier does to a report is theirs until it is out; the operator and their facility read it then.
const UNDER_VERIFICATION: &str = "(r.verified_at is null and h.noun in ('issue', 'verdict', 'draft') \
                                  and exists (select from person a where a.id = h.actor_id and a.role = 'verifier'))";

/// Adds the predicate, behind an `and`.
pub(super) fn push_sight(query: &mut QueryBuilder<Postgres>, actor: &Actor) {
    query.push(" and (");
    push_scope(query, &titles::scope(actor), &OF_REQUESTS);
    match actor.role {
        // A calibration is nobody's but its operator's and the studio's; an operator's record is not for the show.
        // What the machine offered is for those who judge the master; what was made an issue of it is an issue.
        Role::Post | Role::Production => {
            query.push(" and r.calibration_id is null and h.noun not in ('sampling', 'machine_finding')");
            if actor.role == Role::Production {
                query.push(" and h.noun <> 'dispute'");
            }
            query
                .push(" and (r.verified_at is not null or not ")
                .push(WITHIN_A_REPORT)
                .push("))");
        }
        // What belongs to no request is of the deliveries: the title itself was asked before.
        Role::Operator | Role::Verifier => {
            query.push(" or h.request_id is null)");
        }
        // Who held a verification is also the business of the facility that verifies.
        Role::VendorManager => {
            query
                .push(" and r.calibration_id is null or h.request_id is null or h.noun = 'verification' and v.facility_id = ")
                .push_bind(actor.facility.map(uuid::Uuid::from))
                .push(")");
        }
        Role::StudioAdmin | Role::DownloadManager => {
            query.push(")");
        }
    }
    if matches!(actor.role, Role::Operator | Role::VendorManager) {
        query.push(" and not ").push(UNDER_VERIFICATION);
    }
    query.push(" and (h.noun <> 'comment' or (c.id is not null and ");
    comments::push_readable(query, actor);
    query.push("))");
}
