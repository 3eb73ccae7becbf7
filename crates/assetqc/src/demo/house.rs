//! The sample show with its titles, and who may see and review it: made by the studio admin, over HTTP, as far as it is
//! not there yet.

use anyhow::Context;
use api::Page;
use api::facilities::FacilityView;
use api::people::{PersonView, ShowIds};
use api::titles::{NewShow, NewTitle, ShowView, TitleRow};
use qc::id::{ShowId, TitleId};
use qc::title::TitleKind;
use reqwest::Method;
use serde_json::Value;

use super::people::{FACILITIES, OF_THE_SHOW};
use crate::client::Client;

const SHOW: &str = "Harbour Lights";
const SEASON: i32 = 1;

/// The show; facilities cleared for it, post and production onboarded to it.
pub async fn furnish(ada: &Client) -> anyhow::Result<ShowId> {
    let shows: Vec<ShowView> = ada.get("/api/v1/shows").await?;
    let show = match shows.into_iter().find(|show| show.name == SHOW) {
        Some(show) => show.id,
        None => {
            let form = NewShow {
                name: SHOW.to_owned(),
            };
            ada.send::<ShowView>(Method::POST, "/api/v1/shows", &form)
                .await?
                .id
        }
    };
    let facilities: Vec<FacilityView> = ada.get("/api/v1/facilities").await?;
    for facility in facilities
        .iter()
        .filter(|facility| FACILITIES.contains(&facility.name.as_str()))
    {
        if let Some(show_ids) = with(&facility.cleared_show_ids, show) {
            let path = format!("/api/v1/facilities/{}/clearances", facility.id);
            ada.send::<Value>(Method::PUT, &path, &ShowIds { show_ids })
                .await?;
        }
    }
    for email in OF_THE_SHOW {
        let people: Page<PersonView> = ada.get(&format!("/api/v1/people?q={email}")).await?;
        let person = people
            .items
            .iter()
            .find(|person| person.email == email)
            .context("a sample person is gone")?;
        if let Some(show_ids) = with(&person.show_ids, show) {
            let path = format!("/api/v1/people/{}/shows", person.id);
            ada.send::<Value>(Method::PUT, &path, &ShowIds { show_ids })
                .await?;
        }
    }
    Ok(show)
}

/// The list with the show in it; none when it is there already.
fn with(shows: &[ShowId], show: ShowId) -> Option<Vec<ShowId>> {
    (!shows.contains(&show)).then(|| [shows, &[show]].concat())
}

pub async fn episode(ada: &Client, show: ShowId, episode: i32, name: &str) -> anyhow::Result<TitleId> {
    let titles: Page<TitleRow> = ada
        .get(&format!("/api/v1/titles?show_id={show}&limit=200"))
        .await?;
    let is_it = |row: &&TitleRow| (row.season, row.episode) == (Some(SEASON), Some(episode));
    if let Some(row) = titles.items.iter().find(is_it) {
        return Ok(row.title.id);
    }
    let form = NewTitle {
        show_id: show,
        kind: TitleKind::Episode,
        name: name.to_owned(),
        season: Some(SEASON),
        episode: Some(episode),
        language: Some("en".to_owned()),
    };
    Ok(ada
        .send::<TitleRow>(Method::POST, "/api/v1/titles", &form)
        .await?
        .title
        .id)
}
