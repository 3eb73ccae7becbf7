//! Secrets that we hand out: sessions, invitations, devices. 256 random bits as text; only their SHA-256 is kept, so
//! that a stolen database opens no session.

use data_encoding::BASE64URL_NOPAD;
use rand::TryRngCore;
use rand::rngs::OsRng;
use sha2::{Digest, Sha256};

const TOKEN_BYTES: usize = 32;

pub struct Token {
    /// What the holder shows.
    pub secret: String,
    /// What is kept.
    pub hash: Vec<u8>,
}

impl Token {
    pub fn new() -> anyhow::Result<Token> {
        let mut bytes = [0; TOKEN_BYTES];
        OsRng.try_fill_bytes(&mut bytes)?;
        let secret = BASE64URL_NOPAD.encode(&bytes);
        Ok(Token {
            hash: hash(&secret),
            secret,
        })
    }
}

/// The kept form of a shown secret.
pub fn hash(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}
