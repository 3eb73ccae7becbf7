//! Who gets a TV, and how it ends: codes that are guessed are slowed, tokens are good once, a second TV is asked for, and
//! whatever ends is told to both sides at once.

use qc::id::{PersonId, RequestId, TvScreenId, TvSessionId};
use qc::tv::{CODE_ALPHABET, CODE_CHARACTERS, CODE_S, TvEnd, read_code, wait_after_wrong_codes};
use rand::TryRngCore;
use rand::rngs::OsRng;
use serde_json::json;

use super::relay::{To, What};
use super::sql::{self, TvSession};
use super::{ReviewOnTv, demand_on_tv};
use crate::access::{self, Actor, May};
use crate::app::App;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult, violated_constraint};
use crate::history;
use crate::requests::Request;

const CODE_TRIES: u32 = 5;

/// Pairs by the code that stands on a screen.
pub(super) async fn by_code(
    app: &App,
    actor: &Actor,
    request: &Request,
    typed: &str,
    replaces: bool,
) -> ApiResult<TvSessionId> {
    demand_on_tv(actor, request)?;
    demand_patience(app, actor.person).await?;
    let mut tx = app.db.begin().await?;
    let before = make_room(app, &mut tx, request.id, replaces).await?;
    let screen = match read_code(typed) {
        Some(code) => sql::take_code(&mut tx, &code).await?,
        None => None,
    };
    let Some(screen) = screen else {
        drop(tx);
        sql::insert_wrong_code(&app.db, actor.person).await?;
        return Err(ApiError::invalid(
            "code",
            "wrong_code",
            "No TV shows this code. Type what stands on the TV now.",
        ));
    };
    let id = open(&mut tx, actor, request, &screen).await?;
    commit(app, tx, before, screen.id).await?;
    Ok(id)
}

/// Pairs the screen with whoever the token was made for; the refusal is for the TV to show.
pub(super) async fn by_token(
    app: &App,
    screen: TvScreenId,
    device: &str,
    token: &str,
) -> ApiResult<TvSessionId> {
    let gone = || ApiError::Gone {
        detail: "This invitation is too old, or was used. Choose the TV on the laptop again.".to_owned(),
    };
    let token = sql::take_token(&app.db, &access::hash(token))
        .await?
        .ok_or_else(gone)?;
    let actor = access::find_by_session(app, token.session_id)
        .await?
        .ok_or_else(gone)?;
    let May(actor, request) = May::<ReviewOnTv>::of(app, actor, token.request_id).await?;
    demand_on_tv(&actor, &request)?;
    let mut tx = app.db.begin().await?;
    let before = make_room(app, &mut tx, request.id, token.replaces).await?;
    let screen = sql::Screen {
        id: screen,
        device: device.to_owned(),
    };
    let id = open(&mut tx, &actor, &request, &screen).await?;
    commit(app, tx, before, screen.id).await?;
    Ok(id)
}

async fn demand_patience(app: &App, person: PersonId) -> ApiResult<()> {
    let (wrong, ago_s) = sql::count_wrong_codes(&app.db, person).await?;
    let wait_s = f64::from(wait_after_wrong_codes(u32::try_from(wrong).unwrap_or(u32::MAX)));
    if ago_s >= wait_s {
        return Ok(());
    }
    let left_s = (wait_s - ago_s).ceil();
    Err(ApiError::TooMany {
        // At most five minutes.
        retry_after_s: left_s as u64,
        detail: format!("Too many wrong codes. Try again in {left_s} seconds."),
    })
}

/// Ends the session before, where that was asked for; gives what was ended.
async fn make_room(
    app: &App,
    tx: &mut Tx,
    request: RequestId,
    replaces: bool,
) -> ApiResult<Option<TvSessionId>> {
    end_dead(app, tx).await?;
    let Some(live) = sql::find_live_of_request(&mut **tx, request).await? else {
        return Ok(None);
    };
    if !replaces {
        return Err(in_use(&live.device));
    }
    end_in(tx, live.id, live.request_id, live.person_id, TvEnd::OtherTv).await?;
    Ok(Some(live.id))
}

fn in_use(device: &str) -> ApiError {
    ApiError::Refused {
        code: "tv_in_use",
        detail: format!("This request is on a TV already ({device}). Confirm that this one takes its place."),
    }
}

async fn open(tx: &mut Tx, actor: &Actor, request: &Request, screen: &sql::Screen) -> ApiResult<TvSessionId> {
    let id = TvSessionId::new();
    let device = match screen.device.as_str() {
        "" => "TV",
        named => named,
    };
    let new = sql::NewSession {
        id,
        request: request.id,
        person: actor.person,
        session: actor.session,
        screen: screen.id,
        device,
    };
    sql::insert_session(tx, &new)
        .await
        .map_err(|error| match violated_constraint(&error) {
            Some("one_tv_per_request") => in_use(device),
            _ => error.into(),
        })?;
    let act = request.act_on(actor.person, "tv_session.begun", id);
    history::record(tx, act.changed(json!({}), json!({ "device": device }))).await?;
    Ok(id)
}

async fn commit(app: &App, tx: Tx, before: Option<TvSessionId>, screen: TvScreenId) -> ApiResult<()> {
    tx.commit().await?;
    if let Some(before) = before {
        tell_ended(app, before, TvEnd::OtherTv);
    }
    app.tvs.tell(To::Screen(screen), What::Paired);
    Ok(())
}

/// Ends a session for good, and tells both sides.
pub(super) async fn end(app: &App, session: &TvSession, why: TvEnd) -> ApiResult<()> {
    let mut tx = app.db.begin().await?;
    end_in(&mut tx, session.id, session.request_id, session.person_id, why).await?;
    tx.commit().await?;
    tell_ended(app, session.id, why);
    Ok(())
}

/// Ends everything that nobody may go on with.
pub(super) async fn end_all_dead(app: &App) -> ApiResult<()> {
    let mut tx = app.db.begin().await?;
    end_dead(app, &mut tx).await?;
    Ok(tx.commit().await?)
}

/// Both sides are told before the commit: whoever looks finds it dead either way.
async fn end_dead(app: &App, tx: &mut Tx) -> ApiResult<()> {
    for dead in sql::list_dead(&mut **tx).await? {
        let why = if dead.is_signed_in {
            TvEnd::Task
        } else {
            TvEnd::SignIn
        };
        end_in(tx, dead.id, dead.request_id, dead.person_id, why).await?;
        tell_ended(app, dead.id, why);
    }
    Ok(())
}

async fn end_in(
    tx: &mut Tx,
    id: TvSessionId,
    request: RequestId,
    person: PersonId,
    why: TvEnd,
) -> ApiResult<()> {
    if sql::end(tx, id, why).await? {
        let act = history::Act::new(person, "tv_session.ended", id).of_request(request);
        history::record(tx, act.changed(json!({}), json!({ "reason": why }))).await?;
    }
    Ok(())
}

fn tell_ended(app: &App, id: TvSessionId, why: TvEnd) {
    app.tvs.tell(To::Desk(id), What::Ended(why));
    app.tvs.tell(To::Tv(id), What::Ended(why));
}

/// A new code for a screen that waits.
pub(super) async fn new_code(app: &App, screen: TvScreenId) -> ApiResult<String> {
    for _ in 0..CODE_TRIES {
        let code = random_code()?;
        if sql::set_code(&app.db, screen, &code, CODE_S).await? {
            return Ok(code);
        }
    }
    Err(ApiError::internal(anyhow::anyhow!("no code is free for a TV")))
}

fn random_code() -> ApiResult<String> {
    let mut bytes = [0_u8; CODE_CHARACTERS];
    OsRng.try_fill_bytes(&mut bytes).map_err(ApiError::internal)?;
    // 32 letters: no one is likelier than another.
    let letters = bytes.iter().map(|byte| {
        CODE_ALPHABET
            .get(usize::from(*byte) % CODE_ALPHABET.len())
            .copied()
            .unwrap_or(b'A')
    });
    Ok(letters.map(char::from).collect())
}
