//! Which bytes of a file went to whom: ranges, merged, with the last byte included. A transfer is done when they make the
//! whole file, and not before its last byte has left.

use std::ops::Range;

use qc::id::{DeliveryFileId, PersonId, RequestId, TitleId};
use serde_json::{Value, json};

use super::sql;
use crate::app::App;
use crate::error::ApiResult;
use crate::events::{self, Event, EventKind};

/// One person's fetching of one file for one request.
#[derive(Clone, Debug)]
pub(super) struct Transfer {
    pub request: RequestId,
    pub title: TitleId,
    pub file: DeliveryFileId,
    pub person: PersonId,
    pub size_bytes: u64,
}

impl Transfer {
    /// Notes that these bytes have left.
    pub async fn note(&self, app: &App, sent: Range<u64>) -> ApiResult<()> {
        let mut tx = app.db.begin().await?;
        let (id, ranges) = sql::lock_transfer(&mut tx, self.request, self.file, self.person).await?;
        let ranges = merge(read(&ranges), sent);
        let sent_bytes: u64 = ranges.iter().map(|range| range.end - range.start).sum();
        let is_whole = sent_bytes == self.size_bytes;
        let sent_bytes = i64::try_from(sent_bytes).unwrap_or(i64::MAX);
        sql::save_ranges(&mut tx, id, &write(&ranges), sent_bytes, is_whole).await?;
        let event = Event::new(EventKind::Transfer, id)
            .of_title(self.title)
            .of_request(self.request);
        events::record(&mut tx, event.with(json!({ "sent_bytes": sent_bytes }))).await?;
        Ok(tx.commit().await?)
    }
}

fn merge(mut ranges: Vec<Range<u64>>, sent: Range<u64>) -> Vec<Range<u64>> {
    if !sent.is_empty() {
        ranges.push(sent);
    }
    ranges.sort_by_key(|range| range.start);
    let mut merged: Vec<Range<u64>> = Vec::new();
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

fn read(ranges: &Value) -> Vec<Range<u64>> {
    let pairs: Vec<(u64, u64)> = serde_json::from_value(ranges.clone()).unwrap_or_default();
    pairs
        .into_iter()
        .map(|(first, last)| first..last.saturating_add(1))
        .collect()
}

fn write(ranges: &[Range<u64>]) -> Value {
    ranges
        .iter()
        .map(|range| json!([range.start, range.end - 1]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_sent_twice_count_once_and_gaps_stay() {
        let mut ranges = Vec::new();
        for sent in [0..10, 20..30, 5..12, 12..15, 40..40] {
            ranges = merge(ranges, sent);
        }
        assert_eq!(ranges, [0..15, 20..30]);
        assert_eq!(read(&write(&ranges)), ranges);
        assert_eq!(merge(ranges, 15..20), vec![0..30]);
    }
}
