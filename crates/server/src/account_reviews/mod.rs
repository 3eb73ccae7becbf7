//! The quarterly review of accounts. Once a quarter everyone who has an account stands on a list; a studio administrator
//! confirms or ends each by name, and the manager of a facility says whether they are still with it. What was decided is
//! kept with the list and in the history.

pub mod http;
mod jobs;
mod open;
mod sql;

use api::account_reviews::{AccountReviewView, ReviewedAccount};
use api::page::Action;
use qc::access::Permission as Act;
use qc::id::{AccountReviewId, FacilityId, PersonId};
use qc::person::Role;

use crate::access::{Actor, Permission};
use crate::app::App;
use crate::error::ApiResult;

pub use jobs::KeepReviews;

/// Whose accounts the caller sees in a review: their facility's; none is everyone's.
fn facility_of(actor: &Actor) -> Option<FacilityId> {
    (actor.role != Role::StudioAdmin)
        .then_some(actor.facility)
        .flatten()
}

/// May read reviews: the studio all of them, a vendor manager the people of the own facility.
pub struct SeeReviews;

impl Permission for SeeReviews {
    const ACT: Act = Act::SeePeople;
    type Key = ();
    type Target = ();

    async fn find(_: &App, _: &Actor, (): ()) -> ApiResult<Option<()>> {
        Ok(Some(()))
    }
}

/// May open one before the quarter does.
pub struct OpenReview;

impl Permission for OpenReview {
    const ACT: Act = Act::ManagePeople;
    type Key = ();
    type Target = ();

    async fn find(_: &App, _: &Actor, (): ()) -> ApiResult<Option<()>> {
        Ok(Some(()))
    }
}

/// One review, as far as its accounts are the caller's to see.
pub struct SeeReview;

impl Permission for SeeReview {
    const ACT: Act = Act::SeePeople;
    type Key = AccountReviewId;
    type Target = AccountReviewView;

    async fn find(app: &App, actor: &Actor, key: AccountReviewId) -> ApiResult<Option<AccountReviewView>> {
        Ok(sql::find(&app.db, key, facility_of(actor)).await?)
    }
}

/// One account in one review.
pub struct Row {
    pub review: AccountReviewView,
    pub account: ReviewedAccount,
}

async fn find_row(
    app: &App,
    actor: &Actor,
    (review, person): (AccountReviewId, PersonId),
) -> ApiResult<Option<Row>> {
    let facility = facility_of(actor);
    let Some(review) = sql::find(&app.db, review, facility).await? else {
        return Ok(None);
    };
    let account = sql::find_account(&app.db, review.id, person, facility).await?;
    Ok(account.map(|account| Row { review, account }))
}

/// Confirms or ends.
pub struct DecideAccount;

impl Permission for DecideAccount {
    const ACT: Act = Act::ManagePeople;
    type Key = (AccountReviewId, PersonId);
    type Target = Row;

    async fn find(app: &App, actor: &Actor, key: Self::Key) -> ApiResult<Option<Row>> {
        find_row(app, actor, key).await
    }
}

/// The manager of the facility says whether they are still with it.
pub struct SpeakForAccount;

impl Permission for SpeakForAccount {
    const ACT: Act = Act::SpeakForAccount;
    type Key = (AccountReviewId, PersonId);
    type Target = Row;

    async fn find(app: &App, actor: &Actor, key: Self::Key) -> ApiResult<Option<Row>> {
        find_row(app, actor, key).await
    }
}

/// The account with what the caller may do with its row now. The only administrator there is confirms their own, too.
fn shown(actor: &Actor, is_only_admin: bool, account: ReviewedAccount) -> ReviewedAccount {
    let mut actions = Vec::new();
    let action = |act: &str, refused: Option<String>| Action {
        act: act.to_owned(),
        allowed: refused.is_none(),
        why_not: refused,
    };
    match actor.role {
        Role::StudioAdmin => actions.push(action(
            "decide_account",
            why_not_decide(actor, is_only_admin, &account),
        )),
        Role::VendorManager => actions.push(action("speak_for_account", decided(&account))),
        _ => {}
    }
    ReviewedAccount { actions, ..account }
}

fn why_not_decide(actor: &Actor, is_only_admin: bool, account: &ReviewedAccount) -> Option<String> {
    let own = (account.person_id == actor.person && !is_only_admin)
        .then(|| "Your own account is confirmed by another administrator.".to_owned());
    decided(account).or(own)
}

fn decided(account: &ReviewedAccount) -> Option<String> {
    let decision = account.decision?;
    let by = account
        .decided_by
        .as_ref()
        .map_or("somebody", |person| person.name.as_str());
    Some(format!("{by} has {decision} this account in this review."))
}
