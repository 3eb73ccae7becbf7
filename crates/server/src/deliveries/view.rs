//! A delivery's page: its row, files, findings, streams, requests, and what the caller may do with it.

use api::deliveries::DeliveryView;
use api::page::Action;
use qc::delivery::DeliveryStep;
use serde_json::Value;
use sqlx::PgConnection;
use timecode::EditRate;

use super::sql::{self, Delivery};
use super::{refuse_cancel, refuse_inspect_again, renditions};
use crate::access::Actor;
use crate::app::App;
use crate::error::{ApiError, ApiResult};
use crate::measurements;

pub(crate) async fn view(app: &App, actor: &Actor, delivery: &Delivery) -> ApiResult<DeliveryView> {
    let mut db = app.db.acquire().await?;
    view_in(&mut db, actor, delivery).await
}

/// As `view`, within a transaction.
pub(super) async fn view_in(
    db: &mut PgConnection,
    actor: &Actor,
    delivery: &Delivery,
) -> ApiResult<DeliveryView> {
    let row = sql::find_row(&mut *db, delivery.id)
        .await?
        .ok_or(ApiError::NotFound)?;
    let is_creator = delivery.created_by == actor.person;
    let mut files = sql::list_files(&mut *db, delivery.id).await?;
    // An upload is its owner's.
    files
        .iter_mut()
        .filter(|_| !is_creator)
        .for_each(|file| file.upload_url = None);
    Ok(DeliveryView {
        row,
        files,
        findings: sql::list_findings(&mut *db, delivery.id).await?,
        renditions: renditions::list_views(&mut *db, &[delivery.id]).await?,
        measurement: measurements::find_view(&mut *db, actor, delivery.id).await?,
        request_ids: sql::list_request_ids(&mut *db, delivery.id).await?,
        edit_rate: edit_rate(delivery),
        drop_frame: delivery.drop_frame,
        duration_frames: delivery.duration_frames.map(i64::unsigned_abs),
        composition: delivery.composition.clone().map(for_pages),
        failure: delivery.failure.clone(),
        actions: vec![
            cancel_action(actor, delivery),
            inspect_again_action(actor, delivery),
        ],
        revision: delivery.revision,
    })
}

/// Without the packed Dolby Vision metadata, which only jobs read and which may be megabytes.
fn for_pages(mut composition: Value) -> Value {
    let carried = composition.pointer_mut("/picture/dolby_vision");
    if let Some(carried) = carried.and_then(Value::as_object_mut) {
        carried.remove("metadata");
    }
    composition
}

pub(super) fn edit_rate(delivery: &Delivery) -> Option<EditRate> {
    let (num, den) = (delivery.edit_rate_num?, delivery.edit_rate_den?);
    EditRate::new(num.try_into().ok()?, den.try_into().ok()?).ok()
}

fn inspect_again_action(actor: &Actor, delivery: &Delivery) -> Action {
    let may = qc::access::may(actor.role, qc::access::Permission::RetryRendition);
    let why_not = match may {
        true => refuse_inspect_again(delivery),
        false => Some("Post or a studio admin can have it inspected again."),
    };
    Action {
        act: "inspect_again".to_owned(),
        allowed: why_not.is_none(),
        why_not: why_not.map(str::to_owned),
    }
}

fn cancel_action(actor: &Actor, delivery: &Delivery) -> Action {
    let why_not = if !qc::access::may(actor.role, qc::access::Permission::CancelDelivery) {
        Some("Your role does not cancel deliveries.".to_owned())
    } else if let Err(refused) = delivery.state.after(DeliveryStep::Cancel) {
        Some(format!("A delivery that is {} cannot be canceled.", refused.from))
    } else {
        refuse_cancel(actor, delivery).map(str::to_owned)
    };
    Action {
        act: "cancel_delivery".to_owned(),
        allowed: why_not.is_none(),
        why_not,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_page_reads_that_there_are_metadata_and_not_the_metadata() {
        let kept = json!({ "picture": { "dolby_vision": { "form": "embedded", "metadata": "…" } } });
        assert_eq!(
            for_pages(kept),
            json!({ "picture": { "dolby_vision": { "form": "embedded" } } })
        );
        let without = json!({ "picture": { "dolby_vision": null }, "sound": [] });
        assert_eq!(for_pages(without.clone()), without);
    }
}
