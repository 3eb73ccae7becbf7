//! More time: asked for by the vendor manager with a ticket, granted or refused by the studio from the ticket in one act.

use qc::request::Service;
use serde_json::{Value, json};

use crate::world::{Person, Story, text};

fn ask(ground: &str, extra_h: u32) -> Value {
    json!({ "ground": ground, "extra_h": extra_h, "subject": "More time: S01E03, Cast QC, SDR", "why": "The line was down all night." })
}

async fn held(story: &Story) -> String {
    let id = story.available(Service::Cast).await;
    story
        .olga
        .post(&format!("/api/v1/requests/{id}/take"), ())
        .await
        .expect(200);
    id
}

async fn action(person: &Person, id: &str, act: &str) -> Value {
    let view = person.get(&format!("/api/v1/requests/{id}")).await.expect(200);
    let actions = view["actions"].as_array().expect("actions");
    actions
        .iter()
        .find(|action| action["act"] == act)
        .cloned()
        .unwrap_or(Value::Null)
}

async fn kinds(person: &Person) -> Vec<String> {
    let page = person.get("/api/v1/notices").await.expect(200);
    page["items"]
        .as_array()
        .expect("notices")
        .iter()
        .map(|notice| text(&notice["kind"]))
        .collect()
}

fn of_ticket(asked: &Value, rest: &str) -> String {
    format!("/api/v1/tickets/{}{rest}", text(&asked["ticket_id"]))
}

#[tokio::test]
async fn what_is_asked_for_is_granted_from_the_ticket_in_one_act() {
    let story = Story::begin().await;
    let id = held(&story).await;
    let path = format!("/api/v1/requests/{id}/extensions/ask");
    for other in [&story.olga, &story.dan, &story.pia, &story.ada] {
        other
            .post(&path, ask("tool_fault", 24))
            .await
            .refused(403, "not_permitted");
    }
    assert_eq!(action(&story.vera, &id, "ask_extension").await["allowed"], true);
    let before = story
        .olga
        .get(&format!("/api/v1/requests/{id}"))
        .await
        .expect(200)["clock"]
        .clone();
    let asked = story
        .vera
        .post(&path, ask("download_trouble", 24))
        .await
        .expect(201);
    assert_eq!(asked["state"], "waiting");
    assert_eq!(asked["due_at"], before["report_due_at"]);
    let again = action(&story.vera, &id, "ask_extension").await;
    assert_eq!(
        again["why_not"],
        "More time has been asked for already; the studio has not answered yet."
    );
    story
        .vera
        .post(&path, ask("tool_fault", 8))
        .await
        .refused(409, "not_allowed_now");

    let ticket = story.ada.get(&of_ticket(&asked, "")).await.expect(200);
    assert_eq!(ticket["kind"], "sla_extension");
    assert_eq!(ticket["request_id"], json!(id));
    story.vera.get(&of_ticket(&asked, "/extension")).await.expect(200);
    story
        .omar
        .get(&of_ticket(&asked, "/extension"))
        .await
        .refused(404, "not_found");
    story
        .vera
        .post(&of_ticket(&asked, "/extension/grant"), json!({}))
        .await
        .refused(403, "not_permitted");

    let granted = story
        .ada
        .post(
            &of_ticket(&asked, "/extension/grant"),
            json!({ "extra_h": 12, "note": "Twelve will do." }),
        )
        .await
        .expect(201);
    assert_eq!(granted["state"], "granted");
    assert_eq!(granted["granted_s"], 12 * 3600);
    assert_eq!(granted["original_due_at"], before["report_due_at"]);
    assert_ne!(granted["due_at"], before["report_due_at"]);
    let ticket = story.ada.get(&of_ticket(&asked, "")).await.expect(200);
    assert_eq!(ticket["state"], "solved");
    let view = story
        .olga
        .get(&format!("/api/v1/requests/{id}"))
        .await
        .expect(200);
    assert_eq!(view["extensions"][0]["ticket_id"], asked["ticket_id"]);
    assert_eq!(view["extensions"][0]["ground"], "download_trouble");
    assert_eq!(view["clock"]["original_due_at"], before["report_due_at"]);
    assert_eq!(view["clock"]["original_whole_due_at"], before["whole_due_at"]);
    assert_eq!(view["clock"]["report_due_at"], granted["due_at"]);
    assert_eq!(kinds(&story.vera).await, ["extension_granted"]);
    assert_eq!(kinds(&story.olga).await, ["extension_granted"]);

    story
        .ada
        .post(&of_ticket(&asked, "/extension/grant"), json!({}))
        .await
        .refused(409, "not_allowed_now");
    assert_eq!(action(&story.vera, &id, "ask_extension").await["allowed"], true);
}

#[tokio::test]
async fn a_refusal_says_why_and_the_clock_stays() {
    let story = Story::begin().await;
    let id = held(&story).await;
    let path = format!("/api/v1/requests/{id}/extensions/ask");
    let asked = story
        .vera
        .post(&path, ask("capacity_limits", 24))
        .await
        .expect(201);
    story
        .ada
        .post(&of_ticket(&asked, "/extension/refuse"), json!({ "reason": " " }))
        .await
        .refused(422, "invalid");
    let refused = story
        .ada
        .post(
            &of_ticket(&asked, "/extension/refuse"),
            json!({ "reason": "The release date stands." }),
        )
        .await
        .expect(200);
    assert_eq!(refused["state"], "refused");
    assert_eq!(refused["answer"], "The release date stands.");
    assert_eq!(refused["due_at"], asked["due_at"]);
    let ticket = story.ada.get(&of_ticket(&asked, "")).await.expect(200);
    assert_eq!(ticket["state"], "solved");
    assert_eq!(kinds(&story.vera).await, ["extension_refused"]);
    assert_eq!(kinds(&story.olga).await, ["extension_refused"]);
    let history = story
        .ada
        .get(&format!("/api/v1/requests/{id}/history"))
        .await
        .expect(200);
    assert!(history.to_string().contains("extension refused"), "{history}");
}

#[tokio::test]
async fn an_open_ticket_is_a_ground_only_while_there_is_one() {
    let story = Story::begin().await;
    let id = held(&story).await;
    let path = format!("/api/v1/requests/{id}/extensions");
    let form = json!({ "ground": "open_ticket", "extra_h": 24 });
    let problem = story.ada.post(&path, &form).await.refused(422, "invalid");
    assert_eq!(problem["fields"][0]["code"], "no_open_ticket");
    story
        .vera
        .post(&format!("{path}/ask"), ask("open_ticket", 24))
        .await
        .refused(422, "invalid");
    let ticket =
        json!({ "request_id": id, "kind": "player_fault", "subject": "It stands", "description": "still" });
    let ticket = story.olga.post("/api/v1/tickets", ticket).await.expect(201);
    let asked = story
        .vera
        .post(&format!("{path}/ask"), ask("open_ticket", 24))
        .await
        .expect(201);
    story.ada.post(&path, &form).await.expect(201);
    // Solved meanwhile: the time was lost all the same.
    story
        .ada
        .post(
            &format!("/api/v1/tickets/{}/state", text(&ticket["id"])),
            json!({ "state": "solved", "reason": "" }),
        )
        .await
        .expect(200);
    story.ada.post(&path, &form).await.refused(422, "invalid");
    story
        .ada
        .post(&of_ticket(&asked, "/extension/grant"), json!({}))
        .await
        .expect(201);
}

#[tokio::test]
async fn a_form_that_is_wrong_leaves_nothing_behind() {
    let story = Story::begin().await;
    let id = held(&story).await;
    let path = format!("/api/v1/requests/{id}/extensions/ask");
    for (form, field) in [
        (ask("tool_fault", 0), "extra_h"),
        (ask("tool_fault", 241), "extra_h"),
        (
            json!({ "ground": "tool_fault", "extra_h": 8, "subject": " ", "why": "x" }),
            "subject",
        ),
        (
            json!({ "ground": "tool_fault", "extra_h": 8, "subject": "x", "why": "" }),
            "description",
        ),
    ] {
        let problem = story.vera.post(&path, form).await.refused(422, "invalid");
        assert_eq!(problem["fields"][0]["field"], field, "{problem}");
    }
    let tickets = story.ada.get("/api/v1/tickets").await.expect(200);
    assert_eq!(tickets["items"], json!([]));
    let plain = json!({ "request_id": id, "kind": "sla_extension", "subject": "x", "description": "y" });
    story
        .vera
        .post("/api/v1/tickets", plain)
        .await
        .refused(422, "invalid");
}

#[tokio::test]
async fn two_who_ask_or_answer_at_once_do_it_once() {
    let story = Story::begin().await;
    let id = held(&story).await;
    let path = format!("/api/v1/requests/{id}/extensions/ask");
    let (one, two) = tokio::join!(
        story.vera.post(&path, ask("tool_fault", 24)),
        story.vera.post(&path, ask("tool_fault", 24))
    );
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
    let asked: Value = [one, two]
        .iter()
        .find(|reply| reply.status == 201)
        .map(|reply| reply.expect(201))
        .expect("one");
    let (grant, refuse) = (
        of_ticket(&asked, "/extension/grant"),
        of_ticket(&asked, "/extension/refuse"),
    );
    let (one, two) = tokio::join!(
        story.ada.post(&grant, json!({})),
        story.ada.post(&refuse, json!({ "reason": "no" }))
    );
    let done = [&one, &two]
        .iter()
        .filter(|reply| reply.status.is_success())
        .count();
    assert_eq!(done, 1, "{} {}", one.text, two.text);
    let refused = if one.status.is_success() { two } else { one };
    assert_eq!(refused.status, 409, "{}", refused.text);
}
