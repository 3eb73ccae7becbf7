//! Calls that a client may repeat. A commit can succeed though its answer is lost; with an `Idempotency-Key` the
//! repetition gets the first answer and has no second effect. The key's row is written in the transaction of the effect,
//! so that both are there or neither, wherever the process dies.

use std::time::Duration;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use qc::id::PersonId;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use sqlx::PgPool;
use uuid::Uuid;

use crate::db::Tx;
use crate::error::{ApiError, ApiResult};

const KEY_LIMIT_CHARACTERS: usize = 200;
const LOCK_TRIES: u32 = 20;
const LOCK_PAUSE: Duration = Duration::from_millis(50);

/// The header's value; a call without it is carried out each time.
#[derive(Clone, Debug)]
pub struct IdempotencyKey(Option<String>);

/// Whose turn it is.
pub enum Turn<T> {
    /// Nobody did this yet: act within `Once`.
    First(Once),
    /// It was done; this was the answer.
    Again(T),
}

/// The transaction of the one time that the call has its effect.
pub struct Once {
    pub tx: Tx,
    row: Option<Row>,
}

struct Row {
    person: PersonId,
    key: String,
    operation: &'static str,
    body_hash: Vec<u8>,
}

impl IdempotencyKey {
    /// Opens the transaction. `body` is what the key stands for: the same key with another one is refused.
    pub async fn begin<T: DeserializeOwned>(
        &self,
        db: &PgPool,
        person: PersonId,
        operation: &'static str,
        body: &impl Serialize,
    ) -> ApiResult<Turn<T>> {
        let mut tx = db.begin().await?;
        let Some(key) = &self.0 else {
            return Ok(Turn::First(Once { tx, row: None }));
        };
        let body = serde_json::to_vec(body).map_err(ApiError::internal)?;
        let body_hash = Sha256::new()
            .chain_update(operation)
            .chain_update([0])
            .chain_update(&body)
            .finalize()
            .to_vec();
        let row = Row {
            person,
            key: key.clone(),
            operation,
            body_hash,
        };
        if !lock(&mut tx, &row).await? {
            return Err(ApiError::conflict(
                "The same call is being carried out right now.",
            ));
        }
        match find(&mut tx, &row).await? {
            None => Ok(Turn::First(Once { tx, row: Some(row) })),
            Some((body_hash, _)) if body_hash != row.body_hash => {
                let detail = "This key was used for another call.";
                Err(ApiError::invalid("Idempotency-Key", "reused", detail))
            }
            Some((_, response)) => Ok(Turn::Again(
                serde_json::from_slice(&response).map_err(ApiError::internal)?,
            )),
        }
    }
}

impl Once {
    /// Keeps the answer and commits everything.
    pub async fn commit(mut self, answer: &impl Serialize) -> ApiResult<()> {
        if let Some(row) = &self.row {
            let response = serde_json::to_vec(answer).map_err(ApiError::internal)?;
            insert(&mut self.tx, row, &response).await?;
        }
        Ok(self.tx.commit().await?)
    }
}

/// One at a time per key; the lock goes with the transaction, also when the process dies. A call that is nearly done is
/// waited for: its end may still be on its way to the database.
async fn lock(tx: &mut Tx, row: &Row) -> Result<bool, sqlx::Error> {
    let name = format!("idempotency:{}:{}", row.person, row.key);
    for _ in 0..LOCK_TRIES {
        let is_ours = sqlx::query_scalar!(
            r#"select pg_try_advisory_xact_lock(hashtextextended($1, 0)) as "is_ours!""#,
            name
        );
        if is_ours.fetch_one(&mut **tx).await? {
            return Ok(true);
        }
        tokio::time::sleep(LOCK_PAUSE).await;
    }
    Ok(false)
}

async fn find(tx: &mut Tx, row: &Row) -> Result<Option<(Vec<u8>, Vec<u8>)>, sqlx::Error> {
    let found = sqlx::query!(
        r#"select body_hash, response as "response!" from idempotency where person_id = $1 and key = $2 and response is not null"#,
        Uuid::from(row.person),
        row.key,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(found.map(|found| (found.body_hash, found.response)))
}

async fn insert(tx: &mut Tx, row: &Row, response: &[u8]) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into idempotency (person_id, key, operation, body_hash, status, response) values ($1, $2, $3, $4, 200, $5)",
        Uuid::from(row.person),
        row.key,
        row.operation,
        row.body_hash,
        response,
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

impl<S: Send + Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> ApiResult<IdempotencyKey> {
        let Some(value) = parts.headers.get("idempotency-key") else {
            return Ok(IdempotencyKey(None));
        };
        let key = value
            .to_str()
            .ok()
            .map(str::trim)
            .filter(|key| (1..=KEY_LIMIT_CHARACTERS).contains(&key.len()));
        let wrong = || ApiError::invalid("Idempotency-Key", "unreadable", "Give 1 to 200 plain characters.");
        Ok(IdempotencyKey(Some(key.ok_or_else(wrong)?.to_owned())))
    }
}
