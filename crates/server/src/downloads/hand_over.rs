//! The bytes of a master on their way out. What has left is noted now and then, at the end, and also when the line is cut;
//! a session that was ended meanwhile gets no more of it.

use std::ops::Range;
use std::time::{Duration, Instant};

use axum::body::Body;
use bytes::Bytes;
use futures::StreamExt;
use futures::stream::BoxStream;

use super::transfer::Transfer;
use crate::access::{self, Actor};
use crate::app::App;

const LOOK_EVERY: Duration = Duration::from_secs(5);

/// What was handed to the connection and is not noted yet. Noted when this is dropped, however the answer ended.
struct Sent {
    app: App,
    transfer: Transfer,
    bytes: Range<u64>,
}

impl Sent {
    fn note(&mut self) {
        let end = self.bytes.end;
        let bytes = std::mem::replace(&mut self.bytes, end..end);
        if bytes.is_empty() {
            return;
        }
        let (app, transfer) = (self.app.clone(), self.transfer.clone());
        tokio::spawn(async move {
            if let Err(error) = transfer.note(&app, bytes).await {
                tracing::warn!(%error, file = %transfer.file, "cannot note what was sent");
            }
        });
    }
}

impl Drop for Sent {
    fn drop(&mut self) {
        self.note();
    }
}

pub(super) fn body(
    app: App,
    actor: Actor,
    transfer: Transfer,
    first_byte: u64,
    mut pieces: BoxStream<'static, std::io::Result<Bytes>>,
) -> Body {
    let mut sent = Sent {
        app: app.clone(),
        transfer,
        bytes: first_byte..first_byte,
    };
    let stream = async_stream::stream! {
        let mut looked = Instant::now();
        while let Some(piece) = pieces.next().await {
            if looked.elapsed() > LOOK_EVERY {
                looked = Instant::now();
                if !access::is_alive(&app, &actor).await {
                    yield Err(std::io::Error::other("the session was ended"));
                    return;
                }
                sent.note();
            }
            // The connection takes the last piece and asks no more: so it is counted as it is handed over. Whether it
            // arrived is said by the receiver's hash, not here.
            sent.bytes.end += piece.as_ref().map_or(0, |piece| piece.len() as u64);
            yield piece;
        }
    };
    Body::from_stream(stream)
}
