//! Findings as SARIF 2.1.0 (OASIS): one run, the rules that were broken, a result for each finding. Files are named relative to
//! what was given.

use conform::{Fault, Finding, Level, Report, Rule};
use serde_json::{Value, json};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

pub fn of(report: &Report) -> Value {
    let rules: Vec<&Rule> = Fault::RULES
        .iter()
        .filter(|rule| report.findings.iter().any(|finding| finding.rule == rule.id))
        .collect();
    let results: Vec<Value> = report
        .findings
        .iter()
        .map(|finding| result(finding, &rules))
        .collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "assetqc",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules.iter().map(|rule| described(rule)).collect::<Vec<_>>(),
            }},
            "results": results,
        }],
    })
}

fn described(rule: &Rule) -> Value {
    json!({
        "id": rule.id,
        "shortDescription": { "text": rule.id },
        "help": { "text": rule.fix },
        "defaultConfiguration": { "level": level(rule.level) },
        "properties": { "clause": rule.clause, "overridable": rule.is_overridable() },
    })
}

fn result(finding: &Finding, rules: &[&Rule]) -> Value {
    let mut result = json!({
        "ruleId": finding.rule,
        "level": level(finding.level),
        "message": { "text": format!("{}. {}", finding.message, finding.fix) },
        "properties": { "clause": finding.clause },
    });
    if let Some(index) = rules.iter().position(|rule| rule.id == finding.rule) {
        result["ruleIndex"] = index.into();
    }
    if !finding.file.is_empty() {
        result["locations"] = json!([location(finding)]);
    }
    result
}

fn location(finding: &Finding) -> Value {
    let mut place = json!({ "artifactLocation": { "uri": uri(&finding.file) } });
    if let Some(line) = finding.at.line() {
        place["region"] = json!({ "startLine": line.max(1) });
    } else if let Some(offset) = finding.at.byte() {
        place["region"] = json!({ "byteOffset": offset, "byteLength": 1 });
    }
    let mut location = json!({ "physicalLocation": place });
    let at = finding.at.to_string();
    if let Some((_, name)) = at.split_once(", ") {
        location["logicalLocations"] = json!([{ "fullyQualifiedName": name }]);
    }
    location
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info => "note",
    }
}

/// A relative reference: all that is not unreserved is escaped, and a colon would name a scheme.
fn uri(path: &str) -> String {
    let mut escaped = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                escaped.push(char::from(byte));
            }
            other => escaped.push_str(&format!("%{other:02X}")),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_references() {
        assert_eq!(uri("a b/c:d.mxf"), "a%20b/c%3Ad.mxf");
        assert_eq!(uri("é.xml"), "%C3%A9.xml");
    }
}
