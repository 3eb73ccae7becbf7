//! A database of one test's own: a copy of a template that holds the schema. Removed with the whole server.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use anyhow::Context;
use server::db;
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, PgConnection};
use tokio::sync::Mutex;

use crate::postgres;

const TEMPLATE: &str = "assetqc_template";

pub struct TestDatabase {
    name: String,
    address: server::postgres::Address,
}

impl TestDatabase {
    /// A fresh database with the schema and nothing in it.
    pub async fn new() -> anyhow::Result<TestDatabase> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let address = tokio::task::spawn_blocking(postgres::address).await??;
        let name = format!("test_{}", NEXT.fetch_add(1, Ordering::Relaxed));
        let mut admin = connect(&address.options("postgres")).await?;
        make_template(&mut admin, &address).await?;
        run(&mut admin, format!("create database {name} template {TEMPLATE}")).await?;
        admin.close().await?;
        Ok(TestDatabase { name, address })
    }

    pub fn options(&self) -> PgConnectOptions {
        self.address.options(&self.name)
    }

    /// For settings: the test's server takes it as an external database.
    pub fn url(&self) -> String {
        self.address.url(&self.name)
    }

    /// Cuts every connection to this database, as a crash of the server would.
    pub async fn cut_connections(&self) -> anyhow::Result<()> {
        let mut admin = connect(&self.address.options("postgres")).await?;
        sqlx::query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1")
            .bind(&self.name)
            .execute(&mut admin)
            .await?;
        Ok(admin.close().await?)
    }
}

/// Once per process; the first test pays for all.
async fn make_template(admin: &mut PgConnection, address: &server::postgres::Address) -> anyhow::Result<()> {
    static IS_MADE: Mutex<bool> = Mutex::const_new(false);
    let mut is_made = IS_MADE.lock().await;
    if *is_made {
        return Ok(());
    }
    run(admin, format!("create database {TEMPLATE}")).await?;
    let mut template = connect(&address.options(TEMPLATE)).await?;
    db::MIGRATIONS
        .run(&mut template)
        .await
        .context("cannot lay down the schema")?;
    template.close().await?;
    *is_made = true;
    Ok(())
}

async fn run(admin: &mut PgConnection, sql: String) -> anyhow::Result<()> {
    // The names are our own.
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(admin).await?;
    Ok(())
}

/// The server may need a moment more after its socket is there.
async fn connect(options: &PgConnectOptions) -> anyhow::Result<PgConnection> {
    for _ in 0..500 {
        match PgConnection::connect_with(options).await {
            Ok(connection) => return Ok(connection),
            Err(sqlx::Error::Database(refusal)) if refusal.code().as_deref() == Some("57P03") => {}
            Err(sqlx::Error::Io(_)) => {}
            Err(error) => return Err(error.into()),
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    anyhow::bail!("PostgreSQL does not answer")
}
