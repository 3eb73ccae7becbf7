//! What a new ticket and a reply must say; everything that is wrong is said at once.

use api::tickets::{NewTicket, NewTicketReply};
use qc::person::Role;
use qc::ticket::{ONBOARDING_SUBJECT, TicketKind, newcomers};
use serde_json::json;

use super::attachments;
use crate::access::Actor;
use crate::error::{ApiError, ApiResult, FieldProblem};

const LIMIT_SUBJECT_CHARS: usize = 300;
const LIMIT_TEXT_CHARS: usize = 10_000;
const LIMIT_REASON_CHARS: usize = 2_000;
const LIMIT_CONTEXT_BYTES: usize = 16 << 10;
/// So many people are onboarded by one ticket.
const LIMIT_NEWCOMERS: usize = 50;

/// Trims the form and says everything that is wrong with it.
pub(super) fn check_ticket(actor: &Actor, form: &mut NewTicket) -> ApiResult<()> {
    if form.kind == TicketKind::Onboarding {
        form.subject = ONBOARDING_SUBJECT.to_owned();
    }
    form.subject = form.subject.trim().to_owned();
    form.description = form.description.trim().to_owned();
    if form.context.is_null() {
        form.context = json!({});
    }
    let mut wrong = Vec::new();
    if form.subject.chars().any(char::is_control) {
        wrong.push(FieldProblem::new("subject", "characters", "Write one line."));
    }
    wrong.extend(check_length("subject", &form.subject, LIMIT_SUBJECT_CHARS));
    wrong.extend(check_length("description", &form.description, LIMIT_TEXT_CHARS));
    if !form.context.is_object() || form.context.to_string().len() > LIMIT_CONTEXT_BYTES {
        wrong.push(FieldProblem::new(
            "context",
            "size",
            "Facts by name, up to 16 KiB.",
        ));
    }
    wrong.extend(check_attachments(form.attachment_ids.len()));
    if form.kind.is_asked_on_request() && form.request_id.is_none() {
        let detail = "Ask for this on the page of the request.";
        wrong.push(FieldProblem::new("request_id", "missing", detail));
    }
    if form.kind == TicketKind::Onboarding {
        wrong.extend(check_onboarding(actor, &form.description));
    }
    none_wrong(wrong)
}

pub(super) fn check_reply(form: &mut NewTicketReply) -> ApiResult<()> {
    form.body = form.body.trim().to_owned();
    let mut wrong = Vec::new();
    wrong.extend(check_length("body", &form.body, LIMIT_TEXT_CHARS));
    wrong.extend(check_attachments(form.attachment_ids.len()));
    none_wrong(wrong)
}

pub(super) fn check_reason(reason: &str) -> ApiResult<()> {
    if reason.chars().count() > LIMIT_REASON_CHARS {
        let detail = format!("At most {LIMIT_REASON_CHARS} characters.");
        return Err(ApiError::invalid("reason", "length", detail));
    }
    Ok(())
}

fn none_wrong(wrong: Vec<FieldProblem>) -> ApiResult<()> {
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(ApiError::Invalid(wrong))
    }
}

fn check_attachments(count: usize) -> Option<FieldProblem> {
    let detail = format!("At most {} attachments at once.", attachments::LIMIT_PER_MESSAGE);
    (count > attachments::LIMIT_PER_MESSAGE).then(|| FieldProblem::new("attachment_ids", "too_many", detail))
}

fn check_length(field: &str, text: &str, limit: usize) -> Option<FieldProblem> {
    let is_right = (1..=limit).contains(&text.chars().count());
    (!is_right).then(|| FieldProblem::new(field, "length", format!("Write 1 to {limit} characters.")))
}

/// Read when it is opened, so that the vendor manager corrects the list, not the studio.
fn check_onboarding(actor: &Actor, description: &str) -> Option<FieldProblem> {
    if actor.role != Role::VendorManager {
        let detail = "Onboarding is asked for by the vendor manager of a facility.";
        return Some(FieldProblem::new("kind", "not_a_vendor_manager", detail));
    }
    match newcomers(description) {
        Err(refused) => Some(FieldProblem::new(
            "description",
            "unreadable",
            refused.to_string(),
        )),
        Ok(people) if people.len() > LIMIT_NEWCOMERS => {
            let detail = format!("At most {LIMIT_NEWCOMERS} people with one ticket.");
            Some(FieldProblem::new("description", "too_many", detail))
        }
        Ok(_) => None,
    }
}
