//! Passwords: Argon2id, off the event loop, and never more at once than there are cores, so that a thousand sign-ins
//! wait their turn instead of taking the machine's memory.

use std::sync::Arc;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;

pub const LEAST_CHARACTERS: usize = 12;
pub const MOST_CHARACTERS: usize = 200;

#[derive(Clone)]
pub struct Passwords {
    turns: Arc<Semaphore>,
    /// Verified against when there is no such account, so that the answer takes as long.
    decoy: Arc<str>,
}

#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    #[error("cannot hash a password: {0}")]
    Hash(argon2::password_hash::Error),
    #[error("the password's work was interrupted: {0}")]
    Interrupted(#[from] tokio::task::JoinError),
    #[error("no password can be hashed while the program stops")]
    Stopping(#[from] tokio::sync::AcquireError),
}

impl Passwords {
    pub fn new() -> Result<Passwords, PasswordError> {
        let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get());
        let decoy = hash("nobody's password").map_err(PasswordError::Hash)?;
        Ok(Passwords {
            turns: Arc::new(Semaphore::new(cores)),
            decoy: decoy.into(),
        })
    }

    /// The hash to keep, in PHC notation with its own salt and costs.
    pub async fn hash(&self, password: String) -> Result<String, PasswordError> {
        let _turn = self.turns.acquire().await?;
        tokio::task::spawn_blocking(move || hash(&password))
            .await?
            .map_err(PasswordError::Hash)
    }

    /// Whether the password is right; without a kept hash it takes the same time and is not.
    pub async fn is_right(&self, password: String, kept: Option<String>) -> Result<bool, PasswordError> {
        let _turn = self.turns.acquire().await?;
        let decoy = self.decoy.clone();
        let verified = tokio::task::spawn_blocking(move || match kept {
            Some(kept) => verify(&password, &kept),
            None => {
                verify(&password, &decoy);
                false
            }
        });
        Ok(verified.await?)
    }
}

fn hash(password: &str) -> Result<String, argon2::password_hash::Error> {
    Ok(Argon2::default().hash_password(password.as_bytes())?.to_string())
}

fn verify(password: &str, kept: &str) -> bool {
    PasswordHash::new(kept).is_ok_and(|kept| {
        Argon2::default()
            .verify_password(password.as_bytes(), &kept)
            .is_ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_is_right() {
        let passwords = Passwords::new().expect("hashes");
        let kept = passwords
            .hash("correct horse battery".to_owned())
            .await
            .expect("hashes");
        assert!(kept.starts_with("$argon2id$"));
        assert!(
            passwords
                .is_right("correct horse battery".to_owned(), Some(kept.clone()))
                .await
                .expect("verifies")
        );
        assert!(
            !passwords
                .is_right("correct horse batterz".to_owned(), Some(kept))
                .await
                .expect("verifies")
        );
        assert!(
            !passwords
                .is_right("nobody's password".to_owned(), None)
                .await
                .expect("verifies")
        );
    }
}
