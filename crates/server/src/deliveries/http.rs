//! Announcing, listing, reading and canceling deliveries. The bytes come by `uploads`.

use api::Reason;
use api::deliveries::{DeliveryRow, DeliveryView, NewDelivery};
use api::page::Page;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use imf::PackagePath;
use qc::asset::AssetKind;
use qc::delivery::{DeliveryState, PackageKind};
use qc::id::{DeliveryId, TitleId};
use serde::Deserialize;
use serde_json::json;
use std::collections::HashSet;

use super::sql::{self, NewRow, Wanted};
use super::view::{view, view_in};
use super::{CancelDelivery, CreateDelivery, ListDeliveries, SeeDelivery, sees_show, sweep};
use crate::access::May;
use crate::app::App;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult, FieldProblem, Problem};
use crate::events::{self, Event, EventKind};
use crate::extract::{Json, PageQuery, Query, Revised, page};
use crate::history::{self, Act};
use crate::idempotency::{IdempotencyKey, Turn};
use crate::titles;

const MOST_FILES: usize = 2000;
/// 8 TiB: far beyond any master, and far from where sums overflow.
const MOST_BYTES: u64 = 8 << 40;

/// Which deliveries a list shows.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DeliveryQuery {
    pub title_id: Option<TitleId>,
    pub state: Option<DeliveryState>,
    pub cursor: Option<String>,
    pub limit: Option<u32>,
}

/// Deliveries of the caller's shows, the newest first.
#[utoipa::path(
    get, path = "/api/v1/deliveries", tag = "deliveries", params(DeliveryQuery),
    responses((status = 200, body = Page<DeliveryRow>))
)]
pub async fn list_deliveries(
    State(app): State<App>,
    May(actor, ()): May<ListDeliveries>,
    Query(query): Query<DeliveryQuery>,
) -> ApiResult<Json<Page<DeliveryRow>>> {
    let paging = PageQuery {
        cursor: query.cursor,
        limit: query.limit,
    };
    let limit = paging.limit();
    let wanted = Wanted {
        title: query.title_id,
        state: query.state,
        before: paging.after()?,
        limit,
    };
    let rows = sql::list(&app.db, &titles::scope(&actor), &wanted).await?;
    Ok(Json(page(rows, limit, |row| (row.created_at, row.id))))
}

/// Announce a delivery: what it is, and which files follow. Each file of the answer has the address of its upload.
#[utoipa::path(
    post, path = "/api/v1/deliveries", tag = "deliveries", request_body = NewDelivery,
    responses((status = 201, body = DeliveryView), (status = 422, body = Problem))
)]
pub async fn create_delivery(
    State(app): State<App>,
    May(actor, ()): May<CreateDelivery>,
    key: IdempotencyKey,
    Json(form): Json<NewDelivery>,
) -> ApiResult<impl IntoResponse> {
    check(&form)?;
    let show = sql::find_show(&app.db, form.title_id)
        .await?
        .filter(|show| sees_show(&actor, *show));
    if show.is_none() {
        return Err(ApiError::invalid(
            "title_id",
            "unknown",
            "There is no such title among your shows.",
        ));
    }
    app.disk.check()?;
    let view = match key
        .begin::<DeliveryView>(&app.db, actor.person, "create_delivery", &form)
        .await?
    {
        Turn::Again(view) => view,
        Turn::First(mut once) => {
            let language = language_of(&mut once.tx, &form).await?;
            let asset =
                titles::asset_of(&mut once.tx, form.title_id, form.asset_kind, language.as_deref()).await?;
            let package_kind = if is_wav(form.asset_kind) {
                PackageKind::WavSet
            } else {
                PackageKind::Original
            };
            let new = NewRow {
                asset,
                package_kind,
                created_by: actor.person,
                form: &form,
            };
            let id = sql::insert(&mut once.tx, &new).await?;
            let facts = json!({ "asset_kind": form.asset_kind, "files": form.files.len() });
            let act = Act::new(actor.person, "delivery.announced", id).of_title(form.title_id);
            history::record(&mut once.tx, act.changed(json!({}), facts)).await?;
            events::record(
                &mut once.tx,
                Event::new(EventKind::Delivery, id).of_title(form.title_id),
            )
            .await?;
            let delivery = sql::find(&mut *once.tx, id).await?.ok_or(ApiError::NotFound)?;
            let view = view_in(&mut once.tx, &actor, &delivery).await?;
            once.commit(&view).await?;
            view
        }
    };
    Ok((StatusCode::CREATED, Json(view)))
}

/// One delivery with its files, findings and streams.
#[utoipa::path(
    get, path = "/api/v1/deliveries/{delivery_id}", tag = "deliveries", params(("delivery_id" = DeliveryId, Path)),
    responses((status = 200, body = DeliveryView), (status = 404, body = Problem))
)]
pub async fn get_delivery(
    State(app): State<App>,
    May(actor, delivery): May<SeeDelivery>,
) -> ApiResult<Revised<DeliveryView>> {
    Ok(Revised(delivery.revision, view(&app, &actor, &delivery).await?))
}

/// Cancel a delivery that is not decided yet. What was uploaded is deleted.
#[utoipa::path(
    post, path = "/api/v1/deliveries/{delivery_id}/cancel", tag = "deliveries", params(("delivery_id" = DeliveryId, Path)),
    request_body = Reason, responses((status = 200, body = DeliveryView), (status = 409, body = Problem))
)]
pub async fn cancel_delivery(
    State(app): State<App>,
    May(actor, delivery): May<CancelDelivery>,
    Json(reason): Json<Reason>,
) -> ApiResult<Json<DeliveryView>> {
    let why = reason.reason.trim();
    if !(1..=2000).contains(&why.chars().count()) {
        return Err(ApiError::invalid(
            "reason",
            "length",
            "Say why, in 1 to 2,000 characters.",
        ));
    }
    let mut tx = app.db.begin().await?;
    sweep::cancel(&mut tx, delivery.id, Some(actor.person), why).await?;
    tx.commit().await?;
    let canceled = sql::find(&app.db, delivery.id).await?.ok_or(ApiError::NotFound)?;
    Ok(Json(view(&app, &actor, &canceled).await?))
}

pub(super) fn is_wav(kind: AssetKind) -> bool {
    matches!(
        kind,
        AssetKind::Printmaster | AssetKind::MusicAndEffects | AssetKind::Atmos
    )
}

fn check(form: &NewDelivery) -> ApiResult<()> {
    let mut wrong = Vec::new();
    if form.files.is_empty() || form.files.len() > MOST_FILES {
        wrong.push(FieldProblem::new(
            "files",
            "count",
            format!("Name 1 to {MOST_FILES} files."),
        ));
    }
    let mut seen = HashSet::new();
    for (at, file) in form.files.iter().enumerate() {
        match PackagePath::parse(&file.path) {
            Err(refusal) => wrong.push(FieldProblem::new(
                format!("files[{at}].path"),
                "path",
                refusal.to_string(),
            )),
            // Written in one way only: what is stored, listed and found in the asset map is one and the same text.
            Ok(path) if path.as_str() != file.path => {
                let detail = format!("Write it plainly: {path}");
                wrong.push(FieldProblem::new(format!("files[{at}].path"), "path", detail));
            }
            Ok(path) if !seen.insert(path.without_case()) => {
                let detail = "This path is in the list already, perhaps in other case.";
                wrong.push(FieldProblem::new(format!("files[{at}].path"), "twice", detail));
            }
            Ok(_) => {}
        }
        if file.size_bytes == 0 || file.size_bytes > MOST_BYTES {
            let detail = "A file has at least one byte and at most 8 TiB.";
            wrong.push(FieldProblem::new(
                format!("files[{at}].size_bytes"),
                "size",
                detail,
            ));
        }
    }
    for (at, file) in form.files.iter().enumerate() {
        let is_below = |other: &str| {
            other
                .strip_prefix(&file.path)
                .is_some_and(|rest| rest.starts_with('/'))
        };
        if form.files.iter().any(|other| is_below(&other.path)) {
            let detail = "This path is a file, and the folder of another file.";
            wrong.push(FieldProblem::new(format!("files[{at}].path"), "folder", detail));
        }
    }
    if is_wav(form.asset_kind) && form.edit_rate.is_none() {
        let detail = "A WAV set needs the edit rate of the picture that it belongs to.";
        wrong.push(FieldProblem::new("edit_rate", "missing", detail));
    }
    if let Some(rate) = form.edit_rate
        && timecode::TimecodeRate::new(rate, form.drop_frame).is_err()
    {
        wrong.push(FieldProblem::new(
            "edit_rate",
            "unsupported",
            "There is no timecode of this rate.",
        ));
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(ApiError::Invalid(wrong))
    }
}

/// Of which version of the picture the delivery is: a redelivery of the one that it answers, else as announced.
async fn language_of(tx: &mut Tx, form: &NewDelivery) -> ApiResult<Option<String>> {
    let Some(request) = form.answers_request_id else {
        return announced_language(tx, form).await;
    };
    let answered = sql::list_answered(tx, request, form.title_id).await?;
    let language = answered_language(answered, form.asset_kind)?;
    if form.language.is_some() && form.language != language {
        let detail = "A redelivery has the language of the request that it answers: leave it out.";
        return Err(ApiError::invalid("language", "not_of_request", detail));
    }
    Ok(language)
}

async fn announced_language(tx: &mut Tx, form: &NewDelivery) -> ApiResult<Option<String>> {
    let Some(language) = &form.language else {
        return Ok(None);
    };
    let detail = if form.asset_kind != AssetKind::PrimaryAv {
        "Only the picture has versions in other languages."
    } else if !titles::is_language_tag(language) {
        "Give a language tag such as de or es-419."
    } else if titles::language_of(tx, form.title_id)
        .await?
        .eq_ignore_ascii_case(language)
    {
        "This is the title's own language: leave it out."
    } else {
        return Ok(Some(language.clone()));
    };
    Err(ApiError::invalid("language", "not_a_version", detail))
}

fn answered_language(answered: Vec<sql::Answered>, kind: AssetKind) -> ApiResult<Option<String>> {
    let field = "answers_request_id";
    if answered.is_empty() {
        let detail = "No request of this title with that id waits for a redelivery.";
        return Err(ApiError::invalid(field, "not_awaited", detail));
    }
    let found = answered.into_iter().find(|asset| asset.kind == kind);
    let found = found.ok_or_else(|| {
        ApiError::invalid(
            field,
            "other_asset",
            "That request is about another kind of asset.",
        )
    })?;
    Ok(found.language)
}
