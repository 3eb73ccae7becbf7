//! Lines for whoever started the program. A terminal that was closed is no reason to fail in the middle of something.

use std::io::Write;

pub fn say(line: impl std::fmt::Display) {
    // Nobody is left to be told.
    let _ = writeln!(std::io::stdout(), "{line}");
}
