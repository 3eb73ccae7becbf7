//! Leaving and coming back. Whoever leaves is out at once: sessions and invitations end, what they hold goes back to the
//! pool, nothing is kept for them any more, nobody tells them anything. What they wrote stays. One transaction; whoever
//! gives them work at the same moment is refused by the database, or their work is found here.

use qc::id::PersonId;
use qc::notice::NoticeKind;
use qc::person::{PersonState, PersonStep, Role};
use serde_json::json;

use super::sql::{self, Standing};
use crate::db::Tx;
use crate::error::{ApiError, ApiResult};
use crate::events::{self, Event, EventKind};
use crate::history::{self, Act};
use crate::notices::{self, Notice, People};
use crate::{access, calendar, requests, verification};

/// What stopped.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Stopped {
    pub requests: usize,
    pub verifications: usize,
    pub reservations: usize,
    pub sessions: u64,
}

impl From<qc::person::NotAllowed> for ApiError {
    fn from(refusal: qc::person::NotAllowed) -> ApiError {
        ApiError::not_allowed_now(match refusal.from {
            PersonState::Invited => "The invitation is not accepted yet.",
            PersonState::Active => "This account is in use.",
            PersonState::Asleep => "This account is asleep already.",
            PersonState::Suspended => "This account is suspended already.",
            PersonState::Disabled => "This account is disabled already.",
        })
    }
}

/// Suspends, disables, or puts to sleep. `actor` is none when the system does it.
pub(crate) async fn leave(
    tx: &mut Tx,
    actor: Option<PersonId>,
    person: PersonId,
    step: PersonStep,
    reason: &str,
) -> ApiResult<Stopped> {
    let standing = sql::lock(tx, person).await?.ok_or(ApiError::NotFound)?;
    let to = standing.state.after(step)?;
    if standing.role == Role::StudioAdmin && !sql::has_other_admin(tx, person).await? {
        return Err(ApiError::not_allowed_now(
            "This is the last administrator in use: without one nobody could be onboarded. Invite another first.",
        ));
    }
    sql::set_state(tx, person, to).await?;
    let act = match step {
        PersonStep::Suspend => "person.suspended",
        PersonStep::FallAsleep => "person.fell_asleep",
        _ => "person.disabled",
    };
    record(tx, actor, person, (standing.state, to), act, reason).await?;
    let stopped = stop_work(tx, actor, person, &standing, reason).await?;
    tell(tx, person, &standing, &stopped, (to, reason)).await?;
    Ok(stopped)
}

async fn stop_work(
    tx: &mut Tx,
    actor: Option<PersonId>,
    person: PersonId,
    standing: &Standing,
    reason: &str,
) -> ApiResult<Stopped> {
    let why = format!("{} has left: {reason}", standing.name);
    let requests = requests::return_held(tx, person, actor, &why).await?.len();
    let verifications = verification::return_held(tx, person, actor, &why).await?;
    let reservations = requests::release_reserved(tx, person, actor, &why).await?;
    access::revoke_invitations(tx, person).await?;
    calendar::take_back(tx, person).await?;
    let sessions = access::end_sessions_of(tx, person).await?;
    Ok(Stopped {
        requests,
        verifications,
        reservations,
        sessions,
    })
}

/// The managers of the facility, who have to find somebody else; the studio, when it was not the studio that did it.
async fn tell(
    tx: &mut Tx,
    person: PersonId,
    standing: &Standing,
    stopped: &Stopped,
    (to, reason): (PersonState, &str),
) -> ApiResult<()> {
    let subject = match to {
        PersonState::Asleep => format!(
            "{} has not signed in for 30 days: the account is asleep",
            standing.name
        ),
        state => format!("{} is {state}", standing.name),
    };
    let body = format!(
        "{reason}\n{} tasks and {} verifications went back to the pool, {} fix checks are no longer kept for them.",
        stopped.requests, stopped.verifications, stopped.reservations
    );
    let notice = Notice::new(
        NoticeKind::PersonLeft,
        subject,
        format!("/people?person={person}"),
    )
    .saying(body);
    if let Some(facility) = standing.facility {
        notices::send(tx, People::VendorManagers(facility), notice.clone()).await?;
    }
    if to == PersonState::Suspended {
        notices::send(tx, People::StudioAdmins, notice).await?;
    }
    Ok(())
}

/// An account that was stopped is in use again. Whoever never accepted the invitation is invited still.
pub(crate) async fn bring_back(
    tx: &mut Tx,
    actor: PersonId,
    person: PersonId,
    reason: &str,
) -> ApiResult<()> {
    let standing = sql::lock(tx, person).await?.ok_or(ApiError::NotFound)?;
    let to = match standing.state.after(PersonStep::BringBack)? {
        PersonState::Active if !standing.has_password => PersonState::Invited,
        to => to,
    };
    sql::set_state(tx, person, to).await?;
    let act = "person.brought_back";
    record(tx, Some(actor), person, (standing.state, to), act, reason).await
}

async fn record(
    tx: &mut Tx,
    actor: Option<PersonId>,
    person: PersonId,
    (from, to): (PersonState, PersonState),
    act: &'static str,
    reason: &str,
) -> ApiResult<()> {
    let act = Act::new(actor, act, person).changed(json!({ "state": from }), json!({ "state": to }));
    history::record(tx, act.because(reason)).await?;
    Ok(events::record(tx, Event::new(EventKind::Person, person)).await?)
}
