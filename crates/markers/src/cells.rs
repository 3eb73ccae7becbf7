//! Tables of cells (RFC 4180): one cell as it is written, and rows as they are read. What people wrote may begin like a
//! formula; such a cell is marked as text by an apostrophe, or a spreadsheet would carry it out.

use crate::error::{Place, ReadError};
use crate::reader::line;

const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－'];
const FORMULA_AT: char = '＠';

fn is_formula(content: &str) -> bool {
    let text = content.trim_start_matches([' ', '\'']);
    text.starts_with(FORMULA) || text.starts_with(FORMULA_AT)
}

/// Quoted, with quotes doubled and formulas marked.
pub fn cell(content: &str) -> String {
    let guard = if is_formula(content) { "'" } else { "" };
    format!("\"{guard}{}\"", content.replace('"', "\"\""))
}

/// What was meant by a cell as it was read: without the mark.
fn unguarded(content: String) -> String {
    match content.strip_prefix('\'') {
        Some(meant) if is_formula(meant) => meant.to_owned(),
        _ => content,
    }
}

/// The rows of a table with the line on which each begins. Commas, semicolons or tabs part the cells: whichever the first
/// line has most of.
pub struct Rows<'a> {
    rest: std::iter::Peekable<std::str::Chars<'a>>,
    separator: char,
    line: usize,
}

impl<'a> Rows<'a> {
    pub fn of(text: &'a str) -> Rows<'a> {
        let first = text.lines().next().unwrap_or_default();
        let count = |separator: char| first.matches(separator).count();
        let separator = [',', ';', '\t']
            .into_iter()
            .max_by_key(|separator| (count(*separator), *separator == ','));
        Rows {
            rest: text.chars().peekable(),
            separator: separator.unwrap_or(','),
            line: 0,
        }
    }

    /// The cell that begins here, and whether another one follows on its row.
    fn cell(&mut self) -> Result<(String, bool), ReadError> {
        let mut content = String::new();
        if self.rest.next_if_eq(&'"').is_some() {
            self.quoted(&mut content)?;
        }
        loop {
            match self.rest.next() {
                Some(c) if c == self.separator => return Ok((unguarded(content), true)),
                Some('\r') if self.rest.peek() == Some(&'\n') => {}
                Some('\n' | '\r') => {
                    self.line += 1;
                    return Ok((unguarded(content), false));
                }
                Some(c) => content.push(c),
                None => return Ok((unguarded(content), false)),
            }
        }
    }

    /// Up to the closing quote.
    fn quoted(&mut self, content: &mut String) -> Result<(), ReadError> {
        let opened = Place::Line(line(self.line));
        loop {
            match self.rest.next() {
                Some('"') if self.rest.next_if_eq(&'"').is_some() => content.push('"'),
                Some('"') => return Ok(()),
                Some(c) => {
                    self.line += usize::from(c == '\n');
                    content.push(c);
                }
                None => {
                    return Err(ReadError::Malformed {
                        place: opened,
                        expected: "a closing quote for the one that opens here".to_owned(),
                    });
                }
            }
        }
    }
}

impl Iterator for Rows<'_> {
    type Item = Result<(Place, Vec<String>), ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.rest.peek()?;
        let place = Place::Line(line(self.line));
        let mut cells = Vec::new();
        loop {
            match self.cell() {
                Ok((content, follows)) => {
                    cells.push(content);
                    if !follows {
                        return Some(Ok((place, cells)));
                    }
                }
                Err(error) => {
                    self.rest = "".chars().peekable();
                    return Some(Err(error));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(Place, Vec<String>)> {
        Rows::of(text).collect::<Result<_, _>>().unwrap()
    }

    #[test]
    fn what_looks_like_a_formula_is_text() {
        for formula in [
            "=1+1",
            "+1",
            "-2+3",
            "@sum(a1)",
            "\t=1",
            "\r=1",
            "  =cmd|' /C calc'!A0",
            "＠sum(a1)",
        ] {
            assert!(cell(formula).starts_with("\"'"), "{formula:?}");
            assert_eq!(rows(&cell(formula))[0].1, [formula]);
        }
        assert_eq!(cell("the boom is in shot"), "\"the boom is in shot\"");
    }

    #[test]
    fn an_apostrophe_of_somebodys_own_stays() {
        for text in ["'=1", "''+1", "'tis the boom"] {
            assert_eq!(rows(&cell(text))[0].1, [text]);
        }
    }

    #[test]
    fn quotes_commas_and_line_breaks_stay_within_their_cell() {
        let text = "says \"cut\", twice\nthen";
        assert_eq!(cell(text), "\"says \"\"cut\"\", twice\nthen\"");
        let table = format!("a,b\r\n{},2\r\n3,\n", cell(text));
        let expected = [
            (Place::Line(1), vec!["a".to_owned(), "b".to_owned()]),
            (Place::Line(2), vec![text.to_owned(), "2".to_owned()]),
            (Place::Line(4), vec!["3".to_owned(), String::new()]),
        ];
        assert_eq!(rows(&table), expected);
    }

    #[test]
    fn a_quote_that_is_never_closed_is_named_by_its_line() {
        let read: Result<Vec<_>, _> = Rows::of("a;b\n1;\"two\nthree").collect();
        assert_eq!(
            read.unwrap_err().to_string(),
            "line 2: expected is a closing quote for the one that opens here"
        );
    }
}
