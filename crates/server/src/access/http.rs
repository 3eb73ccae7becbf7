//! Signing in and out, accepting invitations, one's own sessions.

use std::net::SocketAddr;

use api::sessions::{
    AcceptInvitation, Client, InvitationToken, InvitationView, SessionRow, SessionView, SignIn,
};
use axum::extract::{ConnectInfo, FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use qc::id::{PersonId, SessionId};

use super::passwords::{LEAST_CHARACTERS, MOST_CHARACTERS};
use super::token::{self, Token};
use super::{Actor, cookie, sql, trail};
use crate::app::App;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult, Problem};
use crate::extract::{Json, Path};
use crate::people;

const FAILURES_ALLOWED: i32 = 5;
const LOCK_S: f64 = 15.0 * 60.0;

/// The machine and program at the other end.
pub struct Device {
    pub(super) user_agent: String,
    pub(super) address: String,
    /// The device's own secret, if it has one of ours.
    secret: Option<String>,
    /// The session that a new one would replace.
    replaced: Option<String>,
}

impl Device {
    pub(crate) fn into_address(self) -> String {
        self.address
    }
}

impl FromRequestParts<App> for Device {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Device, Self::Rejection> {
        let text = |name| {
            parts
                .headers
                .get(name)
                .and_then(|value: &HeaderValue| value.to_str().ok())
                .unwrap_or_default()
        };
        let address = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        Ok(Device {
            user_agent: text(header::USER_AGENT).chars().take(300).collect(),
            address: address
                .map(|address| address.0.ip().to_string())
                .unwrap_or_default(),
            secret: cookie::find(&parts.headers, &cookie::device_name(&app.settings)),
            replaced: cookie::find(&parts.headers, &cookie::session_name(&app.settings)),
        })
    }
}

/// Sign in with e-mail and password.
///
/// A browser is given a cookie, the command line a token for `Authorization: Bearer`. The answer takes as long for an
/// account that does not exist. Five failures lock this account for this device for 15 minutes.
#[utoipa::path(
    post, path = "/api/v1/sessions", tag = "sessions", request_body = SignIn,
    responses((status = 201, body = SessionView), (status = 401, body = Problem), (status = 429, body = Problem))
)]
pub async fn sign_in(
    State(app): State<App>,
    device: Device,
    Json(body): Json<SignIn>,
) -> ApiResult<Response> {
    let email = body.email.trim().to_lowercase();
    let email_hash = token::hash(&email);
    let device_hash = device.secret.as_deref().map(token::hash).unwrap_or_default();
    let account = sql::find_account(&app.db, &email, &device_hash).await?;
    // Unknown devices share one lock per account, so that inventing devices buys no further guesses.
    let is_known = account.as_ref().is_some_and(|account| account.is_known_device);
    let pair = if is_known {
        data_encoding::HEXLOWER.encode(&device_hash)
    } else {
        "unknown".to_owned()
    };
    let lock = sql::find_lock(&app.db, &email_hash, &pair).await?;
    let kept = account
        .as_ref()
        .filter(|account| account.is_active)
        .and_then(|account| account.password_hash.clone());
    let is_right = app
        .passwords
        .is_right(body.password, kept)
        .await
        .map_err(ApiError::internal)?;
    if let Some(seconds) = lock {
        let detail =
            "Too many attempts. Wait, or use a device from which you have signed in before.".to_owned();
        return Err(ApiError::TooMany {
            retry_after_s: seconds.max(1).unsigned_abs(),
            detail,
        });
    }
    let known = account.as_ref().map(|account| account.person);
    let Some(account) = account.filter(|_| is_right) else {
        sql::count_failure(&app.db, &email_hash, &pair, FAILURES_ALLOWED, LOCK_S).await?;
        trail::refused(&app, known, &email_hash, &device).await?;
        return Err(ApiError::SignInRefused);
    };
    let mut tx = app.db.begin().await?;
    sql::forget_failures(&mut tx, &email_hash, &pair).await?;
    let opened = open_session(&app, &mut tx, account.person, body.client, &device).await?;
    tx.commit().await?;
    opened.answer(&app).await
}

/// The session of the caller, with what this account may do.
#[utoipa::path(
    get, path = "/api/v1/session", tag = "sessions",
    responses((status = 200, body = SessionView), (status = 401, body = Problem))
)]
pub async fn get_session(State(app): State<App>, actor: Actor) -> ApiResult<Json<SessionView>> {
    view(&app, actor.person, actor.expires_at, None).await.map(Json)
}

/// Sign out: end the session of the caller.
#[utoipa::path(delete, path = "/api/v1/session", tag = "sessions", responses((status = 204), (status = 401, body = Problem)))]
pub async fn sign_out(State(app): State<App>, actor: Actor) -> ApiResult<Response> {
    end(&app, &actor, actor.session).await?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    response
        .headers_mut()
        .extend(cookie::clear_session(&app.settings).map(|line| (header::SET_COOKIE, line)));
    Ok(response)
}

/// One's own sessions that stand now, the last used first.
#[utoipa::path(get, path = "/api/v1/sessions", tag = "sessions", responses((status = 200, body = Vec<SessionRow>)))]
pub async fn list_sessions(State(app): State<App>, actor: Actor) -> ApiResult<Json<Vec<SessionRow>>> {
    Ok(Json(
        sql::list_sessions(&app.db, &actor, &app.settings.session).await?,
    ))
}

/// End one of one's own sessions. The device is refused with its next call.
#[utoipa::path(
    delete, path = "/api/v1/sessions/{session_id}", tag = "sessions", params(("session_id" = SessionId, Path)),
    responses((status = 204), (status = 404, body = Problem))
)]
pub async fn end_session(
    State(app): State<App>,
    actor: Actor,
    Path(session): Path<SessionId>,
) -> ApiResult<StatusCode> {
    if end(&app, &actor, session).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(ApiError::NotFound)
    }
}

/// False when there is no such session of theirs.
async fn end(app: &App, actor: &Actor, session: SessionId) -> ApiResult<bool> {
    let mut tx = app.db.begin().await?;
    let was_there = sql::end_session(&mut tx, actor.person, session).await?;
    if was_there {
        trail::ended(&mut tx, actor.person).await?;
    }
    tx.commit().await?;
    Ok(was_there)
}

/// Whom an invitation is for. The secret is in the body: a path would be written into logs.
#[utoipa::path(
    post, path = "/api/v1/invitations/look-up", tag = "sessions", request_body = InvitationToken,
    responses((status = 200, body = InvitationView), (status = 404, body = Problem))
)]
pub async fn look_up_invitation(
    State(app): State<App>,
    Json(body): Json<InvitationToken>,
) -> ApiResult<Json<InvitationView>> {
    let found = sql::find_invitation(&app.db, &token::hash(&body.token)).await?;
    found.map(Json).ok_or(ApiError::NotFound)
}

/// Accept an invitation: choose a password, and be signed in.
#[utoipa::path(
    post, path = "/api/v1/invitations/accept", tag = "sessions", request_body = AcceptInvitation,
    responses((status = 201, body = SessionView), (status = 404, body = Problem), (status = 422, body = Problem))
)]
pub async fn accept_invitation(
    State(app): State<App>,
    device: Device,
    Json(body): Json<AcceptInvitation>,
) -> ApiResult<Response> {
    let characters = body.password.chars().count();
    if !(LEAST_CHARACTERS..=MOST_CHARACTERS).contains(&characters) {
        let detail = format!("Choose a password of {LEAST_CHARACTERS} to {MOST_CHARACTERS} characters.");
        return Err(ApiError::invalid("password", "length", detail));
    }
    let token_hash = token::hash(&body.token);
    // Hashing costs; only for a secret that opens something.
    sql::find_invitation(&app.db, &token_hash)
        .await?
        .ok_or(ApiError::NotFound)?;
    let password_hash = app
        .passwords
        .hash(body.password)
        .await
        .map_err(ApiError::internal)?;
    let mut tx = app.db.begin().await?;
    let person = sql::accept_invitation(&mut tx, &token_hash)
        .await?
        .ok_or(ApiError::NotFound)?;
    sql::set_password(&mut tx, person, &password_hash).await?;
    sql::end_sessions_of(&mut tx, person).await?;
    let opened = open_session(&app, &mut tx, person, Client::Browser, &device).await?;
    tx.commit().await?;
    opened.answer(&app).await
}

/// A session just opened, with the secrets that only its holder gets.
struct Opened {
    person: PersonId,
    client: Client,
    token: Token,
    new_device: Option<Token>,
    expires_at: chrono::DateTime<chrono::Utc>,
}

async fn open_session(
    app: &App,
    tx: &mut Tx,
    person: PersonId,
    client: Client,
    device: &Device,
) -> ApiResult<Opened> {
    let token = Token::new().map_err(ApiError::Internal)?;
    let new_device = match (&device.secret, client) {
        (None, Client::Browser) => Some(Token::new().map_err(ApiError::Internal)?),
        _ => None,
    };
    let device_hash = match (&new_device, &device.secret) {
        (Some(device), _) => device.hash.clone(),
        (None, Some(secret)) => token::hash(secret),
        (None, None) => Vec::new(),
    };
    // The token changes with every sign-in: one that was planted before opens nothing afterwards.
    if let Some(replaced) = &device.replaced {
        sql::end_session_by_token(tx, &token::hash(replaced)).await?;
    }
    let session = sql::NewSession {
        id: SessionId::new(),
        token_hash: &token.hash,
        person,
        client,
        user_agent: &device.user_agent,
        address: &device.address,
        device_hash: &device_hash,
    };
    let expires_at = sql::insert_session(tx, &session, &app.settings.session).await?;
    trail::opened(tx, person, device, sql::client_name(client)).await?;
    Ok(Opened {
        person,
        client,
        token,
        new_device,
        expires_at,
    })
}

impl Opened {
    async fn answer(self, app: &App) -> ApiResult<Response> {
        let secret = self.token.secret;
        let mut headers = HeaderMap::new();
        if self.client == Client::Browser {
            headers
                .extend(cookie::set_session(&app.settings, &secret).map(|line| (header::SET_COOKIE, line)));
        }
        if let Some(device) = &self.new_device {
            let line = cookie::set_device(&app.settings, &device.secret);
            if let Some(line) = line {
                headers.append(header::SET_COOKIE, line);
            }
        }
        let shown = (self.client == Client::Cli).then_some(secret);
        let view = view(app, self.person, self.expires_at, shown).await?;
        Ok((StatusCode::CREATED, headers, Json(view)).into_response())
    }
}

async fn view(
    app: &App,
    person: PersonId,
    expires_at: chrono::DateTime<chrono::Utc>,
    token: Option<String>,
) -> ApiResult<SessionView> {
    let person = people::find(&app.db, person)
        .await?
        .ok_or(ApiError::NotSignedIn)?;
    let all = qc::access::Permission::ALL.iter().copied();
    let permissions = all
        .filter(|permission| qc::access::may(person.role, *permission))
        .collect();
    Ok(SessionView {
        person,
        permissions,
        expires_at,
        token,
    })
}
