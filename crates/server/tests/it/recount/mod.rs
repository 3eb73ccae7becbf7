//! Metrics against history: ten thousand reports that came about at random, with everything that can happen to them. The
//! figures that are served are read from the rows of requests, issues and verdicts; here they are counted once more, from the
//! acts of the history alone, and have to be the same.

mod made;
mod told;

use std::collections::BTreeMap;

use qc::metrics::{Counted, Figures, Tally};
use serde_json::{Value, json};

use crate::world::{Person, World};
use made::{Made, Origin};
use told::Told;

const REPORTS: usize = 10_000;
const METRICS: &str = "/api/v1/metrics";

#[tokio::test]
async fn figures_are_what_the_history_tells() {
    let world = World::without_workers().await;
    let ada = world.studio_admin("ada@studio.example").await;
    let made = Made::at_random(&world, &ada, REPORTS).await;
    let told = told::read(&world, &made).await;
    assert!(told.len() > REPORTS * 9 / 10, "{} reports count", told.len());
    let all = |_: &Told| true;

    let by = [
        ("operator", made::operator as fn(&Origin) -> String),
        ("facility", made::facility),
        ("show", made::show),
        ("service", made::service),
    ];
    for (dimension, key) in by {
        let groups = grouped(&told, all, |of| key(&of.origin));
        same_groups(&ada, &format!("?by={dimension}"), groups).await;
    }
    let months = |of: &Told| of.submitted_at().format("%Y-%m").to_string();
    same_groups(&ada, "?by=month", grouped(&told, all, months)).await;

    // A manager counts the facility's, production what is out of its own show.
    let facility = made.facilities[1];
    let vera = world.vendor_manager("vera@northlight.example", facility).await;
    let own = |of: &Told| of.origin.facility == facility;
    same_groups(
        &vera,
        "?by=operator",
        grouped(&told, own, |of| made::operator(&of.origin)),
    )
    .await;
    let show = made.shows[2];
    let max = world.production("max@production.example").await;
    world.grant(&max, show).await;
    let out = |of: &Told| of.origin.show == show && of.counted.is_verified;
    same_total(&max, "", &told, out).await;

    // Filters, and lists as long as the figures say.
    let cast = |of: &Told| made::service(&of.origin) == "cast";
    same_total(&ada, "?service=cast", &told, cast).await;
    let in_march = |of: &&Told| of.submitted_at().format("%Y-%m").to_string() == "2026-03";
    let march: Vec<&Told> = told.iter().filter(in_march).collect();
    assert!(march.len() > 100, "{} reports of March", march.len());
    let late = march
        .iter()
        .filter(|of| of.counted.clock.is_on_time() == Some(false));
    assert_eq!(list_length(&ada, "reports?on_time=false").await, late.count());
    let missed: u64 = march.iter().map(|of| of.counted.tally.added).sum();
    assert_eq!(list_length(&ada, "issues?kind=added").await as u64, missed);
    same_codes(&ada, &told).await;
}

fn grouped(
    told: &[Told],
    counts: impl Fn(&Told) -> bool,
    key: impl Fn(&Told) -> String,
) -> BTreeMap<String, Vec<&Counted>> {
    let mut groups: BTreeMap<String, Vec<&Counted>> = BTreeMap::new();
    for of in told.iter().filter(|of| counts(of)) {
        groups.entry(key(of)).or_default().push(&of.counted);
    }
    groups
}

async fn same_groups(who: &Person, query: &str, expected: BTreeMap<String, Vec<&Counted>>) {
    let view = who.get(&format!("{METRICS}{query}")).await.expect(200);
    let served: BTreeMap<String, Value> = view["groups"]
        .as_array()
        .expect("groups")
        .iter()
        .map(|group| {
            (
                group["key"].as_str().expect("a key").to_owned(),
                essence(&group["figures"]),
            )
        })
        .collect();
    let expected: BTreeMap<String, Value> = expected
        .into_iter()
        .map(|(key, reports)| (key, essence_of(&Figures::of(reports), true)))
        .collect();
    assert!(!expected.is_empty(), "{query} has nothing to compare");
    assert_eq!(
        served.keys().collect::<Vec<_>>(),
        expected.keys().collect::<Vec<_>>(),
        "{query}"
    );
    for (key, figures) in expected {
        assert_eq!(served[&key], figures, "{query}, {key}");
    }
}

async fn same_total(who: &Person, query: &str, told: &[Told], counts: impl Fn(&Told) -> bool) {
    let view = who.get(&format!("{METRICS}{query}")).await.expect(200);
    let figures = Figures::of(told.iter().filter(|of| counts(of)).map(|of| &of.counted));
    assert!(figures.reports > 100, "{query} has too little to compare");
    let sees_quality = !view["total"]["quality"].is_null();
    assert_eq!(
        essence(&view["total"]),
        essence_of(&figures, sees_quality),
        "{query}"
    );
}

/// What was counted and measured, of the figures as served. Shares and intervals follow from these by rules with tests of
/// their own.
fn essence(figures: &Value) -> Value {
    let pair = |share: &Value| json!([share["part"], share["whole"]]);
    let spread = |of: &Value| {
        json!([
            of["measured"],
            whole_ms(of["median_s"].as_f64()),
            whole_ms(of["p90_s"].as_f64())
        ])
    };
    let quality = &figures["quality"];
    let accuracy = &quality["accuracy"];
    json!({
        "reports": figures["reports"], "verified": figures["verified"], "turnaround": spread(&figures["turnaround"]),
        "severities": figures["severities"], "titles": figures["titles"], "rounds": figures["rounds_per_title"],
        "redelivered": pair(&figures["redelivered"]), "refused": pair(&figures["refused"]),
        "quality": if quality.is_null() { Value::Null } else { json!({
            "tally": [accuracy["confirmed"], accuracy["replaced"], accuracy["deleted"], accuracy["added"]],
            "on_time": pair(&quality["on_time"]), "waiting": spread(&quality["waiting"]),
            "download": spread(&quality["download"]), "flags": quality["flags"], "programme_s": quality["programme_s"],
        }) },
    })
}

/// A number that was written and read again may differ in its last digit.
fn whole_ms(seconds: Option<f64>) -> Option<i64> {
    seconds.map(|seconds| (seconds * 1000.0).round() as i64)
}

fn essence_of(of: &Figures, sees_quality: bool) -> Value {
    let spread = |of: qc::metrics::Spread| json!([of.measured, whole_ms(of.median_s), whole_ms(of.p90_s)]);
    let Tally {
        confirmed,
        replaced,
        deleted,
        added,
    } = of.tally;
    json!({
        "reports": of.reports, "verified": of.verified, "turnaround": spread(of.turnaround),
        "severities": { "blocker": of.severities.blocker, "issue": of.severities.issue, "fyi": of.severities.fyi },
        "titles": of.titles, "rounds": of.rounds_per_title(),
        "redelivered": [of.redelivered.part, of.redelivered.whole], "refused": [of.refused.part, of.refused.whole],
        "quality": if sees_quality { json!({
            "tally": [confirmed, replaced, deleted, added], "on_time": [of.on_time.part, of.on_time.whole],
            "waiting": spread(of.waiting), "download": spread(of.download), "flags": of.flags, "programme_s": of.programme_s,
        }) } else { Value::Null },
    })
}

/// Reads a list of one month to its end.
async fn list_length(who: &Person, path: &str) -> usize {
    let (mut length, mut cursor) = (0, String::new());
    loop {
        let page = who
            .get(&format!(
                "{METRICS}/{path}&from=2026-03-01T00:00:00Z&to=2026-04-01T00:00:00Z&limit=200{cursor}"
            ))
            .await
            .expect(200);
        length += page["items"].as_array().expect("items").len();
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return length,
        }
    }
}

async fn same_codes(who: &Person, told: &[Told]) {
    let served = who.get(&format!("{METRICS}/codes")).await.expect(200);
    let served: BTreeMap<String, Value> = served
        .as_array()
        .expect("codes")
        .iter()
        .map(|code| {
            (
                code["code"].as_str().expect("a code").to_owned(),
                json!([code["severities"], code["verdicts"]]),
            )
        })
        .collect();
    assert_eq!(json!(served), told::codes(told));
}
