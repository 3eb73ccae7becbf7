//! The table of cases that the web app's cleaning is held to as well, and secrets in every place that an archive has.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use proptest::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};

use super::headers::headers;
use super::*;

#[derive(Deserialize)]
struct Table {
    own_host: String,
    addresses: Vec<(Value, Option<String>)>,
    headers: Vec<(String, String, bool, Option<String>)>,
    numbers: Vec<(Value, Value)>,
    instants: Vec<(Value, Option<String>)>,
    versions: Vec<(Value, Option<String>)>,
    messages: Vec<(Value, Option<String>)>,
    archives: Vec<Archive>,
    diagnostics: Vec<Archive>,
    refusals: Vec<Refused>,
    secrets: Secrets,
}

#[derive(Deserialize)]
struct Archive {
    name: String,
    from: Value,
    to: Value,
    removed: Option<Removed>,
}

#[derive(Deserialize)]
struct Refused {
    name: String,
    text: Option<String>,
    repeat: Option<Repeat>,
    code: String,
}

#[derive(Deserialize)]
struct Repeat {
    text: String,
    times: usize,
}

#[derive(Deserialize)]
struct Secrets {
    base: Value,
    places: Vec<String>,
    /// Place, what stands before the secret, what behind it.
    around: Vec<(String, String, String)>,
    headers: Vec<String>,
    forms: Vec<String>,
}

fn table() -> Table {
    serde_json::from_str(include_str!("../../../../../fixtures/har.json")).expect("the table can be read")
}

#[test]
fn values_stay_only_in_their_form() {
    let table = table();
    for (from, to) in &table.addresses {
        let mut removed = 0;
        assert_eq!(&address(from, &table.own_host, &mut removed), to, "{from}");
        let lost = from.as_str().is_some_and(|from| !from.is_empty()) && to.as_deref() != from.as_str();
        assert_eq!(removed, u64::from(lost), "{from}");
    }
    for (name, value, is_response, kept) in &table.headers {
        let mut removed = 0;
        let clean = headers(
            &json!([{ "name": name, "value": value }]),
            *is_response,
            &mut removed,
        );
        let expected = match kept {
            Some(kept) => json!([{ "name": name.to_ascii_lowercase(), "value": kept }]),
            None => json!([]),
        };
        assert_eq!(
            (clean, removed),
            (expected, u64::from(kept.is_none())),
            "{name}: {value}"
        );
    }
    for (from, to) in &table.numbers {
        assert_eq!(&number(from), to, "{from}");
    }
    for (from, to) in &table.instants {
        assert_eq!(instant(from), to.as_deref(), "{from}");
    }
    for (from, to) in &table.versions {
        assert_eq!(version(from), to.as_deref(), "{from}");
    }
    for (from, to) in &table.messages {
        let text = json!({ "errors": [{ "message": from }], "calls": [] }).to_string();
        let clean = clean_diagnostics(&text, "").expect("diagnostics");
        assert_eq!(
            clean.kept["errors"][0]["message"].as_str(),
            to.as_deref(),
            "{from}"
        );
    }
}

#[test]
fn archives_and_diagnostics_are_cleaned_as_the_table_says() {
    let table = table();
    for Archive {
        name,
        from,
        to,
        removed,
    } in table.archives
    {
        let clean = clean_har(&from.to_string(), &table.own_host)
            .unwrap_or_else(|refused| panic!("{name}: {refused}"));
        assert_eq!(clean.kept, to, "{name}");
        assert_eq!(Some(clean.removed), removed, "{name}");
        let again = clean_har(&to.to_string(), &table.own_host).expect("is an archive still");
        assert_eq!(again.kept, to, "{name}, cleaned again");
    }
    for Archive { name, from, to, .. } in table.diagnostics {
        let clean = clean_diagnostics(&from.to_string(), &table.own_host).expect("diagnostics");
        assert_eq!(clean.kept, to, "{name}");
    }
}

#[test]
fn what_is_no_archive_is_refused_with_its_reason() {
    for Refused {
        name,
        text,
        repeat,
        code,
    } in table().refusals
    {
        let text = text
            .unwrap_or_else(|| repeat.map_or_else(String::new, |repeat| repeat.text.repeat(repeat.times)));
        let refused = clean_har(&text, "").expect_err(&name);
        assert_eq!(refused.code(), code, "{name}");
    }
    let many = json!({ "log": { "entries": vec![json!({}); LIMIT_CALLS + 1] } }).to_string();
    assert_eq!(clean_har(&many, ""), Err(Refusal::TooManyCalls));
    assert_eq!(clean_diagnostics("{}", ""), Err(Refusal::NotDiagnostics));
}

fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

fn base64(text: &str) -> String {
    BASE64_STANDARD.encode(text)
}

fn written(form: &str, secret: &str) -> String {
    form.replace("{plain}", secret)
        .replace("{percent}", &percent(secret))
        .replace("{base64base64}", &base64(&base64(secret)))
        .replace("{base64}", &base64(secret))
}

/// Sets a value at a place, making what is not there.
fn set(document: &mut Value, place: &str, value: Value) {
    let mut at = document;
    for part in place.split('/').skip(1) {
        at = match part.parse::<usize>() {
            Ok(index) => {
                if !at.is_array() {
                    *at = json!([]);
                }
                let list = at.as_array_mut().expect("a list");
                while list.len() <= index {
                    list.push(json!({}));
                }
                &mut list[index]
            }
            Err(_) => {
                if !at.is_object() {
                    *at = json!({});
                }
                &mut at[part]
            }
        };
    }
    *at = value;
}

/// Every way in which the secret could still be read out of what was kept.
fn survives(kept: &str, secret: &str) -> bool {
    [
        secret.to_owned(),
        percent(secret),
        base64(secret),
        base64(&base64(secret)),
    ]
    .iter()
    .any(|form| kept.to_lowercase().contains(&form.to_lowercase()))
}

/// One archive for each place and form, with its secret in it.
fn planted() -> Vec<(String, String, Value)> {
    let Secrets {
        base,
        places,
        around,
        headers,
        forms,
    } = table().secrets;
    let mut planted = Vec::new();
    let mut plant = |what: String, change: &dyn Fn(&mut Value, Value)| {
        for form in &forms {
            let secret = format!("hush{}x", planted.len());
            let mut archive = base.clone();
            change(&mut archive, Value::String(written(form, &secret)));
            planted.push((format!("{what} as {form}"), secret, archive));
        }
    };
    for place in &places {
        plant(place.clone(), &|archive, value| set(archive, place, value));
    }
    for (place, before, behind) in &around {
        plant(format!("{place} {before}…{behind}"), &|archive, value| {
            let value = value.as_str().expect("a secret");
            set(archive, place, Value::String(format!("{before}{value}{behind}")));
        });
    }
    for (name, side) in headers
        .iter()
        .flat_map(|name| [(name, "request"), (name, "response")])
    {
        plant(format!("{side} header {name}"), &|archive, value| {
            set(
                archive,
                &format!("/log/entries/0/{side}/headers/0"),
                json!({ "name": name, "value": value }),
            );
        });
    }
    planted
}

#[test]
fn of_all_planted_secrets_none_survives() {
    let planted = planted();
    assert!(planted.len() >= 300, "{} secrets", planted.len());
    for (what, secret, archive) in &planted {
        let text = archive.to_string();
        assert!(text.contains("hush"), "{what}: nothing is planted");
        let kept = clean_har(&text, "qc.studio.example")
            .expect("an archive")
            .kept
            .to_string();
        assert!(!survives(&kept, secret), "{what}: {kept}");
        assert!(!kept.contains("hush"), "{what}: {kept}");
    }
}

/// Any JSON of a few levels, its words and names made of anything.
fn anything() -> impl Strategy<Value = Value> {
    let word = "(SECRET|[a-zA-Z0-9%/:.=_-]{0,12}SECRET[a-zA-Z0-9%/:.=_-]{0,12})";
    let leaf = prop_oneof![
        word.prop_map(Value::String),
        any::<i32>().prop_map(Value::from),
        Just(Value::Null)
    ];
    leaf.prop_recursive(4, 40, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::Array),
            prop::collection::hash_map(name(), inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// Names that cleaning knows, and others.
fn name() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "log",
        "entries",
        "request",
        "response",
        "headers",
        "name",
        "value",
        "url",
        "content",
        "mimeType",
        "pages",
        "id",
        "timings",
        "wait",
        "redirectURL",
        "creator",
        "version",
        "_custom",
        "SECRET",
    ])
    .prop_map(str::to_owned)
}

proptest! {
    #[test]
    fn whatever_stands_where_no_word_of_it_survives(call in anything(), page in anything(), log in anything()) {
        let archive = json!({ "log": { "entries": [call, { "request": call, "response": page }], "pages": [page], "creator": log, "browser": log } });
        let kept = clean_har(&archive.to_string(), "qc.studio.example").expect("an archive").kept.to_string();
        prop_assert!(!kept.contains("SECRET"), "{}", kept);
    }
}
