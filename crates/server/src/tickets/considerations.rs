//! What an onboarding ticket considers for legal reasons, as bars that an administrator may set: the people whom it brought
//! in, and the shows and titles that a line beside them names.

use api::page::PersonRef;
use api::tickets::SuggestedBar;
use axum::extract::State;
use qc::id::{PersonId, ShowId, TitleId};
use qc::legal::{considerations, names};
use qc::ticket::newcomers;
use sqlx::PgPool;
use sqlx::types::Json as SqlJson;

use super::AnswerTicket;
use crate::access::May;
use crate::app::App;
use crate::error::{ApiResult, Problem};
use crate::extract::Json;

struct Account {
    id: PersonId,
    person: SqlJson<PersonRef>,
}

struct Work {
    show_id: Option<ShowId>,
    title_id: Option<TitleId>,
    name: String,
    /// Those of the ticket who are barred from it already.
    barred: Vec<PersonId>,
}

/// Legal bars that the considerations in an onboarding ticket suggest, for people who have an account by now.
///
/// A line that names people concerns them, one that names none all of them. Nothing is barred by itself.
#[utoipa::path(
    get, path = "/api/v1/tickets/{ticket_id}/suggested-bars", tag = "tickets", params(("ticket_id" = String, Path, description = "Its id, or its number")),
    responses((status = 200, body = Vec<SuggestedBar>), (status = 404, body = Problem))
)]
pub async fn list_suggested_bars(
    State(app): State<App>,
    May(_actor, ticket): May<AnswerTicket>,
) -> ApiResult<Json<Vec<SuggestedBar>>> {
    let Ok(people) = newcomers(&ticket.description) else {
        return Ok(Json(Vec::new()));
    };
    let emails: Vec<String> = people.into_iter().map(|person| person.email).collect();
    let accounts = list_accounts(&app.db, &emails).await?;
    let works = list_works(&app.db, &accounts).await?;
    let lines = considerations(&ticket.description).into_iter();
    Ok(Json(
        lines
            .flat_map(|line| suggested(line, &accounts, &works))
            .collect(),
    ))
}

fn suggested(line: &str, accounts: &[Account], works: &[Work]) -> Vec<SuggestedBar> {
    let named: Vec<&Account> = accounts
        .iter()
        .filter(|account| names(line, &account.person.name))
        .collect();
    let concerned = if named.is_empty() {
        accounts.iter().collect()
    } else {
        named
    };
    let works = works.iter().filter(|work| names(line, &work.name));
    works
        .flat_map(|work| concerned.iter().map(move |account| bar(line, account, work)))
        .collect()
}

fn bar(line: &str, account: &Account, work: &Work) -> SuggestedBar {
    SuggestedBar {
        person: account.person.0.clone(),
        show_id: work.show_id,
        title_id: work.title_id,
        work: work.name.clone(),
        consideration: line.to_owned(),
        is_barred: work.barred.contains(&account.id),
    }
}

async fn list_accounts(db: &PgPool, emails: &[String]) -> Result<Vec<Account>, sqlx::Error> {
    sqlx::query_as!(
        Account,
        r#"select id as "id: PersonId", person_ref(id) as "person!: SqlJson<PersonRef>" from person
         where email = any($1) order by last_name, first_name, id"#,
        emails,
    )
    .fetch_all(db)
    .await
}

async fn list_works(db: &PgPool, accounts: &[Account]) -> Result<Vec<Work>, sqlx::Error> {
    let people: Vec<_> = accounts.iter().map(|account| account.id.uuid()).collect();
    sqlx::query_as!(
        Work,
        r#"select s.id as "show_id: ShowId", null::uuid as "title_id: TitleId", s.name as "name!",
            array(select b.person_id from legal_bar b where b.show_id = s.id and b.person_id = any($1)) as "barred!: Vec<PersonId>"
         from show s
         union all
         select null, t.id, t.name,
            array(select b.person_id from legal_bar b where b.title_id = t.id and b.person_id = any($1))
         from title t"#,
        &people,
    )
    .fetch_all(db)
    .await
}
