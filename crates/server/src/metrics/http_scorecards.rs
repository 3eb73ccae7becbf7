//! Scorecards: everything that a page says of one operator or of one facility, in one answer.

use api::metrics::{Dimension, Scorecard};
use api::page::PersonRef;
use axum::extract::State;
use chrono::{DateTime, Utc};
use qc::id::{FacilityId, PersonId};
use serde::Deserialize;

use super::http::demand_order;
use super::lists::{self, ReportFilter};
use super::sql::{self, MetricFilter};
use super::{SeeMetricsOf, SeeMetricsOfFacility, Sight, codes, view};
use crate::access::May;
use crate::app::App;
use crate::error::{ApiError, ApiResult, Problem};
use crate::extract::{Json, PageQuery, Query};
use crate::people;

const REPORTS_SHOWN: u32 = 20;

/// The period of a scorecard.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Period {
    /// Submitted at this instant or later
    pub from: Option<DateTime<Utc>>,
    /// Submitted before this instant
    pub to: Option<DateTime<Utc>>,
}

/// The scorecard of an operator. One who left the facility is still seen by it, through the reports made there.
#[utoipa::path(
    get, path = "/api/v1/metrics/operators/{person_id}", tag = "metrics", params(("person_id" = PersonId, Path), Period),
    responses((status = 200, body = Scorecard), (status = 404, body = Problem), (status = 422, body = Problem))
)]
pub async fn get_operator_scorecard(
    State(app): State<App>,
    May(actor, operator): May<SeeMetricsOf>,
    Query(period): Query<Period>,
) -> ApiResult<Json<Scorecard>> {
    let filter = MetricFilter {
        operator_id: Some(operator),
        ..of_period(period)
    };
    let person = people::find(&app.db, operator).await?.ok_or(ApiError::NotFound)?;
    let person = PersonRef {
        id: person.id,
        name: format!("{} {}", person.first_name, person.last_name),
        role: person.role,
        facility_id: person.facility_id,
        facility: person.facility,
    };
    let card = scorecard(&app, &Sight::of(&actor), &filter).await?;
    Ok(Json(Scorecard {
        facility_id: person.facility_id,
        facility: person.facility.clone(),
        operator: Some(person),
        ..card
    }))
}

/// The scorecard of a facility, with its operators.
#[utoipa::path(
    get, path = "/api/v1/metrics/facilities/{facility_id}", tag = "metrics",
    params(("facility_id" = FacilityId, Path), Period),
    responses((status = 200, body = Scorecard), (status = 404, body = Problem), (status = 422, body = Problem))
)]
pub async fn get_facility_scorecard(
    State(app): State<App>,
    May(actor, facility): May<SeeMetricsOfFacility>,
    Query(period): Query<Period>,
) -> ApiResult<Json<Scorecard>> {
    let filter = MetricFilter {
        facility_id: Some(facility),
        ..of_period(period)
    };
    let name = sql::list_facilities(&app.db, &[facility.uuid()]).await?.pop();
    let card = scorecard(&app, &Sight::of(&actor), &filter).await?;
    Ok(Json(Scorecard {
        facility_id: Some(facility),
        facility: name.map(|name| name.name),
        ..card
    }))
}

fn of_period(Period { from, to }: Period) -> MetricFilter {
    MetricFilter {
        from,
        to,
        ..MetricFilter::default()
    }
}

async fn scorecard(app: &App, sight: &Sight, filter: &MetricFilter) -> ApiResult<Scorecard> {
    demand_order(filter)?;
    let reports = sql::list_reports(&app.db, sight, filter).await?;
    let groups = async |by| view::groups(&app.db, by, &reports, sight.sees_quality).await;
    let first = PageQuery {
        cursor: None,
        limit: Some(REPORTS_SHOWN),
    };
    let late = ReportFilter {
        on_time: Some(false),
        ..ReportFilter::default()
    };
    let list = async |which| lists::reports(&app.db, sight, filter, which, &first).await;
    Ok(Scorecard {
        operator: None,
        facility_id: None,
        facility: None,
        figures: view::figures_of(&reports, sight.sees_quality),
        months: groups(Dimension::Month).await?,
        services: groups(Dimension::Service).await?,
        operators: match filter.facility_id {
            Some(_) => groups(Dimension::Operator).await?,
            None => Vec::new(),
        },
        codes: codes::list(&app.db, sight, filter).await?,
        late: list(&late).await?.items,
        recent: list(&ReportFilter::default()).await?.items,
    })
}
