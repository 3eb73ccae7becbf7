//! Facilities, clearances and legal bars, as a studio administrator keeps them.

use api::facilities::{FacilityView, LegalBarView, NewFacility, NewLegalBar};
use api::people::ShowIds;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use qc::id::{FacilityId, LegalBarId};
use serde_json::json;

use super::{ManageFacilities, ManageFacility, ManageLegalBar, sql};
use crate::access::May;
use crate::app::App;
use crate::error::{ApiError, ApiResult, FieldProblem, Problem};
use crate::extract::{IfMatch, Json, Revised};
use crate::history::{self, Act};
use crate::idempotency::{IdempotencyKey, Turn};

/// Every facility, in the order of names.
#[utoipa::path(get, path = "/api/v1/facilities", tag = "facilities", responses((status = 200, body = Vec<FacilityView>)))]
pub async fn list_facilities(
    State(app): State<App>,
    May(_actor, ()): May<ManageFacilities>,
) -> ApiResult<Json<Vec<FacilityView>>> {
    Ok(Json(sql::list(&app.db, None).await?))
}

/// Add a facility.
#[utoipa::path(
    post, path = "/api/v1/facilities", tag = "facilities", request_body = NewFacility,
    responses((status = 201, body = FacilityView), (status = 422, body = Problem))
)]
pub async fn create_facility(
    State(app): State<App>,
    May(actor, ()): May<ManageFacilities>,
    key: IdempotencyKey,
    Json(form): Json<NewFacility>,
) -> ApiResult<impl IntoResponse> {
    let name = check_name(&form)?;
    let view = match key
        .begin::<FacilityView>(&app.db, actor.person, "create_facility", &form)
        .await?
    {
        Turn::Again(view) => view,
        Turn::First(mut once) => {
            let id = sql::insert(&mut once.tx, name).await.map_err(refused)?;
            let act = Act::new(actor.person, "facility.created", id);
            history::record(&mut once.tx, act.changed(json!({}), json!({ "name": name }))).await?;
            let view = sql::list(&mut *once.tx, Some(id))
                .await?
                .pop()
                .ok_or(ApiError::NotFound)?;
            once.commit(&view).await?;
            view
        }
    };
    Ok((StatusCode::CREATED, Json(view)))
}

/// One facility.
#[utoipa::path(
    get, path = "/api/v1/facilities/{facility_id}", tag = "facilities", params(("facility_id" = FacilityId, Path)),
    responses((status = 200, body = FacilityView), (status = 404, body = Problem))
)]
pub async fn get_facility(May(_actor, facility): May<ManageFacility>) -> Revised<FacilityView> {
    Revised(facility.revision, facility)
}

/// Give a facility another name.
#[utoipa::path(
    patch, path = "/api/v1/facilities/{facility_id}", tag = "facilities", params(("facility_id" = FacilityId, Path)),
    request_body = NewFacility,
    responses((status = 200, body = FacilityView), (status = 412, body = Problem), (status = 422, body = Problem))
)]
pub async fn rename_facility(
    State(app): State<App>,
    May(actor, facility): May<ManageFacility>,
    revision: IfMatch,
    Json(form): Json<NewFacility>,
) -> ApiResult<Revised<FacilityView>> {
    revision.check(facility.revision)?;
    let name = check_name(&form)?;
    let mut tx = app.db.begin().await?;
    if !sql::rename(&mut tx, facility.id, facility.revision, name)
        .await
        .map_err(refused)?
    {
        return Err(ApiError::Stale);
    }
    let act = Act::new(actor.person, "facility.renamed", facility.id);
    history::record(
        &mut tx,
        act.changed(json!({ "name": facility.name }), json!({ "name": name })),
    )
    .await?;
    let view = sql::list(&mut *tx, Some(facility.id))
        .await?
        .pop()
        .ok_or(ApiError::NotFound)?;
    tx.commit().await?;
    Ok(Revised(view.revision, view))
}

/// The shows that a facility is cleared to work on. Its people see nothing of others.
#[utoipa::path(
    put, path = "/api/v1/facilities/{facility_id}/clearances", tag = "facilities",
    params(("facility_id" = FacilityId, Path)), request_body = ShowIds,
    responses((status = 200, body = FacilityView), (status = 422, body = Problem))
)]
pub async fn clear_facility(
    State(app): State<App>,
    May(actor, facility): May<ManageFacility>,
    Json(shows): Json<ShowIds>,
) -> ApiResult<Revised<FacilityView>> {
    let mut tx = app.db.begin().await?;
    sql::replace_clearances(&mut tx, facility.id, &shows.show_ids)
        .await
        .map_err(refused)?;
    let act = Act::new(actor.person, "facility.cleared", facility.id);
    let (before, after) = (
        json!({ "show_ids": facility.cleared_show_ids }),
        json!({ "show_ids": shows.show_ids }),
    );
    history::record(&mut tx, act.changed(before, after)).await?;
    let view = sql::list(&mut *tx, Some(facility.id))
        .await?
        .pop()
        .ok_or(ApiError::NotFound)?;
    tx.commit().await?;
    Ok(Revised(view.revision, view))
}

/// Every legal bar, the newest first.
#[utoipa::path(get, path = "/api/v1/legal-bars", tag = "facilities", responses((status = 200, body = Vec<LegalBarView>)))]
pub async fn list_legal_bars(
    State(app): State<App>,
    May(_actor, ()): May<ManageFacilities>,
) -> ApiResult<Json<Vec<LegalBarView>>> {
    Ok(Json(sql::list_bars(&app.db, None).await?))
}

/// Bar a person or a facility from a show or a title, for legal reasons.
#[utoipa::path(
    post, path = "/api/v1/legal-bars", tag = "facilities", request_body = NewLegalBar,
    responses((status = 201, body = LegalBarView), (status = 422, body = Problem))
)]
pub async fn create_legal_bar(
    State(app): State<App>,
    May(actor, ()): May<ManageFacilities>,
    key: IdempotencyKey,
    Json(form): Json<NewLegalBar>,
) -> ApiResult<impl IntoResponse> {
    check_bar(&form)?;
    let view = match key
        .begin::<LegalBarView>(&app.db, actor.person, "create_legal_bar", &form)
        .await?
    {
        Turn::Again(view) => view,
        Turn::First(mut once) => {
            let id = sql::insert_bar(&mut once.tx, &form).await.map_err(refused)?;
            let act = Act::new(actor.person, "legal_bar.created", id).because(form.reason.trim());
            let after = json!({
                "person_id": form.person_id, "facility_id": form.facility_id, "show_id": form.show_id,
                "title_id": form.title_id,
            });
            history::record(&mut once.tx, act.changed(json!({}), after)).await?;
            let view = sql::list_bars(&mut *once.tx, Some(id))
                .await?
                .pop()
                .ok_or(ApiError::NotFound)?;
            once.commit(&view).await?;
            view
        }
    };
    Ok((StatusCode::CREATED, Json(view)))
}

/// Lift a legal bar.
#[utoipa::path(
    delete, path = "/api/v1/legal-bars/{legal_bar_id}", tag = "facilities", params(("legal_bar_id" = LegalBarId, Path)),
    responses((status = 204), (status = 404, body = Problem))
)]
pub async fn delete_legal_bar(
    State(app): State<App>,
    May(actor, bar): May<ManageLegalBar>,
) -> ApiResult<StatusCode> {
    let mut tx = app.db.begin().await?;
    if !sql::delete_bar(&mut tx, bar.id).await? {
        return Err(ApiError::NotFound);
    }
    let act = Act::new(actor.person, "legal_bar.lifted", bar.id);
    history::record(
        &mut tx,
        act.changed(json!({ "party": bar.party, "work": bar.work }), json!({})),
    )
    .await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

fn check_name(form: &NewFacility) -> ApiResult<&str> {
    let name = form.name.trim();
    if (1..=200).contains(&name.chars().count()) && !name.chars().any(char::is_control) {
        Ok(name)
    } else {
        Err(ApiError::invalid("name", "length", "Write 1 to 200 characters."))
    }
}

fn check_bar(form: &NewLegalBar) -> ApiResult<()> {
    let mut wrong = Vec::new();
    if form.person_id.is_some() == form.facility_id.is_some() {
        wrong.push(FieldProblem::new(
            "person_id",
            "one_party",
            "Choose either a person or a facility.",
        ));
    }
    if form.show_id.is_some() == form.title_id.is_some() {
        wrong.push(FieldProblem::new(
            "show_id",
            "one_work",
            "Choose either a show or a title.",
        ));
    }
    if !(1..=2000).contains(&form.reason.trim().chars().count()) {
        wrong.push(FieldProblem::new(
            "reason",
            "length",
            "Say why, in 1 to 2,000 characters.",
        ));
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(ApiError::Invalid(wrong))
    }
}

fn refused(error: sqlx::Error) -> ApiError {
    match error.as_database_error().and_then(|error| error.constraint()) {
        Some("facility_name_key") => ApiError::invalid("name", "taken", "There is a facility of this name."),
        Some("show_clearance_show_id_fkey") => {
            ApiError::invalid("show_ids", "unknown", "There is no such show.")
        }
        Some("legal_bar_person_id_fkey") => {
            ApiError::invalid("person_id", "unknown", "There is no such person.")
        }
        Some("legal_bar_facility_id_fkey") => {
            ApiError::invalid("facility_id", "unknown", "There is no such facility.")
        }
        Some("legal_bar_show_id_fkey") => ApiError::invalid("show_id", "unknown", "There is no such show."),
        Some("legal_bar_title_id_fkey") => {
            ApiError::invalid("title_id", "unknown", "There is no such title.")
        }
        _ => error.into(),
    }
}
