//! The same content in two deliveries: what lies where, for whoever compares them.

use api::playback::{ContentMapView, ContentPiece};
use axum::extract::State;
use imf::content_map::Piece;
use qc::id::{DeliveryId, RequestId};
use timecode::{FrameCount, FrameRange};

use super::{Compare, sql::Pair};
use crate::access::May;
use crate::app::App;
use crate::error::{ApiResult, Problem};
use crate::extract::Json;
use crate::issues;

/// Which frames of an earlier delivery are which of the one that the request is about.
///
/// Content is the same where it is the same frame of the same track file. Without two pictures to compare there are no pieces.
#[utoipa::path(
    get, path = "/api/v1/requests/{request_id}/content-maps/{delivery_id}", tag = "playback",
    params(("request_id" = RequestId, Path), ("delivery_id" = DeliveryId, Path, description = "The earlier one, of the same title and kind")),
    responses((status = 200, body = ContentMapView), (status = 403, body = Problem), (status = 404, body = Problem))
)]
pub async fn get_content_map(
    State(app): State<App>,
    May(_actor, compared): May<Compare>,
) -> ApiResult<Json<ContentMapView>> {
    let Pair {
        old_number,
        old_duration,
        new,
    } = compared.pair;
    let mut tx = app.db.begin().await?;
    let (changes, new_duration) = issues::changes_between(&mut tx, compared.old, new).await?;
    let old_duration = FrameCount(u64::try_from(old_duration).unwrap_or(0));
    let pieces = changes.map_or_else(Vec::new, |changes| changes.pieces(old_duration, new_duration));
    Ok(Json(ContentMapView {
        old_delivery_id: compared.old,
        old_delivery_number: old_number,
        new_delivery_id: new,
        pieces: pieces.into_iter().map(piece).collect(),
    }))
}

fn piece(piece: Piece) -> ContentPiece {
    let ends = |range: FrameRange| [range.first().0, range.last().0];
    match piece {
        Piece::Kept { old, new } => ContentPiece::Kept {
            old: ends(old),
            new: ends(new),
        },
        Piece::Replaced { old, new } => ContentPiece::Replaced {
            old: ends(old),
            new: ends(new),
        },
        Piece::Inserted { new } => ContentPiece::Inserted { new: ends(new) },
        Piece::Removed { old } => ContentPiece::Removed { old: ends(old) },
    }
}
