//! The board of post and production.

use std::collections::{BTreeMap, HashMap};

use api::boards::{BoardCard, BoardColumn, ShowBoard, ShowCounts};
use api::requests::RequestRow;
use qc::board::{Column, OpenQuestions};
use qc::id::{RequestId, ShowId};
use uuid::Uuid;

use super::sql::{self, Card, InColumn};
use crate::access::Actor;
use crate::app::App;
use crate::db;
use crate::error::ApiResult;
use crate::requests;

pub(super) async fn board(app: &App, actor: &Actor, show: Option<ShowId>) -> ApiResult<ShowBoard> {
    let shows: Vec<Uuid> = actor.shows.iter().map(|show| show.uuid()).collect();
    let columns = Column::order(actor.role);
    let counts = sql::count_by_show(&app.db, &shows).await?;
    let of_show: Vec<Uuid> = match show {
        Some(show) => shows
            .iter()
            .copied()
            .filter(|each| *each == show.uuid())
            .collect(),
        None => shows,
    };
    let cards = sql::list_cards(&app.db, &of_show).await?;
    let ids: Vec<Uuid> = cards.iter().map(|card| card.id.uuid()).collect();
    let rows = requests::seen_rows(app, actor, &ids).await?;
    let mut rows: HashMap<RequestId, RequestRow> = rows.into_iter().map(|row| (row.id, row)).collect();
    let mut by_column: HashMap<Column, Vec<BoardCard>> = HashMap::new();
    for card in cards {
        if let Some(request) = rows.remove(&card.id) {
            by_column
                .entry(card.column)
                .or_default()
                .push(view(actor, card, request));
        }
    }
    let total = |column: Column| -> i64 {
        let shown = counts
            .iter()
            .filter(|of| show.is_none_or(|show| of.show_id == show));
        shown.filter(|of| of.column == column).map(|of| of.count).sum()
    };
    Ok(ShowBoard {
        now: db::now(&app.db).await?,
        columns: columns
            .iter()
            .map(|column| BoardColumn {
                column: *column,
                needs_me: column.needs(actor.role),
                total: total(*column),
                cards: by_column.remove(column).unwrap_or_default(),
            })
            .collect(),
        shows: by_show(&columns, counts),
    })
}

fn view(actor: &Actor, card: Card, request: RequestRow) -> BoardCard {
    let open = OpenQuestions {
        objections: card.objections,
        is_stopped: card.is_stopped,
        has_due_date: card.redelivery_due_at.is_some(),
    };
    BoardCard {
        needs_me: card.column.needs_of(actor.role, open),
        objections: card.objections,
        is_stopped: card.is_stopped,
        request,
        unanswered: card.unanswered,
        undecided: card.undecided,
        redelivery_due_at: card.redelivery_due_at,
        concluded_at: card.concluded_at,
    }
}

fn by_show(columns: &[Column], counts: Vec<InColumn>) -> Vec<ShowCounts> {
    let mut shows: BTreeMap<(String, ShowId), Vec<i64>> = BTreeMap::new();
    for of in counts {
        let line = shows
            .entry((of.show, of.show_id))
            .or_insert_with(|| vec![0; columns.len()]);
        let at = columns.iter().position(|column| *column == of.column);
        if let Some(count) = at.and_then(|at| line.get_mut(at)) {
            *count += of.count;
        }
    }
    shows
        .into_iter()
        .map(|((show, show_id), counts)| ShowCounts {
            show_id,
            show,
            counts,
        })
        .collect()
}
