//! A history as a file: CSV for spreadsheets, JSON lines for programs. It is written while it is read, so that a history of any length
//! is given whole and no memory holds it.

use api::history::HistoryRow;
use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use qc::history::HistoryOrder;
use serde::Deserialize;

use super::filter::Filter;
use super::sql::{self, About};
use crate::access::Actor;
use crate::app::App;
use crate::csv::Csv;

const ROWS_AT_ONCE: i64 = 1000;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    Csv,
    Json,
}

#[derive(Clone, Copy, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ExportQuery {
    /// `csv` or `json` (one row a line)
    #[param(inline)]
    pub format: Option<ExportFormat>,
}

const HEAD: [&str; 11] = [
    "Number",
    "Time (UTC)",
    "Who",
    "Role",
    "Facility",
    "What",
    "Act",
    "Request",
    "Round",
    "Changes",
    "Reason",
];

pub(super) fn answer(app: App, actor: Actor, about: About, filter: Filter, format: ExportFormat) -> Response {
    let (media_type, name) = match format {
        ExportFormat::Csv => ("text/csv; charset=utf-8", "attachment; filename=\"history.csv\""),
        ExportFormat::Json => ("application/x-ndjson", "attachment; filename=\"history.ndjson\""),
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static(name)),
    ];
    (headers, written(app, actor, about, filter, format)).into_response()
}

fn written(app: App, actor: Actor, about: About, filter: Filter, format: ExportFormat) -> Body {
    let mut filter = Filter {
        limit: ROWS_AT_ONCE,
        around: None,
        after: None,
        ..filter
    };
    Body::from_stream(async_stream::stream! {
        if format == ExportFormat::Csv {
            yield Ok::<_, std::io::Error>(Csv::new(HEAD).text());
        }
        loop {
            let mut rows = match sql::list(&app.db, &actor, &about, &filter).await {
                Ok(rows) => rows,
                // The answer has begun: it is cut, so that nobody takes a part for the whole.
                Err(error) => {
                    tracing::error!(%error, "a history cannot be read to its end");
                    yield Err(std::io::Error::other("the history cannot be read to its end"));
                    return;
                }
            };
            let has_more = i64::try_from(rows.len()).is_ok_and(|count| count > ROWS_AT_ONCE);
            rows.truncate(usize::try_from(ROWS_AT_ONCE).unwrap_or(usize::MAX));
            filter.after = rows.last().map(|row| row.id);
            yield Ok(text_of(&rows, format));
            if !has_more {
                return;
            }
        }
    })
}

fn text_of(rows: &[HistoryRow], format: ExportFormat) -> String {
    match format {
        ExportFormat::Json => rows
            .iter()
            .map(|row| serde_json::to_string(row).unwrap_or_default() + "\n")
            .collect(),
        ExportFormat::Csv => {
            let mut csv = Csv::rows();
            rows.iter().for_each(|row| csv.push(cells(row)));
            csv.text()
        }
    }
}

fn cells(row: &HistoryRow) -> [String; 11] {
    let actor = row.actor.as_ref();
    let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    let changes: Vec<String> = row
        .changes
        .iter()
        .map(|change| {
            format!(
                "{}: {} → {}",
                change.field,
                change.before.as_deref().unwrap_or("–"),
                change.after.as_deref().unwrap_or("–")
            )
        })
        .collect();
    [
        row.id.to_string(),
        row.at.to_rfc3339(),
        actor.map_or("the system".to_owned(), |actor| actor.name.clone()),
        actor.map(|actor| actor.role.to_string()).unwrap_or_default(),
        actor.and_then(|actor| actor.facility.clone()).unwrap_or_default(),
        row.summary.clone(),
        row.act.clone(),
        number(row.request_number),
        number(row.round.map(i64::from)),
        changes.join("; "),
        row.reason.clone(),
    ]
}

/// Exports are read from the beginning unless asked otherwise.
pub(super) fn order_of(wanted: Option<HistoryOrder>) -> HistoryOrder {
    wanted.unwrap_or(HistoryOrder::Oldest)
}
