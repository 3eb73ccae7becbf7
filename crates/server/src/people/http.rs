//! Onboarding people, changing their accounts, granting shows. Only a studio administrator does; a vendor manager sees the
//! people of their own facility.

use api::Page;
use api::people::{Invited, NewPerson, PersonChange, PersonView, ShowIds};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use qc::id::{FacilityId, PersonId};
use qc::person::{PersonState, Role};
use serde::Deserialize;
use serde_json::json;

use super::onboard::{check_name, check_skills, onboard, refused};
use super::sql::{self, Wanted};
use super::{ManagePeople, ManagePerson, SeePeople, SeePerson, shown};
use crate::access::{self, May};
use crate::app::App;
use crate::error::{ApiError, ApiResult, FieldProblem, Problem};
use crate::events::{self, Event, EventKind};
use crate::extract::{IfMatch, Json, PageQuery, Query, Revised, page};
use crate::history::{self, Act};
use crate::idempotency::{IdempotencyKey, Turn};

/// Which people a list shows.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PeopleQuery {
    pub role: Option<Role>,
    pub state: Option<PersonState>,
    pub facility_id: Option<FacilityId>,
    /// Part of a name or an address
    pub q: Option<String>,
    pub cursor: Option<String>,
    pub limit: Option<u32>,
}

/// People in the order of their names. A vendor manager sees those of the own facility.
#[utoipa::path(
    get, path = "/api/v1/people", tag = "people", params(PeopleQuery),
    responses((status = 200, body = Page<PersonView>), (status = 403, body = Problem))
)]
pub async fn list_people(
    State(app): State<App>,
    May(actor, ()): May<SeePeople>,
    Query(query): Query<PeopleQuery>,
) -> ApiResult<Json<Page<PersonView>>> {
    let paging = PageQuery {
        cursor: query.cursor,
        limit: query.limit,
    };
    let limit = paging.limit();
    let facility = if actor.role == Role::VendorManager {
        actor.facility
    } else {
        query.facility_id
    };
    let text = query.q.filter(|text| !text.trim().is_empty());
    let wanted = Wanted {
        role: query.role,
        state: query.state,
        facility,
        text,
        after: paging.after()?,
        limit,
    };
    let ids = sql::list_ids(&app.db, &wanted).await?;
    let people = sql::find_all(&app.db, &ids).await?;
    let people = people.into_iter().map(|person| shown(&actor, person)).collect();
    let key = |person: &PersonView| {
        (
            format!("{} {}", person.last_name, person.first_name).to_lowercase(),
            person.id,
        )
    };
    Ok(Json(page(people, limit, key)))
}

/// Onboard a person. The answer carries the invitation's link, which is to be given to that person alone.
#[utoipa::path(
    post, path = "/api/v1/people", tag = "people", request_body = NewPerson,
    responses((status = 201, body = Invited), (status = 409, body = Problem), (status = 422, body = Problem))
)]
pub async fn invite_person(
    State(app): State<App>,
    May(actor, ()): May<ManagePeople>,
    key: IdempotencyKey,
    Json(form): Json<NewPerson>,
) -> ApiResult<impl IntoResponse> {
    let invited = match key
        .begin::<Invited>(&app.db, actor.person, "invite_person", &form)
        .await?
    {
        Turn::Again(invited) => invited,
        Turn::First(mut once) => {
            let invited = onboard(&mut once.tx, &app.settings, actor.person, &form).await?;
            once.commit(&invited).await?;
            invited
        }
    };
    Ok((StatusCode::CREATED, Json(invited)))
}

/// One person.
#[utoipa::path(
    get, path = "/api/v1/people/{person_id}", tag = "people", params(("person_id" = PersonId, Path)),
    responses((status = 200, body = PersonView), (status = 404, body = Problem))
)]
pub async fn get_person(May(actor, person): May<SeePerson>) -> Revised<PersonView> {
    Revised(person.revision, shown(&actor, person))
}

/// Change a person's names, facility, skills or languages.
#[utoipa::path(
    patch, path = "/api/v1/people/{person_id}", tag = "people", params(("person_id" = PersonId, Path)),
    request_body = PersonChange,
    responses((status = 200, body = PersonView), (status = 412, body = Problem), (status = 422, body = Problem))
)]
pub async fn change_person(
    State(app): State<App>,
    May(actor, person): May<ManagePerson>,
    revision: IfMatch,
    Json(change): Json<PersonChange>,
) -> ApiResult<Revised<PersonView>> {
    revision.check(person.revision)?;
    check_change(&person, &change)?;
    let mut tx = app.db.begin().await?;
    let changed = sql::change(&mut tx, person.id, person.revision, &change).await;
    if !changed.map_err(refused)? {
        return Err(ApiError::Stale);
    }
    let changed = sql::find_in(&mut tx, person.id)
        .await?
        .ok_or(ApiError::NotFound)?;
    let act = Act::new(actor.person, "person.changed", person.id);
    history::record(&mut tx, act.changed(facts(&person), facts(&changed))).await?;
    events::record(&mut tx, Event::new(EventKind::Person, person.id)).await?;
    tx.commit().await?;
    Ok(Revised(changed.revision, shown(&actor, changed)))
}

/// A new invitation for a person: the earlier links are worthless, and accepting it sets a new password.
#[utoipa::path(
    post, path = "/api/v1/people/{person_id}/invitation", tag = "people", params(("person_id" = PersonId, Path)),
    responses((status = 201, body = Invited), (status = 404, body = Problem))
)]
pub async fn renew_invitation(
    State(app): State<App>,
    May(actor, person): May<ManagePerson>,
) -> ApiResult<impl IntoResponse> {
    if person.state.has_left() {
        let detail = format!("This account is {}. Bring it back first.", person.state);
        return Err(ApiError::not_allowed_now(detail));
    }
    let mut tx = app.db.begin().await?;
    let invitation = access::invite(&mut tx, &app.settings, person.id).await?;
    history::record(&mut tx, Act::new(actor.person, "person.invited", person.id)).await?;
    tx.commit().await?;
    Ok((
        StatusCode::CREATED,
        Json(Invited {
            person,
            invitation_link: invitation.link,
        }),
    ))
}

/// The shows that a person of post or production is onboarded to.
#[utoipa::path(
    put, path = "/api/v1/people/{person_id}/shows", tag = "people", params(("person_id" = PersonId, Path)),
    request_body = ShowIds, responses((status = 200, body = PersonView), (status = 422, body = Problem))
)]
pub async fn grant_shows(
    State(app): State<App>,
    May(actor, person): May<ManagePerson>,
    Json(shows): Json<ShowIds>,
) -> ApiResult<Revised<PersonView>> {
    if !person.role.is_granted_shows() && !shows.show_ids.is_empty() {
        let detail = "Only post and production are onboarded to shows; a facility is cleared for them.";
        return Err(ApiError::invalid("show_ids", "not_granted_shows", detail));
    }
    let mut tx = app.db.begin().await?;
    sql::replace_shows(&mut tx, person.id, &shows.show_ids)
        .await
        .map_err(refused)?;
    let act = Act::new(actor.person, "person.granted", person.id);
    let (before, after) = (
        json!({ "show_ids": person.show_ids }),
        json!({ "show_ids": shows.show_ids }),
    );
    history::record(&mut tx, act.changed(before, after)).await?;
    events::record(&mut tx, Event::new(EventKind::Person, person.id)).await?;
    let changed = sql::find_in(&mut tx, person.id)
        .await?
        .ok_or(ApiError::NotFound)?;
    tx.commit().await?;
    Ok(Revised(changed.revision, shown(&actor, changed)))
}

fn check_change(person: &PersonView, change: &PersonChange) -> ApiResult<()> {
    let mut wrong = Vec::new();
    for (field, name) in [
        ("first_name", &change.first_name),
        ("last_name", &change.last_name),
    ] {
        wrong.extend(name.as_ref().and_then(|name| check_name(field, name)));
    }
    if change.facility_id.is_some() && !person.role.is_of_facility() {
        wrong.push(FieldProblem::new(
            "facility_id",
            "facility",
            "This role belongs to no facility.",
        ));
    }
    wrong.extend(change.skills.as_deref().and_then(check_skills));
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(ApiError::Invalid(wrong))
    }
}

/// What history keeps of an account.
fn facts(person: &PersonView) -> serde_json::Value {
    json!({
        "first_name": person.first_name, "last_name": person.last_name, "facility_id": person.facility_id,
        "skills": person.skills, "languages": person.languages,
    })
}
