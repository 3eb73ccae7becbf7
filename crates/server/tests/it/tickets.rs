//! Tickets: who reads them, what a form must say, how they are answered, and onboarding by ticket.

use qc::request::Service;
use serde_json::{Value, json};

use crate::world::{Reply, Story, World, text};

fn ticket(kind: &str) -> Value {
    json!({ "kind": kind, "subject": "S01E03 · Cast QC", "description": "The picture stands still.", "context": { "page": "/work" } })
}

fn onboarding(lines: &str) -> Value {
    json!({ "kind": "onboarding", "subject": "anything", "description": lines })
}

fn path(ticket: &Value, rest: &str) -> String {
    format!("/api/v1/tickets/{}{rest}", text(&ticket["id"]))
}

#[tokio::test]
async fn a_ticket_is_read_by_its_author_and_the_studio_alone() {
    let story = Story::begin().await;
    let opened = story
        .olga
        .post("/api/v1/tickets", ticket("player_fault"))
        .await
        .expect(201);
    assert_eq!(opened["state"], "new");
    assert_eq!(opened["team"], "platform_support");
    assert_eq!(opened["author"]["name"], "olga Tester");

    story.olga.get(&path(&opened, "")).await.expect(200);
    story.ada.get(&path(&opened, "")).await.expect(200);
    for other in [&story.omar, &story.vera, &story.pia, &story.vik] {
        other.get(&path(&opened, "")).await.refused(404, "not_found");
        let list = other.get("/api/v1/tickets").await.expect(200);
        assert_eq!(list["items"], json!([]));
    }
    let all = story.ada.get("/api/v1/tickets").await.expect(200);
    assert_eq!(all["items"][0]["id"], opened["id"]);
    let told = story.ada.get("/api/v1/notices").await.expect(200);
    assert_eq!(told["items"][0]["kind"], "ticket_opened");
}

#[tokio::test]
async fn a_ticket_says_which_field_is_wrong() {
    let world = World::without_workers().await;
    let pia = world.post("pia@studio.example").await;
    let fields = |problem: Value| -> Vec<String> {
        problem["fields"]
            .as_array()
            .expect("fields")
            .iter()
            .map(|field| text(&field["field"]))
            .collect()
    };
    let empty = json!({ "kind": "other", "subject": " ", "description": "" });
    let problem = pia.post("/api/v1/tickets", empty).await.refused(422, "invalid");
    assert_eq!(fields(problem), ["subject", "description"]);
    let long =
        json!({ "kind": "other", "subject": "x".repeat(301), "description": "y", "context": "z".repeat(10) });
    let problem = pia.post("/api/v1/tickets", long).await.refused(422, "invalid");
    assert_eq!(fields(problem), ["subject", "context"]);
    let problem = pia
        .post("/api/v1/tickets", ticket("sla_extension"))
        .await
        .refused(422, "invalid");
    assert_eq!(fields(problem), ["request_id"]);
    let problem = pia
        .post("/api/v1/tickets", ticket("bribe"))
        .await
        .refused(422, "invalid");
    assert_eq!(fields(problem), ["kind"]);
}

#[tokio::test]
async fn a_ticket_is_about_a_request_that_its_author_sees() {
    let story = Story::begin().await;
    let request = story.available(Service::Cast).await;
    let elsewhere = story.world.facility("Elsewhere").await;
    let stranger = story
        .world
        .vendor_manager("eve@elsewhere.example", elsewhere)
        .await;
    let mut form = ticket("blocker");
    form["request_id"] = json!(request);
    let problem = stranger
        .post("/api/v1/tickets", &form)
        .await
        .refused(422, "invalid");
    assert_eq!(problem["fields"][0]["field"], "request_id");

    let opened = story.olga.post("/api/v1/tickets", &form).await.expect(201);
    assert_eq!(opened["request_id"], json!(request));
    assert!(opened["request_number"].is_i64());
    let history = story
        .ada
        .get(&format!("/api/v1/requests/{request}/history"))
        .await
        .expect(200);
    assert!(history.to_string().contains("Ticket opened"), "{history}");
}

#[tokio::test]
async fn the_author_is_told_of_the_answer_and_a_closed_ticket_stays_closed() {
    let story = Story::begin().await;
    let opened = story
        .olga
        .post("/api/v1/tickets", ticket("access"))
        .await
        .expect(201);
    let state = |state: &str| json!({ "state": state, "reason": "Sign in again." });
    story
        .olga
        .post(&path(&opened, "/state"), state("solved"))
        .await
        .refused(403, "not_permitted");

    let solved = story
        .ada
        .post(&path(&opened, "/state"), state("solved"))
        .await
        .expect(200);
    assert_eq!(solved["state"], "solved");
    let told = story.olga.get("/api/v1/notices").await.expect(200);
    assert_eq!(told["items"][0]["kind"], "ticket_answered");
    assert_eq!(told["items"][0]["body"], "Sign in again.");

    story
        .ada
        .post(&path(&opened, "/state"), state("solved"))
        .await
        .refused(409, "not_allowed_now");
    let closed = story
        .ada
        .post(&path(&opened, "/state"), state("closed"))
        .await
        .expect(200);
    assert_eq!(closed["actions"][1]["act"], "set_ticket_state");
    assert_eq!(closed["actions"][1]["why_not"], "This ticket is closed.");
    story
        .ada
        .post(&path(&opened, "/state"), state("open"))
        .await
        .refused(409, "not_allowed_now");
}

#[tokio::test]
async fn a_repeated_ticket_is_one_ticket() {
    let world = World::without_workers().await;
    let pia = world.post("pia@studio.example").await;
    let open = |body: Value| {
        let call = pia
            .call(reqwest::Method::POST, "/api/v1/tickets")
            .header("Idempotency-Key", "t-1");
        Reply::of(call.json(&body))
    };
    let first = open(ticket("other")).await.expect(201);
    assert_eq!(open(ticket("other")).await.expect(201), first);
    open(ticket("access")).await.refused(422, "invalid");
    let list = pia.get("/api/v1/tickets").await.expect(200);
    assert_eq!(list["items"].as_array().expect("rows").len(), 1);
}

#[tokio::test]
async fn approving_an_onboarding_ticket_invites_each_person_to_the_authors_facility() {
    let story = Story::begin().await;
    let lines = "Please onboard\nNora, Weiss, Nora@northlight.example\nTim; Ode; tim@northlight.example";
    story
        .olga
        .post("/api/v1/tickets", onboarding(lines))
        .await
        .refused(422, "invalid");
    let opened = story
        .vera
        .post("/api/v1/tickets", onboarding(lines))
        .await
        .expect(201);
    assert_eq!(opened["subject"], "New Operator Onboarding for Asset QC");
    story
        .vera
        .post(&path(&opened, "/onboard"), ())
        .await
        .refused(403, "not_permitted");

    let invited = story.ada.post(&path(&opened, "/onboard"), ()).await.expect(201);
    let people = invited.as_array().expect("people");
    assert_eq!(people.len(), 2);
    assert_eq!(people[0]["person"]["email"], "nora@northlight.example");
    assert_eq!(people[0]["person"]["role"], "operator");
    assert_eq!(people[0]["person"]["facility"], "Northlight");
    assert!(text(&people[1]["invitation_link"]).contains("/invitation#token="));

    let solved = story.vera.get(&path(&opened, "")).await.expect(200);
    assert_eq!(solved["state"], "solved");
    story
        .ada
        .post(&path(&opened, "/onboard"), ())
        .await
        .refused(409, "not_allowed_now");
}

#[tokio::test]
async fn one_person_who_cannot_be_onboarded_stops_all_of_the_ticket() {
    let story = Story::begin().await;
    let refused = onboarding("Nora, Weiss, qc@northlight.example");
    let problem = story
        .vera
        .post("/api/v1/tickets", refused)
        .await
        .refused(422, "invalid");
    assert_eq!(problem["fields"][0]["field"], "description");

    let lines = "Nora, Weiss, nora@northlight.example\nOlga, Berg, olga@northlight.example";
    let opened = story
        .vera
        .post("/api/v1/tickets", onboarding(lines))
        .await
        .expect(201);
    let problem = story
        .ada
        .post(&path(&opened, "/onboard"), ())
        .await
        .refused(422, "invalid");
    assert!(
        problem.to_string().contains("olga@northlight.example"),
        "{problem}"
    );
    let people = story.ada.get("/api/v1/people?q=nora").await.expect(200);
    assert_eq!(people["items"], json!([]));
}

#[tokio::test]
async fn considerations_for_legal_reasons_suggest_bars_and_set_none() {
    let story = Story::begin().await;
    let list = "Nora, Weiss, nora@northlight.example\nNils, Ahl, nils@northlight.example\n\n\
                Nora Weiss is a sister of the director of harbour lights.\nNobody of us worked on The Dune.";
    let form = json!({ "kind": "onboarding", "subject": "x", "description": list });
    let ticket = story.vera.post("/api/v1/tickets", form).await.expect(201);
    let path = format!("/api/v1/tickets/{}", text(&ticket["id"]));
    let none = story.ada.get(&format!("{path}/suggested-bars")).await.expect(200);
    assert_eq!(none, json!([]), "nobody has an account yet");
    story.ada.post(&format!("{path}/onboard"), ()).await.expect(201);
    let bars = story.ada.get(&format!("{path}/suggested-bars")).await.expect(200);
    let [bar] = bars.as_array().expect("bars").as_slice() else {
        panic!("one bar in {bars}");
    };
    assert_eq!(
        (&bar["person"]["name"], &bar["work"], &bar["is_barred"]),
        (&json!("Nora Weiss"), &json!("Harbour Lights"), &json!(false))
    );
    let set = json!({ "person_id": bar["person"]["id"], "show_id": bar["show_id"], "reason": bar["consideration"] });
    story.ada.post("/api/v1/legal-bars", set).await.expect(201);
    let bars = story.ada.get(&format!("{path}/suggested-bars")).await.expect(200);
    assert_eq!(bars[0]["is_barred"], true);
    story
        .vera
        .get(&format!("{path}/suggested-bars"))
        .await
        .refused(403, "not_permitted");
}
