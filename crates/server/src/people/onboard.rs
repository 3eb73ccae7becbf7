//! Onboarding one person: what the form must say, the account, the invitation. By a studio administrator's own hand, or by
//! approving a facility's ticket.

use api::people::{Invited, NewPerson};
use qc::id::PersonId;
use qc::person::{SKILLS, parse_email};
use serde_json::json;

use super::sql::{self, NewAccount};
use crate::access;
use crate::config::Settings;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult, FieldProblem};
use crate::events::{self, Event, EventKind};
use crate::history::{self, Act};

/// Makes the account and its invitation; the link is to be given to that person alone.
pub(crate) async fn onboard(
    tx: &mut Tx,
    settings: &Settings,
    actor: PersonId,
    form: &NewPerson,
) -> ApiResult<Invited> {
    let email = check(form)?;
    let account = NewAccount {
        person: form,
        email: &email,
    };
    let person = sql::insert(tx, &account).await.map_err(refused)?;
    let invitation = access::invite(tx, settings, person).await?;
    let after = json!({ "role": form.role, "email": email });
    history::record(
        tx,
        Act::new(actor, "person.invited", person).changed(json!({}), after),
    )
    .await?;
    events::record(tx, Event::new(EventKind::Person, person)).await?;
    let person = sql::find_in(tx, person).await?.ok_or(ApiError::NotFound)?;
    Ok(Invited {
        person,
        invitation_link: invitation.link,
    })
}

/// The address in lower case, or everything that is wrong with the form.
fn check(form: &NewPerson) -> ApiResult<String> {
    let mut wrong = Vec::new();
    let email = parse_email(&form.email);
    if let Err(refused) = &email {
        wrong.push(FieldProblem::new("email", "refused", refused.to_string()));
    }
    for (field, name) in [("first_name", &form.first_name), ("last_name", &form.last_name)] {
        wrong.extend(check_name(field, name));
    }
    if form.role.is_of_facility() != form.facility_id.is_some() {
        let detail = if form.role.is_of_facility() {
            "Choose the facility."
        } else {
            "This role belongs to no facility."
        };
        wrong.push(FieldProblem::new("facility_id", "facility", detail));
    }
    if !form.role.is_granted_shows() && !form.show_ids.is_empty() {
        wrong.push(FieldProblem::new(
            "show_ids",
            "not_granted_shows",
            "Only post and production are onboarded to shows.",
        ));
    }
    wrong.extend(check_skills(&form.skills));
    match email {
        Ok(email) if wrong.is_empty() => Ok(email),
        _ => Err(ApiError::Invalid(wrong)),
    }
}

pub(super) fn check_name(field: &str, name: &str) -> Option<FieldProblem> {
    let characters = name.trim().chars().count();
    let is_right = (1..=100).contains(&characters) && !name.chars().any(char::is_control);
    (!is_right).then(|| FieldProblem::new(field, "length", "Write 1 to 100 characters."))
}

pub(super) fn check_skills(skills: &[String]) -> Option<FieldProblem> {
    let strange = skills.iter().find(|skill| !SKILLS.contains(&skill.as_str()))?;
    let detail = format!("{strange:?} is not a skill; there are {}.", SKILLS.join(", "));
    Some(FieldProblem::new("skills", "unknown_skill", detail))
}

/// What the database says of an account, as the form's field.
pub(super) fn refused(error: sqlx::Error) -> ApiError {
    let (field, code, detail) = match error.as_database_error().and_then(|error| error.constraint()) {
        Some("person_email_key") => (
            "email",
            "taken",
            "There is an account with this address: one person, one account.",
        ),
        Some("person_facility_id_fkey") => ("facility_id", "unknown", "There is no such facility."),
        Some("show_grant_show_id_fkey") => ("show_ids", "unknown", "There is no such show."),
        _ => return error.into(),
    };
    ApiError::invalid(field, code, detail)
}
