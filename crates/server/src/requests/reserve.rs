//! Fix checks are kept for the operator of the first QC. A reservation falls when its time is over, and at once when its keeper
//! is gone, on a long break, or hands the work back: then anyone eligible may take it. The rule is in `qc`.

use chrono::{DateTime, Utc};
use qc::id::PersonId;
use qc::request::assignment::stays_kept;

use super::{Request, get, save, sql};
use crate::app::App;
use crate::db::Tx;
use crate::error::ApiResult;

/// Whom a new request is kept for: the person, unless they will not be there in time.
pub(super) async fn keeper(
    tx: &mut Tx,
    person: Option<PersonId>,
    until: DateTime<Utc>,
) -> ApiResult<Option<PersonId>> {
    let Some(person) = person else { return Ok(None) };
    let keeper = sql::find_keeper(&mut **tx, person).await?;
    Ok(stays_kept(until, keeper).then_some(person))
}

/// From now on it is anybody's.
pub(super) async fn end(
    tx: &mut Tx,
    request: &mut Request,
    actor: Option<PersonId>,
    reason: &str,
) -> ApiResult<()> {
    request.reserved_for_id = None;
    request.reserved_until = None;
    let act = request.act(actor, "request.released_to_all").because(reason);
    save(tx, request, act).await
}

/// What is kept for somebody who has just gone, or begun a break, goes to the pool if they will not be back in time.
pub(crate) async fn release_of(tx: &mut Tx, person: PersonId) -> ApiResult<()> {
    let kept = sql::list_reservations(&mut **tx, Some(person)).await?;
    for reservation in kept {
        release(tx, &reservation).await?;
    }
    Ok(())
}

/// The same of everybody who is not at work, for whoever went without a word to us.
pub(super) async fn release_all(app: &App) -> anyhow::Result<()> {
    for reservation in sql::list_reservations(&app.db, None).await? {
        let mut tx = app.db.begin().await?;
        super::settled(release(&mut tx, &reservation).await)?;
        tx.commit().await?;
    }
    Ok(())
}

async fn release(tx: &mut Tx, reservation: &sql::Reservation) -> ApiResult<()> {
    if stays_kept(reservation.until, reservation.keeper()) {
        return Ok(());
    }
    let mut request = get(tx, reservation.request).await?;
    end(tx, &mut request, None, "The operator of the first QC is away.").await
}
