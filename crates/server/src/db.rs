//! The pool of connections to PostgreSQL, and the schema. All state of the product is behind this pool, and every
//! decision about time is made by its clock.

use std::time::Duration;

use chrono::{DateTime, Utc};
use sqlx::PgPool;
use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

/// A transaction as it is handed from noun to noun: `&mut Tx`.
pub type Tx = sqlx::PgTransaction<'static>;

pub static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations");

#[derive(Debug, thiserror::Error)]
pub enum DbError {
    #[error("cannot reach the database: {0}")]
    Connect(#[source] sqlx::Error),
    #[error("cannot bring the database up to date: {0}")]
    Migrate(#[source] sqlx::migrate::MigrateError),
}

/// As many connections as one process may hold, unless the settings say otherwise.
pub const CONNECTIONS: u32 = 32;
/// More than the product has statements: each is read and planned once per connection.
const STATEMENTS: usize = 1_000;

/// As `connect_with`, for a command that asks a few things.
pub async fn connect(options: PgConnectOptions) -> Result<PgPool, DbError> {
    connect_with(options, CONNECTIONS).await
}

/// A pool that fails quickly: a caller is better told to come again than held until the proxy gives up. Planning a statement
/// anew for its values takes several times as long as carrying it out, and finds the same plan.
pub async fn connect_with(options: PgConnectOptions, most: u32) -> Result<PgPool, DbError> {
    let options = options
        .application_name("assetqc")
        .statement_cache_capacity(STATEMENTS)
        .options([
            ("plan_cache_mode", "force_generic_plan"),
            ("statement_timeout", "60s"),
            ("idle_in_transaction_session_timeout", "60s"),
            ("timezone", "UTC"),
        ]);
    PgPoolOptions::new()
        .max_connections(most)
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(5))
        .connect_with(options)
        .await
        .map_err(DbError::Connect)
}

/// Brings the schema up to date. Several processes may do so at once: an advisory lock puts them in a row.
pub async fn migrate(pool: &PgPool) -> Result<(), DbError> {
    MIGRATIONS.run(pool).await.map_err(DbError::Migrate)
}

/// What time it is, for everyone the same.
pub async fn now(pool: &PgPool) -> Result<DateTime<Utc>, sqlx::Error> {
    sqlx::query_scalar!(r#"select now() as "now!""#)
        .fetch_one(pool)
        .await
}
