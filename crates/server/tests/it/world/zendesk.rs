//! Zendesk as far as the product speaks with it: a server of its own on this machine that answers in the shapes of the
//! documented Ticketing API, refuses what Zendesk refuses, and fails on demand.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use server::config::{Secret, ZendeskSetting};

pub const AGENT: &str = "agent@studio.example";
pub const TOKEN: &str = "a token";
const AGENT_ID: i64 = 7;

/// What becomes of the next call.
#[derive(Clone, Copy)]
pub enum Fault {
    /// Refused before it had an effect.
    Status(u16, Option<u64>),
    /// It had its effect, and the answer breaks off.
    AnswerLost,
}

#[derive(Default)]
pub struct Desk {
    pub tickets: Vec<Value>,
    pub audits: HashMap<i64, Vec<Value>>,
    pub uploads: Vec<String>,
    pub faults: VecDeque<Fault>,
    pub calls: Vec<String>,
    users: Vec<Value>,
    by_key: HashMap<String, Value>,
    last_id: i64,
}

#[derive(Clone, Default)]
pub struct Zendesk(Arc<Mutex<Desk>>);

impl Zendesk {
    pub async fn start() -> (Zendesk, ZendeskSetting) {
        let zendesk = Zendesk::default();
        zendesk.at(|desk| desk.users.push(json!({ "id": AGENT_ID, "name": "Zoe Agent" })));
        let routes = Router::new()
            .route("/api/v2/tickets.json", post(create).get(list))
            .route("/api/v2/tickets/{id}", axum::routing::put(update))
            .route("/api/v2/tickets/{id}/audits.json", get(audits))
            .route("/api/v2/uploads.json", post(upload))
            .route("/api/v2/incremental/tickets/cursor.json", get(export))
            .layer(middleware::from_fn_with_state(zendesk.clone(), gate))
            .with_state(zendesk.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port");
        let url = format!("http://{}/", listener.local_addr().expect("an address"));
        tokio::spawn(async move { axum::serve(listener, routes).await });
        let setting = ZendeskSetting {
            url: url.parse().expect("an address"),
            email: AGENT.into(),
            token: Secret::new(TOKEN),
            brand_id: Some(40),
            group_ids: [("platform_support".parse().expect("a team"), 51)].into(),
            field_ids: [("request".to_owned(), 60), ("kind".to_owned(), 61)].into(),
        };
        (zendesk, setting)
    }

    pub fn at<T>(&self, act: impl FnOnce(&mut Desk) -> T) -> T {
        act(&mut self.0.lock().expect("one at a time"))
    }

    pub fn fails(&self, fault: Fault) {
        self.at(|desk| desk.faults.push_back(fault));
    }

    /// An agent answers there.
    pub fn agent_comments(&self, ticket: i64, body: &str, public: bool) {
        self.at(|desk| drop(desk.comment(ticket, AGENT_ID, body, public, Value::Null)));
    }

    pub fn requester_comments(&self, ticket: i64, body: &str) {
        self.at(|desk| {
            let requester = desk.ticket(ticket)["requester_id"].as_i64().expect("a requester");
            desk.comment(ticket, requester, body, true, Value::Null);
        });
    }

    pub fn agent_sets(&self, ticket: i64, status: &str) {
        self.at(|desk| desk.ticket(ticket)["status"] = json!(status));
    }
}

impl Desk {
    fn next_id(&mut self) -> i64 {
        self.last_id += 1;
        1000 + self.last_id
    }

    pub fn ticket(&mut self, id: i64) -> &mut Value {
        let found = self.tickets.iter_mut().find(|ticket| ticket["id"] == id);
        found.expect("such a ticket")
    }

    /// The audit, as an update answers with it.
    fn comment(&mut self, ticket: i64, author: i64, body: &str, public: bool, custom: Value) -> Value {
        let event = json!({ "id": self.next_id(), "type": "Comment", "author_id": author, "body": body,
            "html_body": format!("<p>{body}</p>"), "public": public, "attachments": [] });
        let audit = json!({ "id": self.next_id(), "ticket_id": ticket, "author_id": author, "events": [event],
            "metadata": { "system": { "client": "asset-qc" }, "custom": if custom.is_null() { json!({}) } else { custom } } });
        self.audits.entry(ticket).or_default().push(audit.clone());
        audit
    }
}

/// Basic authentication as `email/token:api_token`, then whatever fault was ordered.
async fn gate(State(zendesk): State<Zendesk>, request: Request, next: Next) -> Response {
    let wanted = format!(
        "Basic {}",
        BASE64_STANDARD.encode(format!("{AGENT}/token:{TOKEN}"))
    );
    if request
        .headers()
        .get("authorization")
        .and_then(|value| value.to_str().ok())
        != Some(wanted.as_str())
    {
        return (
            StatusCode::UNAUTHORIZED,
            Json(json!({ "error": "Couldn't authenticate you" })),
        )
            .into_response();
    }
    let call = format!("{} {}", request.method(), request.uri().path());
    let fault = zendesk.at(|desk| {
        desk.calls.push(call);
        desk.faults.pop_front()
    });
    match fault {
        None => next.run(request).await,
        Some(Fault::Status(status, retry_after)) => {
            let status = StatusCode::from_u16(status).expect("a status");
            let mut refusal = (status, Json(json!({ "error": "not now" }))).into_response();
            if let Some(seconds) = retry_after {
                refusal.headers_mut().insert("retry-after", seconds.into());
            }
            refusal
        }
        Some(Fault::AnswerLost) => {
            let answer = next.run(request).await;
            let broken = futures::stream::once(async { Err::<String, _>(std::io::Error::other("gone")) });
            Response::builder()
                .status(answer.status())
                .body(Body::from_stream(broken))
                .expect("half an answer")
        }
    }
}

fn invalid(description: &str) -> Response {
    let details = json!({ "base": [{ "description": description, "error": "InvalidValue" }] });
    let refusal =
        json!({ "error": "RecordInvalid", "description": "Record validation errors", "details": details });
    (StatusCode::UNPROCESSABLE_ENTITY, Json(refusal)).into_response()
}

async fn create(State(zendesk): State<Zendesk>, headers: HeaderMap, Json(body): Json<Value>) -> Response {
    zendesk.at(|desk| {
        let key = headers["idempotency-key"].to_str().expect("a key").to_owned();
        if let Some(made) = desk.by_key.get(&key) {
            return (StatusCode::CREATED, Json(made.clone())).into_response();
        }
        let wanted = &body["ticket"];
        let Some(text) = wanted["comment"]["body"].as_str().filter(|text| !text.is_empty()) else {
            return invalid("Description: cannot be blank");
        };
        if wanted["subject"].as_str().is_some_and(|subject| subject.contains("forbidden")) {
            return invalid("Subject: is forbidden");
        }
        let (id, requester) = (desk.next_id(), desk.next_id());
        desk.users.push(json!({ "id": requester, "name": wanted["requester"]["name"], "email": wanted["requester"]["email"] }));
        let mut ticket = wanted.clone();
        ticket["id"] = json!(id);
        ticket["status"] = json!("new");
        ticket["requester_id"] = json!(requester);
        desk.tickets.push(ticket.clone());
        let audit = desk.comment(id, requester, text, true, Value::Null);
        let event = json!({ "id": desk.next_id(), "type": "Create", "field_name": "status", "value": "new" });
        let audits = desk.audits.get_mut(&id).expect("audits");
        audits[0]["events"].as_array_mut().expect("events").push(event);
        let made = json!({ "ticket": ticket, "audit": audit });
        desk.by_key.insert(key, made.clone());
        (StatusCode::CREATED, Json(made)).into_response()
    })
}

async fn list(State(zendesk): State<Zendesk>, Query(query): Query<HashMap<String, String>>) -> Json<Value> {
    zendesk.at(|desk| {
        let found: Vec<&Value> = desk
            .tickets
            .iter()
            .filter(|ticket| ticket["external_id"] == query["external_id"].as_str())
            .collect();
        Json(json!({ "tickets": found, "count": found.len() }))
    })
}

async fn update(
    State(zendesk): State<Zendesk>,
    Path(file): Path<String>,
    Json(body): Json<Value>,
) -> Response {
    let id: i64 = file.trim_end_matches(".json").parse().expect("a number");
    zendesk.at(|desk| {
        let change = &body["ticket"];
        if desk.ticket(id)["status"] == "closed" {
            return invalid("Status: closed prevents ticket update");
        }
        if change["status"] == "solved" && change["assignee_email"].is_null() {
            return invalid("Assignee: is required when solving a ticket");
        }
        let mut audit = json!({ "id": desk.next_id(), "events": [], "metadata": { "custom": {} } });
        if let Some(text) = change["comment"]["body"].as_str() {
            let author = change["comment"]["author_id"].as_i64().unwrap_or(AGENT_ID);
            let public = change["comment"]["public"] == true;
            audit = desk.comment(id, author, text, public, change["metadata"].clone());
        }
        if let Some(status) = change["status"].as_str() {
            desk.ticket(id)["status"] = json!(status);
        }
        let ticket = desk.ticket(id).clone();
        Json(json!({ "ticket": ticket, "audit": audit })).into_response()
    })
}

async fn audits(
    State(zendesk): State<Zendesk>,
    Path(id): Path<i64>,
    Query(query): Query<HashMap<String, String>>,
) -> Json<Value> {
    // Pages of two, so that the pages are read at all.
    let from: usize = query
        .get("page[after]")
        .map_or(0, |cursor| cursor.parse().expect("a cursor"));
    zendesk.at(|desk| {
        let all = desk.audits.get(&id).cloned().unwrap_or_default();
        let page: Vec<&Value> = all.iter().skip(from).take(2).collect();
        let meta = json!({ "has_more": from + 2 < all.len(), "after_cursor": (from + 2).to_string() });
        Json(json!({ "audits": page, "users": desk.users, "meta": meta }))
    })
}

async fn upload(State(zendesk): State<Zendesk>, body: String) -> (StatusCode, Json<Value>) {
    let token = zendesk.at(|desk| {
        desk.uploads.push(body);
        format!("token-{}", desk.uploads.len())
    });
    (
        StatusCode::CREATED,
        Json(json!({ "upload": { "token": token, "attachment": { "id": 1 } } })),
    )
}

async fn export(State(zendesk): State<Zendesk>, Query(query): Query<HashMap<String, String>>) -> Json<Value> {
    assert!(
        query.contains_key("cursor") != query.contains_key("start_time"),
        "one of the two"
    );
    zendesk.at(|desk| Json(json!({ "tickets": desk.tickets, "after_cursor": "MTU4", "after_url": "", "end_of_stream": true })))
}
