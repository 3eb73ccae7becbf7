//! Facilities of QC vendors: the shows that they are cleared for, and legal bars between a party and a work.

pub mod http;
mod sql;

use api::facilities::{FacilityView, LegalBarView};
use qc::id::{FacilityId, LegalBarId};
use sqlx::PgPool;

use crate::access::{Actor, Permission};
use crate::app::App;
use crate::db::Tx;
use crate::error::ApiResult;

/// A facility without people. Who calls records it in the history.
pub async fn insert(tx: &mut Tx, name: &str) -> Result<FacilityId, sqlx::Error> {
    sql::insert(tx, name).await
}

pub(crate) async fn exists(db: &PgPool, facility: FacilityId) -> Result<bool, sqlx::Error> {
    Ok(sql::find(db, facility).await?.is_some())
}

/// List, create, bar.
pub struct ManageFacilities;

impl Permission for ManageFacilities {
    const ACT: qc::access::Permission = qc::access::Permission::ManageFacilities;
    type Key = ();
    type Target = ();

    async fn find(_: &App, _: &Actor, (): ()) -> ApiResult<Option<()>> {
        Ok(Some(()))
    }
}

/// The same, of one facility.
pub struct ManageFacility;

impl Permission for ManageFacility {
    const ACT: qc::access::Permission = qc::access::Permission::ManageFacilities;
    type Key = FacilityId;
    type Target = FacilityView;

    async fn find(app: &App, _: &Actor, facility: FacilityId) -> ApiResult<Option<FacilityView>> {
        Ok(sql::find(&app.db, facility).await?)
    }
}

/// Lift a legal bar.
pub struct ManageLegalBar;

impl Permission for ManageLegalBar {
    const ACT: qc::access::Permission = qc::access::Permission::ManageFacilities;
    type Key = LegalBarId;
    type Target = LegalBarView;

    async fn find(app: &App, _: &Actor, bar: LegalBarId) -> ApiResult<Option<LegalBarView>> {
        Ok(sql::list_bars(&app.db, Some(bar)).await?.pop())
    }
}
