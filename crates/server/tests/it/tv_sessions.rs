//! Cast QC over real sockets: a TV shows its code, the operator has it, both talk, also over two servers; and every refusal.

use std::time::Duration;

use futures::{SinkExt, StreamExt};
use qc::asset::AssetKind;
use qc::request::Service;
use serde_json::{Value, json};
use server::serve::{Server, Work};
use streams::{RenditionKind, RenditionManifest};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error as SocketError, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use uuid::Uuid;

use crate::world::{Master, Person, Story, issue, settings, text};

/// A session that may not go on is ended within ten seconds; its sockets look every three.
const ENDS_WITHIN: Duration = Duration::from_secs(10);

/// One side of the talk.
struct Side(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Side {
    async fn open(base: &str, path: &str, token: Option<&str>) -> Result<Side, u16> {
        let url = format!("{}{path}", base.replacen("http", "ws", 1));
        let mut call = url.into_client_request().expect("an address");
        if let Some(token) = token {
            let value = format!("Bearer {token}").parse().expect("a header");
            call.headers_mut().insert("authorization", value);
        }
        match connect_async(call).await {
            Ok((socket, _)) => Ok(Side(socket)),
            Err(SocketError::Http(answer)) => Err(answer.status().as_u16()),
            Err(other) => panic!("no socket: {other}"),
        }
    }

    async fn says(&mut self, message: Value) {
        self.0
            .send(Message::text(message.to_string()))
            .await
            .expect("is sent");
    }

    async fn next(&mut self) -> Option<Value> {
        loop {
            match self.0.next().await {
                Some(Ok(Message::Text(text))) => return Some(serde_json::from_str(&text).expect("JSON")),
                Some(Ok(Message::Close(_)) | Err(_)) | None => return None,
                Some(Ok(_)) => {}
            }
        }
    }

    /// The next message; none when the socket was closed. That the line stands is no message.
    async fn hears(&mut self) -> Option<Value> {
        let message = async {
            loop {
                let said = self.next().await;
                if said.as_ref().is_none_or(|said| said["type"] != "HERE") {
                    return said;
                }
            }
        };
        tokio::time::timeout(ENDS_WITHIN, message)
            .await
            .expect("something is said")
    }

    async fn is_told_of_the_line(&mut self) {
        let told = async { while self.next().await.expect("an open socket")["type"] != "HERE" {} };
        tokio::time::timeout(ENDS_WITHIN, told)
            .await
            .expect("that it stands");
    }

    /// The next message of this type; others before it are left.
    async fn hears_of(&mut self, kind: &str) -> Value {
        loop {
            let heard = self
                .hears()
                .await
                .unwrap_or_else(|| panic!("closed before {kind}"));
            if heard["type"] == kind {
                return heard;
            }
        }
    }

    async fn is_closed(&mut self) {
        while let Some(heard) = self.hears().await {
            assert_ne!(heard["type"], "AT", "nothing is handed on any more");
        }
    }
}

/// A TV with its page open: the socket, its secret, its code.
struct Tv {
    side: Side,
    secret: String,
    code: String,
}

impl Tv {
    async fn on(base: &str) -> Tv {
        Tv::opens(base, json!({ "type": "HELLO", "device": "Chromecast in room 4" })).await
    }

    async fn opens(base: &str, hello: Value) -> Tv {
        let mut side = Side::open(base, "/api/v1/tv/screen", None)
            .await
            .expect("a socket");
        side.says(hello).await;
        let screen = side.hears_of("SCREEN").await;
        Tv {
            side,
            secret: text(&screen["secret"]),
            code: text(&screen["code"]),
        }
    }

    async fn says_what_it_can(&mut self, codecs: &[&str]) {
        let capabilities = json!({
            "hdr10": false, "dolby_vision": false, "width": 1920, "height": 1080, "channels": 2,
            "surround_passthrough": false, "codecs": codecs,
        });
        self.side
            .says(json!({ "type": "CAPS", "seq": 1, "capabilities": capabilities }))
            .await;
    }
}

/// A Cast request with HDR and SDR tasks, in QC with its operator, and its streams.
async fn in_room() -> (Story, String) {
    let story = Story::begin().await;
    story
        .opens(AssetKind::PrimaryAv, Service::Cast, &[("sdr", "full")])
        .await;
    let request = begun(&story).await;
    (story, request)
}

async fn begun(story: &Story) -> String {
    let (delivery, request) = story.delivers(Master::picture()).await;
    // The story's master is in SDR; its streams are written here as those of one in HDR.
    sqlx::query("insert into task (id, request_id, ordinal, kind, depth) values ($1, $2, 2, 'hdr', 'full')")
        .bind(Uuid::now_v7())
        .bind(request.parse::<Uuid>().expect("an id"))
        .execute(&story.world.app().db)
        .await
        .expect("a task");
    story.streams_are_ready(delivery).await;
    for kind in [
        RenditionKind::Browser,
        RenditionKind::CastHdr,
        RenditionKind::CastSdr,
    ] {
        sqlx::query(
            "insert into rendition (id, delivery_id, kind, state, blob_prefix, manifest) values ($1, $2, $3, 'ready', 'renditions/none', $4)
             on conflict (delivery_id, kind) do update set manifest = excluded.manifest, blob_prefix = excluded.blob_prefix",
        )
        .bind(Uuid::now_v7())
        .bind(delivery.uuid())
        .bind(kind.as_str())
        .bind(manifest(kind))
        .execute(&story.world.app().db)
        .await
        .expect("a stream");
    }
    story
        .olga
        .post(&format!("/api/v1/requests/{request}/take"), ())
        .await
        .expect(200);
    story
        .olga
        .post(&format!("/api/v1/requests/{request}/begin"), ())
        .await
        .expect(200);
    request
}

fn manifest(kind: RenditionKind) -> Value {
    let codec = if kind == RenditionKind::CastHdr {
        "hvc1.2.4.L150.90"
    } else {
        "avc1.640028"
    };
    let sound = if kind == RenditionKind::Browser {
        "flac"
    } else {
        "mp4a.40.2"
    };
    let manifest = json!({
        "kind": kind, "edit_rate": { "num": 24, "den": 1 }, "duration_frames": 240, "segment_frames": 48,
        "picture": {
            "width": 1920, "height": 1080, "codec": codec, "playlist": "media_0.m3u8", "tone_mapped": kind == RenditionKind::Browser,
            "keyframe_every_frames": 12, "time_scale": 24, "frame_ticks": 1,
        },
        "sound": [{
            "track": 0, "name": "Stereo", "language": null, "channels": ["L", "R"], "codec": sound, "sample_rate": 48000,
            "samples": 480_000, "playlist": "media_1.m3u8", "is_default": true,
        }],
        "master_playlist": "master.m3u8", "dash_manifest": "manifest.mpd", "progressive": null,
        "files": [{ "name": "master.m3u8", "size_bytes": 10, "media_type": "application/vnd.apple.mpegurl" }],
    });
    let read: RenditionManifest = serde_json::from_value(manifest).expect("a manifest");
    serde_json::to_value(read).expect("is written")
}

fn at(request: &str, rest: &str) -> String {
    format!("/api/v1/requests/{request}/tv-session{rest}")
}

async fn desk(base: &str, person: &Person, request: &str) -> Result<Side, u16> {
    Side::open(base, &at(request, "/desk"), person.token.as_deref()).await
}

/// Paired by code, with both sockets open; the TV has said what it can.
async fn paired(story: &Story, request: &str) -> (Tv, Side) {
    let base = story.world.url("");
    let mut tv = Tv::on(&base).await;
    story
        .olga
        .post(&at(request, ""), json!({ "code": tv.code }))
        .await
        .expect(201);
    tv.side.hears_of("PAIRED").await;
    let mut desk = desk(&base, &story.olga, request).await.expect("a desk");
    tv.says_what_it_can(&["avc1.640028", "mp4a.40.2", "hvc1.2.4.L150.90"])
        .await;
    desk.hears_of("CAPS").await;
    (tv, desk)
}

async fn task(story: &Story, request: &str, kind: &str) -> Value {
    let view = story.olga.get(&at(request, "")).await.expect(200);
    let choices = view["session"]["choices"].as_array().expect("choices").clone();
    choices
        .into_iter()
        .find(|choice| choice["kind"] == kind)
        .expect("a task")
}

#[tokio::test]
async fn a_code_pairs_a_tv_and_both_sides_talk() {
    let (story, request) = in_room().await;
    let base = story.world.url("");
    let mut tv = Tv::on(&base).await;
    assert_eq!(tv.code.len(), 6);
    let typed = format!(" {} {} ", tv.code[..3].to_lowercase(), &tv.code[3..]);
    let view = story
        .olga
        .post(&at(&request, ""), json!({ "code": typed }))
        .await
        .expect(201);
    assert_eq!(view["session"]["device"], "Chromecast in room 4");
    let told = tv.side.hears_of("PAIRED").await;
    assert_eq!(told["title"], "Harbour Lights · S01E03 · Episode 3");
    assert!(text(&told["probe_url"]).ends_with("/files/master.m3u8"));
    assert_eq!(
        told["codecs"],
        json!(["avc1.640028", "flac", "hvc1.2.4.L150.90", "mp4a.40.2"])
    );
    assert!(text(&told["watermark"]).starts_with("olga Tester"));
    let mut desk = desk(&base, &story.olga, &request).await.expect("a desk");
    tv.says_what_it_can(&["avc1.640028", "mp4a.40.2"]).await;
    desk.hears_of("CAPS").await;
    desk.says(json!({ "type": "SEEK_FRAME", "seq": 7, "frame": 100 }))
        .await;
    assert_eq!(tv.side.hears_of("SEEK_FRAME").await["frame"], 100);
    tv.side
        .says(json!({ "type": "AT", "seq": 2, "frame": 100, "media_time": 4.1875, "wall": 1 }))
        .await;
    assert_eq!(desk.hears_of("AT").await["frame"], 100);
}

#[tokio::test]
async fn a_task_is_loaded_by_what_the_tv_can_and_stands_in_the_report() {
    let (story, request) = in_room().await;
    let (mut tv, mut desk) = paired(&story, &request).await;
    let hdr = task(&story, &request, "hdr").await;
    assert!(
        text(&hdr["why_not"]).starts_with("SDR on this TV: an HDR task cannot be done here"),
        "{hdr}"
    );
    desk.says(json!({ "type": "LOAD", "seq": 1, "task_id": hdr["task_id"] }))
        .await;
    let refused = desk.hears_of("REFUSED").await;
    assert_eq!(
        (&refused["seq"], &refused["code"]),
        (&json!(1), &json!("not_allowed_now"))
    );
    let sdr = task(&story, &request, "sdr").await;
    assert_eq!(sdr["pass"]["rendition_kind"], "cast_sdr");
    desk.says(json!({ "type": "LOAD", "seq": 2, "task_id": sdr["task_id"], "at": 48 }))
        .await;
    let load = tv.side.hears_of("LOAD").await;
    assert_eq!((&load["at"], &load["picture"]), (&json!(48), &json!("sdr")));
    let report = story
        .olga
        .get(&format!("/api/v1/requests/{request}/report"))
        .await
        .expect(200);
    let passes = report["tv_passes"].as_array().expect("passes");
    assert_eq!(passes.len(), 1);
    assert_eq!(
        (&passes[0]["task_kind"], &passes[0]["device"]),
        (&json!("sdr"), &json!("Chromecast in room 4"))
    );
}

#[tokio::test]
async fn a_silent_downgrade_is_said() {
    let (story, request) = in_room().await;
    let (mut tv, mut desk) = paired(&story, &request).await;
    sqlx::query("delete from rendition where kind = 'cast_sdr'")
        .execute(&story.world.app().db)
        .await
        .expect("is deleted");
    tv.says_what_it_can(&["avc1.640028", "flac"]).await;
    desk.hears_of("CAPS").await;
    let sdr = task(&story, &request, "sdr").await;
    assert_eq!(
        sdr["pass"]["downgrade_texts"],
        json!([
            "The stream for browsers is shown, not the one for TVs",
            "SDR was made from the HDR master (tone-mapped)"
        ])
    );
}

#[tokio::test]
async fn a_tv_fetches_the_streams_of_its_request_and_nothing_else() {
    let (story, request) = in_room().await;
    let other = begun(&story).await;
    let (tv, _desk) = paired(&story, &request).await;
    let rendition = |request: &str| {
        let request: Uuid = request.parse().expect("an id");
        sqlx::query_scalar::<_, Uuid>(
            "select n.id from rendition n join request_delivery rd on rd.delivery_id = n.delivery_id
             where rd.request_id = $1 and n.kind = 'cast_sdr'",
        )
        .bind(request)
    };
    let db = &story.world.app().db;
    let (mine, others) = (
        rendition(&request).fetch_one(db).await.expect("a stream"),
        rendition(&other).fetch_one(db).await.expect("a stream"),
    );
    let fetch = async |rendition: Uuid, secret: &str| {
        let url = story
            .world
            .url(&format!("/api/v1/renditions/{rendition}/files/none.m4s"));
        let call = reqwest::Client::new()
            .get(url)
            .header("authorization", format!("Tv {secret}"));
        call.send().await.expect("an answer").status().as_u16()
    };
    // The file is not there, but the door is open.
    assert_eq!(fetch(mine, &tv.secret).await, 404);
    assert_eq!(fetch(others, &tv.secret).await, 401);
    assert_eq!(fetch(mine, "guessed").await, 401);
    let elsewhere = story.world.url(&format!("/api/v1/requests/{request}"));
    let call = reqwest::Client::new()
        .get(elsewhere)
        .header("authorization", format!("Tv {}", tv.secret));
    assert_eq!(call.send().await.expect("an answer").status().as_u16(), 401);
    story.olga.delete(&at(&request, "")).await.expect(204);
    assert_eq!(fetch(mine, &tv.secret).await, 401, "the session is over");
}

#[tokio::test]
async fn ten_wrong_codes_are_refused_and_slowed() {
    let (story, request) = in_room().await;
    let tv = Tv::on(&story.world.url("")).await;
    let mut statuses = Vec::new();
    for _ in 0..10 {
        let reply = story
            .olga
            .post(&at(&request, ""), json!({ "code": "AAAAAA" }))
            .await;
        statuses.push(reply.status.as_u16());
    }
    assert_eq!(statuses, [422, 422, 422, 422, 422, 429, 429, 429, 429, 429]);
    // Also the right one has to wait.
    let right = story
        .olga
        .post(&at(&request, ""), json!({ "code": tv.code }))
        .await;
    assert_eq!(right.status, 429);
    sqlx::query("update tv_wrong_code set at = at - interval '11 seconds'")
        .execute(&story.world.app().db)
        .await
        .expect("time passes");
    story
        .olga
        .post(&at(&request, ""), json!({ "code": tv.code }))
        .await
        .expect(201);
}

#[tokio::test]
async fn a_code_is_good_once_and_only_while_its_tv_is_there() {
    let (story, request) = in_room().await;
    let other = begun(&story).await;
    let base = story.world.url("");
    let tv = Tv::on(&base).await;
    story
        .olga
        .post(&at(&request, ""), json!({ "code": tv.code }))
        .await
        .expect(201);
    story
        .olga
        .post(&at(&other, ""), json!({ "code": tv.code }))
        .await
        .refused(422, "invalid");
    let gone = Tv::on(&base).await;
    let Tv { mut side, code, .. } = gone;
    side.0.close(None).await.expect("is closed");
    side.is_closed().await;
    sqlx::query("update tv_screen set seen_at = now() - interval '31 seconds' where code = $1")
        .bind(&code)
        .execute(&story.world.app().db)
        .await
        .expect("time passes");
    story
        .olga
        .post(&at(&other, ""), json!({ "code": code }))
        .await
        .refused(422, "invalid");
}

#[tokio::test]
async fn a_token_pairs_once_within_a_minute() {
    let (story, request) = in_room().await;
    let base = story.world.url("");
    let offer = async || {
        text(
            &story
                .olga
                .post(&at(&request, "/token"), json!({}))
                .await
                .expect(201)["token"],
        )
    };
    let token = offer().await;
    let mut tv = Tv::on(&base).await;
    tv.side
        .says(json!({ "type": "PAIR", "seq": 1, "token": token }))
        .await;
    tv.side.hears_of("PAIRED").await;
    let mut again = Tv::on(&base).await;
    again
        .side
        .says(json!({ "type": "PAIR", "seq": 2, "token": token }))
        .await;
    assert_eq!(
        again.side.hears_of("REFUSED").await["code"],
        "gone",
        "a token is used once"
    );
    let old = offer().await;
    sqlx::query("update tv_token set expires_at = now() where used_at is null")
        .execute(&story.world.app().db)
        .await
        .expect("time passes");
    again
        .side
        .says(json!({ "type": "PAIR", "seq": 3, "token": old }))
        .await;
    assert_eq!(
        again.side.hears_of("REFUSED").await["code"],
        "gone",
        "a token lives a minute"
    );
    again
        .side
        .says(json!({ "type": "PAIR", "seq": 4, "token": offer().await }))
        .await;
    assert_eq!(
        again.side.hears_of("REFUSED").await["code"],
        "tv_in_use",
        "a second TV is asked for"
    );
}

#[tokio::test]
async fn a_token_of_a_sign_in_that_ended_pairs_nothing() {
    let (story, request) = in_room().await;
    let laptop = story.world.signs_in_again(&story.olga).await;
    let token = laptop.post(&at(&request, "/token"), json!({})).await.expect(201)["token"].clone();
    laptop.delete("/api/v1/session").await.expect(204);
    let mut tv = Tv::on(&story.world.url("")).await;
    tv.side
        .says(json!({ "type": "PAIR", "seq": 1, "token": token }))
        .await;
    assert_eq!(tv.side.hears_of("REFUSED").await["code"], "gone");
}

#[tokio::test]
async fn a_second_tv_is_asked_for_and_the_first_is_told() {
    let (story, request) = in_room().await;
    let (mut first, mut desk) = paired(&story, &request).await;
    let mut second = Tv::on(&story.world.url("")).await;
    let code = json!({ "code": second.code });
    story
        .olga
        .post(&at(&request, ""), code)
        .await
        .refused(409, "tv_in_use");
    story
        .olga
        .post(
            &at(&request, ""),
            json!({ "code": second.code, "replaces": true }),
        )
        .await
        .expect(201);
    second.side.hears_of("PAIRED").await;
    assert_eq!(first.side.hears_of("ENDED").await["reason"], "other_tv");
    assert_eq!(desk.hears_of("ENDED").await["reason"], "other_tv");
    // The first waits again, with a code of its own.
    assert_ne!(first.side.hears_of("SCREEN").await["code"], json!(first.code));
}

#[tokio::test]
async fn another_laptop_takes_over_and_the_first_is_told() {
    let (story, request) = in_room().await;
    let (mut tv, mut first) = paired(&story, &request).await;
    let base = story.world.url("");
    let other = story.world.signs_in_again(&story.olga).await;
    assert_eq!(desk(&base, &other, &request).await.err(), Some(409));
    let view = other.get(&at(&request, "")).await.expect(200);
    assert_eq!(view["session"]["is_mine"], false);
    other.post(&at(&request, "/take-over"), ()).await.expect(200);
    first.hears_of("TAKEN").await;
    first.is_closed().await;
    let mut second = desk(&base, &other, &request).await.expect("a desk");
    second.says(json!({ "type": "PLAY", "seq": 1 })).await;
    tv.side.hears_of("PLAY").await;
}

#[tokio::test]
async fn a_second_page_of_the_same_laptop_takes_the_place_of_the_first() {
    let (story, request) = in_room().await;
    let (_tv, mut first) = paired(&story, &request).await;
    let _second = desk(&story.world.url(""), &story.olga, &request)
        .await
        .expect("a desk");
    first.hears_of("TAKEN").await;
    first.is_closed().await;
}

#[tokio::test]
async fn ending_the_sign_in_stops_the_tv() {
    let (story, request) = in_room().await;
    let (mut tv, mut desk) = paired(&story, &request).await;
    story.olga.delete("/api/v1/session").await.expect(204);
    assert_eq!(tv.side.hears_of("ENDED").await["reason"], "sign_in");
    assert_eq!(desk.hears_of("ENDED").await["reason"], "sign_in");
}

#[tokio::test]
async fn ending_the_task_stops_the_tv() {
    let (story, request) = in_room().await;
    let (mut tv, _desk) = paired(&story, &request).await;
    story.sees_everything(&story.olga, &request).await;
    story
        .olga
        .post(&format!("/api/v1/requests/{request}/submit"), json!({}))
        .await
        .expect(200);
    assert_eq!(tv.side.hears_of("ENDED").await["reason"], "task");
    tv.side.hears_of("SCREEN").await;
}

#[tokio::test]
async fn ending_the_session_stops_the_tv_at_once() {
    let (story, request) = in_room().await;
    let (mut tv, _desk) = paired(&story, &request).await;
    story.olga.delete(&at(&request, "")).await.expect(204);
    assert_eq!(tv.side.hears_of("ENDED").await["reason"], "operator");
    story
        .olga
        .delete(&at(&request, ""))
        .await
        .refused(404, "not_found");
}

#[tokio::test]
async fn a_tv_that_was_cut_comes_back_to_its_session() {
    let (story, request) = in_room().await;
    let (tv, mut desk) = paired(&story, &request).await;
    let Tv { side, secret, .. } = tv;
    drop(side);
    let base = story.world.url("");
    let mut back = Side::open(&base, "/api/v1/tv/screen", None)
        .await
        .expect("a socket");
    back.says(json!({ "type": "HELLO", "secret": secret })).await;
    back.hears_of("PAIRED").await;
    desk.says(json!({ "type": "PAUSE", "seq": 9 })).await;
    back.hears_of("PAUSE").await;
}

#[tokio::test]
async fn laptop_and_tv_talk_over_two_servers() {
    let (story, request) = in_room().await;
    let dir = TempDir::new().expect("a folder");
    let second = Server::start(settings(&story.world.database, &dir), Work::Elsewhere)
        .await
        .expect("a second server");
    let base = format!("http://{}", second.address());
    let mut tv = Tv::on(&base).await;
    story
        .olga
        .post(&at(&request, ""), json!({ "code": tv.code }))
        .await
        .expect(201);
    tv.side.hears_of("PAIRED").await;
    let mut desk = desk(&story.world.url(""), &story.olga, &request)
        .await
        .expect("a desk");
    for seq in 0..50 {
        desk.says(json!({ "type": "SEEK_FRAME", "seq": seq, "frame": seq }))
            .await;
        assert_eq!(
            tv.side.hears_of("SEEK_FRAME").await["seq"],
            seq,
            "in order, and none is lost"
        );
        tv.side
            .says(json!({ "type": "AT", "seq": seq, "frame": seq }))
            .await;
        assert_eq!(desk.hears_of("AT").await["frame"], seq);
    }
    story.olga.delete(&at(&request, "")).await.expect(204);
    assert_eq!(tv.side.hears_of("ENDED").await["reason"], "operator");
    second.stop().await;
}

#[tokio::test]
async fn only_who_holds_a_cast_request_has_it_on_a_tv() {
    let (story, request) = in_room().await;
    let tv = Tv::on(&story.world.url("")).await;
    let code = json!({ "code": tv.code });
    story
        .omar
        .post(&at(&request, ""), &code)
        .await
        .refused(404, "not_found");
    story
        .pia
        .post(&at(&request, ""), &code)
        .await
        .refused(403, "not_permitted");
    sqlx::query("update qc_request set service = 'browser' where id = $1")
        .bind(request.parse::<Uuid>().expect("an id"))
        .execute(&story.world.app().db)
        .await
        .expect("is of another service");
    story
        .olga
        .post(&at(&request, ""), &code)
        .await
        .refused(409, "not_allowed_now");
}

#[tokio::test]
async fn both_sides_are_told_that_the_line_stands() {
    let (story, request) = in_room().await;
    let (mut tv, mut desk) = paired(&story, &request).await;
    tv.side.is_told_of_the_line().await;
    desk.is_told_of_the_line().await;
}

#[tokio::test]
async fn a_page_of_another_site_opens_no_socket() {
    let (story, request) = in_room().await;
    let (_tv, _desk) = paired(&story, &request).await;
    let url = story.world.url(&at(&request, "/desk")).replacen("http", "ws", 1);
    let mut call = url.into_client_request().expect("an address");
    call.headers_mut()
        .insert("origin", "https://elsewhere.example".parse().expect("a header"));
    let token = format!("Bearer {}", story.olga.token.as_deref().expect("a token"));
    call.headers_mut()
        .insert("authorization", token.parse().expect("a header"));
    let Err(SocketError::Http(answer)) = connect_async(call).await else {
        panic!("a socket was opened");
    };
    assert_eq!(answer.status().as_u16(), 403);
}

#[tokio::test]
async fn an_issue_keeps_how_its_frame_was_found() {
    let (story, request) = in_room().await;
    let mut form = issue("issue", 10, 20);
    form["on_tv"] = json!({ "latency_ms": 180, "confirmed": true });
    let path = format!("/api/v1/requests/{request}/issues");
    let made = story.olga.post(&path, &form).await.expect(201);
    assert_eq!(made["on_tv"], json!({ "latency_ms": 180, "confirmed": true }));
    let one = format!("/api/v1/issues/{}", text(&made["id"]));
    let mut words = issue("issue", 10, 20);
    words["description"] = json!("A dropout, in other words");
    let kept = story.olga.patch(&one, 1, &words).await.expect(200);
    assert_eq!(kept["on_tv"]["confirmed"], true);
    let moved = story
        .olga
        .patch(&one, 2, issue("issue", 11, 20))
        .await
        .expect(200);
    assert_eq!(moved["on_tv"], Value::Null, "it was said of another frame");
}

#[tokio::test]
async fn casts_scripts_may_run_only_where_a_receiver_is_registered() {
    let policy = async |story: &Story, path: &str| {
        let answer = reqwest::get(story.world.url(path)).await.expect("an answer");
        answer.headers()["content-security-policy"]
            .to_str()
            .expect("text")
            .to_owned()
    };
    let plain = Story::begin().await;
    assert!(!policy(&plain, "/tv/cast").await.contains("gstatic"));
    let registered =
        Story::begin_with(|settings| settings.cast_application_id = Some("ABCD1234".to_owned())).await;
    assert!(
        policy(&registered, "/tv/cast")
            .await
            .contains("script-src 'self' https://www.gstatic.com;")
    );
    assert!(
        policy(&registered, "/tv/cast")
            .await
            .contains("ws://localhost:8008")
    );
    assert!(!policy(&registered, "/requests").await.contains("localhost:8008"));
}
