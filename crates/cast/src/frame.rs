//! One message on the wire: its length in four bytes, the largest first, then `CastMessage` in protobuf. The fields are those of
//! `cast_channel.proto` as Chromium publishes it; only texts are spoken here.

use prost::Message;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// Devices refuse more.
pub const LIMIT_BYTES: usize = 64 * 1024;

#[derive(Clone, PartialEq, Message)]
pub struct CastMessage {
    /// 0: CASTV2 1.0.
    #[prost(int32, required, tag = "1")]
    pub protocol_version: i32,
    #[prost(string, required, tag = "2")]
    pub source_id: String,
    #[prost(string, required, tag = "3")]
    pub destination_id: String,
    #[prost(string, required, tag = "4")]
    pub namespace: String,
    /// 0: the payload is text.
    #[prost(int32, required, tag = "5")]
    pub payload_type: i32,
    #[prost(string, optional, tag = "6")]
    pub payload_utf8: Option<String>,
    #[prost(bytes = "vec", optional, tag = "7")]
    pub payload_binary: Option<Vec<u8>>,
}

#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    #[error("the connection broke")]
    Io(#[from] std::io::Error),
    #[error("a message of {0} bytes is more than {LIMIT_BYTES}")]
    TooLarge(usize),
    #[error("a message is no CastMessage")]
    Malformed(#[from] prost::DecodeError),
}

/// Reads one message after the other. What was read of a message stays when the reading is given up in its middle.
#[derive(Default)]
pub struct Reader {
    buffer: Vec<u8>,
}

impl Reader {
    pub async fn next(&mut self, from: &mut (impl AsyncRead + Unpin)) -> Result<CastMessage, FrameError> {
        loop {
            if let Some(message) = self.take()? {
                return Ok(message);
            }
            if from.read_buf(&mut self.buffer).await? == 0 {
                return Err(std::io::Error::from(std::io::ErrorKind::UnexpectedEof).into());
            }
        }
    }

    fn take(&mut self) -> Result<Option<CastMessage>, FrameError> {
        let Some((length, rest)) = self.buffer.split_first_chunk::<4>() else {
            return Ok(None);
        };
        let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
        if length > LIMIT_BYTES {
            return Err(FrameError::TooLarge(length));
        }
        let Some(bytes) = rest.get(..length) else {
            return Ok(None);
        };
        let message = CastMessage::decode(bytes)?;
        self.buffer.drain(..4 + length);
        Ok(Some(message))
    }
}

pub async fn write(to: &mut (impl AsyncWrite + Unpin), message: &CastMessage) -> Result<(), FrameError> {
    let bytes = message.encode_to_vec();
    let length = u32::try_from(bytes.len())
        .ok()
        .filter(|_| bytes.len() <= LIMIT_BYTES)
        .ok_or(FrameError::TooLarge(bytes.len()))?;
    let mut framed = length.to_be_bytes().to_vec();
    framed.extend(bytes);
    to.write_all(&framed).await?;
    Ok(to.flush().await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ping() -> CastMessage {
        CastMessage {
            protocol_version: 0,
            source_id: "sender-0".to_owned(),
            destination_id: "receiver-0".to_owned(),
            namespace: "ns".to_owned(),
            payload_type: 0,
            payload_utf8: Some("{}".to_owned()),
            payload_binary: None,
        }
    }

    #[tokio::test]
    async fn a_message_reads_as_it_was_written() {
        let mut wire = Vec::new();
        write(&mut wire, &ping()).await.expect("is written");
        assert_eq!(wire[..4], [0, 0, 0, 34]);
        assert_eq!(
            Reader::default()
                .next(&mut wire.as_slice())
                .await
                .expect("is read"),
            ping()
        );
    }

    #[tokio::test]
    async fn what_is_too_long_cut_or_odd_is_refused() {
        let long = (u32::MAX).to_be_bytes();
        assert!(matches!(
            Reader::default().next(&mut long.as_slice()).await,
            Err(FrameError::TooLarge(_))
        ));
        let cut = [0, 0, 0, 9, 1];
        assert!(matches!(
            Reader::default().next(&mut cut.as_slice()).await,
            Err(FrameError::Io(_))
        ));
        let odd = [0, 0, 0, 2, 0xff, 0xff];
        assert!(matches!(
            Reader::default().next(&mut odd.as_slice()).await,
            Err(FrameError::Malformed(_))
        ));
    }
}
