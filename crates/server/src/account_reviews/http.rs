//! Reading reviews, deciding their rows, and the list as a file.

use api::account_reviews::{
    AccountReviewView, DecideAccount as Decision, ReviewedAccount, SpeakForAccount as Word,
};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use qc::account_review::{ManagerWord, ReviewDecision};
use qc::id::{AccountReviewId, FacilityId, PersonId};
use qc::person::{PersonState, PersonStep};
use serde::Deserialize;
use serde_json::json;

use super::sql::{self, Wanted};
use super::{
    DecideAccount, OpenReview, Row, SeeReview, SeeReviews, SpeakForAccount, decided, facility_of, open, shown,
};
use crate::access::{Actor, May};
use crate::app::App;
use crate::csv::Csv;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult, Problem};
use crate::events::{self, Event, EventKind};
use crate::extract::{Json, Query};
use crate::history::{self, Act};
use crate::people;
use crate::requests::stated;

/// The reviews of accounts with their progress, the newest first. A vendor manager's count the own facility.
#[utoipa::path(
    get, path = "/api/v1/account-reviews", tag = "people",
    responses((status = 200, body = Vec<AccountReviewView>), (status = 403, body = Problem))
)]
pub async fn list_account_reviews(
    State(app): State<App>,
    May(actor, ()): May<SeeReviews>,
) -> ApiResult<Json<Vec<AccountReviewView>>> {
    Ok(Json(sql::list(&app.db, None, facility_of(&actor)).await?))
}

/// Open this quarter's review now, of everyone who has an account. Each quarter opens its own by itself.
#[utoipa::path(
    post, path = "/api/v1/account-reviews", tag = "people",
    responses((status = 201, body = AccountReviewView), (status = 403, body = Problem), (status = 409, body = Problem))
)]
pub async fn open_account_review(
    State(app): State<App>,
    May(actor, ()): May<OpenReview>,
) -> ApiResult<(StatusCode, Json<AccountReviewView>)> {
    let mut tx = app.db.begin().await?;
    let now = sql::now(&mut tx).await?;
    let opened = open::open(&mut tx, Some(actor.person), now).await?;
    let id = opened.ok_or_else(|| {
        ApiError::not_allowed_now("This quarter has its review already: it stands first in the list.")
    })?;
    let view = sql::find(&mut *tx, id, None).await?.ok_or(ApiError::NotFound)?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(view)))
}

/// Which accounts of a review.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AccountsQuery {
    pub facility_id: Option<FacilityId>,
    /// Only those that nobody has decided yet
    pub undecided: Option<bool>,
}

async fn list(
    app: &App,
    actor: &Actor,
    review: AccountReviewId,
    query: &AccountsQuery,
) -> ApiResult<Vec<ReviewedAccount>> {
    let wanted = Wanted {
        person: None,
        facility: facility_of(actor).or(query.facility_id),
        only_undecided: query.undecided.unwrap_or(false),
    };
    let accounts = sql::list_accounts(&app.db, review, &wanted).await?;
    let is_only_admin = sql::is_only_admin(&app.db, actor.person).await?;
    Ok(accounts
        .into_iter()
        .map(|account| shown(actor, is_only_admin, account))
        .collect())
}

/// The accounts of a review, by facility: last sign of life, role, shows, what was said and decided.
#[utoipa::path(
    get, path = "/api/v1/account-reviews/{review_id}/accounts", tag = "people",
    params(("review_id" = AccountReviewId, Path), AccountsQuery),
    responses((status = 200, body = Vec<ReviewedAccount>), (status = 404, body = Problem))
)]
pub async fn list_reviewed_accounts(
    State(app): State<App>,
    May(actor, review): May<SeeReview>,
    Query(query): Query<AccountsQuery>,
) -> ApiResult<Json<Vec<ReviewedAccount>>> {
    Ok(Json(list(&app, &actor, review.id, &query).await?))
}

/// The same as CSV.
#[utoipa::path(
    get, path = "/api/v1/account-reviews/{review_id}/export", tag = "people",
    params(("review_id" = AccountReviewId, Path), AccountsQuery),
    responses((status = 200, body = String, content_type = "text/csv"), (status = 404, body = Problem))
)]
pub async fn export_account_review(
    State(app): State<App>,
    May(actor, review): May<SeeReview>,
    Query(query): Query<AccountsQuery>,
) -> ApiResult<Response> {
    let mut csv = Csv::new(HEAD);
    for account in list(&app, &actor, review.id, &query).await? {
        csv.push(cells(account));
    }
    Ok(csv.download(&format!("accounts-{}.csv", review.quarter)))
}

const HEAD: [&str; 13] = [
    "Name",
    "E-mail",
    "Role",
    "Facility",
    "Shows",
    "State",
    "Last seen (UTC)",
    "Manager says",
    "Said by",
    "Decision",
    "Decided by",
    "Decided (UTC)",
    "Reason",
];

fn cells(account: ReviewedAccount) -> [String; 13] {
    let name = |person: Option<api::PersonRef>| person.map(|person| person.name).unwrap_or_default();
    let time = |at: Option<chrono::DateTime<chrono::Utc>>| at.map(|at| at.to_rfc3339()).unwrap_or_default();
    [
        account.name,
        account.email,
        account.role.to_string(),
        account.facility.unwrap_or_default(),
        account.shows.join(", "),
        account.state.to_string(),
        time(account.last_seen_at),
        account.word.map(|word| word.to_string()).unwrap_or_default(),
        name(account.word_by),
        account
            .decision
            .map(|decision| decision.to_string())
            .unwrap_or_default(),
        name(account.decided_by),
        time(account.decided_at),
        account.reason,
    ]
}

/// Confirm an account, or end it: who is ended is disabled at once.
#[utoipa::path(
    post, path = "/api/v1/account-reviews/{review_id}/accounts/{person_id}/decision", tag = "people",
    params(("review_id" = AccountReviewId, Path), ("person_id" = PersonId, Path)), request_body = Decision,
    responses((status = 200, body = ReviewedAccount), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem))
)]
pub async fn decide_account(
    State(app): State<App>,
    May(actor, row): May<DecideAccount>,
    Json(form): Json<Decision>,
) -> ApiResult<Json<ReviewedAccount>> {
    demand_decidable(&app, &actor, &row, form.decision).await?;
    let is_ended = form.decision == ReviewDecision::Ended;
    let reason = if is_ended {
        stated(&form.reason)?
    } else {
        form.reason.trim()
    };
    let key = (row.review.id, row.account.person_id);
    let mut tx = app.db.begin().await?;
    if !sql::decide(&mut tx, key, form.decision, actor.person, reason).await? {
        return Err(ApiError::conflict(
            "Someone else has just decided this account. The list shows who.",
        ));
    }
    let act = if is_ended {
        "account_review.ended"
    } else {
        "account_review.confirmed"
    };
    record(
        &mut tx,
        &actor,
        &row,
        act,
        json!({ "decision": form.decision }),
        reason,
    )
    .await?;
    if is_ended && row.account.state != PersonState::Disabled {
        let why = format!("ended in the review of {}: {reason}", row.review.quarter);
        people::leave(&mut tx, Some(actor.person), key.1, PersonStep::Disable, &why).await?;
    }
    if sql::close_when_done(&mut tx, key.0).await? {
        let act = Act::new(actor.person, "account_review.closed", key.0);
        history::record(&mut tx, act).await?;
    }
    answer(tx, &actor, key).await
}

async fn demand_decidable(app: &App, actor: &Actor, row: &Row, decision: ReviewDecision) -> ApiResult<()> {
    if let Some(why_not) = decided(&row.account) {
        return Err(ApiError::conflict(why_not));
    }
    if row.account.person_id != actor.person {
        return Ok(());
    }
    if decision == ReviewDecision::Ended {
        return Err(ApiError::not_allowed_now("You cannot stop your own account."));
    }
    if sql::is_only_admin(&app.db, actor.person).await? {
        return Ok(());
    }
    Err(ApiError::not_allowed_now(
        "Your own account is confirmed by another administrator.",
    ))
}

/// Say whether a person is still with one's facility.
#[utoipa::path(
    post, path = "/api/v1/account-reviews/{review_id}/accounts/{person_id}/word", tag = "people",
    params(("review_id" = AccountReviewId, Path), ("person_id" = PersonId, Path)), request_body = Word,
    responses((status = 200, body = ReviewedAccount), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem))
)]
pub async fn speak_for_account(
    State(app): State<App>,
    May(actor, row): May<SpeakForAccount>,
    Json(form): Json<Word>,
) -> ApiResult<Json<ReviewedAccount>> {
    let key = (row.review.id, row.account.person_id);
    let mut tx = app.db.begin().await?;
    if !sql::say(&mut tx, key, form.word, actor.person).await? {
        let detail = "The studio has decided this account in this review.";
        return Err(ApiError::not_allowed_now(detail));
    }
    let act = match form.word {
        ManagerWord::StillWithUs => "account_review.vouched",
        ManagerWord::Left => "account_review.reported_left",
    };
    record(&mut tx, &actor, &row, act, json!({ "word": form.word }), "").await?;
    answer(tx, &actor, key).await
}

async fn record(
    tx: &mut Tx,
    actor: &Actor,
    row: &Row,
    act: &'static str,
    mut after: serde_json::Value,
    reason: &str,
) -> ApiResult<()> {
    after["person_id"] = json!(row.account.person_id);
    let act = Act::new(actor.person, act, row.review.id).changed(json!({}), after);
    history::record(tx, act.because(reason)).await?;
    Ok(events::record(tx, Event::new(EventKind::AccountReview, row.review.id)).await?)
}

async fn answer(
    mut tx: Tx,
    actor: &Actor,
    (review, person): (AccountReviewId, PersonId),
) -> ApiResult<Json<ReviewedAccount>> {
    let account = sql::find_account(&mut *tx, review, person, facility_of(actor)).await?;
    let is_only_admin = sql::is_only_admin(&mut *tx, actor.person).await?;
    tx.commit().await?;
    account
        .map(|account| Json(shown(actor, is_only_admin, account)))
        .ok_or(ApiError::NotFound)
}
