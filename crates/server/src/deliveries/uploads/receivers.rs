//! Who is receiving an upload in this process. Whoever wants to go on with it asks them to keep what they have and to
//! stop, so that nothing that arrived is lost; receivers of other processes are cut off by the upload's `writer`.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use qc::id::UploadId;
use tokio_util::sync::CancellationToken;

/// The store may be slow to take the last part; longer than this nobody waits for it.
const PATIENCE: Duration = Duration::from_secs(20);

/// Part of the process's shared state.
#[derive(Clone, Default)]
pub struct Receivers(Arc<Mutex<HashMap<UploadId, Seat>>>);

#[derive(Clone, Default)]
struct Seat {
    stop: CancellationToken,
    left: CancellationToken,
}

/// Held while bytes are received.
pub(super) struct Seated {
    receivers: Receivers,
    upload: UploadId,
    seat: Seat,
}

impl Receivers {
    /// Has whoever receives now keep what they have and leave.
    pub(super) async fn clear(&self, upload: UploadId) {
        let Some(seat) = self.seats().get(&upload).cloned() else {
            return;
        };
        seat.stop.cancel();
        // One that does not leave in time is refused later, by the upload's writer.
        let _ = tokio::time::timeout(PATIENCE, seat.left.cancelled()).await;
    }

    pub(super) fn sit(&self, upload: UploadId) -> Seated {
        let seat = Seat::default();
        if let Some(earlier) = self.seats().insert(upload, seat.clone()) {
            earlier.stop.cancel();
        }
        Seated {
            receivers: self.clone(),
            upload,
            seat,
        }
    }

    fn seats(&self) -> MutexGuard<'_, HashMap<UploadId, Seat>> {
        self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

impl Seated {
    pub fn stop(&self) -> CancellationToken {
        self.seat.stop.clone()
    }
}

impl Drop for Seated {
    fn drop(&mut self) {
        self.seat.left.cancel();
        let mut seats = self.receivers.seats();
        // Someone else may sit here by now.
        if seats
            .get(&self.upload)
            .is_some_and(|seat| seat.left.is_cancelled())
        {
            seats.remove(&self.upload);
        }
    }
}
