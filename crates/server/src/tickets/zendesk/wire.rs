//! What goes over the wire, in the shapes of Zendesk's Ticketing API (`/api/v2`): the fields that we send or read.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Debug, Serialize)]
pub struct Wrapped<T> {
    pub ticket: T,
}

#[derive(Debug, Serialize)]
pub struct NewTicket<'a> {
    pub subject: &'a str,
    pub comment: NewComment<'a>,
    pub requester: Requester<'a>,
    pub external_id: String,
    pub tags: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub custom_fields: Vec<CustomField>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub brand_id: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_id: Option<u64>,
    /// The closed ticket that it goes on from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub via_followup_source_id: Option<i64>,
}

#[derive(Debug, Serialize)]
pub struct Requester<'a> {
    pub name: &'a str,
    pub email: &'a str,
}

#[derive(Debug, Serialize)]
pub struct CustomField {
    pub id: u64,
    pub value: String,
}

#[derive(Debug, Serialize)]
pub struct NewComment<'a> {
    pub body: String,
    pub public: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author_id: Option<i64>,
    /// Tokens of files that were uploaded before.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub uploads: &'a [String],
}

/// What an update changes.
#[derive(Debug, Default, Serialize)]
pub struct TicketChange<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<NewComment<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignee_email: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_id: Option<u64>,
    /// Kept with the audit of the update, and given back with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Value>,
}

#[derive(Debug, Deserialize)]
pub struct Made {
    pub ticket: Ticket,
    #[serde(default)]
    pub audit: Option<Audit>,
}

#[derive(Debug, Deserialize)]
pub struct Ticket {
    pub id: i64,
    pub status: String,
    #[serde(default)]
    pub requester_id: Option<i64>,
}

#[derive(Debug, Deserialize)]
pub struct Tickets {
    pub tickets: Vec<Ticket>,
}

#[derive(Debug, Deserialize)]
pub struct Upload {
    pub upload: UploadToken,
}

#[derive(Debug, Deserialize)]
pub struct UploadToken {
    pub token: String,
}

/// A page of the cursor-based incremental export.
#[derive(Debug, Deserialize)]
pub struct Export {
    pub tickets: Vec<Ticket>,
    pub after_cursor: Option<String>,
    pub end_of_stream: bool,
}

#[derive(Debug, Deserialize)]
pub struct Audits {
    pub audits: Vec<Audit>,
    #[serde(default)]
    pub users: Vec<User>,
    #[serde(default)]
    pub meta: Meta,
}

#[derive(Debug, Default, Deserialize)]
pub struct Meta {
    #[serde(default)]
    pub has_more: bool,
    #[serde(default)]
    pub after_cursor: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct User {
    pub id: i64,
    pub name: String,
}

/// What happened at once in a ticket.
#[derive(Debug, Deserialize)]
pub struct Audit {
    #[serde(default)]
    pub metadata: Metadata,
    #[serde(default)]
    pub events: Vec<Event>,
}

#[derive(Debug, Default, Deserialize)]
pub struct Metadata {
    #[serde(default)]
    pub custom: Option<HashMap<String, Value>>,
}

/// One of the things that happened: `Create`, `Comment`, `Change`, …; others have other fields.
#[derive(Debug, Deserialize)]
pub struct Event {
    #[serde(default)]
    pub id: i64,
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(default)]
    pub author_id: Option<i64>,
    #[serde(default)]
    pub body: Option<String>,
    #[serde(default)]
    pub public: bool,
}

impl Audit {
    /// The comment of ours that this audit made.
    pub fn reply_id(&self) -> Option<&str> {
        self.metadata.custom.as_ref()?.get("reply_id")?.as_str()
    }

    pub fn comment(&self) -> Option<&Event> {
        self.events.iter().find(|event| event.kind == "Comment")
    }

    /// The audit with which the ticket came to be: its comment is our description.
    pub fn is_creation(&self) -> bool {
        self.events.iter().any(|event| event.kind == "Create")
    }
}

/// What a refusal says.
#[derive(Debug, Default, Deserialize)]
pub struct Refusal {
    #[serde(default)]
    pub description: Option<Value>,
    #[serde(default)]
    pub error: Option<Value>,
    #[serde(default)]
    pub details: Option<HashMap<String, Vec<Detail>>>,
}

#[derive(Debug, Deserialize)]
pub struct Detail {
    #[serde(default)]
    pub description: String,
}

impl Refusal {
    /// In one sentence, as far as it says anything.
    pub fn in_words(&self) -> String {
        let details = self.details.iter().flatten().flat_map(|(_, details)| details);
        let mut details: Vec<&str> = details.map(|detail| detail.description.as_str()).collect();
        details.sort_unstable();
        if !details.is_empty() {
            return details.join("; ");
        }
        let said = self.description.as_ref().or(self.error.as_ref());
        said.map_or_else(String::new, |said| match said {
            Value::String(said) => said.clone(),
            other => other.to_string(),
        })
    }
}
