//! A TLS connection to a Cast device. Devices show certificates that they made for themselves, so the encryption keeps
//! listeners out but does not prove who answers: a sender is for a network where only the room's own devices are.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use tokio_rustls::rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use tokio_rustls::rustls::{ClientConfig, DigitallySignedStruct, Error as TlsError, SignatureScheme};

use crate::frame::{self, CastMessage, FrameError, Reader};

const CONNECT_WITHIN: Duration = Duration::from_secs(5);
pub(crate) const SENDER: &str = "sender-assetqc";

#[derive(Debug, thiserror::Error)]
pub enum ConnectionError {
    #[error("nothing answers at {address}: is the device on, and on this network?")]
    Unreachable {
        address: SocketAddr,
        source: std::io::Error,
    },
    #[error("nothing answers at {0} within five seconds: is the device on, and on this network?")]
    Silent(SocketAddr),
    #[error("what answers at {address} speaks no TLS: is it a Cast device?")]
    NotTls {
        address: SocketAddr,
        source: std::io::Error,
    },
    #[error("TLS cannot be set up")]
    Tls(#[from] TlsError),
    #[error("the device broke the connection off")]
    Broken(#[from] FrameError),
}

pub struct Connection {
    stream: TlsStream<TcpStream>,
    reader: Reader,
}

impl Connection {
    pub async fn open(address: SocketAddr) -> Result<Connection, ConnectionError> {
        let provider = Arc::new(ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider.clone())
            .with_safe_default_protocol_versions()?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(AnyDevice(provider)))
            .with_no_client_auth();
        let opened = async {
            let tcp = TcpStream::connect(address)
                .await
                .map_err(|source| ConnectionError::Unreachable { address, source })?;
            let name = ServerName::IpAddress(address.ip().into());
            let connector = TlsConnector::from(Arc::new(config));
            let stream = connector.connect(name, tcp).await;
            stream.map_err(|source| ConnectionError::NotTls { address, source })
        };
        let stream = timeout(CONNECT_WITHIN, opened)
            .await
            .map_err(|_| ConnectionError::Silent(address))??;
        let reader = Reader::default();
        Ok(Connection { stream, reader })
    }

    pub async fn send(&mut self, to: &str, namespace: &str, payload: &Value) -> Result<(), ConnectionError> {
        let message = CastMessage {
            protocol_version: 0,
            source_id: SENDER.to_owned(),
            destination_id: to.to_owned(),
            namespace: namespace.to_owned(),
            payload_type: 0,
            payload_utf8: Some(payload.to_string()),
            payload_binary: None,
        };
        Ok(frame::write(&mut self.stream, &message).await?)
    }

    /// May be given up and called again: nothing is lost.
    pub async fn receive(&mut self) -> Result<CastMessage, ConnectionError> {
        Ok(self.reader.next(&mut self.stream).await?)
    }
}

#[derive(Debug)]
struct AnyDevice(Arc<CryptoProvider>);

impl ServerCertVerifier for AnyDevice {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, TlsError> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        verify_tls12_signature(message, cert, signed, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        verify_tls13_signature(message, cert, signed, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
