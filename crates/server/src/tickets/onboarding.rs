//! Onboarding by ticket: the people that a vendor manager lists are invited as operators of that facility.

use api::people::{Invited, NewPerson};
use axum::extract::State;
use axum::http::StatusCode;
use qc::person::Role;
use qc::ticket::{Newcomer, OnboardingRefused, TicketState, newcomers};

use super::{AnswerTicket, Ticket, steps};
use crate::access::May;
use crate::app::App;
use crate::error::{ApiError, ApiResult, FieldProblem, Problem};
use crate::extract::Json;
use crate::idempotency::{IdempotencyKey, Turn};
use crate::people;

/// Approve an onboarding ticket: each person that it lists is invited as an operator of the author's facility.
///
/// All of them or nobody. The answer carries their links, which are shown only now.
#[utoipa::path(
    post, path = "/api/v1/tickets/{ticket_id}/onboard", tag = "tickets",
    params(("ticket_id" = String, Path, description = "Its id, or its number")),
    responses((status = 201, body = Vec<Invited>), (status = 409, body = Problem), (status = 422, body = Problem))
)]
pub async fn approve_onboarding(
    State(app): State<App>,
    May(actor, ticket): May<AnswerTicket>,
    key: IdempotencyKey,
) -> ApiResult<(StatusCode, Json<Vec<Invited>>)> {
    let mut once = match key
        .begin(&app.db, actor.person, "approve_onboarding", &ticket.id)
        .await?
    {
        Turn::Again(invited) => return Ok((StatusCode::CREATED, Json(invited))),
        Turn::First(once) => once,
    };
    ticket
        .demand_onboarding(&actor)
        .map_err(ApiError::not_allowed_now)?;
    let mut invited = Vec::new();
    for newcomer in newcomers(&ticket.description).map_err(unreadable_list)? {
        let person = operator(newcomer, &ticket);
        let made = people::onboard(&mut once.tx, &app.settings, actor.person, &person).await;
        invited.push(made.map_err(|refused| naming(&person.email, refused))?);
    }
    let names: Vec<&str> = invited
        .iter()
        .map(|each: &Invited| each.person.email.as_str())
        .collect();
    let reason = format!("Invited: {}", names.join(", "));
    let by = Some(actor.person);
    steps::advance(&app, &mut once.tx, by, ticket, TicketState::Solved, &reason).await?;
    once.commit(&invited).await?;
    Ok((StatusCode::CREATED, Json(invited)))
}

fn operator(newcomer: Newcomer, ticket: &Ticket) -> NewPerson {
    NewPerson {
        email: newcomer.email,
        first_name: newcomer.first_name,
        last_name: newcomer.last_name,
        role: Role::Operator,
        facility_id: ticket.author.facility_id,
        skills: Vec::new(),
        languages: Vec::new(),
        same_human_as: None,
        show_ids: Vec::new(),
    }
}

fn unreadable_list(refused: OnboardingRefused) -> ApiError {
    ApiError::invalid("description", "unreadable", refused.to_string())
}

/// Which of the people it was.
fn naming(email: &str, refused: ApiError) -> ApiError {
    match refused {
        ApiError::Invalid(fields) => ApiError::Invalid(
            fields
                .into_iter()
                .map(|field| {
                    FieldProblem::new("description", field.code, format!("{email}: {}", field.detail))
                })
                .collect(),
        ),
        other => other,
    }
}
