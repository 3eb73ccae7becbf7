//! A TV's socket: it waits with its code until an operator has it, then obeys. The page's secret brings it back to its
//! session after a cut or a reload, while it goes on playing.

use std::time::Duration;

use axum::extract::ws::{Message, WebSocket};
use qc::id::{TvScreenId, TvSessionId};
use qc::tv::CODE_S;
use tokio::sync::broadcast::error::RecvError;

use super::desk::{LOOK_EVERY, is_alive};
use super::messages::{Caps, Head, LIMIT_A_SECOND, Pair, Programme, Said, ScreenHello};
use super::relay::{To, Told, What};
use super::{choices, pairing, sql};
use crate::access;
use crate::app::App;
use crate::error::{ApiError, ApiResult};
use crate::{playback, requests};

const HELLO_WITHIN: Duration = Duration::from_secs(10);
/// Pages of TVs that one address may open in an hour; a facility has one address and some dozens of rooms.
const LIMIT_SCREENS_AN_HOUR: i64 = 300;
const LIMIT_DEVICE_CHARACTERS: usize = 120;

struct Screen {
    app: App,
    socket: WebSocket,
    id: TvScreenId,
    secret: String,
    device: String,
    session: Option<TvSessionId>,
    said_this_second: u32,
}

pub(super) async fn run(app: App, address: String, mut socket: WebSocket) {
    let Ok(Some(Ok(Message::Text(text)))) = tokio::time::timeout(HELLO_WITHIN, socket.recv()).await else {
        return;
    };
    let Ok(hello) = serde_json::from_str::<ScreenHello>(&text) else {
        return;
    };
    let device: String = hello.device.chars().take(LIMIT_DEVICE_CHARACTERS).collect();
    match enter(&app, &address, hello.secret, &device).await {
        Ok((id, secret)) => {
            let screen = Screen {
                app,
                socket,
                id,
                secret,
                device,
                session: None,
                said_this_second: 0,
            };
            screen.talk().await;
        }
        Err(refusal) => {
            let problem = refusal.problem();
            let said = Said::Refused {
                seq: 0,
                code: &problem.code,
                detail: problem.detail,
            };
            let _ = socket.send(Message::Text(said.text().into())).await;
        }
    }
}

/// The screen that this page was, or a new one.
async fn enter(
    app: &App,
    address: &str,
    secret: Option<String>,
    device: &str,
) -> ApiResult<(TvScreenId, String)> {
    if let Some(secret) = secret
        && let Some(id) = sql::find_screen(&app.db, &access::hash(&secret)).await?
    {
        return Ok((id, secret));
    }
    if sql::count_screens(&app.db, address).await? >= LIMIT_SCREENS_AN_HOUR {
        return Err(ApiError::TooMany {
            retry_after_s: 3600,
            detail: "Too many TVs were opened from here within an hour.".to_owned(),
        });
    }
    let secret = access::new_secret()?;
    let id = TvScreenId::new();
    let screen = sql::NewScreen {
        id,
        secret_hash: &secret.hash,
        device,
        address,
    };
    sql::insert_screen(&app.db, &screen).await?;
    Ok((id, secret.secret))
}

impl Screen {
    async fn talk(mut self) {
        let mut heard = self.app.tvs.listen();
        if !self.look_for_session().await {
            return;
        }
        let mut look = tokio::time::interval(LOOK_EVERY);
        let mut renew = tokio::time::interval(Duration::from_secs(u64::from(CODE_S)));
        renew.reset();
        let mut second = tokio::time::interval(Duration::from_secs(1));
        let stopping = self.app.stopping.clone();
        loop {
            let goes_on = tokio::select! {
                told = heard.recv() => match told {
                    Ok(told) => self.hear(&told).await,
                    Err(RecvError::Lagged(_)) => true,
                    Err(RecvError::Closed) => false,
                },
                message = self.socket.recv() => match message {
                    Some(Ok(Message::Text(text))) => self.say(text.as_str()).await,
                    Some(Ok(Message::Close(_)) | Err(_)) | None => false,
                    Some(Ok(_)) => true,
                },
                _ = look.tick() => self.look().await && self.send(Said::Here.text()).await,
                _ = renew.tick() => self.session.is_some() || self.wait().await,
                _ = second.tick() => { self.said_this_second = 0; true }
                () = stopping.cancelled() => false,
            };
            if !goes_on {
                return;
            }
        }
    }

    async fn look(&mut self) -> bool {
        if sql::touch_screen(&self.app.db, self.id).await.is_err() {
            return true;
        }
        match self.session {
            Some(session) => is_alive(&self.app, session).await,
            None => true,
        }
    }

    /// Its session, if there is one, else a code to wait with.
    async fn look_for_session(&mut self) -> bool {
        match programme(&self.app, self.id).await {
            Ok(Some(programme)) => {
                self.session = Some(programme.session_id);
                let _ = sql::drop_code(&self.app.db, self.id).await;
                self.send(Said::Paired(programme).text()).await
            }
            Ok(None) => self.wait().await,
            Err(refusal) => self.refuse(0, &refusal).await,
        }
    }

    async fn wait(&mut self) -> bool {
        self.session = None;
        match pairing::new_code(&self.app, self.id).await {
            Ok(code) => {
                let said = Said::Screen {
                    secret: &self.secret,
                    code: &code,
                }
                .text();
                self.send(said).await
            }
            Err(refusal) => self.refuse(0, &refusal).await,
        }
    }

    async fn hear(&mut self, told: &Told) -> bool {
        let is_for_us =
            told.to == To::Screen(self.id) || self.session.is_some_and(|session| told.to == To::Tv(session));
        if !is_for_us {
            return true;
        }
        match &told.what {
            What::Text(text) => self.send(text.clone()).await,
            What::Paired => self.look_for_session().await,
            What::Ended(reason) => {
                self.send(Said::Ended { reason: *reason }.text()).await && self.wait().await
            }
            What::Taken(_) => true,
        }
    }

    async fn say(&mut self, text: &str) -> bool {
        self.said_this_second += 1;
        if self.said_this_second > LIMIT_A_SECOND {
            return false;
        }
        let Some(head) = Head::of(text) else { return false };
        match (head.kind.as_str(), self.session) {
            ("PAIR", None) => self.pair(text, head.seq).await,
            ("CAPS", Some(session)) => self.take_caps(text, session).await,
            (_, Some(session)) if head.is_for_desk() => {
                self.app.tvs.tell(To::Desk(session), What::Text(text.to_owned()));
                true
            }
            _ => true,
        }
    }

    async fn pair(&mut self, text: &str, seq: u64) -> bool {
        let Ok(pair) = serde_json::from_str::<Pair>(text) else {
            return false;
        };
        match pairing::by_token(&self.app, self.id, &self.device, &pair.token).await {
            // The relay brings it back here as any pairing.
            Ok(_) => true,
            Err(refusal) => self.refuse(seq, &refusal).await,
        }
    }

    async fn take_caps(&mut self, text: &str, session: TvSessionId) -> bool {
        let Ok(caps) = serde_json::from_str::<Caps>(text) else {
            return false;
        };
        if let Err(error) = sql::save_capabilities(&self.app.db, session, &caps.capabilities).await {
            tracing::warn!(%error, "what a TV can was not kept");
            return true;
        }
        self.app.tvs.tell(To::Desk(session), What::Text(text.to_owned()));
        true
    }

    async fn refuse(&mut self, seq: u64, refusal: &ApiError) -> bool {
        let problem = refusal.problem();
        let said = Said::Refused {
            seq,
            code: &problem.code,
            detail: problem.detail,
        };
        self.send(said.text()).await
    }

    async fn send(&mut self, text: String) -> bool {
        self.socket.send(Message::Text(text.into())).await.is_ok()
    }
}

/// What the TV is told of the session that it is in.
async fn programme(app: &App, screen: TvScreenId) -> ApiResult<Option<Programme>> {
    let Some(live) = sql::find_live_of_screen(&app.db, screen).await? else {
        return Ok(None);
    };
    let Some(session) = live.session_id else {
        return Ok(None);
    };
    let Some(actor) = access::find_by_session(app, session).await? else {
        return Ok(None);
    };
    let request = requests::view(app, &actor, live.request_id).await?;
    let streams = choices::list_streams(app, live.request_id).await?;
    Ok(Some(Programme {
        session_id: live.id,
        request_id: live.request_id,
        title: request.row.title.label.clone(),
        watermark: playback::watermark(app, &actor).await?,
        edit_rate: request.edit_rate,
        drop_frame: request.drop_frame,
        duration_frames: request.duration_frames,
        codecs: choices::codecs(&streams),
        probe_url: choices::largest_file(&streams),
    }))
}
