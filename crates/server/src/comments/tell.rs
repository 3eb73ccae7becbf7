//! Whom a comment concerns: who is mentioned, who spoke in its thread, whose issue or task it is about, and the other side
//! of the talk. Nobody is told of what they may not read.

use std::collections::BTreeSet;

use qc::comment::Visibility;
use qc::id::{CommentId, FacilityId, PersonId};
use qc::notice::NoticeKind;
use qc::person::Role;

use super::readers::Parties;
use super::{Topic, sql};
use crate::access::Actor;
use crate::db::Tx;
use crate::error::ApiResult;
use crate::events::{self, Event, EventKind};
use crate::notices::{self, Notice, People};

/// A comment that was just said or corrected.
pub(super) struct Said<'a> {
    pub id: CommentId,
    pub body: &'a str,
    pub visibility: Visibility,
    pub with: Option<FacilityId>,
    /// The first of its thread, when it is a reply.
    pub thread: Option<CommentId>,
    /// Those who are mentioned in it now and were not before.
    pub mentioned: &'a [PersonId],
}

/// How much of a comment stands in a notice.
const LIMIT_QUOTE_CHARS: usize = 300;

pub(super) async fn mentioned(tx: &mut Tx, actor: &Actor, topic: &Topic, said: &Said<'_>) -> ApiResult<()> {
    let subject = format!("You are mentioned in a comment on {}", topic.name());
    for person in said.mentioned.iter().filter(|person| **person != actor.person) {
        notices::send(
            tx,
            People::Person(*person),
            notice(NoticeKind::Mentioned, &subject, topic, said),
        )
        .await?;
    }
    Ok(())
}

/// The others whom it concerns.
pub(super) async fn others(
    tx: &mut Tx,
    actor: &Actor,
    topic: &Topic,
    parties: &Parties,
    said: &Said<'_>,
) -> ApiResult<()> {
    let mut concerned: BTreeSet<PersonId> = match said.thread {
        Some(first) => sql::list_speakers(tx, first).await?.into_iter().collect(),
        None => BTreeSet::new(),
    };
    concerned.extend(topic.issue.as_ref().map(|issue| issue.author_id));
    if topic.issue.is_none() {
        concerned.extend(topic.request.operator_id);
        concerned.extend(topic.request.verifier_id);
    }
    let subject = format!("A comment on {}", topic.name());
    for party in parties.readers(said.visibility, said.with) {
        let is_told = concerned.contains(&party.id) || is_other_side(actor.role, party.role, topic, said);
        if is_told && party.id != actor.person && !said.mentioned.contains(&party.id) {
            let notice = notice(NoticeKind::CommentAdded, &subject, topic, said);
            notices::send(tx, People::Person(party.id), notice).await?;
        }
    }
    Ok(())
}

/// Production hears what post says, and the other way round; the managers of a facility what the studio says to it.
fn is_other_side(speaker: Role, listener: Role, topic: &Topic, said: &Said<'_>) -> bool {
    let is_out = topic.request.verified_at.is_some();
    match (speaker, listener) {
        (Role::Production, Role::Post) | (Role::Post, Role::Production) => is_out,
        (Role::Post | Role::StudioAdmin, Role::VendorManager) => said.visibility == Visibility::Vendor,
        _ => false,
    }
}

fn notice(kind: NoticeKind, subject: &str, topic: &Topic, said: &Said<'_>) -> Notice {
    let mut quote: String = said.body.chars().take(LIMIT_QUOTE_CHARS).collect();
    if quote.len() < said.body.len() {
        quote.push('…');
    }
    Notice::new(kind, subject, format!("/comments/{}", said.id))
        .of_title(topic.request.title_id)
        .saying(quote)
}

/// The page of everyone who reads it moves; nobody else learns that something was said.
pub(super) async fn pages(
    tx: &mut Tx,
    topic: &Topic,
    parties: &Parties,
    id: CommentId,
    (visibility, with): (Visibility, Option<FacilityId>),
) -> ApiResult<()> {
    for party in parties.readers(visibility, with) {
        let event = Event::new(EventKind::Comment, id)
            .of_title(topic.request.title_id)
            .of_request(topic.request.id)
            .for_person(party.id);
        events::record(tx, event).await?;
    }
    Ok(())
}
