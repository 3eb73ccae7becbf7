//! A place in the stream of events: the transaction's number, then the row's. Row numbers alone would not do: they are
//! given out before the commit, so a later row may become visible first and an earlier one be missed.

use std::fmt;
use std::str::FromStr;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor {
    pub xid: i64,
    pub id: i64,
}

#[derive(Debug, thiserror::Error)]
#[error("not an event's id")]
pub struct NotACursor;

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.xid, self.id)
    }
}

impl FromStr for Cursor {
    type Err = NotACursor;

    fn from_str(text: &str) -> Result<Cursor, NotACursor> {
        let (xid, id) = text.split_once('-').ok_or(NotACursor)?;
        let number = |text: &str| text.parse().ok().filter(|number| *number >= 0).ok_or(NotACursor);
        Ok(Cursor {
            xid: number(xid)?,
            id: number(id)?,
        })
    }
}
