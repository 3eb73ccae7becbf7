//! Tables for spreadsheets (RFC 4180), made of cells as `markers` writes them.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use markers::cell;

/// A table under its head. Begins with a byte order mark, by which spreadsheets know UTF-8.
pub struct Csv(String);

impl Csv {
    pub fn new<const N: usize>(head: [&str; N]) -> Csv {
        let mut csv = Csv(String::from("\u{feff}"));
        csv.push(head.map(str::to_owned));
        csv
    }

    /// Rows that go on where an earlier piece of the same table ended.
    pub fn rows() -> Csv {
        Csv(String::new())
    }

    pub fn push<const N: usize>(&mut self, cells: [String; N]) {
        let cells = cells.map(|content| cell(&content));
        self.0.push_str(&cells.join(","));
        self.0.push_str("\r\n");
    }

    pub fn text(self) -> String {
        self.0
    }

    /// The answer that a browser keeps under this name.
    pub fn download(self, name: &str) -> Response {
        let name = format!("attachment; filename=\"{name}\"");
        let name = HeaderValue::from_str(&name).unwrap_or(HeaderValue::from_static("attachment"));
        let kind = HeaderValue::from_static("text/csv; charset=utf-8");
        (
            [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)],
            self.text(),
        )
            .into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_its_head_and_its_rows() {
        let mut csv = Csv::new(["A", "B"]);
        csv.push(["1".to_owned(), "=2".to_owned()]);
        assert_eq!(csv.text(), "\u{feff}\"A\",\"B\"\r\n\"1\",\"'=2\"\r\n");
    }
}
