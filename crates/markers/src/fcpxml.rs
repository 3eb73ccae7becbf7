//! XML of Final Cut Pro (FCPXML), which DaVinci Resolve reads too. Times are fractions of seconds. A marker stands in the
//! time of the clip that holds it: the clip lies at its `offset` in the time of what holds it, and begins within itself at
//! its `start`.

use std::collections::HashMap;
use std::fmt::Write as _;

use roxmltree::Node;
use timecode::{EditRate, Frame};

use crate::error::{Fault, Place, ReadError, RowError};
use crate::reader::{self, Row, Rows};
use crate::xml::{self, Places, escape};
use crate::{Marker, Timeline, head};

/// Deeper clips within clips are no longer anybody's edit.
const LIMIT_DEPTH: usize = 32;

pub(crate) fn write(title: &str, timeline: &Timeline, markers: &[Marker]) -> String {
    let rate = timeline.edit_rate();
    let time = |frames: u64| format!("{}/{}s", u128::from(frames) * u128::from(rate.den()), rate.num());
    let counting = if timeline.rate().drop_frame() { "DF" } else { "NDF" };
    let end = markers
        .iter()
        .map(|marker| marker.range.last().0 + 1)
        .max()
        .unwrap_or(1);
    let (start, duration, title) = (time(timeline.first().0), time(end), escape(title));
    let mut project = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE fcpxml>\n<fcpxml version=\"1.9\">\n <resources>\n  \
         <format id=\"r1\" frameDuration=\"{}\"/>\n </resources>\n <library>\n  <event name=\"{title}\">\n   <project name=\"{title}\">\n    \
         <sequence format=\"r1\" tcStart=\"{start}\" tcFormat=\"{counting}\" duration=\"{duration}\">\n     <spine>\n      \
         <gap name=\"Gap\" offset=\"{start}\" start=\"{start}\" duration=\"{duration}\">\n",
        time(1)
    );
    for marker in markers {
        let _ = writeln!(
            project,
            "       <marker start=\"{}\" duration=\"{}\" value=\"{}\" note=\"{}\"/>",
            time(timeline.first().0 + marker.range.first().0),
            time(marker.range.len().0),
            escape(&head::name(marker)),
            escape(&marker.description)
        );
    }
    project.push_str(
        "      </gap>\n     </spine>\n    </sequence>\n   </project>\n  </event>\n </library>\n</fcpxml>\n",
    );
    project
}

pub(crate) fn read(text: &str, timeline: &Timeline) -> Result<Vec<Row>, ReadError> {
    let document = xml::parse(text)?;
    let places = Places::of(text);
    let mut rows = Rows::default();
    // What a frame lasts, by the id of the format.
    let formats = document.descendants().filter(|node| node.has_tag_name("format"));
    let durations =
        formats.filter_map(|format| Some((format.attribute("id")?, format.attribute("frameDuration")?)));
    let durations: HashMap<&str, &str> = durations.collect();
    for sequence in document
        .descendants()
        .filter(|node| node.has_tag_name("sequence"))
    {
        demand_rate(&sequence, &durations, timeline, places.place(&sequence))?;
    }
    for marker in document.descendants().filter(|node| node.has_tag_name("marker")) {
        rows.push(places.place(&marker), read_marker(&marker, timeline))?;
    }
    Ok(rows.rows())
}

fn demand_rate(
    sequence: &Node<'_, '_>,
    durations: &HashMap<&str, &str>,
    timeline: &Timeline,
    place: Place,
) -> Result<(), ReadError> {
    if let Some(counting) = sequence.attribute("tcFormat") {
        timeline.demand_counting(counting == "DF", place)?;
    }
    // Formats that Final Cut knows by name may leave out what a frame lasts.
    let Some(duration) = sequence.attribute("format").and_then(|id| durations.get(id)) else {
        return Ok(());
    };
    let said = Time::read(duration).ok().and_then(|time| {
        let (num, den) = (u32::try_from(time.den).ok()?, u32::try_from(time.num).ok()?);
        EditRate::new(num, den).ok()
    });
    let said = said.ok_or_else(|| ReadError::Malformed {
        place,
        expected: "a format whose frameDuration is a fraction of seconds like 1001/24000s".to_owned(),
    })?;
    timeline.demand_rate(said, place)
}

fn read_marker(marker: &Node<'_, '_>, timeline: &Timeline) -> Result<Marker, Fault> {
    let start = time_of(marker, "start")?.ok_or(RowError::Missing { expected: "a start" })?;
    let at = on_timeline(marker, start)?;
    let first = at.frames(timeline.edit_rate())?;
    let length = match time_of(marker, "duration")? {
        Some(duration) => duration.frames(timeline.edit_rate())?,
        None => 1,
    };
    let range = timeline.range_of_length(Frame(first), length)?;
    let (value, note) = (marker.attribute("value"), marker.attribute("note"));
    reader::marker(
        range,
        &head::read_both(value.unwrap_or_default(), note.unwrap_or_default()),
    )
}

/// The time within the clip that holds the marker, carried outwards to the sequence and counted from its beginning.
fn on_timeline(marker: &Node<'_, '_>, start: Time) -> Result<Time, RowError> {
    let mut at = start;
    for holder in marker.ancestors().skip(1).take(LIMIT_DEPTH) {
        if holder.has_tag_name("sequence") {
            let begins = time_of(&holder, "tcStart")?.unwrap_or(Time::ZERO);
            return at.minus(begins);
        }
        if holder.has_tag_name("spine") && holder.attribute("offset").is_none() {
            continue;
        }
        let begins = time_of(&holder, "start")?.unwrap_or(Time::ZERO);
        let lies = time_of(&holder, "offset")?.unwrap_or(Time::ZERO);
        at = at.minus(begins)?.plus(lies)?;
    }
    Err(RowError::OnClip)
}

fn time_of(node: &Node<'_, '_>, name: &str) -> Result<Option<Time>, RowError> {
    node.attribute(name).map(Time::read).transpose()
}

/// Seconds as a fraction. Both parts are read as 64 bits; what does not fit after adding is refused.
#[derive(Clone, Copy, Debug)]
struct Time {
    num: i128,
    den: i128,
}

impl Time {
    const ZERO: Time = Time { num: 0, den: 1 };

    fn read(text: &str) -> Result<Time, RowError> {
        let wrong = || RowError::NotTime {
            text: text.chars().take(32).collect(),
        };
        let digits = text.trim().strip_suffix('s').ok_or_else(wrong)?;
        let (num, den) = digits.split_once('/').unwrap_or((digits, "1"));
        let part = |part: &str| part.parse::<i64>().map(i128::from).map_err(|_| wrong());
        let (num, den) = (part(num)?, part(den)?);
        if den <= 0 {
            return Err(wrong());
        }
        Time { num, den }.reduced()
    }

    fn plus(self, other: Time) -> Result<Time, RowError> {
        let [left, right, den] = [
            self.num.checked_mul(other.den),
            other.num.checked_mul(self.den),
            self.den.checked_mul(other.den),
        ];
        let num = left.zip(right).and_then(|(left, right)| left.checked_add(right));
        let (num, den) = num.zip(den).ok_or(RowError::TooFar)?;
        Time { num, den }.reduced()
    }

    fn minus(self, other: Time) -> Result<Time, RowError> {
        let (num, den) = (-other.num, other.den);
        self.plus(Time { num, den })
    }

    fn reduced(self) -> Result<Time, RowError> {
        let divisor = gcd(self.num.unsigned_abs(), self.den.unsigned_abs());
        let divisor = i128::try_from(divisor).map_err(|_| RowError::TooFar)?.max(1);
        let reduced = Time {
            num: self.num / divisor,
            den: self.den / divisor,
        };
        let fits = i64::try_from(reduced.num).is_ok() && i64::try_from(reduced.den).is_ok();
        fits.then_some(reduced).ok_or(RowError::TooFar)
    }

    /// Exactly so many frames.
    fn frames(self, rate: EditRate) -> Result<u64, RowError> {
        let above = self.num * i128::from(rate.num());
        let below = self.den * i128::from(rate.den());
        if above < 0 {
            return Err(RowError::Missing {
                expected: "a time at or after the beginning of the sequence",
            });
        }
        if above % below != 0 {
            return Err(RowError::BetweenFrames);
        }
        u64::try_from(above / below).map_err(|_| RowError::TooFar)
    }
}

fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}
