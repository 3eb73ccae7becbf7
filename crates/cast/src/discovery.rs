//! Cast devices announce themselves by mDNS as `_googlecast._tcp`, with their name (`fn`) and model (`md`).

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use mdns_sd::{ServiceDaemon, ServiceEvent};
use tokio::time::{Instant, timeout_at};

const SERVICE: &str = "_googlecast._tcp.local.";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// As the room calls it: "Room 4".
    pub name: String,
    pub model: String,
    pub address: SocketAddr,
}

#[derive(Debug, thiserror::Error)]
#[error("this machine's network cannot be searched for devices")]
pub struct DiscoveryError(#[from] mdns_sd::Error);

/// Everything that announces itself within this time, by name.
pub async fn find(within: Duration) -> Result<Vec<Device>, DiscoveryError> {
    let daemon = ServiceDaemon::new()?;
    let heard = daemon.browse(SERVICE)?;
    let until = Instant::now() + within;
    let mut found = BTreeMap::new();
    while let Ok(Ok(event)) = timeout_at(until, heard.recv_async()).await {
        let ServiceEvent::ServiceResolved(service) = event else {
            continue;
        };
        let Some(ip) = service.get_addresses_v4().into_iter().next() else {
            continue;
        };
        let text = |name: &str| service.get_property_val_str(name).unwrap_or_default().to_owned();
        let address = SocketAddr::from((ip, service.get_port()));
        let device = Device {
            name: text("fn"),
            model: text("md"),
            address,
        };
        found.insert((device.name.clone(), address), device);
    }
    // It may have been stopped by a network that went away.
    let _ = daemon.shutdown();
    Ok(found.into_values().collect())
}
