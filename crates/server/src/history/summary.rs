//! One act as one readable line. The line is made of what the act's noun is called and of the act's own participle, so that
//! a new act reads well without an entry here.

use serde_json::Value;

/// What the nouns of a row are called.
#[derive(Debug, Default)]
pub(super) struct Named {
    pub request_number: Option<i64>,
    pub issue_number: Option<i32>,
    pub code_name: Option<String>,
    pub replacement_number: Option<i32>,
    pub delivery_number: Option<i32>,
    pub asset_kind: Option<String>,
    /// Of an account, or of who signed in.
    pub person_name: Option<String>,
}

pub(super) fn summary(act: &str, named: &Named, after: Option<&Value>) -> String {
    let (noun, participle) = act.split_once('.').unwrap_or((act, "changed"));
    let participle = participle.replace('_', " ");
    let subject = subject(noun, named);
    let fact = |name: &str| {
        after
            .and_then(|after| after.get(name))
            .and_then(Value::as_str)
            .map(words)
    };
    match act {
        "issue.replaced" => match named.replacement_number {
            Some(number) => format!("{subject} replaced by issue {number}"),
            None => format!("{subject} replaced"),
        },
        "issue.severity_lowered" => match fact("severity") {
            Some(severity) => format!("{subject}: severity lowered to {severity}"),
            None => format!("{subject}: severity lowered"),
        },
        "fix_note.answered_by_deadline" => {
            format!("{subject} closed by the deadline: Production Will Fix unless answered")
        }
        "fix_note.undone" => match fact("answer") {
            Some(answer) => format!("{subject} undone, again: {answer}"),
            None => format!("{subject} undone"),
        },
        "request.answered_by_deadline" => {
            format!("{subject}: unanswered issues count as Production Will Fix, the deadline passed")
        }
        "request.redelivery_estimated" => match fact("estimate_reason") {
            Some(reason) => format!("{subject}: redelivery estimated, {reason}"),
            None => format!("{subject}: redelivery estimated"),
        },
        "request.redelivery_asked" | "request.redelivery_awaited" | "request.redelivery_overdue" => {
            format!("{subject}: {participle}")
        }
        "request.stopped" => format!("{subject}: QC stopped at a Blocker"),
        "request.resumed" => format!("{subject}: QC resumed"),
        "issue.found_to_be_none" => format!("{subject} found to be no issue"),
        "fix_note.saved" | "fix_note.submitted" => match fact("answer") {
            Some(answer) => format!("{subject} {participle}: {answer}"),
            None => format!("{subject} {participle}"),
        },
        "verdict.given" | "watch_item.decided" => match fact("verdict") {
            Some(verdict) => format!("{subject}: {verdict}"),
            None => format!("{subject} {participle}"),
        },
        "dispute.granted" if after.is_some_and(|after| after["stands_again"] == true) => {
            format!("{subject} granted: the issue stands again")
        }
        "machine_finding.accepted" | "machine_finding.dismissed" | "machine_finding.reopened" => {
            let kind = fact("kind").map(|kind| format!(" ({kind})")).unwrap_or_default();
            format!("Finding of the machine{kind} {participle}")
        }
        "comment.added" => format!("Comment on {}", talked_about(named)),
        "comment.corrected" | "comment.deleted" => {
            format!("Comment on {} {participle}", talked_about(named))
        }
        "delivery.inspected_again" => format!("{subject} to be inspected again"),
        "session.opened" => format!("{} signed in", person(named)),
        "session.ended" => format!("{} signed out", person(named)),
        "session.refused" => match &named.person_name {
            Some(name) => format!("Sign-in to the account of {name} refused"),
            None => "Sign-in refused: there is no such account".to_owned(),
        },
        _ => format!("{subject} {participle}"),
    }
}

fn subject(noun: &str, named: &Named) -> String {
    match noun {
        "request" | "verification" | "report" | "task" | "sampling" => match named.request_number {
            Some(number) => format!("{} {number}", in_words(noun, "of request")),
            None => upper_first(noun),
        },
        "issue" => issue(named),
        "fix_note" | "watch_item" | "waiver" | "verdict" | "dispute" | "objection"
            if named.issue_number.is_some() =>
        {
            format!("{} on {}", upper_first(&words(noun)), lower_first(&issue(named)))
        }
        "delivery" | "rendition" => delivery(noun, named),
        "person" => person(named),
        _ => upper_first(&words(noun)),
    }
}

fn in_words(noun: &str, of: &str) -> String {
    if noun == "request" {
        "Request".to_owned()
    } else {
        format!("{} {of}", upper_first(noun))
    }
}

fn issue(named: &Named) -> String {
    match (named.issue_number, &named.code_name) {
        (Some(number), Some(code)) => format!("Issue {number} {code}"),
        (Some(number), None) => format!("Issue {number}"),
        _ => "Issue".to_owned(),
    }
}

fn person(named: &Named) -> String {
    named
        .person_name
        .clone()
        .unwrap_or_else(|| "An account".to_owned())
}

/// "issue 3 [016] Audio Drop Out/Mute", or "request 1042" when it is about the whole.
fn talked_about(named: &Named) -> String {
    match (named.issue_number, named.request_number) {
        (None, Some(number)) => format!("request {number}"),
        _ => lower_first(&issue(named)),
    }
}

fn delivery(noun: &str, named: &Named) -> String {
    let delivery = delivery_name(named.delivery_number, named.asset_kind.as_deref());
    if noun == "delivery" {
        delivery
    } else {
        format!("Streams of {}", lower_first(&delivery))
    }
}

/// "Delivery 2 of the primary A/V"
pub(super) fn delivery_name(number: Option<i32>, asset_kind: Option<&str>) -> String {
    let asset = match asset_kind {
        Some("primary_av") => " of the primary A/V",
        Some("printmaster") => " of the Printmaster",
        Some("music_and_effects") => " of the M&E",
        Some("atmos") => " of the Atmos mix",
        Some("iab") => " of the IAB",
        _ => "",
    };
    let number = number.map(|number| format!(" {number}")).unwrap_or_default();
    format!("Delivery{number}{asset}")
}

fn words(snake: &str) -> String {
    snake.replace('_', " ")
}

fn upper_first(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().chain(chars).collect())
        .unwrap_or_default()
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map(|first| first.to_lowercase().chain(chars).collect())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use serde_json::json;

    use super::*;

    fn check(act: &str, after: Value, expected: Expect) {
        let named = Named {
            request_number: Some(1042),
            issue_number: Some(3),
            code_name: Some("[016] Audio Drop Out/Mute".into()),
            replacement_number: Some(7),
            delivery_number: Some(2),
            asset_kind: Some("primary_av".into()),
            person_name: Some("Olga Berg".into()),
        };
        expected.assert_eq(&summary(act, &named, Some(&after)));
    }

    #[test]
    fn acts_read_as_sentences() {
        check("request.taken", json!({}), expect!["Request 1042 taken"]);
        check(
            "verification.submitted",
            json!({}),
            expect!["Verification of request 1042 submitted"],
        );
        check(
            "issue.replaced",
            json!({}),
            expect!["Issue 3 [016] Audio Drop Out/Mute replaced by issue 7"],
        );
        check(
            "issue.severity_lowered",
            json!({ "severity": "fyi" }),
            expect!["Issue 3 [016] Audio Drop Out/Mute: severity lowered to fyi"],
        );
        check(
            "fix_note.saved",
            json!({ "answer": "creative_intent" }),
            expect!["Fix note on issue 3 [016] Audio Drop Out/Mute saved: creative intent"],
        );
        check(
            "verdict.given",
            json!({ "verdict": "severity_lowered" }),
            expect!["Verdict on issue 3 [016] Audio Drop Out/Mute: severity lowered"],
        );
        check(
            "delivery.rejected",
            json!({}),
            expect!["Delivery 2 of the primary A/V rejected"],
        );
        check(
            "rendition.failed",
            json!({}),
            expect!["Streams of delivery 2 of the primary A/V failed"],
        );
        check(
            "comment.added",
            json!({}),
            expect!["Comment on issue 3 [016] Audio Drop Out/Mute"],
        );
        check("ticket.opened", json!({}), expect!["Ticket opened"]);
        check("person.suspended", json!({}), expect!["Olga Berg suspended"]);
        check(
            "session.refused",
            json!({}),
            expect!["Sign-in to the account of Olga Berg refused"],
        );
        check(
            "objection.upheld",
            json!({}),
            expect!["Objection on issue 3 [016] Audio Drop Out/Mute upheld"],
        );
        check(
            "fix_note.undone",
            json!({ "answer": "best_possible" }),
            expect!["Fix note on issue 3 [016] Audio Drop Out/Mute undone, again: best possible"],
        );
        check(
            "request.stopped",
            json!({}),
            expect!["Request 1042: QC stopped at a Blocker"],
        );
        check("delegation.revoked", json!({}), expect!["Delegation revoked"]);
    }
}
