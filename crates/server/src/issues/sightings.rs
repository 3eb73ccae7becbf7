//! An issue on the timelines of later deliveries: what each fix check was to look at, in that delivery's own frames, and
//! what was found there.

use api::issues::SightingView;
use api::page::PersonRef;
use chrono::{DateTime, Utc};
use qc::fix_check::{WatchKind, WatchVerdict};
use qc::id::{DeliveryId, IssueId, RequestId};
use sqlx::PgPool;
use sqlx::types::Json;
use uuid::Uuid;

use super::view::unsigned;
use crate::access::Actor;
use crate::app::App;
use crate::error::ApiResult;
use crate::labels::Labels;
use crate::requests::{self, Viewer, rate_of};

struct Row {
    issue_id: IssueId,
    request_id: RequestId,
    request_number: i64,
    round: i32,
    delivery_id: Option<DeliveryId>,
    delivery_number: Option<i32>,
    edit_rate_num: Option<i32>,
    edit_rate_den: Option<i32>,
    drop_frame: Option<bool>,
    start_frame: Option<i64>,
    first_frame: i64,
    last_frame: i64,
    kind: WatchKind,
    verdict: Option<WatchVerdict>,
    note: String,
    decided_by: Option<Json<PersonRef>>,
    decided_at: Option<DateTime<Utc>>,
}

/// Of these issues of one lineage, in the rounds whose report the caller sees, the oldest first.
pub(super) async fn list(app: &App, actor: &Actor, lineage: &[Uuid]) -> ApiResult<Vec<SightingView>> {
    let mut seen = Vec::new();
    for row in list_rows(&app.db, lineage).await? {
        let request = requests::find(&app.db, Viewer::from(actor), row.request_id).await?;
        if request.is_some_and(|request| requests::sees_report(actor, &request)) {
            seen.push(row.view());
        }
    }
    Ok(seen)
}

async fn list_rows(db: &PgPool, lineage: &[Uuid]) -> Result<Vec<Row>, sqlx::Error> {
    sqlx::query_as!(
        Row,
        r#"select w.issue_id as "issue_id!: IssueId", r.id as "request_id: RequestId", r.number as request_number, r.round,
            d.id as "delivery_id?: DeliveryId", d.number as "delivery_number?", d.edit_rate_num as "edit_rate_num?",
            d.edit_rate_den as "edit_rate_den?", d.drop_frame as "drop_frame?", d.start_frame as "start_frame?", w.first_frame, w.last_frame,
            w.kind as "kind: WatchKind", w.verdict as "verdict: WatchVerdict", w.note,
            person_ref(w.decided_by) as "decided_by: Json<PersonRef>", w.decided_at
         from watch_item w join qc_request r on r.id = w.request_id join issue i on i.id = w.issue_id
         left join lateral (select v.* from request_delivery rd join delivery v on v.id = rd.delivery_id
            where rd.request_id = r.id and v.asset_id = i.asset_id limit 1) d on true
         where w.issue_id = any($1) order by r.round, r.number"#,
        lineage,
    )
    .fetch_all(db)
    .await
}

impl Row {
    fn view(self) -> SightingView {
        let rate = rate_of(self.edit_rate_num, self.edit_rate_den);
        let labels = Labels::of(
            rate,
            self.drop_frame.unwrap_or(false),
            self.start_frame.unwrap_or(0),
        );
        let (first_frame, last_frame) = (unsigned(self.first_frame), unsigned(self.last_frame));
        SightingView {
            issue_id: self.issue_id,
            request_id: self.request_id,
            request_number: self.request_number,
            round: self.round,
            delivery_id: self.delivery_id,
            delivery_number: self.delivery_number,
            first_frame,
            last_frame,
            in_timecode: labels.at(first_frame),
            out_timecode: labels.at(last_frame),
            kind: self.kind,
            verdict: self.verdict,
            note: self.note,
            decided_by: self.decided_by.map(|person| person.0),
            decided_at: self.decided_at,
        }
    }
}
