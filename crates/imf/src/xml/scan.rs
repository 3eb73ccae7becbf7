//! A walk over the markup that builds nothing: no document type, no great depth. What is refused here never reaches
//! the parser; what is not understood here is left to it.

use super::{LIMIT_DEPTH, XmlError};

/// Walk the markup once without building anything: no declaration but comments and CDATA, no great depth.
/// What it does not understand it leaves to the parser.
pub(super) fn scan(text: &str) -> Result<(), XmlError> {
    let mut rest = text;
    let mut depth = 0_usize;
    let line = |rest: &str| {
        let before = text.get(..text.len() - rest.len()).unwrap_or_default();
        before.bytes().filter(|byte| *byte == b'\n').count() as u32 + 1
    };
    while let Some(start) = rest.find('<') {
        rest = rest.get(start..).unwrap_or_default();
        let end = if rest.starts_with("<!--") {
            "-->"
        } else if rest.starts_with("<![CDATA[") {
            "]]>"
        } else if rest.starts_with("<?") {
            "?>"
        } else if rest.starts_with("<!") {
            return Err(XmlError::DocumentType { line: line(rest) });
        } else {
            ">"
        };
        let length = if end == ">" {
            tag_length(rest)
        } else {
            rest.find(end).map(|at| at + end.len())
        };
        let (markup, after) = rest.split_at(length.unwrap_or(rest.len()));
        if markup.starts_with("</") {
            depth = depth.saturating_sub(1);
        } else if end == ">" && !markup.ends_with("/>") {
            depth += 1;
        }
        if depth > LIMIT_DEPTH {
            return Err(XmlError::TooDeep { line: line(rest) });
        }
        rest = after;
    }
    Ok(())
}

/// A tag ends at the first `>` outside quotes.
fn tag_length(tag: &str) -> Option<usize> {
    let mut quote = None;
    tag.bytes().enumerate().find_map(|(at, byte)| {
        match (quote, byte) {
            (None, b'>') => return Some(at + 1),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), close) if open == close => quote = None,
            _ => {}
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::XmlText;

    fn refusal(text: &str) -> Option<XmlError> {
        XmlText::parse(text.as_bytes()).err()
    }

    #[test]
    fn a_document_type_is_refused_with_its_line() {
        let bomb = "<?xml version=\"1.0\"?>\n<!DOCTYPE a [<!ENTITY b \"c\">]>\n<a>&b;</a>";
        assert_eq!(refusal(bomb), Some(XmlError::DocumentType { line: 2 }));
        assert_eq!(
            refusal("<!doctype a><a/>"),
            Some(XmlError::DocumentType { line: 1 })
        );
    }

    #[test]
    fn a_document_type_in_a_comment_or_in_cdata_is_text() {
        assert_eq!(
            refusal("<!-- <!DOCTYPE a> --><a b='<'/>").and_then(|error| error.line()),
            Some(1)
        );
        assert_eq!(
            refusal("<!-- <!DOCTYPE a> --><a><![CDATA[<!DOCTYPE a>]]></a>"),
            None
        );
        assert_eq!(refusal("<a b='>' c=\"/>\"><d/></a>"), None);
    }

    #[test]
    fn depth_is_limited_before_the_tree_is_built() {
        let nested = |depth: usize| format!("{}{}", "<a>\n".repeat(depth), "</a>".repeat(depth));
        assert_eq!(refusal(&nested(LIMIT_DEPTH)), None);
        assert_eq!(
            refusal(&nested(LIMIT_DEPTH + 1)),
            Some(XmlError::TooDeep { line: 65 })
        );
        assert!(matches!(
            refusal(&"<a>".repeat(1 << 20)),
            Some(XmlError::TooDeep { .. })
        ));
    }
}
