//! Waiting to be told to stop: Ctrl-C, or SIGTERM from whoever keeps services.

use tokio::signal::unix::{SignalKind, signal};

pub async fn told_to_stop() -> anyhow::Result<()> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    Ok(())
}
