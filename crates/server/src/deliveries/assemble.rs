//! Puts an uploaded file together: its parts become one blob, hashed on the way, and the parts go. When the last file of a
//! delivery is whole, the inspection begins. Runs of this that overlap write different blobs; one is published.

use anyhow::{Context, ensure};
use bytes::Bytes;
use futures::TryStreamExt;
use qc::delivery::DeliveryState;
use qc::id::{DeliveryFileId, DeliveryId};
use sha1::{Digest, Sha1};
use sha2::Sha256;

use super::{InspectDelivery, sql, uploads};
use crate::app::App;
use crate::blobs::{BlobKey, BlobWriter};
use crate::events::{self, Event, EventKind};
use crate::jobs::{self, Attempt};

/// Where the files of a delivery lie in the object store.
pub(super) fn prefix(delivery: DeliveryId) -> String {
    format!("masters/{delivery}")
}

pub(super) async fn run(app: &App, file: DeliveryFileId, attempt: &Attempt) -> anyhow::Result<()> {
    let Some(parts) = sql::find_parts(&app.db, file).await? else {
        return Ok(());
    };
    let key: BlobKey = format!("{}/{file}/{}", prefix(parts.delivery), attempt.token).parse()?;
    let whole = assemble(app, &parts, &key).await?;

    let mut tx = app.db.begin().await?;
    // One file of a delivery at a time, so that the last one knows that it is the last.
    let delivery = sql::lock(&mut tx, parts.delivery)
        .await?
        .context("the delivery is gone")?;
    attempt.finish(&mut tx).await?;
    let is_wanted = matches!(
        delivery.state,
        DeliveryState::Uploading | DeliveryState::Inspecting
    );
    if is_wanted {
        sql::keep_file(&mut tx, file, &whole.sha1, &whole.sha256, key.as_str()).await?;
        sql::delete_parts(&mut tx, parts.upload).await?;
        if delivery.state == DeliveryState::Inspecting && sql::has_all_files(&mut tx, delivery.id).await? {
            jobs::enqueue(
                &mut tx,
                &InspectDelivery {
                    delivery: delivery.id,
                },
            )
            .await?;
        }
        let event = Event::new(EventKind::Delivery, delivery.id).of_title(delivery.title_id);
        events::record(&mut tx, event).await?;
    }
    tx.commit().await?;
    if !is_wanted {
        app.blobs.delete(&key).await?;
    }
    app.blobs
        .delete_prefix(&uploads::prefix(parts.upload).parse()?)
        .await?;
    Ok(())
}

struct Whole {
    sha1: String,
    sha256: String,
}

async fn assemble(app: &App, parts: &sql::Parts, key: &BlobKey) -> anyhow::Result<Whole> {
    let mut writer = app.blobs.writer(key, parts.length_bytes.unsigned_abs()).await?;
    let mut hashes = (Sha1::new(), Sha256::new());
    match write_parts(app, parts, &mut writer, &mut hashes).await {
        Ok(()) => drop(writer.finish().await?),
        Err(error) => {
            writer.abort().await?;
            return Err(error);
        }
    }
    let hex = |bytes: &[u8]| data_encoding::HEXLOWER.encode(bytes);
    Ok(Whole {
        sha1: hex(&hashes.0.finalize()),
        sha256: hex(&hashes.1.finalize()),
    })
}

async fn write_parts(
    app: &App,
    parts: &sql::Parts,
    writer: &mut BlobWriter,
    hashes: &mut (Sha1, Sha256),
) -> anyhow::Result<()> {
    let mut offset_bytes = 0;
    for part in &parts.parts {
        ensure!(
            part.offset_bytes == offset_bytes,
            "the upload has a gap at byte {offset_bytes}"
        );
        let part_key: BlobKey = part.blob_key.parse()?;
        let mut pieces = app
            .blobs
            .read(&part_key, 0..part.size_bytes.unsigned_abs())
            .await?;
        while let Some(piece) = pieces.try_next().await? {
            hash(hashes, &piece);
            offset_bytes += i64::try_from(piece.len())?;
            writer.write(piece).await?;
        }
    }
    ensure!(
        offset_bytes == parts.length_bytes,
        "{offset_bytes} of {} bytes are there",
        parts.length_bytes
    );
    Ok(())
}

/// A megabyte takes a millisecond.
fn hash((sha1, sha256): &mut (Sha1, Sha256), piece: &Bytes) {
    sha1.update(piece);
    sha256.update(piece);
}
