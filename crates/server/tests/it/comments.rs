//! Comments: who reads and writes what, threads, mentions, corrections, drafts, what is new, and who is told.

use qc::comment::{Visibility, readers};
use qc::person::Role;
use qc::request::{AssignmentModel, Phase, Service};
use serde_json::{Value, json};

use crate::world::{Person, Story, issue, text};

/// A report that is out, with one issue: everyone of the story has to do with it.
struct Stage {
    story: Story,
    request: String,
    issue: String,
}

impl Stage {
    async fn set() -> Stage {
        let story = Story::begin().await;
        story
            .assigns(Service::Cast, Phase::Verification, AssignmentModel::Pull)
            .await;
        let request = story.available(Service::Cast).await;
        let issues = story
            .reviews(&story.olga, &request, &[issue("issue", 10, 20)])
            .await;
        story.verifies(&story.vik, &request, &[]).await;
        let issue = issues.into_iter().next().expect("an issue");
        Stage {
            story,
            request,
            issue,
        }
    }

    fn people(&self) -> [(Role, &Person); 6] {
        let story = &self.story;
        [
            (Role::Operator, &story.olga),
            (Role::Verifier, &story.vik),
            (Role::VendorManager, &story.vera),
            (Role::Post, &story.pia),
            (Role::Production, &story.max),
            (Role::StudioAdmin, &story.ada),
        ]
    }

    async fn says(&self, who: &Person, about: &str, body: &str, to: Visibility) -> Value {
        let form = json!({ "body": body, "visibility": to });
        who.post(&talk(about, "/comments"), form).await.expect(201)
    }
}

fn talk(about: &str, rest: &str) -> String {
    format!("/api/v1/talks/{about}{rest}")
}

fn bodies(talk: &Value) -> Vec<String> {
    talk["comments"]
        .as_array()
        .expect("comments")
        .iter()
        .map(|comment| text(&comment["body"]))
        .collect()
}

#[tokio::test]
async fn each_role_reads_writes_and_can_be_mentioned_as_the_table_says() {
    let stage = Stage::set().await;
    for about in [&stage.request, &stage.issue] {
        for to in Visibility::ALL {
            for (role, person) in stage.people() {
                let form = json!({ "body": format!("{role} to {to}"), "visibility": to });
                let said = person.post(&talk(about, "/comments"), form).await;
                if readers(*to).contains(&role) {
                    said.expect(201);
                } else {
                    let refused = said.refused(422, "invalid");
                    assert_eq!(refused["fields"][0]["field"], "visibility", "{role} to {to}");
                }
            }
        }
        let names = |rows: &Value| -> Vec<String> {
            let rows = rows.as_array().expect("readers").iter();
            rows.map(|row| text(&row["person"]["name"])).collect()
        };
        let readers_for_ada = stage.story.ada.get(&talk(about, "/readers")).await.expect(200);
        for (role, person) in stage.people() {
            let view = person.get(&talk(about, "")).await.expect(200);
            for to in Visibility::ALL {
                let heard: Vec<String> = bodies(&view)
                    .into_iter()
                    .filter(|body| body.ends_with(&format!(" to {to}")))
                    .collect();
                // Olga's facility and Vik's are two: what one says to its own, the other does not hear.
                let (_, own_vendor): (_, &[Role]) = match role {
                    Role::Verifier => (role, &[Role::Verifier]),
                    Role::Operator | Role::VendorManager => (
                        role,
                        &[Role::Operator, Role::VendorManager, Role::Post, Role::StudioAdmin],
                    ),
                    _ => (role, readers(Visibility::Vendor)),
                };
                let mut expected: Vec<String> = match (readers(*to).contains(&role), to) {
                    (false, _) => Vec::new(),
                    (true, Visibility::Vendor) => of(own_vendor, *to),
                    (true, _) => of(readers(*to), *to),
                };
                let mut heard = heard;
                // On the request's page the comments on its issue stand too.
                heard.sort();
                heard.dedup();
                expected.sort();
                assert_eq!(heard, expected, "{role} hears what is said to {to}");
            }
            if role != Role::StudioAdmin {
                let listed = names(&readers_for_ada);
                let me = person.get("/api/v1/session").await.expect(200);
                let name = format!("{} Tester", text(&me["person"]["first_name"]));
                assert!(listed.contains(&name), "{name} in {listed:?}");
            }
        }
    }
    let page = talk(&stage.issue, "");
    stage.story.dan.get(&page).await.refused(404, "not_found");
    stage.story.omar.get(&page).await.refused(404, "not_found");
}

fn of(roles: &[Role], to: Visibility) -> Vec<String> {
    roles
        .iter()
        .filter(|role| **role != Role::DownloadManager)
        .map(|role| format!("{role} to {to}"))
        .collect()
}

#[tokio::test]
async fn whoever_could_only_take_the_task_hears_and_says_nothing() {
    let story = Story::begin().await;
    let request = story.available(Service::Cast).await;
    let said = json!({ "body": "Who takes it?", "visibility": "production" });
    story
        .ada
        .post(&talk(&request, "/comments"), &said)
        .await
        .expect(201);
    let view = story.olga.get(&talk(&request, "")).await.expect(200);
    assert_eq!((&view["comments"], &view["may_write"]), (&json!([]), &json!([])));
    story
        .olga
        .post(&talk(&request, "/comments"), &said)
        .await
        .refused(403, "not_permitted");
    let vendor = json!({ "body": "To whom?", "visibility": "vendor" });
    let refused = story.ada.post(&talk(&request, "/comments"), vendor).await;
    assert_eq!(
        refused.refused(422, "invalid")["fields"][0]["field"],
        "visibility"
    );
    story
        .olga
        .post(&format!("/api/v1/requests/{request}/take"), ())
        .await
        .expect(200);
    let view = story.olga.get(&talk(&request, "")).await.expect(200);
    assert_eq!(bodies(&view), ["Who takes it?"]);
}

#[tokio::test]
async fn production_hears_of_issues_when_the_report_is_out() {
    let story = Story::begin().await;
    let request = story.available(Service::Cast).await;
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
    let flagged = story
        .olga
        .post(
            &format!("/api/v1/requests/{request}/issues"),
            issue("issue", 1, 2),
        )
        .await
        .expect(201);
    let about = text(&flagged["id"]);
    let said = json!({ "body": "Look at the left", "visibility": "production" });
    story
        .olga
        .post(&talk(&about, "/comments"), said)
        .await
        .expect(201);
    story.max.get(&talk(&about, "")).await.refused(404, "not_found");
    let title = format!("/api/v1/titles/{}", story.title);
    assert_eq!(
        bodies(&story.max.get(&talk(&request, "")).await.expect(200)),
        Vec::<String>::new()
    );
    let listed = story.max.get(&format!("{title}/comments")).await.expect(200);
    assert_eq!(listed["items"], json!([]));
    let history = story.max.get(&format!("{title}/history")).await.expect(200);
    assert!(!history.to_string().contains("Look at the left"), "{history}");
    let readers = story.olga.get(&talk(&about, "/readers")).await.expect(200);
    assert!(!readers.to_string().contains("max"), "{readers}");
    let own = story.olga.get(&format!("{title}/comments")).await.expect(200);
    assert_eq!(own["items"][0]["body"], "Look at the left");
}

#[tokio::test]
async fn who_is_mentioned_is_told_and_who_cannot_see_it_is_not_mentioned() {
    let stage = Stage::set().await;
    let Stage { story, issue, .. } = &stage;
    let to_studio = json!({
        "body": "@max Tester must not know", "visibility": "studio", "mentions": [story.max.id],
    });
    let refused = story.pia.post(&talk(issue, "/comments"), to_studio).await;
    let problem = refused.refused(422, "invalid");
    assert!(
        text(&problem["fields"][0]["detail"]).starts_with("max Tester does not see"),
        "{problem}"
    );
    let stranger = json!({ "body": "@val", "visibility": "production", "mentions": [story.val.id] });
    let problem = story
        .pia
        .post(&talk(issue, "/comments"), stranger)
        .await
        .refused(422, "invalid");
    assert!(!problem.to_string().contains("val Tester"), "{problem}");

    let form =
        json!({ "body": "@max Tester where?", "visibility": "production", "mentions": [story.max.id] });
    let said = story.pia.post(&talk(issue, "/comments"), form).await.expect(201);
    let told = |who: &Person, kind: &str| {
        let (who, kind) = (who.id.uuid(), kind.to_owned());
        async move {
            sqlx::query_scalar::<_, String>("select link from notice where person_id = $1 and kind = $2")
                .bind(who)
                .bind(kind)
                .fetch_all(&story.world.app().db)
                .await
                .expect("notices")
        }
    };
    assert_eq!(
        told(&story.max, "mentioned").await,
        [format!("/comments/{}", text(&said["id"]))]
    );
    assert_eq!(told(&story.max, "comment_added").await, Vec::<String>::new());
    assert_eq!(told(&story.olga, "comment_added").await.len(), 1, "her issue");
    assert_eq!(told(&story.vik, "comment_added").await.len(), 0);

    // A correction tells only those who are new in it.
    let path = format!("/api/v1/comments/{}", text(&said["id"]));
    let corrected =
        json!({ "body": "@max Tester @vik Tester where?", "mentions": [story.max.id, story.vik.id] });
    let view = story.pia.patch(&path, 1, corrected).await.expect(200);
    assert_eq!(view["mentions"].as_array().map(Vec::len), Some(2));
    assert_eq!(told(&story.max, "mentioned").await.len(), 1);
    assert_eq!(told(&story.vik, "mentioned").await.len(), 1);
}

#[tokio::test]
async fn a_reply_belongs_to_its_thread_and_its_readers() {
    let stage = Stage::set().await;
    let Stage { story, request, .. } = &stage;
    let first = stage
        .says(&story.olga, request, "Is the slate wanted?", Visibility::Vendor)
        .await;
    let reply = |to: &Value, visibility: &str| json!({ "body": "It is", "visibility": visibility, "reply_to_id": to });
    let wider = story
        .pia
        .post(&talk(request, "/comments"), reply(&first["id"], "production"))
        .await;
    assert_eq!(wider.refused(422, "invalid")["fields"][0]["field"], "visibility");
    let second = story
        .pia
        .post(&talk(request, "/comments"), reply(&first["id"], "vendor"))
        .await
        .expect(201);
    let third = story
        .vera
        .post(&talk(request, "/comments"), reply(&second["id"], "vendor"))
        .await
        .expect(201);
    assert_eq!(third["reply_to_id"], first["id"], "a thread has one head");
    // Vik is of another facility: the thread is not there for him.
    story
        .vik
        .post(&talk(request, "/comments"), reply(&first["id"], "vendor"))
        .await
        .refused(422, "invalid");
    story
        .vik
        .get(&format!("/api/v1/comments/{}", text(&first["id"])))
        .await
        .refused(404, "not_found");
    let told: Vec<(uuid::Uuid,)> =
        sqlx::query_as("select person_id from notice where kind = 'comment_added' order by created_at")
            .fetch_all(&story.world.app().db)
            .await
            .expect("notices");
    assert!(told.contains(&(story.olga.id.uuid(),)), "she asked");
    assert!(told.contains(&(story.pia.id.uuid(),)), "she answered");
    assert!(!told.contains(&(story.vik.id.uuid(),)));
}

#[tokio::test]
async fn a_comment_is_corrected_for_a_while_and_leaves_its_place_when_deleted() {
    let stage = Stage::set().await;
    let Stage { story, request, .. } = &stage;
    let said = stage
        .says(&story.olga, request, "At two minuts", Visibility::Production)
        .await;
    let path = format!("/api/v1/comments/{}", text(&said["id"]));
    let form = json!({ "body": "At two minutes" });
    story
        .vera
        .patch(&path, 1, &form)
        .await
        .refused(403, "not_permitted");
    story.olga.patch(&path, 7, &form).await.refused(412, "stale");
    story
        .olga
        .patch(&path, 1, json!({ "body": "nul \u{0} byte" }))
        .await
        .refused(422, "invalid");
    let corrected = story.olga.patch(&path, 1, &form).await.expect(200);
    assert!(corrected["edited_at"].is_string());
    sqlx::query("update comment set created_at = now() - interval '16 minutes'")
        .execute(&story.world.app().db)
        .await
        .expect("aged");
    story
        .olga
        .patch(&path, 2, &form)
        .await
        .refused(409, "not_allowed_now");
    let late = story.olga.get(&path).await.expect(200);
    assert_eq!(late["actions"][0]["allowed"], false);
    assert_eq!(late["actions"][1]["allowed"], true);

    let delete = |revision: i64| {
        story
            .olga
            .call(reqwest::Method::DELETE, &path)
            .header("If-Match", format!("\"{revision}\""))
            .send()
    };
    assert_eq!(delete(1).await.expect("an answer").status(), 412);
    assert_eq!(delete(2).await.expect("an answer").status(), 204);
    assert_eq!(delete(3).await.expect("an answer").status(), 409, "once");
    let view = story.max.get(&talk(request, "")).await.expect(200);
    assert_eq!(view["comments"][0]["body"], "");
    assert!(view["comments"][0]["deleted_at"].is_string());
    let history = story
        .olga
        .get(&format!("/api/v1/requests/{request}/history?kind=comments"))
        .await
        .expect(200);
    let summaries: Vec<String> = history["items"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| text(&row["act"]))
        .collect();
    assert_eq!(
        summaries,
        ["comment.deleted", "comment.corrected", "comment.added"]
    );
    assert_eq!(history["items"][1]["changes"][0]["before"], "At two minuts");
}

#[tokio::test]
async fn what_is_new_is_new_until_it_was_seen() {
    let stage = Stage::set().await;
    let Stage {
        story,
        request,
        issue,
    } = &stage;
    let said = stage
        .says(&story.max, issue, "Which shot?", Visibility::Production)
        .await;
    let new = async |who: &Person| who.get(&talk(issue, "")).await.expect(200)["new_count"].clone();
    assert_eq!(new(&story.olga).await, 1);
    assert_eq!(new(&story.max).await, 0, "one's own is not new");
    let row = |list: Value| list["items"][0]["new_comment_count"].clone();
    let issues = format!("/api/v1/requests/{request}/issues");
    assert_eq!(row(story.olga.get(&issues).await.expect(200)), 1);
    story
        .olga
        .post("/api/v1/comments/read", json!({ "ids": [said["id"]] }))
        .await
        .expect(204);
    assert_eq!(new(&story.olga).await, 0);
    assert_eq!(row(story.olga.get(&issues).await.expect(200)), 0);
    assert_eq!(new(&story.pia).await, 1, "others have not seen it");
    assert_eq!(
        story.olga.get(&issues).await.expect(200)["items"][0]["comment_count"],
        1
    );
}

#[tokio::test]
async fn what_is_typed_is_kept_for_its_author_until_it_is_said() {
    let stage = Stage::set().await;
    let Stage { story, request, .. } = &stage;
    let path = talk(request, "/draft");
    assert_eq!(story.olga.get(&path).await.status, 204);
    let body = json!({ "body": { "text": "I thi" } });
    story.olga.put(&path, &body).await.refused(428, "needs_if_match");
    let first = story
        .olga
        .call(reqwest::Method::PUT, &path)
        .header("If-None-Match", "*")
        .json(&body);
    assert_eq!(first.send().await.expect("an answer").status(), 200);
    let second = story
        .olga
        .call(reqwest::Method::PUT, &path)
        .header("If-None-Match", "*")
        .json(&body);
    assert_eq!(
        second.send().await.expect("an answer").status(),
        412,
        "another tab keeps one"
    );
    assert_eq!(story.olga.get(&path).await.expect(200)["body"]["text"], "I thi");
    assert_eq!(story.pia.get(&path).await.status, 204);
    stage
        .says(&story.olga, request, "I think so", Visibility::Production)
        .await;
    assert_eq!(story.olga.get(&path).await.status, 204);
}

#[tokio::test]
async fn the_same_comment_twice_is_one() {
    let stage = Stage::set().await;
    let Stage { story, request, .. } = &stage;
    let say = || {
        let call = story
            .olga
            .call(reqwest::Method::POST, &talk(request, "/comments"))
            .header("Idempotency-Key", "c-1");
        crate::world::Reply::of(call.json(&json!({ "body": "Once", "visibility": "production" })))
    };
    assert_eq!(say().await.expect(201)["id"], say().await.expect(201)["id"]);
    let view = story.olga.get(&talk(request, "")).await.expect(200);
    assert_eq!(bodies(&view), ["Once"]);
}

#[tokio::test]
async fn only_pages_of_those_who_read_it_move() {
    let stage = Stage::set().await;
    let Stage { story, request, .. } = &stage;
    stage
        .says(&story.pia, request, "Between us", Visibility::Studio)
        .await;
    let told: Vec<(Option<uuid::Uuid>,)> =
        sqlx::query_as("select person_id from event where kind = 'comment'")
            .fetch_all(&story.world.app().db)
            .await
            .expect("events");
    let mut told: Vec<_> = told.into_iter().map(|(person,)| person).collect();
    let mut expected = vec![Some(story.ada.id.uuid()), Some(story.pia.id.uuid())];
    told.sort();
    expected.sort();
    assert_eq!(told, expected);
}
