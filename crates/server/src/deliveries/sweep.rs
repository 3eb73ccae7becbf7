//! Uploads that nobody goes on with: their deliveries are canceled, their bytes deleted.

use qc::delivery::{DeliveryState, DeliveryStep};
use qc::id::{DeliveryId, PersonId};

use super::{DeleteBlobs, sql, uploads};
use crate::app::App;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult};
use crate::events::{self, Event, EventKind};
use crate::history::{self, Act};
use crate::jobs;

pub(super) async fn run(app: &App) -> anyhow::Result<()> {
    for delivery in uploads::list_forgotten(&app.db).await? {
        let mut tx = app.db.begin().await?;
        if cancel(&mut tx, delivery, None, "Nothing was uploaded for seven days.")
            .await
            .is_ok()
        {
            tx.commit().await?;
        }
    }
    Ok(())
}

/// Cancels a delivery that is not decided; its bytes go as well.
pub(super) async fn cancel(
    tx: &mut Tx,
    delivery: DeliveryId,
    actor: Option<PersonId>,
    why: &str,
) -> ApiResult<DeliveryState> {
    let delivery = sql::lock(tx, delivery).await?.ok_or(ApiError::NotFound)?;
    let to = delivery.state.after(DeliveryStep::Cancel).map_err(|refused| {
        ApiError::not_allowed_now(format!("A delivery that is {} cannot be canceled.", refused.from))
    })?;
    if !sql::advance(tx, &delivery, to).await? {
        return Err(ApiError::lost_race());
    }
    for upload in uploads::sweep_parts(tx, delivery.id).await? {
        jobs::enqueue(
            tx,
            &DeleteBlobs {
                prefix: uploads::prefix(upload),
            },
        )
        .await?;
    }
    sql::forget_blobs(tx, delivery.id).await?;
    jobs::enqueue(
        tx,
        &DeleteBlobs {
            prefix: super::assemble::prefix(delivery.id),
        },
    )
    .await?;
    let act = Act::new(actor, "delivery.canceled", delivery.id)
        .of_title(delivery.title_id)
        .because(why);
    history::record(tx, act.state(delivery.state.as_str(), to.as_str())).await?;
    events::record(
        tx,
        Event::new(EventKind::Delivery, delivery.id).of_title(delivery.title_id),
    )
    .await?;
    Ok(to)
}
