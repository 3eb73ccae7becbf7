//! Facts of a finding that may be absent or several, with a way to say them to people.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a file states, if it does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Stated<T>(pub Option<T>);

/// Several of a kind, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Listed<T>(pub Vec<T>);

impl<T: fmt::Display> fmt::Display for Stated<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(value) => value.fmt(out),
            None => out.write_str("not stated"),
        }
    }
}

impl<T: fmt::Display> fmt::Display for Listed<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return out.write_str("nothing");
        }
        for (index, value) in self.0.iter().enumerate() {
            out.write_str(if index > 0 { " " } else { "" })?;
            value.fmt(out)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absence_is_said_in_words_and_kept_as_null() {
        assert_eq!(Stated::<u32>(None).to_string(), "not stated");
        assert_eq!(serde_json::to_string(&Stated::<u32>(None)).unwrap(), "null");
        assert_eq!(Listed(vec!["L", "R"]).to_string(), "L R");
        assert_eq!(Listed::<u32>(vec![]).to_string(), "nothing");
    }
}
