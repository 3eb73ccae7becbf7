//! Takes the bytes of one PATCH. They go to the object store in parts of their own and are counted only then, so that the
//! offset never says more than is kept. What had arrived when the line was cut is kept as well.

use std::time::{Duration, Instant};

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use futures::StreamExt;
use qc::delivery::{DeliveryState, DeliveryStep};
use serde_json::json;
use uuid::Uuid;

use super::receivers::Seated;
use super::sql::{self, Part, Upload};
use crate::access::{self, Actor};
use crate::app::App;
use crate::blobs::BlobKey;
use crate::db::Tx;
use crate::deliveries::{self, AssembleFile};
use crate::error::{ApiError, ApiResult};
use crate::events::{self, Event, EventKind};
use crate::history::{self, Act};
use crate::jobs;

const PART_BYTES: usize = 8 * 1024 * 1024;
/// A line that says nothing for so long is taken for cut.
const SILENCE: Duration = Duration::from_secs(90);
/// How soon a sender whose session was ended is cut.
const LOOK_AT_SESSION_EVERY: Duration = Duration::from_secs(5);
/// Pages that watch a delivery are told of its progress no oftener.
const TELL_EVERY: Duration = Duration::from_secs(1);

/// One writer of one upload.
pub(super) struct Receiver {
    app: App,
    upload: Upload,
    writer: Uuid,
    /// How far the upload is kept and counted.
    offset_bytes: i64,
    buffer: BytesMut,
    told: Option<Instant>,
    seat: Seated,
    sender: Actor,
    looked: Instant,
}

impl Receiver {
    /// Takes the upload over at this offset.
    pub async fn open(app: &App, sender: Actor, upload: Upload, offset_bytes: i64) -> ApiResult<Receiver> {
        app.receivers.clear(upload.id).await;
        let writer = Uuid::now_v7();
        if !sql::claim(&app.db, upload.id, offset_bytes, writer).await? {
            let detail = "The upload does not stand at this offset. Ask for it with HEAD.".to_owned();
            return Err(ApiError::Refused {
                code: "wrong_offset",
                detail,
            });
        }
        let (buffer, seat) = (BytesMut::new(), app.receivers.sit(upload.id));
        Ok(Receiver {
            app: app.clone(),
            upload,
            writer,
            offset_bytes,
            buffer,
            told: None,
            seat,
            sender,
            looked: Instant::now(),
        })
    }

    /// Everything that comes, to the end of the body or of the line; the offset after it.
    pub async fn receive(mut self, body: Body) -> ApiResult<i64> {
        let mut pieces = body.into_data_stream();
        let stop = self.seat.stop();
        loop {
            let next = tokio::select! {
                biased;
                () = stop.cancelled() => {
                    self.keep().await?;
                    return Err(taken_over());
                }
                next = tokio::time::timeout(SILENCE, pieces.next()) => next,
            };
            match next {
                Ok(Some(Ok(piece))) => self.take(piece).await?,
                Ok(None) => {
                    self.keep().await?;
                    return Ok(self.offset_bytes);
                }
                Ok(Some(Err(_))) | Err(_) => {
                    self.keep().await?;
                    return Err(ApiError::Malformed {
                        detail: "The bytes ended before the body did.".to_owned(),
                    });
                }
            }
        }
    }

    async fn take(&mut self, piece: Bytes) -> ApiResult<()> {
        if self.looked.elapsed() > LOOK_AT_SESSION_EVERY {
            self.looked = Instant::now();
            if !access::is_alive(&self.app, &self.sender).await {
                return Err(ApiError::NotSignedIn);
            }
        }
        let room = self.upload.length_bytes - self.offset_bytes;
        if i64::try_from(self.buffer.len() + piece.len()).unwrap_or(i64::MAX) > room {
            return Err(ApiError::TooLarge {
                limit_bytes: room.unsigned_abs(),
            });
        }
        self.buffer.extend_from_slice(&piece);
        while self.buffer.len() >= PART_BYTES {
            let part = self.buffer.split_to(PART_BYTES).freeze();
            self.keep_part(part).await?;
        }
        Ok(())
    }

    async fn keep(&mut self) -> ApiResult<()> {
        let rest = self.buffer.split().freeze();
        if rest.is_empty() {
            Ok(())
        } else {
            self.keep_part(rest).await
        }
    }

    async fn keep_part(&mut self, bytes: Bytes) -> ApiResult<()> {
        let name = format!(
            "{}/{}-{}",
            super::prefix(self.upload.id),
            self.offset_bytes,
            self.writer
        );
        let key: BlobKey = name.parse().map_err(ApiError::internal)?;
        let size_bytes = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        self.app
            .blobs
            .put(&key, bytes)
            .await
            .map_err(ApiError::internal)?;
        let counted = self.count(&key, size_bytes).await;
        if counted.is_err() {
            // Nobody knows of it. If this fails too, it goes with the upload's prefix.
            let _ = self.app.blobs.delete(&key).await;
        }
        counted
    }

    async fn count(&mut self, key: &BlobKey, size_bytes: i64) -> ApiResult<()> {
        let mut tx = self.app.db.begin().await?;
        // One file of a delivery at a time, so that the last one knows that it is the last.
        let delivery = deliveries::sql::lock(&mut tx, self.upload.delivery_id)
            .await?
            .ok_or(ApiError::NotFound)?;
        if delivery.state != DeliveryState::Uploading {
            return Err(ApiError::Gone {
                detail: "The delivery takes no more bytes.".to_owned(),
            });
        }
        let part = Part {
            upload: self.upload.id,
            writer: self.writer,
            offset_bytes: self.offset_bytes,
            size_bytes,
            blob_key: key.as_str(),
        };
        let is_whole = sql::add_part(&mut tx, &part).await?;
        let is_whole = is_whole.ok_or_else(taken_over)?;
        if is_whole {
            jobs::enqueue(
                &mut tx,
                &AssembleFile {
                    file: self.upload.delivery_file_id,
                    delivery: delivery.id,
                },
            )
            .await?;
            if !sql::is_awaited(&mut tx, delivery.id).await? {
                complete(&mut tx, &delivery).await?;
            }
        }
        if is_whole || self.told.is_none_or(|told| told.elapsed() > TELL_EVERY) {
            let event = Event::new(EventKind::Delivery, delivery.id).of_title(delivery.title_id);
            events::record(&mut tx, event.with(json!({ "state": delivery.state.as_str() }))).await?;
            self.told = Some(Instant::now());
        }
        tx.commit().await?;
        self.offset_bytes += size_bytes;
        Ok(())
    }
}

fn taken_over() -> ApiError {
    ApiError::conflict("Another request goes on with this upload.")
}

/// The last byte of the last file has arrived.
async fn complete(tx: &mut Tx, delivery: &deliveries::Delivery) -> ApiResult<()> {
    let to = delivery
        .state
        .after(DeliveryStep::CompleteUpload)
        .map_err(ApiError::internal)?;
    if !deliveries::sql::advance(tx, delivery, to).await? {
        return Err(ApiError::lost_race());
    }
    let act = Act::new(delivery.created_by, "delivery.uploaded", delivery.id).of_title(delivery.title_id);
    Ok(history::record(tx, act.state(delivery.state.as_str(), to.as_str())).await?)
}
