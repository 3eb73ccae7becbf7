//! The calendar of due times (RFC 5545): what one holds, else what one's facility, one's shows or the studio have open. It is
//! fetched as a file, or by a calendar program under an address with a secret of its own, which the person makes anew or
//! takes back whenever they like. It says nothing that the person could not read in the product.

mod feed;
pub mod http;
mod sql;

use qc::id::PersonId;

use crate::db::Tx;

/// The secret address of somebody who leaves opens nothing any more.
pub(crate) async fn take_back(tx: &mut Tx, person: PersonId) -> Result<(), sqlx::Error> {
    sql::delete(&mut **tx, person).await
}
