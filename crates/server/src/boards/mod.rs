//! Boards: the first screen of a vendor manager, of post and production, of the studio. Each is read whole with a fixed
//! number of queries, however long its lists are; every query takes the facility or the shows of the caller. Which column a
//! request stands in and how its clock runs is decided in `qc`.

mod facility;
pub mod http;
mod show;
mod sql;
mod studio;

use qc::access::Permission as Act;
use qc::id::FacilityId;

use crate::access::{Actor, Permission};
use crate::app::App;
use crate::error::ApiResult;

/// A vendor manager sees what the facility holds.
pub struct SeeFacilityBoard;

impl Permission for SeeFacilityBoard {
    const ACT: Act = Act::SeeFacilityBoard;
    type Key = ();
    type Target = Option<FacilityId>;

    async fn find(_: &App, actor: &Actor, (): ()) -> ApiResult<Option<Option<FacilityId>>> {
        Ok(Some(actor.facility))
    }
}

/// Post and production see their shows.
pub struct SeeShowBoard;

impl Permission for SeeShowBoard {
    const ACT: Act = Act::SeeShowBoard;
    type Key = ();
    type Target = ();

    async fn find(_: &App, _: &Actor, (): ()) -> ApiResult<Option<()>> {
        Ok(Some(()))
    }
}

/// The studio sees everything.
pub struct SeeStudioBoard;

impl Permission for SeeStudioBoard {
    const ACT: Act = Act::SeeStudioBoard;
    type Key = ();
    type Target = ();

    async fn find(_: &App, _: &Actor, (): ()) -> ApiResult<Option<()>> {
        Ok(Some(()))
    }
}
