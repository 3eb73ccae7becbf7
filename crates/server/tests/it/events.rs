//! Live events reach whom they concern, in order, and none is missed.

use std::time::Duration;

use futures::StreamExt;
use qc::id::{RequestId, ShowId, TitleId};
use server::events::{self, Event, EventKind};
use uuid::Uuid;

use crate::world::{Person, World};

/// A client that reads the stream line by line.
struct Follower {
    text: String,
    stream: std::pin::Pin<Box<dyn futures::Stream<Item = reqwest::Result<bytes::Bytes>> + Send>>,
    last_id: String,
}

impl Follower {
    async fn of(person: &Person, last_id: Option<&str>) -> Follower {
        let mut call = person.call(reqwest::Method::GET, "/api/v1/events");
        if let Some(id) = last_id {
            call = call.header("Last-Event-ID", id);
        }
        let response = call.send().await.expect("an answer");
        assert_eq!(response.status(), 200);
        let mut follower = Follower {
            text: String::new(),
            stream: Box::pin(response.bytes_stream()),
            last_id: String::new(),
        };
        assert_eq!(
            follower.next().await.as_deref(),
            Some("{}"),
            "the greeting carries the place to resume from"
        );
        follower
    }

    /// The data of the next event; none when nothing comes.
    async fn next(&mut self) -> Option<String> {
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let block = block.to_owned();
                self.text = rest.to_owned();
                let line = |name: &str| {
                    block
                        .lines()
                        .find_map(|line| line.strip_prefix(name))
                        .map(|text| text.trim().to_owned())
                };
                if let Some(data) = line("data:") {
                    self.last_id = line("id:").expect("an id");
                    return Some(data);
                }
                continue;
            }
            let piece = tokio::time::timeout(Duration::from_secs(2), self.stream.next())
                .await
                .ok()??
                .ok()?;
            self.text.push_str(&String::from_utf8_lossy(&piece));
        }
    }

    async fn next_noun(&mut self) -> Option<Uuid> {
        let event: serde_json::Value = serde_json::from_str(&self.next().await?).expect("JSON");
        event["noun_id"].as_str()?.parse().ok()
    }
}

async fn happens(world: &World, event: Event) -> Uuid {
    let noun = event.noun_id;
    let mut tx = world.app().db.begin().await.expect("a transaction");
    events::record(&mut tx, event).await.expect("recorded");
    tx.commit().await.expect("committed");
    noun
}

async fn title(world: &World) -> (ShowId, TitleId) {
    let show = world.show("Harbour Lights").await;
    (show, world.episode(show, 1, 1).await)
}

fn delivery(title: TitleId) -> Event {
    Event::new(EventKind::Delivery, Uuid::now_v7()).of_title(title)
}

#[tokio::test]
async fn a_follower_that_comes_back_has_missed_nothing() {
    let world = World::without_workers().await;
    let admin = world.studio_admin("ada@studio.example").await;
    let (_, title) = title(&world).await;
    let mut follower = Follower::of(&admin, None).await;
    let first = happens(&world, delivery(title)).await;
    assert_eq!(follower.next_noun().await, Some(first));
    let last_id = follower.last_id.clone();
    drop(follower);

    let missed = [
        happens(&world, delivery(title)).await,
        happens(&world, delivery(title)).await,
    ];
    let mut follower = Follower::of(&admin, Some(&last_id)).await;
    assert_eq!(follower.next_noun().await, Some(missed[0]));
    assert_eq!(follower.next_noun().await, Some(missed[1]));
    let live = happens(&world, delivery(title)).await;
    assert_eq!(follower.next_noun().await, Some(live));
}

#[tokio::test]
async fn a_transaction_that_commits_late_is_not_missed() {
    let world = World::without_workers().await;
    let admin = world.studio_admin("ada@studio.example").await;
    let (_, title) = title(&world).await;
    let mut follower = Follower::of(&admin, None).await;
    // The slow one has the smaller number, and is seen later.
    let mut slow = world.app().db.begin().await.expect("a transaction");
    let event = delivery(title);
    let slow_noun = event.noun_id;
    events::record(&mut slow, event).await.expect("recorded");
    let quick_noun = happens(&world, delivery(title)).await;
    tokio::time::sleep(Duration::from_millis(600)).await;
    slow.commit().await.expect("committed");
    assert_eq!(follower.next_noun().await, Some(slow_noun));
    assert_eq!(follower.next_noun().await, Some(quick_noun));
    assert_eq!(follower.next_noun().await, None);
}

#[tokio::test]
async fn only_those_whom_it_concerns_are_told() {
    let world = World::without_workers().await;
    let (show, title) = title(&world).await;
    let facility = world.facility("Northlight").await;
    let granted = world.production("max@production.example").await;
    world.grant(&granted, show).await;
    let foreign = world.production("mia@production.example").await;
    let cleared = world.operator("olga@northlight.example", facility).await;
    world.clear(facility, show).await;
    let elsewhere = world
        .operator("otto@southbank.example", world.facility("Southbank").await)
        .await;
    let [mut granted, mut foreign, mut cleared_one, mut elsewhere] = [
        Follower::of(&granted, None).await,
        Follower::of(&foreign, None).await,
        Follower::of(&cleared, None).await,
        Follower::of(&elsewhere, None).await,
    ];
    let request = insert_request(&world, title).await;
    let event = Event::new(EventKind::Request, request)
        .of_title(title)
        .of_request(request);
    happens(&world, event.with(serde_json::json!({ "state": "available" }))).await;
    assert!(
        granted
            .next()
            .await
            .is_some_and(|data| data.contains("available"))
    );
    assert!(
        cleared_one
            .next()
            .await
            .is_some_and(|data| !data.contains("available")),
        "that, but not what"
    );
    assert_eq!(foreign.next().await, None);
    assert_eq!(elsewhere.next().await, None);

    let notice = happens(
        &world,
        Event::new(EventKind::Notice, Uuid::now_v7()).for_person(cleared.id),
    )
    .await;
    assert_eq!(cleared_one.next_noun().await, Some(notice));
    assert_eq!(granted.next().await, None);
}

async fn insert_request(world: &World, title: TitleId) -> RequestId {
    let id = RequestId::new();
    sqlx::query("insert into qc_request (id, title_id, service, state, delivered_at) values ($1, $2, 'cast', 'available', now())")
        .bind(id.uuid())
        .bind(title.uuid())
        .execute(&world.app().db)
        .await
        .expect("a request");
    id
}

#[tokio::test]
async fn a_follower_whose_session_is_ended_hears_no_more() {
    let world = World::without_workers().await;
    let admin = world.studio_admin("ada@studio.example").await;
    let (_, title) = title(&world).await;
    let mut follower = Follower::of(&admin, None).await;
    admin.delete("/api/v1/session").await.expect(204);
    tokio::time::sleep(Duration::from_secs(6)).await;
    happens(&world, delivery(title)).await;
    assert_eq!(follower.next().await, None);
}
