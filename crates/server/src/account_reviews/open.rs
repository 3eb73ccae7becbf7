//! Opening a review: by the quarter itself for every account that is older, or by an administrator's hand for all there are.

use chrono::{DateTime, Utc};
use qc::account_review::{DUE_AFTER, quarter_begins, quarter_of};
use qc::id::{AccountReviewId, PersonId};
use qc::notice::NoticeKind;
use serde_json::json;

use super::sql;
use crate::db::Tx;
use crate::error::ApiResult;
use crate::events::{self, Event, EventKind};
use crate::history::{self, Act};
use crate::notices::{self, Notice, People};

/// The review of the quarter in which `now` is; none when it is there already, or nobody would stand on it.
pub(super) async fn open(
    tx: &mut Tx,
    by: Option<PersonId>,
    now: DateTime<Utc>,
) -> ApiResult<Option<AccountReviewId>> {
    let quarter = quarter_of(now);
    // The system reviews who was there when the quarter began; an administrator whoever is there.
    let before = if by.is_some() { now } else { quarter_begins(now) };
    if !sql::has_accounts(tx, before).await? {
        return Ok(None);
    }
    let id = AccountReviewId::new();
    if !sql::insert(tx, id, &quarter, by, DUE_AFTER.as_seconds_f64()).await? {
        return Ok(None);
    }
    let accounts = sql::fill(tx, id, before).await?;
    let act = Act::new(by, "account_review.opened", id);
    let after = json!({ "quarter": quarter, "accounts": accounts });
    history::record(tx, act.changed(json!({}), after)).await?;
    events::record(tx, Event::new(EventKind::AccountReview, id)).await?;
    let subject = format!("The review of accounts of {quarter} is open: {accounts} accounts");
    tell(tx, id, &subject, "Confirm each account, or end it.").await?;
    Ok(Some(id))
}

/// The studio decides; the managers of facilities speak for their people.
pub(super) async fn tell(tx: &mut Tx, id: AccountReviewId, subject: &str, todo: &str) -> ApiResult<()> {
    let notice = Notice::new(
        NoticeKind::AccountReview,
        subject,
        format!("/account-reviews/{id}"),
    );
    notices::send(tx, People::StudioAdmins, notice.clone().saying(todo)).await?;
    let ask = "Say of each of your people whether they are still with you.";
    for facility in sql::list_silent_facilities(tx, id).await? {
        notices::send(tx, People::VendorManagers(facility), notice.clone().saying(ask)).await?;
    }
    Ok(())
}
