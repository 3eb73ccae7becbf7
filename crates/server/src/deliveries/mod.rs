//! Deliveries: one version of an asset from the announcement to acceptance or rejection. Announced with the names and sizes
//! of its files, uploaded by the tus protocol, inspected whole in the jail, turned into streams.

mod assemble;
mod decide;
mod essence;
mod facts;
pub mod http;
pub mod http_inspect;
mod inputs;
mod inspect;
mod jobs;
pub mod renditions;
mod sql;
mod sweep;
pub mod uploads;
mod view;

use api::deliveries::DeliveryRow;
use qc::delivery::DeliveryState;
use qc::id::{AssetId, DeliveryId, ShowId};
use sqlx::PgPool;

use crate::access::{Actor, Permission};
use crate::app::App;
use crate::error::{ApiError, ApiResult};

pub(crate) use essence::open_essence;
pub use inputs::Masters;
pub use jobs::{AssembleFile, DeleteBlobs, InspectDelivery, SweepStreams, SweepUploads};
pub use renditions::{AssembleRendition, DropChunks, EncodeChunk, MakeCaptions, RenderDelivery};
pub use sql::Delivery;
pub(crate) use sql::find;
pub(crate) use view::view;

/// The versions of an asset, the oldest first.
pub(crate) async fn list_of_asset(db: &PgPool, asset: AssetId) -> Result<Vec<DeliveryRow>, sqlx::Error> {
    sql::list_of_asset(db, asset).await
}

/// Announce a delivery. Which title it may be for is asked when the body is read.
pub struct CreateDelivery;

impl Permission for CreateDelivery {
    const ACT: qc::access::Permission = qc::access::Permission::CreateDelivery;
    type Key = ();
    type Target = ();

    async fn find(_: &App, _: &Actor, (): ()) -> ApiResult<Option<()>> {
        Ok(Some(()))
    }
}

/// The list of deliveries; its rows are chosen by scope.
pub struct ListDeliveries;

impl Permission for ListDeliveries {
    const ACT: qc::access::Permission = qc::access::Permission::SeeDelivery;
    type Key = ();
    type Target = ();

    async fn find(_: &App, _: &Actor, (): ()) -> ApiResult<Option<()>> {
        Ok(Some(()))
    }
}

pub struct SeeDelivery;

impl Permission for SeeDelivery {
    const ACT: qc::access::Permission = qc::access::Permission::SeeDelivery;
    type Key = DeliveryId;
    type Target = Delivery;

    async fn find(app: &App, actor: &Actor, delivery: DeliveryId) -> ApiResult<Option<Delivery>> {
        find_seen(app, actor, delivery).await
    }
}

/// The creator may cancel while files are uploaded; post and the studio until it is decided.
pub struct CancelDelivery;

impl Permission for CancelDelivery {
    const ACT: qc::access::Permission = qc::access::Permission::CancelDelivery;
    type Key = DeliveryId;
    type Target = Delivery;

    async fn find(app: &App, actor: &Actor, delivery: DeliveryId) -> ApiResult<Option<Delivery>> {
        find_seen(app, actor, delivery).await
    }

    fn check(actor: &Actor, delivery: &Delivery) -> ApiResult<()> {
        match refuse_cancel(actor, delivery) {
            Some(why) => Err(ApiError::not_permitted(why)),
            None => Ok(()),
        }
    }
}

/// Have it inspected again when that could not be finished: whoever may have its streams made again.
pub struct InspectAgain;

impl Permission for InspectAgain {
    const ACT: qc::access::Permission = qc::access::Permission::RetryRendition;
    type Key = DeliveryId;
    type Target = Delivery;

    async fn find(app: &App, actor: &Actor, delivery: DeliveryId) -> ApiResult<Option<Delivery>> {
        find_seen(app, actor, delivery).await
    }
}

fn refuse_inspect_again(delivery: &Delivery) -> Option<&'static str> {
    match (delivery.state, &delivery.failure) {
        (DeliveryState::Inspecting, Some(_)) => None,
        (DeliveryState::Inspecting, None) => Some("It is being inspected."),
        _ => Some("Only a delivery whose inspection could not be finished is inspected again."),
    }
}

fn refuse_cancel(actor: &Actor, delivery: &Delivery) -> Option<&'static str> {
    let is_production = actor.role == qc::person::Role::Production;
    match delivery.state {
        _ if is_production && delivery.created_by != actor.person => {
            Some("Only who announced it may cancel it.")
        }
        DeliveryState::Inspecting if is_production => Some("It is being inspected. Ask post to cancel it."),
        _ => None,
    }
}

/// The delivery, if the caller has to do with deliveries of its show.
pub(crate) async fn find_seen(app: &App, actor: &Actor, delivery: DeliveryId) -> ApiResult<Option<Delivery>> {
    let found = sql::find(&app.db, delivery).await?;
    Ok(found.filter(|delivery| sees_show(actor, delivery.show_id)))
}

/// Whether the caller has to do with deliveries of this show.
pub(crate) fn sees_show(actor: &Actor, show: ShowId) -> bool {
    match actor.role {
        qc::person::Role::StudioAdmin => true,
        role if role.is_granted_shows() => actor.shows.contains(&show),
        _ => false,
    }
}
