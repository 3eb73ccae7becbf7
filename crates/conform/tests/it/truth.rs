//! Every file by others that we hold, with the verdict that it must get and the rules for which it is rejected
//! (`truth.txt`; why it differs from another validator's stands in `docs/decisions/0017`). The media lie outside the repository;
//! without them this test says so and passes, and our own masters plant faults of the same kinds.

use conform::{Level, Verdict, inspect_path};

use crate::fixtures::{media, unnoticed};

/// `path < earlier = accepted` or `path = rejected rule rule`.
const TRUTH: &str = include_str!("truth.txt");

#[test]
fn files_by_others_get_the_verdict_that_is_true_of_them() {
    if media("third-party").is_none() {
        return;
    }
    let mut wrong = Vec::new();
    for line in TRUTH
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        let (what, expected) = line.split_once(" = ").unwrap();
        let (path, earlier) = what
            .split_once(" < ")
            .map_or((what, None), |(path, earlier)| (path, Some(earlier)));
        let path = media(path).unwrap();
        let earlier: Vec<_> = earlier.into_iter().filter_map(media).collect();
        let (_, inspection) = inspect_path(&path, None, &earlier, false, &mut unnoticed).unwrap();
        let mut words = expected.split(' ');
        let verdict = match words.next() {
            Some("accepted") => Verdict::Accepted,
            Some("rejected") => Verdict::Rejected,
            other => panic!("{line}: {other:?}"),
        };
        let rejects = |rule: &str| {
            let mut findings = inspection.findings.iter();
            findings.any(|finding| finding.level == Level::Error && finding.rule == rule)
        };
        let missed: Vec<&str> = words.filter(|rule| !rejects(rule)).collect();
        if inspection.verdict != verdict || !missed.is_empty() {
            wrong.push(format!(
                "{line}\n    {:?}, not found: {missed:?}\n    {:?}",
                inspection.verdict, inspection.findings
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
