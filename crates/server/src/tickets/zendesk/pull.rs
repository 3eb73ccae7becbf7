//! Reading back what agents did in Zendesk: every minute the tickets that changed, and of ours the comments and states that
//! we do not have. A public comment is a reply, another one a note of the studio.

use qc::id::PersonId;
use qc::ticket::TicketState;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::client::{Client, Failure};
use super::push::state_of;
use super::sql::{self, Incoming, Known};
use super::wire::{Audit, Event, Export, Ticket as Theirs, User};
use crate::app::App;
use crate::db::Tx;
use crate::history::{self, Act};
use crate::jobs::{Attempt, Job};
use crate::tickets::{Ticket, steps};

/// Zendesk takes ten of these calls a minute.
const LIMIT_PAGES: usize = 5;
const LIMIT_BODY_CHARS: usize = 10_000;
const REASON: &str = "In Zendesk.";

#[derive(Debug, Serialize, Deserialize)]
pub struct PullZendesk;

impl Job for PullZendesk {
    const KIND: &'static str = "zendesk.pull";

    async fn run(&self, app: &App, _: &Attempt) -> anyhow::Result<()> {
        let Some(setting) = &app.settings.zendesk else {
            return Ok(());
        };
        let client = Client::new(setting)?;
        for _ in 0..LIMIT_PAGES {
            match pull_page(app, &client).await {
                Ok(true) => {}
                Ok(false) => break,
                // The cursor stays where it was: the next minute reads the same again.
                Err(error) if error.is::<Failure>() => {
                    tracing::warn!("changes in Zendesk cannot be read: {error:#}");
                    break;
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

/// One page of changes; says whether there is another.
async fn pull_page(app: &App, client: &Client<'_>) -> anyhow::Result<bool> {
    let Some(page) = next_page(app, client).await? else {
        return Ok(false);
    };
    for theirs in &page.tickets {
        if sql::is_known(&app.db, theirs.id).await? {
            take(app, client, theirs).await?;
        }
    }
    if let Some(cursor) = &page.after_cursor {
        sql::set_cursor(&app.db, cursor).await?;
    }
    Ok(!page.end_of_stream)
}

async fn next_page(app: &App, client: &Client<'_>) -> anyhow::Result<Option<Export>> {
    if let Some(cursor) = sql::find_cursor(&app.db).await? {
        return Ok(Some(client.export_after(&cursor).await?));
    }
    match sql::find_beginning(&app.db).await? {
        // Their clock may be behind ours; and they take no instant of the last minute.
        Some(beginning) => Ok(Some(client.export_from(beginning.timestamp() - 300).await?)),
        None => Ok(None),
    }
}

/// What is new in one ticket, in one transaction.
async fn take(app: &App, client: &Client<'_>, theirs: &Theirs) -> anyhow::Result<()> {
    let (audits, users) = client.audits(theirs.id).await?;
    let mut tx = app.db.begin().await?;
    let Some(known) = sql::lock_known(&mut tx, theirs.id).await? else {
        return Ok(());
    };
    let mut ticket = steps::again(&mut tx, known.ticket_id).await?;
    for audit in audits.iter().filter(|audit| !audit.is_creation()) {
        ticket = take_audit(app, &mut tx, &known, ticket, audit, &users).await?;
    }
    take_state(app, &mut tx, &known, ticket, &theirs.status).await?;
    Ok(tx.commit().await?)
}

async fn take_audit(
    app: &App,
    tx: &mut Tx,
    known: &Known,
    ticket: Ticket,
    audit: &Audit,
    users: &[User],
) -> anyhow::Result<Ticket> {
    let Some(comment) = audit.comment() else {
        return Ok(ticket);
    };
    if let Some(reply) = audit.reply_id().and_then(|id| id.parse().ok()) {
        // Ours, whose answer may have been lost.
        sql::set_comment(&mut **tx, reply, comment.id).await?;
        return Ok(ticket);
    }
    let is_of_author = comment.author_id.is_some() && comment.author_id == known.requester_id;
    let author = is_of_author.then_some(ticket.author_id);
    let Some(body) = insert(tx, &ticket, comment, author, users).await? else {
        return Ok(ticket);
    };
    let act = if comment.public {
        "ticket.replied"
    } else {
        "ticket.noted"
    };
    let after = json!({ "comment": comment.id });
    history::record(
        tx,
        Act::new(author, act, ticket.id)
            .changed(json!({}), after)
            .because(REASON),
    )
    .await?;
    if comment.public {
        steps::tell_of_reply(tx, author, &ticket, &body).await?;
    } else {
        steps::tell(tx, &ticket).await?;
    }
    let to = match is_of_author {
        true => ticket.state.after_reply_of_author().unwrap_or(ticket.state),
        false => ticket.state,
    };
    Ok(steps::set_state(app, tx, author, ticket, to, REASON).await?)
}

/// The text that was kept; none when it is here already or says nothing.
async fn insert(
    tx: &mut Tx,
    ticket: &Ticket,
    comment: &Event,
    author: Option<PersonId>,
    users: &[User],
) -> anyhow::Result<Option<String>> {
    let body: String = comment
        .body
        .as_deref()
        .unwrap_or_default()
        .trim()
        .chars()
        .take(LIMIT_BODY_CHARS)
        .collect();
    if body.is_empty() {
        return Ok(None);
    }
    let name = users
        .iter()
        .find(|user| Some(user.id) == comment.author_id)
        .map_or("Zendesk", |user| user.name.as_str());
    let incoming = Incoming {
        ticket: ticket.id,
        comment_id: comment.id,
        author,
        author_name: name,
        body: &body,
        is_internal: !comment.public,
    };
    Ok(sql::insert_comment(tx, &incoming).await?.then_some(body))
}

/// Their state is taken when it changed there; otherwise ours stands, and is pushed.
async fn take_state(
    app: &App,
    tx: &mut Tx,
    known: &Known,
    ticket: Ticket,
    status: &str,
) -> anyhow::Result<()> {
    let Some(state) = state_of(status) else {
        sql::fail(
            tx,
            ticket.id,
            "The ticket was deleted in Zendesk. It goes on here.",
        )
        .await?;
        return Ok(());
    };
    if known.known_state.as_deref() == Some(state.as_str()) {
        return Ok(());
    }
    sql::set_known_state(&mut **tx, ticket.id, Some(state)).await?;
    if is_newer(ticket.state, state) {
        steps::advance(app, tx, None, ticket, state, REASON).await?;
    }
    Ok(())
}

fn is_newer(ours: TicketState, theirs: TicketState) -> bool {
    ours.change_to(theirs).is_ok()
}
