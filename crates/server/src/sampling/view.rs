//! How a report's lot fell, in words. The figures behind it are the operator's record: not for production or post.

use api::sampling::{RecordView, SamplingFigures, SamplingView};
use qc::sampling::{Record, SamplingGround, WHOLE};
use sqlx::PgPool;

use super::decide::sees_record;
use super::sql;
use crate::access::Actor;
use crate::error::ApiResult;
use crate::requests::{self, Request};

/// None where no policy decided, or where the caller does not read the report.
pub(crate) async fn view(db: &PgPool, actor: &Actor, request: &Request) -> ApiResult<Option<SamplingView>> {
    if !requests::sees_report(actor, request) {
        return Ok(None);
    }
    let Some(drawn) = sql::find_drawn(db, request.id).await? else {
        return Ok(None);
    };
    let figures = SamplingFigures {
        ground: drawn.ground,
        record: RecordView {
            reports: drawn.reports,
            accuracy_percent: percent(drawn.accuracy),
            accuracy_low_percent: percent(drawn.accuracy_low),
        },
        share_percent: percent(drawn.share),
        draw_percent: percent(drawn.draw),
    };
    let figures = sees_record(actor.role).then_some(figures);
    Ok(Some(SamplingView {
        is_verified: drawn.is_verified,
        label: label(drawn.ground, figures.as_ref()),
        figures,
    }))
}

fn label(ground: SamplingGround, figures: Option<&SamplingFigures>) -> String {
    let record = figures.map_or(String::new(), |figures| {
        let RecordView {
            reports,
            accuracy_percent,
            ..
        } = figures.record;
        format!(" (record {accuracy_percent:.0} % over {reports} reports)")
    });
    match ground {
        SamplingGround::Blocker => "To be verified: it has a Blocker".to_owned(),
        SamplingGround::ShortRecord => format!("To be verified: too few verified reports yet{record}"),
        SamplingGround::Drawn => format!("To be verified: drawn{record}"),
        SamplingGround::Spared => format!("Not verified: sampled out{record}"),
    }
}

pub(super) fn record_view(record: Record) -> RecordView {
    RecordView {
        reports: i64::try_from(record.reports).unwrap_or(i64::MAX),
        accuracy_percent: percent(record.accuracy() as i32),
        accuracy_low_percent: percent(record.accuracy_low() as i32),
    }
}

fn percent(ten_thousandths: i32) -> f64 {
    f64::from(ten_thousandths) * 100.0 / f64::from(WHOLE)
}
