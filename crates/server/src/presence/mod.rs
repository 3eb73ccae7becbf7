//! Who has the review page of a request open now. A page says so every few seconds, and is told in the answer who else does,
//! as far as its person may know of them (`qc::presence`). The database's clock says who is still there. Coming, leaving and
//! opening another issue's form are events for those present who may know, so that they hear of it at once.

pub mod http;
mod jobs;
mod sql;

use api::presence::PresentPerson;
use qc::access::Permission as Act;
use qc::id::RequestId;
use qc::presence::Party;
use uuid::Uuid;

use crate::access::{Actor, Permission};
use crate::app::App;
use crate::db::Tx;
use crate::error::ApiResult;
use crate::events::{self, Event, EventKind};
use crate::requests::{self, Request};

pub use jobs::SweepPresence;

/// A page that has said nothing for so long is closed, or cut off.
const LASTS_S: u32 = 12;

/// One tab of the caller's on the review page of a request.
pub struct Tab {
    pub request: Request,
    pub id: Uuid,
}

/// Whoever sees a request may be seen there.
pub struct BePresent;

impl Permission for BePresent {
    const ACT: Act = Act::SeeRequest;
    type Key = (RequestId, Uuid);
    type Target = Tab;

    async fn find(app: &App, actor: &Actor, (request, id): (RequestId, Uuid)) -> ApiResult<Option<Tab>> {
        let found = requests::find_seen(app, actor, request).await?;
        Ok(found.map(|request| Tab { request, id }))
    }
}

/// The others whom the actor may know of.
async fn others(tx: &mut Tx, actor: &Actor, request: RequestId) -> Result<Vec<PresentPerson>, sqlx::Error> {
    let me = Party {
        role: actor.role,
        facility: actor.facility,
    };
    let mut others = sql::list_others(tx, request, actor.person).await?;
    others.retain(|other| party(other).is_shown_to(me));
    Ok(others)
}

/// Everyone there who may know of the actor looks again.
async fn tell(tx: &mut Tx, request: &Request, others: &[PresentPerson]) -> Result<(), sqlx::Error> {
    for other in others {
        let event = Event::new(EventKind::Presence, request.id)
            .of_request(request.id)
            .for_person(other.person.id);
        events::record(tx, event).await?;
    }
    Ok(())
}

fn party(PresentPerson { person, .. }: &PresentPerson) -> Party {
    Party {
        role: person.role,
        facility: person.facility_id,
    }
}
