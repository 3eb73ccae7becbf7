//! What became of the issues of each error code: which are confirmed, replaced by another, deleted, missed.

use std::collections::BTreeMap;

use api::issues::SeverityCounts;
use api::metrics::{CodeMetrics, CodeReplacement, CodeVerdicts};
use qc::error_code::ErrorCode;
use qc::severity::Severity;
use qc::verification::VerdictKind;
use sqlx::{FromRow, PgPool, QueryBuilder};

use super::Sight;
use super::sql::{MetricFilter, push_report};

#[derive(FromRow)]
struct Row {
    code: String,
    severity: Severity,
    stands: bool,
    kind: Option<VerdictKind>,
    replacement: Option<String>,
    count: i64,
}

/// The codes of the reports that the filter finds; those that verification corrected most come first.
pub(super) async fn list(
    db: &PgPool,
    sight: &Sight,
    filter: &MetricFilter,
) -> Result<Vec<CodeMetrics>, sqlx::Error> {
    let mut query = QueryBuilder::new("");
    push_report(&mut query, sight, filter);
    query.push(
        " select i.code, case when report.is_verified then i.severity else coalesce((select d.severity_before from verdict d
             where d.issue_id = i.id limit 1), i.severity) end as severity, not report.is_verified or i.state not in ('replaced', 'deleted') as stands, j.kind, x.code as replacement, count(*) as count
         from report join issue i using (request_id)
         left join counted_verdict j on j.request_id = i.request_id and j.issue_id = i.id
         left join issue x on x.id = j.replacement_id
         where report.is_verified or i.origin = 'operator' and (i.state <> 'deleted'
               or exists (select from verdict d where d.issue_id = i.id and d.kind = 'deleted'))
         group by 1, 2, 3, 4, 5",
    );
    let rows: Vec<Row> = query.build_query_as().fetch_all(db).await?;
    let mut codes: BTreeMap<String, Of> = BTreeMap::new();
    for row in rows {
        codes.entry(row.code.clone()).or_default().count(&row);
    }
    let mut codes: Vec<CodeMetrics> = codes
        .into_iter()
        .map(|(code, of)| of.view(code, sight.sees_quality))
        .filter(says_something)
        .collect();
    codes.sort_by_key(|code| (std::cmp::Reverse(weight(code)), code.code_name.clone()));
    Ok(codes)
}

/// Corrections first; for those who see no verdicts, how many issues stand.
fn weight(code: &CodeMetrics) -> (i64, i64) {
    let corrected = code
        .verdicts
        .as_ref()
        .map_or(0, |of| of.replaced + of.deleted + of.added);
    (corrected, standing(code))
}

fn standing(code: &CodeMetrics) -> i64 {
    code.severities.blocker + code.severities.issue + code.severities.fyi
}

/// A code of which everything was taken back before anyone saw it says nothing.
fn says_something(code: &CodeMetrics) -> bool {
    let judged = code.verdicts.as_ref().map_or(0, |of| {
        of.confirmed + of.severity_lowered + of.replaced + of.deleted + of.added
    });
    standing(code) + judged > 0
}

#[derive(Default)]
struct Of {
    severities: SeverityCounts,
    verdicts: CodeVerdicts,
    replaced_by: BTreeMap<String, i64>,
}

impl Of {
    fn count(&mut self, row: &Row) {
        if row.stands {
            match row.severity {
                Severity::Blocker => self.severities.blocker += row.count,
                Severity::Issue => self.severities.issue += row.count,
                Severity::Fyi => self.severities.fyi += row.count,
            }
        }
        match row.kind {
            Some(VerdictKind::Confirmed) => self.verdicts.confirmed += row.count,
            Some(VerdictKind::SeverityLowered) => self.verdicts.severity_lowered += row.count,
            Some(VerdictKind::Replaced) => self.verdicts.replaced += row.count,
            Some(VerdictKind::Deleted) => self.verdicts.deleted += row.count,
            Some(VerdictKind::Added) => self.verdicts.added += row.count,
            None => {}
        }
        if let Some(code) = &row.replacement {
            *self.replaced_by.entry(code.clone()).or_default() += row.count;
        }
    }

    fn view(self, code: String, sees_quality: bool) -> CodeMetrics {
        let mut replaced_by: Vec<CodeReplacement> = self
            .replaced_by
            .into_iter()
            .filter(|_| sees_quality)
            .map(|(code, count)| CodeReplacement {
                code_name: label(&code),
                code,
                count,
            })
            .collect();
        replaced_by.sort_by_key(|by| std::cmp::Reverse(by.count));
        CodeMetrics {
            code_name: label(&code),
            code,
            severities: self.severities,
            verdicts: sees_quality.then_some(self.verdicts),
            replaced_by,
        }
    }
}

pub(super) fn label(code: &str) -> String {
    ErrorCode::find(code).map_or_else(|| code.to_owned(), ErrorCode::label)
}
