//! What is there of a stream can be played before the rest is made, by those who may play the whole, and by nobody else.

use qc::request::Service;
use reqwest::Method;
use reqwest::header::RANGE;

use super::studio::{CHUNK_FRAMES, Studio, of_kind};
use crate::world::Reply;

#[tokio::test(flavor = "multi_thread")]
async fn the_first_chunks_play_while_the_rest_is_made() {
    let studio = Studio::open(1).await;
    studio.reviews_by(Service::Browser).await;
    let frames = 6 * CHUNK_FRAMES;
    let delivery = studio
        .accepts(&studio.master(frames), &["browser", "thumbnails", "peaks"])
        .await;
    let worker = studio.worker();
    studio.has_made(delivery, 2).await;
    drop(worker);

    let view = studio.view(delivery).await;
    let browser = of_kind(&view, "browser");
    assert_eq!(browser["state"], "running");
    let playable = browser["playable_frames"].as_u64().expect("a number");
    assert!(playable >= 2 * CHUNK_FRAMES && playable < frames, "{browser}");
    let master = browser["hls_url"].as_str().expect("a playlist").to_owned();
    let beside = |name: &str| master.replace("master.m3u8", name);

    let rows = studio
        .story
        .ada
        .get("/api/v1/requests?view=all")
        .await
        .expect(200);
    let percent = rows["items"][0]["preparing_percent"]
        .as_u64()
        .expect("it is preparing");
    assert!((1..100).contains(&percent), "{percent} %");

    // Post and production of the show play it; who holds no request of it does not know of it.
    let (max, olga) = (&studio.story.max, &studio.story.olga);
    let text = playlist(&max.get(&master).await);
    assert!(
        text.contains("media_0.m3u8") && text.contains("media_1.m3u8"),
        "{text}"
    );
    olga.get(&master).await.expect(404);

    let text = playlist(&max.get(&beside("media_0.m3u8")).await);
    assert!(
        text.contains("EXT-X-PLAYLIST-TYPE:EVENT") && !text.contains("EXT-X-ENDLIST"),
        "{text}"
    );
    assert_eq!(
        text.matches("#EXTINF").count() as u64,
        playable / CHUNK_FRAMES,
        "{text}"
    );
    let sound = playlist(&max.get(&beside("media_1.m3u8")).await);
    assert!(
        sound.contains("EXT-X-ENDLIST"),
        "a sound is whole from the beginning: {sound}"
    );

    let chunk = text
        .lines()
        .rfind(|line| line.ends_with(".mp4"))
        .expect("a chunk");
    let call = max.call(Method::GET, &beside(chunk)).header(RANGE, "bytes=4-7");
    let reply = Reply::of(call).await;
    assert_eq!(reply.status.as_u16(), 206);
    assert_eq!(reply.text, "ftyp");
    // A chunk that is not done is not there.
    max.get(&beside("browser_chunk_00000240.mp4")).await.expect(404);

    let worker = studio.worker();
    let states = studio.settles(delivery).await;
    assert!(states.values().all(|state| state == "ready"), "{states:?}");
    worker.stop().await;
    let view = studio.view(delivery).await;
    assert_eq!(
        of_kind(&view, "browser")["hls_url"],
        master.as_str(),
        "the address stays"
    );
    // A session may go on with what it was told for five seconds.
    tokio::time::sleep(std::time::Duration::from_secs(6)).await;
    let text = playlist(&max.get(&beside("media_0.m3u8")).await);
    assert!(
        text.contains("EXT-X-ENDLIST") && !text.contains("_chunk_"),
        "{text}"
    );
    max.call(Method::GET, &beside(chunk))
        .header(RANGE, "bytes=4-7")
        .send()
        .await
        .expect("an answer")
        .error_for_status()
        .expect("whoever plays from the chunks goes on");
}

#[track_caller]
fn playlist(reply: &Reply) -> String {
    assert_eq!(reply.status.as_u16(), 200, "{}", reply.text);
    assert_eq!(reply.headers["content-type"], "application/vnd.apple.mpegurl");
    reply.text.clone()
}
