//! Who may read a comment, by name: to be mentioned, to be told, to see a page move.

use std::collections::HashSet;

use api::comments::Reader;
use qc::comment::Visibility;
use qc::id::{FacilityId, PersonId};
use sqlx::PgConnection;
use uuid::Uuid;

use super::Topic;
use super::sql::{self, Party};
use crate::access::Actor;
use crate::error::{ApiError, ApiResult};
use crate::issues;

const LIMIT_MENTIONS: usize = 20;

/// Everyone who takes part in the talk about a topic.
pub(super) struct Parties(Vec<Party>);

impl Parties {
    pub async fn of(db: &mut PgConnection, topic: &Topic) -> ApiResult<Parties> {
        let requests: Vec<Uuid> = match &topic.issue {
            Some(issue) => issues::list_standing_in(&mut *db, issue).await?,
            None => vec![topic.request.id.uuid()],
        };
        let parties = sql::list_parties(&mut *db, &requests, topic.issue.is_some()).await?;
        Ok(Parties(parties))
    }

    /// Those who read what is said to these, with this facility.
    pub fn readers(&self, visibility: Visibility, with: Option<FacilityId>) -> impl Iterator<Item = &Party> {
        self.0
            .iter()
            .filter(move |party| visibility.is_read_by(party.role, party.facility_id, with))
    }

    /// Whom `actor` can mention, and in comments to whom.
    pub fn mentionable(self, actor: &Actor, topic: &Topic) -> Vec<Reader> {
        let open = topic.may_write(actor);
        let with = topic.facility(actor);
        let others = self.0.into_iter().filter(|party| party.id != actor.person);
        let readers = others.map(|party| {
            let read = |visibility: &Visibility| visibility.is_read_by(party.role, party.facility_id, with);
            Reader {
                visibilities: open.iter().copied().filter(read).collect(),
                person: party.person.0,
            }
        });
        readers.filter(|reader| !reader.visibilities.is_empty()).collect()
    }

    /// The people mentioned, each once; refused with a name when one of them would not see the comment.
    pub fn mentioned(
        &self,
        mentions: &[PersonId],
        visibility: Visibility,
        with: Option<FacilityId>,
    ) -> ApiResult<Vec<PersonId>> {
        let wanted: HashSet<PersonId> = mentions.iter().copied().collect();
        if wanted.len() > LIMIT_MENTIONS {
            let detail = format!("At most {LIMIT_MENTIONS} people are mentioned in one comment.");
            return Err(ApiError::invalid("mentions", "too_many", detail));
        }
        let readers: HashSet<PersonId> = self.readers(visibility, with).map(|party| party.id).collect();
        match wanted.iter().find(|person| !readers.contains(person)) {
            Some(blind) => Err(self.cannot_see(*blind, visibility)),
            None => Ok(wanted.into_iter().collect()),
        }
    }

    fn cannot_see(&self, person: PersonId, visibility: Visibility) -> ApiError {
        let detail = match self.0.iter().find(|party| party.id == person) {
            Some(party) => format!(
                "{} does not see what is said to {}. Choose others to say it to, or leave the name out.",
                party.person.name,
                match visibility {
                    Visibility::Vendor => "the facility and the studio",
                    Visibility::Studio => "the studio",
                    Visibility::Production => "everyone",
                }
            ),
            None => "Somebody is mentioned who does not see this. Leave the name out.".to_owned(),
        };
        ApiError::invalid("mentions", "cannot_see", detail)
    }
}
