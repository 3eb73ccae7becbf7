//! Webhooks: other people's programs that are told of acts, as Standard Webhooks has it. The studio's hear of everything, a
//! facility's of the facility's own work. What they are told waits in the outbox and is tried for about a day; an endpoint
//! that answers nothing well for days is switched off, and its owner told.

mod address;
mod announce;
mod call;
mod deliver;
pub mod http;
pub mod http_messages;
mod sign;
mod sql;

use qc::id::WebhookId;
use qc::person::Role;

use crate::access::{Actor, Permission};
use crate::app::App;
use crate::error::ApiResult;

pub use address::{AddressRefused, Lookup, of_system};
pub(crate) use announce::{announce, as_sent};
pub use call::Caller;
pub(crate) use deliver::{deliver, note, resume};

/// List and create.
pub struct ManageWebhooks;

impl Permission for ManageWebhooks {
    const ACT: qc::access::Permission = qc::access::Permission::ManageWebhooks;
    type Key = ();
    type Target = ();

    async fn find(_: &App, _: &Actor, (): ()) -> ApiResult<Option<()>> {
        Ok(Some(()))
    }
}

/// The same, of one webhook: the studio's of any, a vendor manager's of the own facility's.
pub struct ManageWebhook;

impl Permission for ManageWebhook {
    const ACT: qc::access::Permission = qc::access::Permission::ManageWebhooks;
    type Key = WebhookId;
    type Target = sql::Webhook;

    async fn find(app: &App, actor: &Actor, webhook: WebhookId) -> ApiResult<Option<sql::Webhook>> {
        let found = sql::find(&app.db, webhook).await?;
        Ok(found.filter(|found| match actor.role {
            Role::StudioAdmin => true,
            Role::VendorManager => {
                found.view.facility_id.is_some() && found.view.facility_id == actor.facility
            }
            _ => false,
        }))
    }
}
