//! Someone who acts: a client of their own with cookies or a token, and short ways to call.

use qc::id::{PersonId, SessionId};
use reqwest::Method;
use serde::Serialize;
use server::app::App;
use sha2::{Digest, Sha256};
use tokio::sync::OnceCell;
use uuid::Uuid;

use super::{PASSWORD, Reply, World};

pub struct Person {
    pub id: PersonId,
    pub client: reqwest::Client,
    base: String,
    pub token: Option<String>,
}

impl Person {
    pub(super) fn stranger(world: &World) -> Person {
        let client = reqwest::Client::builder()
            .cookie_store(true)
            .build()
            .expect("a client");
        Person {
            id: PersonId::new(),
            client,
            base: world.url(""),
            token: None,
        }
    }

    pub(super) async fn signed_in(world: &World, id: PersonId) -> Person {
        Person::with_token(world, id, format!("token-of-{id}")).await
    }

    pub(super) async fn signed_in_again(world: &World, id: PersonId) -> Person {
        Person::with_token(world, id, format!("token-{}", Uuid::now_v7())).await
    }

    async fn with_token(world: &World, id: PersonId, token: String) -> Person {
        sqlx::query(
            "insert into session (id, token_hash, person_id, client, expires_at) values ($1, $2, $3, 'cli', now() + interval '12 hours')",
        )
        .bind(Uuid::from(SessionId::new()))
        .bind(Sha256::digest(token.as_bytes()).to_vec())
        .bind(Uuid::from(id))
        .execute(&world.app().db)
        .await
        .expect("a session");
        Person {
            id,
            token: Some(token),
            ..Person::stranger(world)
        }
    }

    /// A call to be completed by the test: headers, odd bodies.
    pub fn call(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let call = self.client.request(method, format!("{}{path}", self.base));
        match &self.token {
            Some(token) => call.bearer_auth(token),
            None => call,
        }
    }

    pub async fn get(&self, path: &str) -> Reply {
        Reply::of(self.call(Method::GET, path)).await
    }

    pub async fn delete(&self, path: &str) -> Reply {
        Reply::of(self.call(Method::DELETE, path)).await
    }

    pub async fn post(&self, path: &str, body: impl Serialize) -> Reply {
        Reply::of(self.call(Method::POST, path).json(&body)).await
    }

    pub async fn put(&self, path: &str, body: impl Serialize) -> Reply {
        Reply::of(self.call(Method::PUT, path).json(&body)).await
    }

    /// Changes what was read as `revision`.
    pub async fn patch(&self, path: &str, revision: i64, body: impl Serialize) -> Reply {
        Reply::of(
            self.call(Method::PATCH, path)
                .header("If-Match", format!("\"{revision}\""))
                .json(&body),
        )
        .await
    }

    /// Signs in for real, and keeps the cookie.
    pub async fn signs_in(&self, email: &str, password: &str) -> Reply {
        self.post(
            "/api/v1/sessions",
            serde_json::json!({ "email": email, "password": password }),
        )
        .await
    }
}

/// Hashing takes its time on purpose; all accounts share one hash.
pub(super) async fn password_hash(app: &App) -> String {
    static HASH: OnceCell<String> = OnceCell::const_new();
    HASH.get_or_init(|| async { app.passwords.hash(PASSWORD.to_owned()).await.expect("hashes") })
        .await
        .clone()
}
