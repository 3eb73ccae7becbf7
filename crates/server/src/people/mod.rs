//! People: their accounts, roles, facilities and grants. An account is made only by an invitation; how it is stopped and
//! brought back stands in `leave`.

pub mod http;
pub mod http_identity;
pub mod http_leave;
mod jobs;
mod leave;
mod onboard;
mod sql;

use api::page::Action;
use api::people::PersonView;
use qc::id::{FacilityId, PersonId};
use qc::person::{PersonState, PersonStep, Role};
use sqlx::PgPool;

use crate::access::{Actor, Permission};
use crate::app::App;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult};

pub use jobs::SweepPeople;
pub(crate) use leave::leave;
pub(crate) use onboard::onboard;
pub use sql::NewAccount;

/// Onboard, change, grant shows.
pub struct ManagePeople;

impl Permission for ManagePeople {
    const ACT: qc::access::Permission = qc::access::Permission::ManagePeople;
    type Key = ();
    type Target = ();

    async fn find(_: &App, _: &Actor, (): ()) -> ApiResult<Option<()>> {
        Ok(Some(()))
    }
}

/// The same, of one person.
pub struct ManagePerson;

impl Permission for ManagePerson {
    const ACT: qc::access::Permission = qc::access::Permission::ManagePeople;
    type Key = PersonId;
    type Target = PersonView;

    async fn find(app: &App, actor: &Actor, person: PersonId) -> ApiResult<Option<PersonView>> {
        find_seen(app, actor, person).await
    }
}

/// A vendor manager sees the people of their own facility.
pub struct SeePeople;

impl Permission for SeePeople {
    const ACT: qc::access::Permission = qc::access::Permission::SeePeople;
    type Key = ();
    type Target = ();

    async fn find(_: &App, _: &Actor, (): ()) -> ApiResult<Option<()>> {
        Ok(Some(()))
    }
}

pub struct SeePerson;

impl Permission for SeePerson {
    const ACT: qc::access::Permission = qc::access::Permission::SeePeople;
    type Key = PersonId;
    type Target = PersonView;

    async fn find(app: &App, actor: &Actor, person: PersonId) -> ApiResult<Option<PersonView>> {
        find_seen(app, actor, person).await
    }
}

/// A vendor manager stops people of the own facility; the studio anyone.
pub struct SuspendPerson;

impl Permission for SuspendPerson {
    const ACT: qc::access::Permission = qc::access::Permission::SuspendPerson;
    type Key = PersonId;
    type Target = PersonView;

    async fn find(app: &App, actor: &Actor, person: PersonId) -> ApiResult<Option<PersonView>> {
        find_seen(app, actor, person).await
    }
}

/// The studio brings anyone back; a vendor manager whom they, or another of their facility, suspended.
pub struct BringBack;

impl Permission for BringBack {
    const ACT: qc::access::Permission = qc::access::Permission::SuspendPerson;
    type Key = PersonId;
    type Target = PersonView;

    async fn find(app: &App, actor: &Actor, person: PersonId) -> ApiResult<Option<PersonView>> {
        find_seen(app, actor, person).await
    }

    fn check(actor: &Actor, person: &PersonView) -> ApiResult<()> {
        match (actor.role, person.state) {
            (Role::VendorManager, PersonState::Disabled | PersonState::Asleep) => Err(
                ApiError::not_permitted("The studio brings this account back. Ask with a ticket."),
            ),
            _ => Ok(()),
        }
    }
}

/// The person with what the caller may do with the account now.
pub(crate) fn shown(actor: &Actor, person: PersonView) -> PersonView {
    let is_admin = actor.role == Role::StudioAdmin;
    let own = (person.id == actor.person).then_some("You cannot stop your own account.");
    let step = |step: PersonStep| {
        person
            .state
            .after(step)
            .err()
            .map(|refused| ApiError::from(refused).problem().detail)
    };
    let mut actions = vec![action(
        "suspend_person",
        own.map(str::to_owned).or_else(|| step(PersonStep::Suspend)),
    )];
    if is_admin {
        actions.push(action(
            "disable_person",
            own.map(str::to_owned).or_else(|| step(PersonStep::Disable)),
        ));
    }
    let back = BringBack::check(actor, &person)
        .err()
        .map(|refused| refused.problem().detail);
    actions.push(action(
        "bring_back_person",
        back.or_else(|| step(PersonStep::BringBack)),
    ));
    PersonView { actions, ..person }
}

fn action(act: &str, why_not: Option<String>) -> Action {
    Action {
        act: act.to_owned(),
        allowed: why_not.is_none(),
        why_not,
    }
}

async fn find_seen(app: &App, actor: &Actor, person: PersonId) -> ApiResult<Option<PersonView>> {
    let found = sql::find(&app.db, person).await?;
    Ok(found.filter(|found| sees(actor, found.facility_id)))
}

fn sees(actor: &Actor, facility: Option<FacilityId>) -> bool {
    match actor.role {
        Role::StudioAdmin => true,
        Role::VendorManager => facility.is_some() && facility == actor.facility,
        _ => false,
    }
}

/// A person as shown to themselves and to those who manage people.
pub async fn find(db: &PgPool, person: PersonId) -> Result<Option<PersonView>, sqlx::Error> {
    sql::find(db, person).await
}

/// Whether anyone of this installation can sign in; without, nobody could invite.
pub async fn has_anyone(db: &PgPool) -> Result<bool, sqlx::Error> {
    sql::has_anyone(db).await
}

/// The person with this address.
pub async fn find_by_email(db: &PgPool, email: &str) -> Result<Option<PersonId>, sqlx::Error> {
    sql::find_by_email(db, email).await
}

/// How many accounts there are, in use or not.
pub async fn count(db: &PgPool) -> Result<i64, sqlx::Error> {
    sql::count(db).await
}

/// An account without facility, shows or skills: the first of an installation.
pub async fn insert_bare(
    tx: &mut Tx,
    email: &str,
    first_name: &str,
    last_name: &str,
    role: Role,
) -> Result<PersonId, sqlx::Error> {
    sql::insert_bare(tx, email, first_name, last_name, role).await
}

/// An account with everything that onboarding decides. Its holder is invited, or given a password, by the caller.
pub async fn insert(tx: &mut Tx, account: &NewAccount<'_>) -> Result<PersonId, sqlx::Error> {
    sql::insert(tx, account).await
}
