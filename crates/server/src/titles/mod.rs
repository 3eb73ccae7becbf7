//! Shows and their titles; a title's page gathers its deliveries, its requests, every issue that ever was, and its living
//! history. Who sees a title follows from its requests and its show.

pub mod http;
mod sql;

use api::titles::TitleRow;
use qc::access::Scope;
use qc::asset::AssetKind;
use qc::id::{AssetId, TitleId};
use sqlx::PgPool;

use crate::access::{Actor, Permission};
use crate::app::App;
use crate::db::Tx;
use crate::error::ApiResult;

/// What a caller sees of titles: the same as of their requests.
pub(crate) fn scope(actor: &Actor) -> Scope {
    Scope::of(actor.role, actor.person, actor.facility, &actor.shows)
}

/// What an operator must know to review a title.
pub(crate) async fn language_of(tx: &mut Tx, title: TitleId) -> Result<String, sqlx::Error> {
    sql::language_of(tx, title).await
}

/// A language tag as far as it is checked here: `en`, `es-419`.
pub(crate) fn is_language_tag(tag: &str) -> bool {
    (2..=35).contains(&tag.len())
        && tag
            .split('-')
            .all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric()))
}

/// The asset of this kind; made with the first delivery. A version of the picture in another language is an asset of its own.
pub(crate) async fn asset_of(
    tx: &mut Tx,
    title: TitleId,
    kind: AssetKind,
    language: Option<&str>,
) -> Result<AssetId, sqlx::Error> {
    sql::asset_of(tx, title, kind, language).await
}

pub struct ManageShows;

impl Permission for ManageShows {
    const ACT: qc::access::Permission = qc::access::Permission::ManageShows;
    type Key = ();
    type Target = ();

    async fn find(_: &App, _: &Actor, (): ()) -> ApiResult<Option<()>> {
        Ok(Some(()))
    }
}

/// The list of titles; its rows are chosen by scope.
pub struct ListTitles;

impl Permission for ListTitles {
    const ACT: qc::access::Permission = qc::access::Permission::SeeTitle;
    type Key = ();
    type Target = ();

    async fn find(_: &App, _: &Actor, (): ()) -> ApiResult<Option<()>> {
        Ok(Some(()))
    }
}

pub struct SeeTitle;

impl Permission for SeeTitle {
    const ACT: qc::access::Permission = qc::access::Permission::SeeTitle;
    type Key = TitleId;
    type Target = TitleRow;

    async fn find(app: &App, actor: &Actor, title: TitleId) -> ApiResult<Option<TitleRow>> {
        Ok(sql::find(&app.db, &scope(actor), title).await?)
    }
}

/// Whether the caller sees the title.
pub(crate) async fn is_seen(db: &PgPool, actor: &Actor, title: TitleId) -> Result<bool, sqlx::Error> {
    Ok(sql::find(db, &scope(actor), title).await?.is_some())
}
