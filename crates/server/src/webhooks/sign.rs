//! Secrets and signatures as Standard Webhooks has them: HMAC-SHA256 of `id.timestamp.body`, in base64, behind `v1,`; one
//! for each secret that is valid now, divided by spaces.

use data_encoding::BASE64;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

const PREFIX: &str = "whsec_";
const SECRET_BYTES: usize = 32;

/// Signs; shown once, to whoever had it made.
#[derive(Clone)]
pub struct Secret(Vec<u8>);

impl Secret {
    pub fn draw() -> Secret {
        Secret(rand::random::<[u8; SECRET_BYTES]>().to_vec())
    }

    pub fn stored(bytes: Vec<u8>) -> Secret {
        Secret(bytes)
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// `whsec_…`
    pub fn shown(&self) -> String {
        format!("{PREFIX}{}", BASE64.encode(&self.0))
    }

    fn sign(&self, content: &str) -> Option<String> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).ok()?;
        mac.update(content.as_bytes());
        Some(format!("v1,{}", BASE64.encode(&mac.finalize().into_bytes())))
    }
}

/// What stands in the headers of one attempt.
pub struct Signature {
    pub id: String,
    /// Of the attempt, in seconds: a receiver refuses what is too old.
    pub timestamp: i64,
    pub signatures: String,
}

impl Signature {
    pub fn new(id: String, timestamp: i64, secrets: &[Secret], body: &str) -> Signature {
        let content = format!("{id}.{timestamp}.{body}");
        let signatures: Vec<String> = secrets
            .iter()
            .filter_map(|secret| secret.sign(&content))
            .collect();
        Signature {
            id,
            timestamp,
            signatures: signatures.join(" "),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Not ours: the verifier that Standard Webhooks publishes.
    fn verifies(secret: &Secret, signature: &Signature, body: &str) -> bool {
        let mut headers = http::HeaderMap::new();
        headers.insert("webhook-id", signature.id.parse().unwrap());
        headers.insert(
            "webhook-timestamp",
            signature.timestamp.to_string().parse().unwrap(),
        );
        headers.insert("webhook-signature", signature.signatures.parse().unwrap());
        let webhook = standardwebhooks::Webhook::new(&secret.shown()).unwrap();
        webhook.verify(body.as_bytes(), &headers).is_ok()
    }

    #[test]
    fn a_receiver_with_either_secret_verifies_and_nobody_else() {
        let (old, new, other) = (Secret::draw(), Secret::draw(), Secret::draw());
        let now = chrono::Utc::now().timestamp();
        let signature = Signature::new("msg".into(), now, &[new.clone(), old.clone()], "{\"a\":1}");
        assert!(verifies(&old, &signature, "{\"a\":1}") && verifies(&new, &signature, "{\"a\":1}"));
        assert!(!verifies(&other, &signature, "{\"a\":1}"));
        assert!(!verifies(&new, &signature, "{\"a\":2}"));
    }
}
