//! Pushing a ticket: made there once, then its replies, then its state. Each step is noted before it is asked for and after
//! it was answered, so that a lost answer makes nothing twice. What fails for a while is tried again with patience.

use std::time::Duration;

use qc::id::{TicketId, TicketReplyId};
use qc::ticket::TicketState;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::client::{Client, Failure};
use super::sql::{self, Outgoing, OutgoingReply};
use super::wire::{CustomField, NewComment, NewTicket, Requester, TicketChange};
use crate::app::App;
use crate::config::ZendeskSetting;
use crate::events::{self, Event, EventKind};
use crate::jobs::{self, Attempt, Job};
use crate::tickets::{attachments, http_attachments};

const FIRST_WAIT: Duration = Duration::from_secs(30);
const LONGEST_WAIT: Duration = Duration::from_secs(3600);

#[derive(Debug, Serialize, Deserialize)]
pub struct PushTicket {
    pub ticket: TicketId,
}

/// Theirs: to be told on the ticket's page. Ours: the job fails and is run again.
#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error(transparent)]
    Theirs(#[from] Failure),
    #[error(transparent)]
    Ours(#[from] anyhow::Error),
}

impl From<sqlx::Error> for Trouble {
    fn from(error: sqlx::Error) -> Trouble {
        Trouble::Ours(error.into())
    }
}

impl Job for PushTicket {
    const KIND: &'static str = "zendesk.push";

    fn key(&self) -> Option<String> {
        Some(format!("zendesk:{}", self.ticket))
    }

    async fn run(&self, app: &App, attempt: &Attempt) -> anyhow::Result<()> {
        let Some(setting) = &app.settings.zendesk else {
            return Ok(());
        };
        let pushed = push(app, setting, self.ticket).await;
        let mut tx = app.db.begin().await?;
        match pushed {
            Ok(()) => sql::set_synced(&mut tx, self.ticket).await?,
            Err(Trouble::Theirs(Failure::Passing { what, wait })) => {
                sql::wait(&mut tx, self.ticket, &what).await?;
                let attempts = sql::count_attempt(&mut tx, self.ticket).await?;
                jobs::enqueue_in(&mut tx, self, wait.unwrap_or_else(|| patience(attempts))).await?;
            }
            Err(Trouble::Theirs(Failure::Refused(why))) => sql::fail(&mut tx, self.ticket, &why).await?,
            Err(Trouble::Ours(error)) => return Err(error),
        }
        events::record(&mut tx, Event::new(EventKind::Ticket, self.ticket)).await?;
        attempt.finish(&mut tx).await?;
        Ok(tx.commit().await?)
    }

    async fn parked(&self, app: &App, reason: &str) -> anyhow::Result<()> {
        let mut tx = app.db.begin().await?;
        tracing::error!(ticket = %self.ticket, reason, "a ticket could not be pushed");
        sql::fail(
            &mut tx,
            self.ticket,
            "It could not be pushed; the log has the reason.",
        )
        .await?;
        Ok(tx.commit().await?)
    }
}

/// Twice as long each time.
fn patience(attempts: i32) -> Duration {
    let doubled = FIRST_WAIT * 2_u32.pow(attempts.clamp(1, 8).unsigned_abs() - 1);
    doubled.min(LONGEST_WAIT)
}

async fn push(app: &App, setting: &ZendeskSetting, id: TicketId) -> Result<(), Trouble> {
    let client = Client::new(setting).map_err(anyhow::Error::from)?;
    let Some(mut ticket) = sql::find_outgoing(&app.db, id).await? else {
        return Ok(());
    };
    let zendesk_id = match ticket.zendesk_id {
        Some(zendesk_id) => zendesk_id,
        None => make(app, setting, &client, &mut ticket).await?,
    };
    for reply in sql::list_unsent(&app.db, id).await? {
        push_reply(app, &client, &ticket, zendesk_id, &reply).await?;
    }
    if ticket.known_state.as_deref() != Some(ticket.state.as_str()) {
        push_state(setting, &client, &ticket, zendesk_id).await?;
        sql::set_known_state(&app.db, id, Some(ticket.state)).await?;
    }
    Ok(())
}

/// Makes the ticket there, or finds the one that an answer we never got had made.
async fn make(
    app: &App,
    setting: &ZendeskSetting,
    client: &Client<'_>,
    ticket: &mut Outgoing,
) -> Result<i64, Trouble> {
    let external_id = format!("asset-qc-{}", ticket.id);
    let found = match ticket.was_sent {
        true => client.find_by_external_id(&external_id).await?,
        false => None,
    };
    let made = match found {
        Some(made) => made,
        None => {
            sql::set_sent(&app.db, ticket.id).await?;
            let uploads = upload(app, client, ticket.id, None).await?;
            let new = new_ticket(app, setting, ticket, external_id.clone(), &uploads);
            client.create(new, &external_id).await?.ticket
        }
    };
    let state = state_of(&made.status);
    sql::set_made(&app.db, ticket.id, made.id, made.requester_id, state).await?;
    ticket.requester_id = made.requester_id;
    ticket.known_state = state.map(|state| state.to_string());
    Ok(made.id)
}

fn new_ticket<'a>(
    app: &App,
    setting: &ZendeskSetting,
    ticket: &'a Outgoing,
    external_id: String,
    uploads: &'a [String],
) -> NewTicket<'a> {
    NewTicket {
        subject: &ticket.subject,
        comment: NewComment {
            body: opening(app, ticket),
            public: true,
            author_id: None,
            uploads,
        },
        requester: Requester {
            name: &ticket.author_name,
            email: &ticket.author_email,
        },
        external_id,
        tags: vec![
            "asset_qc".to_owned(),
            format!("kind_{}", ticket.kind),
            format!("team_{}", ticket.team),
        ],
        custom_fields: custom_fields(app, setting, ticket),
        brand_id: setting.brand_id,
        group_id: setting.group_ids.get(&ticket.team).copied(),
        via_followup_source_id: ticket.followed_zendesk_id,
    }
}

/// The description, and what was attached by itself.
fn opening(app: &App, ticket: &Outgoing) -> String {
    let mut lines = vec![ticket.description.clone(), String::new()];
    if let (Some(id), Some(number)) = (ticket.request_id, ticket.request_number) {
        let page = app.settings.page(&format!("/requests/{id}"));
        lines.push(format!("Request {number}: {page}"));
    }
    let page = app.settings.page(&format!("/tickets/{}", ticket.number));
    lines.push(format!("Ticket {}: {page}", ticket.number));
    let facts = ticket.context.as_object().into_iter().flatten();
    lines.extend(facts.filter_map(|(name, value)| Some(format!("{name}: {}", value.as_str()?))));
    lines.join("\n")
}

fn custom_fields(app: &App, setting: &ZendeskSetting, ticket: &Outgoing) -> Vec<CustomField> {
    let request = ticket
        .request_id
        .map(|id| app.settings.page(&format!("/requests/{id}")));
    let facts = [
        ("ticket", Some(ticket.number.to_string())),
        ("request", request),
        ("kind", Some(ticket.kind.to_string())),
        ("team", Some(ticket.team.to_string())),
    ];
    let fields = facts.into_iter().filter_map(|(name, value)| {
        Some(CustomField {
            id: *setting.field_ids.get(name)?,
            value: value?,
        })
    });
    fields.collect()
}

async fn push_reply(
    app: &App,
    client: &Client<'_>,
    ticket: &Outgoing,
    zendesk_id: i64,
    reply: &OutgoingReply,
) -> Result<(), Trouble> {
    if reply.was_sent
        && let Some(comment_id) = find_comment(client, zendesk_id, reply.id).await?
    {
        return Ok(sql::set_comment(&app.db, reply.id, comment_id).await?);
    }
    sql::set_reply_sent(&app.db, reply.id).await?;
    let uploads = upload(app, client, ticket.id, Some(reply.id)).await?;
    let is_of_author = reply.author_id == ticket.author_id;
    let body = match is_of_author {
        true => reply.body.clone(),
        false => format!("{}\n\n{}", reply.body, reply.author_name),
    };
    let change = TicketChange {
        comment: Some(NewComment {
            body,
            public: !reply.is_internal,
            author_id: ticket.requester_id.filter(|_| is_of_author),
            uploads: &uploads,
        }),
        metadata: Some(json!({ "reply_id": reply.id })),
        ..TicketChange::default()
    };
    let made = client.update(zendesk_id, change).await?;
    let comment_id = made.audit.as_ref().and_then(|audit| Some(audit.comment()?.id));
    let comment_id = match comment_id {
        Some(comment_id) => Some(comment_id),
        None => find_comment(client, zendesk_id, reply.id).await?,
    };
    match comment_id {
        Some(comment_id) => Ok(sql::set_comment(&app.db, reply.id, comment_id).await?),
        None => Err(Failure::Refused("Zendesk took a reply, but does not show it.".to_owned()).into()),
    }
}

async fn find_comment(
    client: &Client<'_>,
    zendesk_id: i64,
    reply: TicketReplyId,
) -> Result<Option<i64>, Failure> {
    let wanted = reply.to_string();
    let (audits, _) = client.audits(zendesk_id).await?;
    let audit = audits
        .iter()
        .find(|audit| audit.reply_id() == Some(wanted.as_str()));
    Ok(audit.and_then(|audit| Some(audit.comment()?.id)))
}

/// A ticket is solved by somebody there: by our agent, unless it has an assignee already.
async fn push_state(
    setting: &ZendeskSetting,
    client: &Client<'_>,
    ticket: &Outgoing,
    zendesk_id: i64,
) -> Result<(), Failure> {
    let is_over = !ticket.state.is_unresolved();
    let change = TicketChange {
        status: Some(ticket.state.as_str()),
        assignee_email: is_over.then_some(setting.email.as_str()),
        group_id: setting.group_ids.get(&ticket.team).copied(),
        ..TicketChange::default()
    };
    client.update(zendesk_id, change).await.map(drop)
}

/// The cleaned files of the description, or of a reply.
async fn upload(
    app: &App,
    client: &Client<'_>,
    ticket: TicketId,
    reply: Option<TicketReplyId>,
) -> Result<Vec<String>, Trouble> {
    let mut tokens = Vec::new();
    let all = attachments::list(&app.db, ticket, true).await?;
    let wanted = all
        .iter()
        .filter(|each| each.reply_id == reply && each.blob_key.is_some());
    for attachment in wanted {
        let bytes = http_attachments::read(app, attachment)
            .await
            .map_err(anyhow::Error::from)?;
        tokens.push(client.upload(&attachment.name, bytes).await?);
    }
    Ok(tokens)
}

/// Their word as ours; none for a ticket that was deleted there.
pub(super) fn state_of(status: &str) -> Option<TicketState> {
    match status {
        "new" => Some(TicketState::New),
        "open" => Some(TicketState::Open),
        // Waiting for somebody else is waiting.
        "pending" | "hold" => Some(TicketState::Pending),
        "solved" => Some(TicketState::Solved),
        "closed" => Some(TicketState::Closed),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patience_grows_and_has_an_end() {
        let waits: Vec<u64> = (1..10).map(|attempts| patience(attempts).as_secs()).collect();
        assert_eq!(waits, [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]);
    }
}
