//! Before and after of an act, field by field, in words: what a row of history keeps for programs, as people read it.

use std::collections::HashMap;

use api::history::FieldChange;
use serde_json::Value;
use uuid::Uuid;

/// So many fields are shown of one act.
const LIMIT_FIELDS: usize = 40;

/// What is different. Ids are shown by the names of what they stand for; an id that has none says nothing to people.
pub(super) fn between(
    before: Option<&Value>,
    after: Option<&Value>,
    names: &HashMap<Uuid, String>,
) -> Vec<FieldChange> {
    let empty = serde_json::Map::new();
    let fields_of = |value: Option<&Value>| value.and_then(Value::as_object).unwrap_or(&empty).clone();
    let (before, after) = (fields_of(before), fields_of(after));
    let mut fields: Vec<&String> = after.keys().collect();
    fields.extend(before.keys().filter(|field| !after.contains_key(*field)));
    let changed = fields
        .into_iter()
        .filter(|field| before.get(*field) != after.get(*field));
    let changes = changed.filter_map(|field| {
        let (before, after) = (shown(before.get(field), names), shown(after.get(field), names));
        (before.is_some() || after.is_some()).then(|| FieldChange {
            field: field_name(field),
            before,
            after,
        })
    });
    changes.take(LIMIT_FIELDS).collect()
}

/// Every id that stands in a value.
pub(super) fn ids_in(value: &Value) -> Vec<Uuid> {
    match value {
        Value::String(text) => text.parse().into_iter().collect(),
        Value::Array(items) => items.iter().flat_map(ids_in).collect(),
        Value::Object(fields) => fields.values().flat_map(ids_in).collect(),
        _ => Vec::new(),
    }
}

fn field_name(field: &str) -> String {
    let name = field
        .strip_suffix("_ids")
        .map(|name| format!("{name}s"))
        .or_else(|| field.strip_suffix("_id").map(str::to_owned))
        .unwrap_or_else(|| field.to_owned());
    name.replace('_', " ")
}

fn shown(value: Option<&Value>, names: &HashMap<Uuid, String>) -> Option<String> {
    match value? {
        Value::Null => None,
        Value::Bool(true) => Some("yes".to_owned()),
        Value::Bool(false) => Some("no".to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => match text.parse::<Uuid>() {
            Ok(id) => names.get(&id).cloned(),
            Err(_) => Some(in_words(text)).filter(|text| !text.is_empty()),
        },
        Value::Array(items) => joined(items.iter().filter_map(|item| shown(Some(item), names))),
        Value::Object(fields) => joined(fields.iter().filter_map(|(name, value)| {
            shown(Some(value), names).map(|value| format!("{} {value}", field_name(name)))
        })),
    }
}

fn joined(parts: impl Iterator<Item = String>) -> Option<String> {
    let text = parts.collect::<Vec<_>>().join(", ");
    (!text.is_empty()).then_some(text)
}

/// A word of ours loses its underscores; what people wrote stays as it is.
fn in_words(text: &str) -> String {
    let is_ours = text.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    if is_ours {
        text.replace('_', " ")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn change(field: &str, before: Option<&str>, after: Option<&str>) -> FieldChange {
        FieldChange {
            field: field.to_owned(),
            before: before.map(str::to_owned),
            after: after.map(str::to_owned),
        }
    }

    #[test]
    fn only_what_differs_is_shown_and_in_words() {
        let (before, after) = (
            json!({ "state": "in_qc", "code": "x" }),
            json!({ "state": "on_hold", "code": "x", "extra_h": 12 }),
        );
        assert_eq!(
            between(Some(&before), Some(&after), &HashMap::new()),
            [
                change("extra h", None, Some("12")),
                change("state", Some("in qc"), Some("on hold"))
            ]
        );
    }

    #[test]
    fn ids_are_shown_by_name_or_not_at_all() {
        let (known, unknown) = (Uuid::now_v7(), Uuid::now_v7());
        let names = HashMap::from([(known, "Harbour Lights".to_owned())]);
        let after = json!({ "show_ids": [known, unknown], "issue_id": unknown });
        assert_eq!(
            between(None, Some(&after), &names),
            [change("shows", None, Some("Harbour Lights"))]
        );
        assert_eq!(ids_in(&after).len(), 3);
    }
}
