//! Asking for more time, and the studio's answer: each in one transaction with the ticket that carries it.

use api::extensions::{AskExtension, AskedExtensionView, NewExtension};
use api::tickets::NewTicket;
use qc::id::ExtensionId;
use qc::notice::NoticeKind;
use qc::sla::AskedExtensionState;
use qc::ticket::TicketKind;
use serde_json::json;

use super::{Asked, check, concerned, hours_text, instant_text, sql};
use crate::access::Actor;
use crate::app::App;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult};
use crate::notices::{self, Notice, People};
use crate::requests::{self, Do, Request, Viewer};
use crate::tickets::{self, Ticket};
use crate::{events, history};

/// Opens the ticket and remembers what it asks for. The request's row is held, so that two do not ask at once.
pub(super) async fn ask(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    request: &Request,
    form: AskExtension,
) -> ApiResult<AskedExtensionView> {
    requests::lock_unchanged(tx, request).await?;
    // Read again under the lock: someone else may just have asked.
    let request = read(tx, actor, request).await?;
    check(&request, Do::AskExtension, form.ground, form.extra_h)?;
    let (ground, extra_s) = (form.ground, i64::from(form.extra_h) * 3600);
    let ticket = NewTicket {
        request_id: Some(request.id),
        kind: TicketKind::SlaExtension,
        subject: form.subject,
        description: form.why,
        context: form.context,
        attachment_ids: Vec::new(),
        follows_id: None,
    };
    let ticket = tickets::open_asking(app, tx, actor, ticket, &request).await?;
    sql::insert_asked(tx, ticket.id, request.id, ground, extra_s).await?;
    events::record(tx, request.event()).await?;
    view(tx, actor, &ticket, &request).await
}

/// Writes the extension and solves the ticket.
pub(super) async fn grant(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    (ticket, asked): (Ticket, Asked),
    extra_h: Option<u32>,
    note: &str,
) -> ApiResult<AskedExtensionView> {
    let request = requests::find(&mut **tx, Viewer::from(actor), asked.request_id)
        .await?
        .ok_or(ApiError::NotFound)?;
    asked.demand_answerable(actor, &ticket, &request)?;
    let asked_h = u32::try_from(asked.extra_s / 3600).unwrap_or(0);
    let extra_h = extra_h.unwrap_or(asked_h);
    // The ticket that grounded it may have been solved since: the time was lost all the same.
    qc::sla::check_extension(asked.ground, extra_h, true)?;
    let extension = NewExtension {
        ground: asked.ground,
        extra_h,
        ticket_id: Some(ticket.id),
        note: note.to_owned(),
    };
    let id = extend(tx, actor, &request, &extension).await?;
    let answer = (AskedExtensionState::Granted, note);
    sql::answer(tx, ticket.id, answer, actor.person, Some(id)).await?;
    let granted = hours_text(i64::from(extra_h) * 3600);
    let ticket = tickets::solve(app, tx, actor, ticket, &format!("Granted: {granted}. {note}")).await?;
    let request = read(tx, actor, &request).await?;
    let view = view(tx, actor, &ticket, &request).await?;
    let subject = format!("{granted} more for {}", request.name());
    let body = format!(
        "Due {}, before the extension {}. {note}",
        instant_text(view.due_at),
        instant_text(view.original_due_at)
    );
    tell(
        tx,
        actor,
        &ticket,
        &request,
        (NoticeKind::ExtensionGranted, subject, body),
    )
    .await?;
    Ok(view)
}

/// Says why not, and solves the ticket. The clock runs on as it did.
pub(super) async fn refuse(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    (ticket, asked): (Ticket, Asked),
    reason: &str,
) -> ApiResult<AskedExtensionView> {
    let request = requests::find(&mut **tx, Viewer::from(actor), asked.request_id)
        .await?
        .ok_or(ApiError::NotFound)?;
    asked.demand_answerable(actor, &ticket, &request)?;
    let answer = (AskedExtensionState::Refused, reason);
    sql::answer(tx, ticket.id, answer, actor.person, None).await?;
    let act = request
        .act(actor.person, "request.extension_refused")
        .because(reason);
    history::record(tx, act).await?;
    events::record(tx, request.event()).await?;
    let ticket = tickets::solve(app, tx, actor, ticket, &format!("Refused. {reason}")).await?;
    let request = read(tx, actor, &request).await?;
    let view = view(tx, actor, &ticket, &request).await?;
    let subject = format!("No more time for {}", request.name());
    let body = format!("{reason} It stays due {}.", instant_text(view.due_at));
    tell(
        tx,
        actor,
        &ticket,
        &request,
        (NoticeKind::ExtensionRefused, subject, body),
    )
    .await?;
    Ok(view)
}

/// The row with its history and event. The rules have been asked.
pub(super) async fn extend(
    tx: &mut Tx,
    actor: &Actor,
    request: &Request,
    new: &NewExtension,
) -> ApiResult<ExtensionId> {
    let id = sql::insert(tx, request.id, new, actor.person).await?;
    let after = json!({ "ground": new.ground, "extra_h": new.extra_h });
    let act = request
        .act(actor.person, "request.extended")
        .changed(json!({}), after)
        .because(new.note.trim());
    history::record(tx, act).await?;
    events::record(tx, request.event()).await?;
    Ok(id)
}

async fn tell(
    tx: &mut Tx,
    actor: &Actor,
    ticket: &Ticket,
    request: &Request,
    (kind, subject, body): (NoticeKind, String, String),
) -> ApiResult<()> {
    for person in concerned(ticket, request, actor) {
        let notice = Notice::new(kind, subject.clone(), request.link()).saying(body.trim());
        notices::send(tx, People::Person(person), notice).await?;
    }
    Ok(())
}

async fn read(tx: &mut Tx, actor: &Actor, request: &Request) -> ApiResult<Request> {
    requests::find(&mut **tx, Viewer::from(actor), request.id)
        .await?
        .ok_or(ApiError::NotFound)
}

async fn view(
    tx: &mut Tx,
    actor: &Actor,
    ticket: &Ticket,
    request: &Request,
) -> ApiResult<AskedExtensionView> {
    let asked = sql::find_asked(&mut **tx, ticket.id).await?;
    Ok(asked.ok_or(ApiError::NotFound)?.view(actor, ticket, request))
}
