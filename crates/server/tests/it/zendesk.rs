//! Tickets and Zendesk: pushed once whatever happens on the way, read back, and nothing lost while it is away.

use serde_json::{Value, json};
use server::jobs::{Attempt, Job};
use server::tickets::zendesk::{PullZendesk, PushTicket};
use uuid::Uuid;

use crate::world::zendesk::{Fault, Zendesk};
use crate::world::{Story, text};

struct Connected {
    story: Story,
    zendesk: Zendesk,
}

impl Connected {
    async fn begin() -> Connected {
        let (zendesk, setting) = Zendesk::start().await;
        Connected {
            story: Story::begin_with(|settings| settings.zendesk = Some(setting)).await,
            zendesk,
        }
    }

    async fn opens(&self, subject: &str) -> Value {
        let form = json!({ "kind": "player_fault", "subject": subject, "description": "The picture stands still.",
            "context": { "browser": "Chrome 131" } });
        self.story.olga.post("/api/v1/tickets", form).await.expect(201)
    }

    /// Does the waiting push, due or not; says in how many seconds it would have been done.
    async fn pushes(&self) -> i64 {
        let db = &self.story.world.app().db;
        let token = Uuid::new_v4();
        let taken: (i64, Value, f64) = sqlx::query_as(
            "update job set state = 'running', lease_token = $1, lease_until = now() + interval '1 minute'
             where id = (select id from job where kind = 'zendesk.push' and state = 'waiting' order by id limit 1)
             returning id, payload, extract(epoch from run_at - now())::float8",
        )
        .bind(token)
        .fetch_one(db)
        .await
        .expect("a waiting push");
        let push: PushTicket = serde_json::from_value(taken.1).expect("a push");
        let attempt = Attempt {
            job: taken.0,
            number: 1,
            is_last: false,
            token,
        };
        push.run(self.story.world.app(), &attempt).await.expect("is done");
        taken.2.round() as i64
    }

    async fn waiting(&self) -> i64 {
        let count = sqlx::query_scalar("select count(*) from job where kind = 'zendesk.push'");
        count
            .fetch_one(&self.story.world.app().db)
            .await
            .expect("a number")
    }

    async fn pulls(&self) {
        let attempt = Attempt {
            job: 1,
            number: 1,
            is_last: false,
            token: Uuid::new_v4(),
        };
        PullZendesk
            .run(self.story.world.app(), &attempt)
            .await
            .expect("pulls");
    }

    async fn seen_by_studio(&self, ticket: &Value) -> Value {
        self.story.ada.get(&path(ticket, "")).await.expect(200)
    }
}

fn path(ticket: &Value, rest: &str) -> String {
    format!("/api/v1/tickets/{}{rest}", text(&ticket["id"]))
}

fn number_there(ticket: &Value) -> i64 {
    ticket["zendesk"]["number"].as_i64().expect("a number there")
}

#[tokio::test]
async fn a_ticket_is_pushed_with_all_that_an_agent_needs() {
    let world = Connected::begin().await;
    let request = world.story.available(qc::request::Service::Cast).await;
    let attached = world
        .story
        .olga
        .post(
            "/api/v1/ticket-attachments?kind=diagnostics",
            json!({ "calls": [], "errors": [] }),
        )
        .await
        .expect(201);
    let form = json!({ "kind": "player_fault", "subject": "S01E03 · Cast QC", "description": "It stands still.",
        "request_id": request, "context": { "browser": "Chrome 131" }, "attachment_ids": [attached["id"]] });
    let opened = world.story.olga.post("/api/v1/tickets", form).await.expect(201);
    assert_eq!(
        (&opened["zendesk"]["state"], &opened["zendesk"]["number"]),
        (&json!("waiting"), &Value::Null)
    );
    world.pushes().await;

    let there = world.zendesk.at(|desk| desk.tickets[0].clone());
    assert_eq!(there["subject"], "S01E03 · Cast QC");
    assert_eq!(there["external_id"], format!("asset-qc-{}", text(&opened["id"])));
    assert_eq!(
        there["requester"],
        json!({ "name": "olga Tester", "email": "olga@northlight.example" })
    );
    assert_eq!(
        there["tags"],
        json!(["asset_qc", "kind_player_fault", "team_platform_support"])
    );
    assert_eq!((&there["brand_id"], &there["group_id"]), (&json!(40), &json!(51)));
    assert_eq!(there["comment"]["uploads"], json!(["token-1"]));
    let fields = there["custom_fields"].as_array().expect("fields");
    assert!(
        fields
            .iter()
            .any(|field| field["id"] == 60 && text(&field["value"]).contains(&request))
    );
    let body = text(&there["comment"]["body"]);
    for part in [
        "It stands still.",
        "/requests/",
        "/tickets/",
        "browser: Chrome 131",
    ] {
        assert!(body.contains(part), "{part} in {body}");
    }
    let seen = world.seen_by_studio(&opened).await;
    assert_eq!(seen["zendesk"]["state"], "synced");
    assert!(text(&seen["zendesk"]["url"]).ends_with(&format!("/agent/tickets/{}", number_there(&seen))));
    let of_author = world.story.olga.get(&path(&opened, "")).await.expect(200);
    assert_eq!(of_author["zendesk"]["url"], Value::Null);
    assert_eq!(number_there(&of_author), number_there(&seen));
}

#[tokio::test]
async fn replies_and_states_are_pushed() {
    let world = Connected::begin().await;
    let opened = world.opens("It stops").await;
    world.pushes().await;
    world
        .story
        .olga
        .post(&path(&opened, "/replies"), json!({ "body": "Still so." }))
        .await
        .expect(201);
    let answer = json!({ "body": "Mended.", "state": "solved" });
    world
        .story
        .ada
        .post(&path(&opened, "/replies"), answer)
        .await
        .expect(201);
    let note = json!({ "body": "Was the cache.", "is_internal": true });
    world
        .story
        .ada
        .post(&path(&opened, "/replies"), note)
        .await
        .expect(201);
    world.pushes().await;
    assert_eq!(world.waiting().await, 0, "one push carried all of it");
    let seen = world.seen_by_studio(&opened).await;
    let id = number_there(&seen);
    let (status, comments) = world.zendesk.at(|desk| {
        let requester = desk.ticket(id)["requester_id"].clone();
        let comments: Vec<(String, bool, bool)> = desk.audits[&id]
            .iter()
            .skip(1)
            .map(|audit| &audit["events"][0])
            .map(|event| {
                (
                    text(&event["body"]),
                    event["public"] == true,
                    event["author_id"] == requester,
                )
            })
            .collect();
        (desk.ticket(id)["status"].clone(), comments)
    });
    assert_eq!(status, "solved");
    assert_eq!(
        comments,
        [
            ("Still so.".to_owned(), true, true),
            ("Mended.\n\nada Tester".to_owned(), true, false),
            ("Was the cache.\n\nada Tester".to_owned(), false, false),
        ]
    );
    assert!(
        seen["replies"]
            .as_array()
            .expect("replies")
            .iter()
            .all(|reply| reply["is_in_zendesk"] == true)
    );
}

#[tokio::test]
async fn a_lost_answer_makes_no_second_ticket_and_no_second_comment() {
    let world = Connected::begin().await;
    let opened = world.opens("It stops").await;
    world.zendesk.fails(Fault::AnswerLost);
    world.pushes().await;
    let seen = world.seen_by_studio(&opened).await;
    assert_eq!(seen["zendesk"]["state"], "waiting");
    assert!(
        text(&seen["zendesk"]["problem"]).contains("cannot be reached"),
        "{seen}"
    );
    let wait_s = world.pushes().await;
    assert!((25..=31).contains(&wait_s), "{wait_s}");
    assert_eq!(world.zendesk.at(|desk| desk.tickets.len()), 1);

    world
        .story
        .olga
        .post(&path(&opened, "/replies"), json!({ "body": "Hello?" }))
        .await
        .expect(201);
    world.zendesk.fails(Fault::AnswerLost);
    world.pushes().await;
    world.pushes().await;
    let seen = world.seen_by_studio(&opened).await;
    assert_eq!(seen["zendesk"]["state"], "synced");
    assert_eq!(
        world.zendesk.at(|desk| desk.audits[&number_there(&seen)].len()),
        2
    );
    world.pulls().await;
    assert_eq!(
        world.seen_by_studio(&opened).await["replies"]
            .as_array()
            .expect("replies")
            .len(),
        1
    );
}

#[tokio::test]
async fn what_fails_for_a_while_is_tried_again_when_zendesk_says_so() {
    let world = Connected::begin().await;
    let opened = world.opens("It stops").await;
    world.zendesk.fails(Fault::Status(429, Some(93)));
    world.pushes().await;
    assert!(text(&world.seen_by_studio(&opened).await["zendesk"]["problem"]).contains("429"));
    world.zendesk.fails(Fault::Status(500, None));
    let wait_s = world.pushes().await;
    assert!((88..=94).contains(&wait_s), "{wait_s}");
    world.zendesk.fails(Fault::Status(503, Some(7)));
    let wait_s = world.pushes().await;
    assert!(
        (55..=61).contains(&wait_s),
        "twice as long the second time: {wait_s}"
    );
    let wait_s = world.pushes().await;
    assert!((3..=8).contains(&wait_s), "{wait_s}");
    assert_eq!(world.seen_by_studio(&opened).await["zendesk"]["state"], "synced");
    assert_eq!(world.zendesk.at(|desk| desk.tickets.len()), 1);
}

#[tokio::test]
async fn a_refused_ticket_is_shown_and_pushed_again_by_hand() {
    let world = Connected::begin().await;
    let opened = world.opens("forbidden").await;
    world.pushes().await;
    let seen = world.seen_by_studio(&opened).await;
    assert_eq!(seen["zendesk"]["state"], "failed");
    assert!(
        text(&seen["zendesk"]["problem"]).contains("Subject: is forbidden"),
        "{seen}"
    );
    let of_author = world.story.olga.get(&path(&opened, "")).await.expect(200);
    assert_eq!(of_author["zendesk"]["problem"], Value::Null);
    assert_eq!(world.waiting().await, 0, "the same again would get the same");
    sqlx::query("update ticket set subject = 'allowed'")
        .execute(&world.story.world.app().db)
        .await
        .expect("mended");
    world
        .story
        .ada
        .post(&path(&opened, "/sync"), ())
        .await
        .expect(200);
    world.pushes().await;
    assert_eq!(world.seen_by_studio(&opened).await["zendesk"]["state"], "synced");
    world
        .story
        .ada
        .post(&path(&opened, "/sync"), ())
        .await
        .refused(409, "not_allowed_now");
}

#[tokio::test]
async fn wrong_credentials_are_named_and_the_built_in_queue_goes_on() {
    let (zendesk, mut setting) = Zendesk::start().await;
    setting.token = server::config::Secret::new("hush");
    let world = Connected {
        story: Story::begin_with(|settings| settings.zendesk = Some(setting)).await,
        zendesk,
    };
    let opened = world.opens("It stops").await;
    world.pushes().await;
    let seen = world.seen_by_studio(&opened).await;
    let problem = text(&seen["zendesk"]["problem"]);
    assert!(
        problem.contains("zendesk_token") && !problem.contains("hush"),
        "{problem}"
    );
    world
        .story
        .ada
        .post(&path(&opened, "/replies"), json!({ "body": "Reload, please." }))
        .await
        .expect(201);
    let of_author = world.story.olga.get(&path(&opened, "")).await.expect(200);
    assert_eq!(of_author["replies"][0]["body"], "Reload, please.");
    assert_eq!(of_author["replies"][0]["is_in_zendesk"], false);
}

#[tokio::test]
async fn what_agents_do_there_comes_back_once() {
    let world = Connected::begin().await;
    let opened = world.opens("It stops").await;
    world.pushes().await;
    let id = number_there(&world.seen_by_studio(&opened).await);
    world.zendesk.agent_comments(id, "Which version of Chrome?", true);
    world.zendesk.agent_comments(id, "Probably the cache.", false);
    world.zendesk.agent_sets(id, "pending");
    for _ in 0..2 {
        world.pulls().await;
    }
    let seen = world.seen_by_studio(&opened).await;
    assert_eq!(seen["state"], "pending");
    let replies: Vec<(String, String, bool)> = seen["replies"]
        .as_array()
        .expect("replies")
        .iter()
        .map(|reply| {
            (
                text(&reply["author_name"]),
                text(&reply["body"]),
                reply["is_internal"] == true,
            )
        })
        .collect();
    let zoe = "Zoe Agent".to_owned();
    assert_eq!(
        replies,
        [
            (zoe.clone(), "Which version of Chrome?".to_owned(), false),
            (zoe, "Probably the cache.".to_owned(), true)
        ]
    );
    let of_author = world.story.olga.get(&path(&opened, "")).await.expect(200);
    assert_eq!(of_author["replies"].as_array().expect("replies").len(), 1);
    let told = world.story.olga.get("/api/v1/notices").await.expect(200);
    assert!(told.to_string().contains("Which version of Chrome?"), "{told}");

    // The author answers by mail, there.
    world.zendesk.requester_comments(id, "131");
    world.zendesk.agent_sets(id, "open");
    world.pulls().await;
    let seen = world.seen_by_studio(&opened).await;
    assert_eq!(seen["replies"][2]["author"]["name"], "olga Tester");
    assert_eq!(seen["state"], "open");
    // A closed ticket there is a closed ticket here.
    world.zendesk.agent_sets(id, "closed");
    world.pulls().await;
    assert_eq!(world.seen_by_studio(&opened).await["state"], "closed");
}

#[tokio::test]
async fn while_zendesk_is_away_its_changes_wait() {
    let world = Connected::begin().await;
    let opened = world.opens("It stops").await;
    world.pushes().await;
    let id = number_there(&world.seen_by_studio(&opened).await);
    world.zendesk.agent_sets(id, "solved");
    world.zendesk.fails(Fault::Status(503, None));
    world.pulls().await;
    assert_eq!(world.seen_by_studio(&opened).await["state"], "new");
    world.pulls().await;
    assert_eq!(world.seen_by_studio(&opened).await["state"], "solved");
    world.zendesk.agent_sets(id, "deleted");
    world.pulls().await;
    let seen = world.seen_by_studio(&opened).await;
    assert!(text(&seen["zendesk"]["problem"]).contains("deleted"), "{seen}");
}

#[tokio::test]
async fn without_zendesk_nothing_is_pushed() {
    let story = Story::begin().await;
    let form = json!({ "kind": "other", "subject": "s", "description": "d" });
    let opened = story.olga.post("/api/v1/tickets", form).await.expect(201);
    assert_eq!(opened["zendesk"], Value::Null);
    story
        .olga
        .post(&path(&opened, "/replies"), json!({ "body": "b" }))
        .await
        .expect(201);
    let pushes: i64 = sqlx::query_scalar("select count(*) from job where kind = 'zendesk.push'")
        .fetch_one(&story.world.app().db)
        .await
        .expect("a number");
    assert_eq!(pushes, 0);
    story
        .ada
        .post(&path(&opened, "/sync"), ())
        .await
        .refused(409, "not_allowed_now");
}
