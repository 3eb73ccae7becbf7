//! An XML element being built: name, attributes, text or children, written indented with everything escaped.
//! It knows no IMF. Used by every writer of this folder, and by nobody else.

use std::fmt::Write as _;

/// One element. Text and children exclude each other; text wins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    text: Option<String>,
    children: Vec<Element>,
}

impl Element {
    pub fn new(name: &str) -> Element {
        Element {
            name: name.to_owned(),
            attributes: Vec::new(),
            text: None,
            children: Vec::new(),
        }
    }

    /// `<name>text</name>`
    pub fn with_text(name: &str, text: impl ToString) -> Element {
        Element {
            text: Some(text.to_string()),
            ..Element::new(name)
        }
    }

    pub fn attribute(mut self, name: &str, value: &str) -> Element {
        self.attributes.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn child(mut self, child: Element) -> Element {
        self.children.push(child);
        self
    }

    /// A child that only holds text.
    pub fn field(self, name: &str, text: impl ToString) -> Element {
        self.child(Element::with_text(name, text))
    }

    /// A child that only holds text, when there is a value.
    pub fn field_if(self, name: &str, text: Option<impl ToString>) -> Element {
        match text {
            Some(text) => self.field(name, text),
            None => self,
        }
    }

    pub fn children(mut self, children: impl IntoIterator<Item = Element>) -> Element {
        self.children.extend(children);
        self
    }

    /// The whole document with its declaration.
    pub fn into_document(self) -> String {
        let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        self.write(&mut out, 0);
        out
    }

    fn write(&self, out: &mut String, depth: usize) {
        let indent = "  ".repeat(depth);
        let _ = write!(out, "{indent}<{}", self.name);
        for (name, value) in &self.attributes {
            let _ = write!(out, " {name}=\"{}\"", escape(value));
        }
        match (&self.text, self.children.is_empty()) {
            (Some(text), _) => {
                let _ = writeln!(out, ">{}</{}>", escape(text), self.name);
            }
            (None, true) => out.push_str("/>\n"),
            (None, false) => {
                out.push_str(">\n");
                self.children.iter().for_each(|child| child.write(out, depth + 1));
                let _ = writeln!(out, "{indent}</{}>", self.name);
            }
        }
    }
}

/// Characters that XML 1.0 cannot carry at all become U+FFFD: a title must not make a package unreadable.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\r' => escaped.push_str("&#13;"),
            '\t' | '\n' => escaped.push(character),
            '\u{0}'..'\u{20}' | '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            _ => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_a_title_stays_text() {
        let title = "Tom & \"Jerry\" <1>\u{1}";
        let xml = Element::new("A")
            .attribute("b", title)
            .field("Title", title)
            .into_document();
        let document = roxmltree::Document::parse(&xml).unwrap();
        let read = document
            .root_element()
            .first_element_child()
            .and_then(|title| title.text());
        assert_eq!(read, Some("Tom & \"Jerry\" <1>\u{fffd}"));
        assert_eq!(
            document.root_element().attribute("b"),
            Some("Tom & \"Jerry\" <1>\u{fffd}")
        );
    }
}
