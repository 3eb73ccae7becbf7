//! Warnings of clocks: who is told, when, and that it is said once, whatever number of servers looks and whatever happens in
//! between. Time is moved by moving what the clocks are derived from.

use qc::request::Service;
use serde_json::json;
use server::jobs::{Attempt, Job};
use server::warnings::WarnOfClocks;
use uuid::Uuid;

use crate::world::{Person, Story, text};

async fn look(story: &Story) {
    let attempt = Attempt {
        job: 0,
        number: 1,
        is_last: true,
        token: Uuid::now_v7(),
    };
    WarnOfClocks
        .run(story.world.app(), &attempt)
        .await
        .expect("a look");
}

/// So many hours pass for this request.
async fn pass(story: &Story, request: &str, hours: f64) {
    sqlx::query(
        "update qc_request set assigned_at = assigned_at - make_interval(secs => $2),
            delivered_at = delivered_at - make_interval(secs => $2) where id = $1",
    )
    .bind(request.parse::<Uuid>().expect("an id"))
    .bind(hours * 3600.0)
    .execute(&story.world.app().db)
    .await
    .expect("time passes");
    // What was said belongs to the same clock.
    sqlx::query("update clock_warning set running_since = running_since - make_interval(secs => $2) where request_id = $1")
        .bind(request.parse::<Uuid>().expect("an id"))
        .bind(hours * 3600.0)
        .execute(&story.world.app().db)
        .await
        .expect("time passes");
}

/// The subjects of warnings that a person has, the oldest first.
async fn warned(person: &Person) -> Vec<String> {
    let page = person.get("/api/v1/notices?limit=200").await.expect(200);
    let mut subjects: Vec<String> = page["items"]
        .as_array()
        .expect("notices")
        .iter()
        .filter(|notice| text(&notice["kind"]).starts_with("clock_"))
        .map(|notice| without_number(&text(&notice["subject"])))
        .collect();
    subjects.reverse();
    subjects
}

/// "… (request 1042) is used" without the number, which every test has another of.
fn without_number(subject: &str) -> String {
    let Some((before, after)) = subject.split_once(" (request ") else {
        return subject.to_owned();
    };
    let after = after.split_once(')').map_or("", |(_, after)| after);
    format!("{before}{after}")
}

const NAME: &str = "Harbour Lights · S01E03 · Episode 3";

fn used(percent: u32) -> String {
    format!("{percent} % of the time for the report of {NAME} is used")
}

#[tokio::test]
async fn the_holder_is_warned_once_at_each_threshold_and_the_manager_from_75() {
    let story = Story::begin().await;
    let id = story.available(Service::Download).await;
    story
        .olga
        .post(&format!("/api/v1/requests/{id}/take"), ())
        .await
        .expect(200);
    look(&story).await;
    assert_eq!(warned(&story.olga).await, Vec::<String>::new());
    let mut said = Vec::new();
    for (hours, percent) in [(24.1, 50), (12.0, 75), (7.2, 90)] {
        pass(&story, &id, hours).await;
        look(&story).await;
        look(&story).await;
        said.push(used(percent));
        assert_eq!(warned(&story.olga).await, said);
    }
    assert_eq!(warned(&story.vera).await, said[1..]);
    pass(&story, &id, 5.0).await;
    look(&story).await;
    look(&story).await;
    said.push(format!("Late: the report of {NAME}"));
    assert_eq!(warned(&story.olga).await, said);
    assert_eq!(warned(&story.vera).await, said[1..]);
    assert_eq!(warned(&story.omar).await, Vec::<String>::new());
    let notice = story.olga.get("/api/v1/notices").await.expect(200);
    assert_eq!(notice["items"][0]["link"], format!("/requests/{id}"));
    assert_eq!(notice["items"][0]["kind"], "clock_late");
}

#[tokio::test]
async fn a_jump_over_two_thresholds_says_the_higher_one_and_an_extension_brings_none_back() {
    let story = Story::begin().await;
    let id = story.available(Service::Cast).await;
    story
        .olga
        .post(&format!("/api/v1/requests/{id}/take"), ())
        .await
        .expect(200);
    pass(&story, &id, 44.0).await;
    look(&story).await;
    assert_eq!(warned(&story.olga).await, [used(90)]);
    let extension = json!({ "ground": "tool_fault", "extra_h": 48 });
    story
        .ada
        .post(&format!("/api/v1/requests/{id}/extensions"), &extension)
        .await
        .expect(201);
    for hours in [1.0, 20.0, 25.0] {
        pass(&story, &id, hours).await;
        look(&story).await;
        assert_eq!(warned(&story.olga).await, [used(90)]);
    }
    pass(&story, &id, 10.0).await;
    look(&story).await;
    assert_eq!(
        warned(&story.olga).await,
        [used(90), format!("Late: the report of {NAME}")]
    );
}

#[tokio::test]
async fn many_servers_that_look_at_once_say_it_once() {
    let story = Story::begin().await;
    let id = story.available(Service::Cast).await;
    story
        .olga
        .post(&format!("/api/v1/requests/{id}/take"), ())
        .await
        .expect(200);
    pass(&story, &id, 37.0).await;
    six_look_at_once(&story).await;
    assert_eq!(warned(&story.olga).await, [used(75)]);
    assert_eq!(warned(&story.vera).await, [used(75)]);
}

async fn six_look_at_once(story: &Story) {
    tokio::join!(
        look(story),
        look(story),
        look(story),
        look(story),
        look(story),
        look(story)
    );
}

#[tokio::test]
async fn another_assignment_is_another_clock_and_nobody_is_warned_of_what_nobody_holds() {
    let story = Story::begin().await;
    let id = story.available(Service::Cast).await;
    let path = |rest: &str| format!("/api/v1/requests/{id}/{rest}");
    story.olga.post(&path("take"), ()).await.expect(200);
    pass(&story, &id, 25.0).await;
    look(&story).await;
    assert_eq!(warned(&story.olga).await, [used(50)]);
    story
        .olga
        .post(&path("hand-back"), json!({ "reason": "ill" }))
        .await
        .expect(200);
    look(&story).await;
    story.omar.post(&path("take"), ()).await.expect(200);
    look(&story).await;
    assert_eq!(warned(&story.omar).await, Vec::<String>::new());
    pass(&story, &id, 25.0).await;
    look(&story).await;
    assert_eq!(warned(&story.omar).await, [used(50)]);
    assert_eq!(warned(&story.olga).await, [used(50)]);
}

#[tokio::test]
async fn post_and_the_studio_hear_of_the_whole_until_it_is_concluded() {
    let story = Story::begin().await;
    let id = story.available(Service::Cast).await;
    let whole =
        |percent: u32| format!("{percent} % of the time for review and verification of {NAME} is used");
    pass(&story, &id, 61.0).await;
    look(&story).await;
    assert_eq!(warned(&story.pia).await, [whole(50)]);
    assert_eq!(warned(&story.ada).await, Vec::<String>::new());
    pass(&story, &id, 30.0).await;
    look(&story).await;
    assert_eq!(warned(&story.pia).await, [whole(50), whole(75)]);
    assert_eq!(warned(&story.ada).await, [whole(75)]);
    assert_eq!(warned(&story.max).await, Vec::<String>::new());
    story
        .pia
        .post(
            &format!("/api/v1/requests/{id}/cancel"),
            json!({ "reason": "recut" }),
        )
        .await
        .expect(200);
    pass(&story, &id, 60.0).await;
    look(&story).await;
    assert_eq!(warned(&story.pia).await.len(), 2);
}
