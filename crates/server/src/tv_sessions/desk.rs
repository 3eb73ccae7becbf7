//! The laptop's socket: what may be said is handed to the TV; a task is loaded by the stream that the rules chose, and its
//! pass is kept for the report. A newer desk of the same session closes an older one.

use std::time::Duration;

use axum::extract::ws::{Message, WebSocket};
use qc::id::TvSessionId;
use tokio::sync::broadcast::error::RecvError;
use uuid::Uuid;

use super::messages::{Head, LIMIT_A_SECOND, Load, Said};
use super::relay::{To, Told, What};
use super::sql::{self, TvSession};
use super::{choices, pairing};
use crate::access::Actor;
use crate::app::App;
use crate::error::{ApiError, ApiResult};
use crate::requests::{self, Request};

/// How soon a session that may not go on is ended, also when nobody calls.
pub(super) const LOOK_EVERY: Duration = Duration::from_secs(3);

struct Desk {
    app: App,
    actor: Actor,
    request: Request,
    session: TvSessionId,
    device: String,
    link: Uuid,
    socket: WebSocket,
    said_this_second: u32,
}

pub(super) async fn run(app: App, actor: Actor, request: Request, live: TvSession, socket: WebSocket) {
    let desk = Desk {
        app,
        actor,
        request,
        session: live.id,
        device: live.device,
        link: Uuid::now_v7(),
        socket,
        said_this_second: 0,
    };
    desk.talk().await;
}

impl Desk {
    async fn talk(mut self) {
        let mut heard = self.app.tvs.listen();
        self.app.tvs.tell(To::Desk(self.session), What::Taken(self.link));
        let mut look = tokio::time::interval(LOOK_EVERY);
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
                _ = look.tick() => is_alive(&self.app, self.session).await && self.send(Said::Here.text()).await,
                _ = second.tick() => { self.said_this_second = 0; true }
                () = stopping.cancelled() => false,
            };
            if !goes_on {
                return;
            }
        }
    }

    async fn hear(&mut self, told: &Told) -> bool {
        if told.to != To::Desk(self.session) {
            return true;
        }
        match &told.what {
            What::Text(text) => self.send(text.clone()).await,
            What::Ended(reason) => {
                self.send(Said::Ended { reason: *reason }.text()).await;
                false
            }
            What::Taken(link) if *link != self.link => {
                self.send(Said::Taken.text()).await;
                false
            }
            What::Taken(_) | What::Paired => true,
        }
    }

    async fn say(&mut self, text: &str) -> bool {
        self.said_this_second += 1;
        if self.said_this_second > LIMIT_A_SECOND {
            return false;
        }
        let Some(head) = Head::of(text) else { return false };
        if head.kind == "LOAD" {
            return match self.load(text).await {
                Ok(()) => true,
                Err(refusal) => {
                    let problem = refusal.problem();
                    let said = Said::Refused {
                        seq: head.seq,
                        code: &problem.code,
                        detail: problem.detail,
                    };
                    self.send(said.text()).await
                }
            };
        }
        if head.is_for_tv() {
            self.app
                .tvs
                .tell(To::Tv(self.session), What::Text(text.to_owned()));
        }
        true
    }

    /// A task that this TV cannot show is not loaded, and says why.
    async fn load(&mut self, text: &str) -> ApiResult<()> {
        let load: Load = serde_json::from_str(text).map_err(|error| ApiError::Malformed {
            detail: error.to_string(),
        })?;
        let live = sql::find_live(&self.app.db, self.session)
            .await?
            .ok_or(ApiError::NotFound)?;
        let Some(tv) = live.capabilities else {
            return Err(ApiError::not_allowed_now(
                "The TV has not said yet what it can show.",
            ));
        };
        let tasks = requests::view(&self.app, &self.actor, self.request.id)
            .await?
            .row
            .tasks;
        let streams = choices::list_streams(&self.app, self.request.id).await?;
        let choices = choices::choices(&tasks, &streams, &tv);
        let choice = choices
            .into_iter()
            .find(|choice| choice.task_id == load.task_id)
            .ok_or(ApiError::NotFound)?;
        let Some(pass) = choice.pass else {
            return Err(ApiError::not_allowed_now(choice.why_not.unwrap_or_default()));
        };
        let stream = streams
            .iter()
            .find(|stream| Some(stream.id) == pass.rendition_id)
            .ok_or(ApiError::NotFound)?;
        let new = sql::NewPass {
            session: self.session,
            task: load.task_id,
            device: &self.device,
            pass: &pass,
        };
        sql::save_pass(&self.app.db, &new).await?;
        let said = Said::Load {
            seq: load.seq,
            task_id: load.task_id,
            hls_url: &stream.hls_url,
            progressive_url: stream.progressive_url.as_deref(),
            at: load.at,
            picture: pass.picture,
            sound: pass.sound,
        };
        self.app.tvs.tell(To::Tv(self.session), What::Text(said.text()));
        Ok(())
    }

    async fn send(&mut self, text: String) -> bool {
        self.socket.send(Message::Text(text.into())).await.is_ok()
    }
}

/// Whether the session may go on; one that may not is ended, which tells both sides.
pub(super) async fn is_alive(app: &App, session: TvSessionId) -> bool {
    match sql::find_live(&app.db, session).await {
        Ok(Some(_)) => true,
        Ok(None) => {
            if let Err(error) = pairing::end_all_dead(app).await {
                tracing::warn!(%error, "a TV session that is over could not be ended");
            }
            // What is told now closes this socket.
            true
        }
        // While the database is away nobody can end anything.
        Err(_) => true,
    }
}
