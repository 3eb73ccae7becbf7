//! A Cast device of our own on loopback: TLS with a certificate that it made for itself, protobuf, and just enough of CASTV2.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use cast::{CastError, CastMessage, ConnectionError, Ended, Reader, launch, write};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::server::TlsStream;

#[derive(Clone, Copy, PartialEq)]
enum Manner {
    Launches,
    Refuses,
    ClosesAfterLaunch,
}

struct Device {
    address: SocketAddr,
    heard: mpsc::UnboundedReceiver<(String, Value)>,
}

impl Device {
    async fn on(manner: Manner) -> Device {
        let made = rcgen::generate_simple_self_signed(vec!["device".to_owned()]).expect("a certificate");
        let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).expect("a key");
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .expect("a certificate");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (tell, heard) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            let (tcp, _) = listener.accept().await.expect("a sender");
            let stream = TlsAcceptor::from(Arc::new(config))
                .accept(tcp)
                .await
                .expect("TLS");
            serve(stream, manner, tell).await;
        });
        Device { address, heard }
    }

    /// The next payload on a namespace that ends so.
    async fn hears(&mut self, namespace: &str) -> Value {
        loop {
            let heard = tokio::time::timeout(Duration::from_secs(10), self.heard.recv()).await;
            let (on, payload) = heard.expect("in time").expect("still there");
            if on.ends_with(namespace) {
                return payload;
            }
        }
    }
}

async fn serve(
    mut stream: TlsStream<TcpStream>,
    manner: Manner,
    tell: mpsc::UnboundedSender<(String, Value)>,
) {
    let mut reader = Reader::default();
    while let Ok(message) = reader.next(&mut stream).await {
        let payload: Value =
            serde_json::from_str(message.payload_utf8.as_deref().unwrap_or("{}")).expect("JSON");
        let _ = tell.send((message.namespace.clone(), payload.clone()));
        let answer = match (payload["type"].as_str(), manner) {
            (Some("PING"), _) => json!({ "type": "PONG" }),
            (Some("LAUNCH"), Manner::Refuses) => {
                json!({ "type": "LAUNCH_ERROR", "reason": "NOT_FOUND", "requestId": 1 })
            }
            (Some("LAUNCH"), _) => {
                // Before it answers, it wants to know whether the sender lives.
                reply(
                    &mut stream,
                    &message,
                    "urn:x-cast:com.google.cast.tp.heartbeat",
                    json!({ "type": "PING" }),
                )
                .await;
                let application =
                    json!({ "appId": payload["appId"], "sessionId": "s-1", "transportId": "t-1" });
                json!({ "type": "RECEIVER_STATUS", "requestId": 1, "status": { "applications": [application] } })
            }
            (None, Manner::ClosesAfterLaunch) => {
                let gone = json!({ "type": "RECEIVER_STATUS", "status": { "applications": [] } });
                reply(&mut stream, &message, "urn:x-cast:com.google.cast.receiver", gone).await;
                continue;
            }
            _ => continue,
        };
        let namespace = message.namespace.clone();
        reply(&mut stream, &message, &namespace, answer).await;
    }
}

async fn reply(stream: &mut TlsStream<TcpStream>, to: &CastMessage, namespace: &str, payload: Value) {
    let message = CastMessage {
        source_id: to.destination_id.clone(),
        destination_id: to.source_id.clone(),
        namespace: namespace.to_owned(),
        payload_utf8: Some(payload.to_string()),
        ..to.clone()
    };
    write(stream, &message).await.expect("is sent");
}

#[tokio::test]
async fn a_receiver_is_launched_given_its_token_kept_and_stopped() {
    let mut device = Device::on(Manner::Launches).await;
    let launched = launch(device.address, "ABCD1234", "a-token")
        .await
        .expect("launches");
    assert_eq!(device.hears("cast.receiver").await["appId"], "ABCD1234");
    assert_eq!(
        device.hears("heartbeat").await["type"],
        "PONG",
        "the device asked whether we live"
    );
    assert_eq!(device.hears("assetqc.tv").await, json!({ "token": "a-token" }));
    let (stop, stopped) = oneshot::channel::<()>();
    let kept = tokio::spawn(launched.keep(async {
        let _ = stopped.await;
    }));
    assert_eq!(device.hears("heartbeat").await["type"], "PING");
    stop.send(()).expect("is kept");
    assert_eq!(kept.await.expect("runs").expect("stops"), Ended::Stopped);
    let stop = device.hears("cast.receiver").await;
    assert_eq!(
        (&stop["type"], &stop["sessionId"]),
        (&json!("STOP"), &json!("s-1"))
    );
}

#[tokio::test]
async fn a_refused_launch_says_why() {
    let device = Device::on(Manner::Refuses).await;
    let Err(CastError::LaunchRefused(why)) = launch(device.address, "ABCD1234", "a-token").await else {
        panic!("it was launched");
    };
    assert_eq!(why, "NOT_FOUND");
}

#[tokio::test]
async fn a_receiver_that_somebody_closed_is_noticed() {
    let device = Device::on(Manner::ClosesAfterLaunch).await;
    let launched = launch(device.address, "ABCD1234", "a-token")
        .await
        .expect("launches");
    let ended = tokio::time::timeout(Duration::from_secs(10), launched.keep(std::future::pending())).await;
    assert_eq!(ended.expect("in time").expect("is told"), Ended::Closed);
}

#[tokio::test]
async fn what_is_not_there_or_no_device_says_so() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    drop(listener);
    let gone = launch(address, "ABCD1234", "t").await.err();
    assert!(
        matches!(
            gone,
            Some(CastError::Connection(ConnectionError::Unreachable { .. }))
        ),
        "{gone:?}"
    );
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        let (mut tcp, _) = listener.accept().await.expect("a sender");
        let _ = tokio::io::AsyncWriteExt::write_all(&mut tcp, b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
    });
    let odd = launch(address, "ABCD1234", "t").await.err();
    assert!(
        matches!(odd, Some(CastError::Connection(ConnectionError::NotTls { .. }))),
        "{odd:?}"
    );
}
