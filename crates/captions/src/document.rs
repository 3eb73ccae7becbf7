//! One IMSC document (TTML 2, IMSC 1.1): when which text or image is shown. Time containers, durations and what is nested are
//! resolved as TTML 2 §12 has it; styles, regions and animations are the browser's.

use std::collections::BTreeSet;

use imf::xml::{Content, Elem, XmlError, XmlText};
use serde::{Deserialize, Serialize};

use crate::time::{Clock, Time};

/// Far more than any film has.
pub const LIMIT_CUES: usize = 50_000;
const LIMIT_PROBLEMS: usize = 20;
/// Of the text that lists and readers are given of a cue.
const LIMIT_TEXT_CHARACTERS: usize = 1000;

const TTML: &str = "http://www.w3.org/ns/ttml";
const PARAMETER: &str = "http://www.w3.org/ns/ttml#parameter";
const IMSC_METADATA: &str = "http://www.w3.org/ns/ttml/profile/imsc1#metadata";
const SMPTE: &str = "http://www.smpte-ra.org/schemas/2052-1/2010/smpte-tt";
/// TTML 2 §7.2.3.
const DEFAULT_FRAME_RATE: u64 = 30;
/// Frames and ticks in a second, and both numbers of the multiplier.
const LIMIT_RATE: u64 = 1_000_000_000;

/// What a document shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// In the order of the document.
    pub cues: Vec<Cue>,
    /// As the document names them, each once.
    pub images: Vec<String>,
    /// What was read past; the first of them.
    pub problems: Vec<Problem>,
}

/// Something that is shown for a while.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cue {
    pub begin: Time,
    /// None: as long as the document.
    pub end: Option<Time>,
    /// Its lines; of an image what is said instead of it, or nothing.
    pub text: String,
}

/// Something in a document that cannot be meant so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    #[error("line {line}: {name}=\"{found}\" is no time")]
    NotATime {
        line: u32,
        name: &'static str,
        found: String,
    },
    #[error("line {line}: ttp:{name}=\"{found}\" is no rate")]
    NotARate {
        line: u32,
        name: &'static str,
        found: String,
    },
    #[error("line {line}: it ends before it begins")]
    EndsFirst { line: u32 },
}

/// Why a document cannot be shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("{0}")]
    Xml(XmlError),
    #[error("the root element is {found} of {namespace:?}, not tt of {TTML:?}")]
    NotTimedText { found: String, namespace: String },
    #[error("line {line}: ttp:timeBase is {found:?}; IMSC counts in media time")]
    TimeBase { line: u32, found: String },
    #[error("line {line}: more than {LIMIT_CUES} cues")]
    TooManyCues { line: u32 },
}

impl Document {
    /// # Errors
    /// [`Refusal`] when the text is no XML that may be read, or no timed text in media time.
    pub fn read(bytes: &[u8]) -> Result<Document, Refusal> {
        let text = XmlText::parse(bytes).map_err(Refusal::Xml)?;
        let root = text.root_element();
        if root.name() != "tt" || root.namespace() != TTML {
            return Err(Refusal::NotTimedText {
                found: root.name().to_owned(),
                namespace: root.namespace().to_owned(),
            });
        }
        if let Some(found) = root
            .attribute_of(PARAMETER, "timeBase")
            .filter(|base| *base != "media")
        {
            let (line, found) = (root.line(), found.to_owned());
            return Err(Refusal::TimeBase { line, found });
        }
        let mut reader = Reader {
            clock: Clock {
                frames: (DEFAULT_FRAME_RATE, 1),
                ticks: (1, 1),
            },
            document: Document {
                cues: Vec::new(),
                images: Vec::new(),
                problems: Vec::new(),
            },
            met: BTreeSet::new(),
        };
        reader.clock = reader.read_clock(root);
        for body in ttml_elements(root).filter(|elem| elem.name() == "body") {
            reader.read(body, Time::ZERO, None)?;
        }
        Ok(reader.document)
    }
}

struct Reader {
    clock: Clock,
    document: Document,
    /// Images that were met.
    met: BTreeSet<String>,
}

/// From when to when something is active; without an end as long as what it is in.
#[derive(Clone, Copy)]
struct Active {
    begin: Time,
    end: Option<Time>,
}

impl Active {
    /// Both together.
    fn with(self, other: Active) -> Active {
        Active {
            begin: self.begin.min(other.begin),
            end: self.end.zip(other.end).map(|(one, other)| one.max(other)),
        }
    }

    fn is_empty(self) -> bool {
        self.end.is_some_and(|end| end <= self.begin)
    }
}

impl Reader {
    fn read_clock(&mut self, root: Elem<'_>) -> Clock {
        let frame_rate = self.read_rate(root, "frameRate");
        let frames = frame_rate.unwrap_or(DEFAULT_FRAME_RATE);
        let frames = match root.attribute_of(PARAMETER, "frameRateMultiplier") {
            None => (frames, 1),
            Some(written) => match multiplier(written) {
                Some((num, den)) => (frames.saturating_mul(num), den),
                None => {
                    self.note_rate(root, "frameRateMultiplier", written);
                    (frames, 1)
                }
            },
        };
        let ticks = match (self.read_rate(root, "tickRate"), frame_rate) {
            (Some(rate), _) => (rate, 1),
            (None, Some(_)) => frames,
            (None, None) => (1, 1),
        };
        Clock { frames, ticks }
    }

    fn read_rate(&mut self, root: Elem<'_>, name: &'static str) -> Option<u64> {
        let written = root.attribute_of(PARAMETER, name)?;
        let rate = positive(written);
        if rate.is_none() {
            self.note_rate(root, name, written);
        }
        rate
    }

    fn note_rate(&mut self, root: Elem<'_>, name: &'static str, found: &str) {
        let (line, found) = (root.line(), shortened(found));
        self.note(Problem::NotARate { line, name, found });
    }

    fn note(&mut self, problem: Problem) {
        if self.document.problems.len() < LIMIT_PROBLEMS {
            self.document.problems.push(problem);
        }
    }

    /// `base` is where times in the element count from, `limit` where what it is in ends. None where nothing of it is ever active.
    fn read(&mut self, elem: Elem<'_>, base: Time, limit: Option<Time>) -> Result<Option<Active>, Refusal> {
        let begin = self.time(elem, "begin").unwrap_or(Time::ZERO);
        let Some(begin) = base.plus(begin) else {
            return Ok(None);
        };
        let end = self.time(elem, "end").and_then(|end| base.plus(end));
        let duration = self.time(elem, "dur").and_then(|duration| begin.plus(duration));
        let own = earlier(end, duration);
        if own.is_some_and(|end| end < begin) {
            let line = elem.line();
            self.note(Problem::EndsFirst { line });
        }
        let end = earlier(own, limit);
        let own_cue = self.document.cues.len();
        let content = self.read_content(elem, begin, end)?;
        // Only what shows something gets an end from its content.
        let active = Active {
            begin,
            end: match (own, content) {
                (None, Some(content)) => earlier(content.end, limit),
                _ => end,
            },
        };
        if !active.is_empty() {
            self.show(elem, active, content, own_cue)?;
        }
        Ok((!active.is_empty()).then_some(active))
    }

    /// What the element holds, all together; None where it holds nothing that can be seen.
    fn read_content(
        &mut self,
        elem: Elem<'_>,
        begin: Time,
        limit: Option<Time>,
    ) -> Result<Option<Active>, Refusal> {
        let is_row = elem.attribute_of("", "timeContainer") == Some("seq");
        let whole = Active { begin, end: None };
        let mut all: Option<Active> = None;
        let mut base = Some(begin);
        for part in elem.content() {
            let active = match part {
                // In a row a text between others lasts no time.
                Content::Text(text) if !is_row && is_seen(elem, text) => Some(whole),
                Content::Element(child) if is_timed(child) => match base {
                    Some(from) => self.read(child, from, limit)?,
                    None => None,
                },
                Content::Element(child) if is_image(child) => Some(whole),
                _ => None,
            };
            if is_row && let Some(active) = active {
                base = active.end;
            }
            all = match (all, active) {
                (Some(all), Some(active)) => Some(all.with(active)),
                (all, active) => all.or(active),
            };
        }
        if background(elem).is_some() {
            all = Some(all.map_or(whole, |all| all.with(whole)));
        }
        Ok(all)
    }

    /// A paragraph with text, and a division with an image, are cues.
    fn show(
        &mut self,
        elem: Elem<'_>,
        active: Active,
        content: Option<Active>,
        at: usize,
    ) -> Result<(), Refusal> {
        let image = background(elem).or_else(|| {
            ttml_elements(elem)
                .find(|child| is_image(*child))?
                .attribute_of("", "src")
        });
        let text = match (elem.name(), image) {
            (_, Some(name)) => {
                if self.met.insert(name.to_owned()) {
                    self.document.images.push(name.to_owned());
                }
                alternative(elem)
            }
            ("p", None) => text_of(elem),
            _ => return Ok(()),
        };
        if image.is_none() && text.is_empty() {
            return Ok(());
        }
        if self.document.cues.len() >= LIMIT_CUES {
            return Err(Refusal::TooManyCues { line: elem.line() });
        }
        // What is timed within a paragraph says when something of it is seen.
        let seen = content.map_or(active, |content| Active {
            begin: content.begin.max(active.begin),
            end: earlier(content.end, active.end),
        });
        let cue = Cue {
            begin: seen.begin,
            end: seen.end,
            text,
        };
        self.document.cues.insert(at, cue);
        Ok(())
    }

    fn time(&mut self, elem: Elem<'_>, name: &'static str) -> Option<Time> {
        let written = elem.attribute_of("", name)?;
        let time = self.clock.read(written);
        if time.is_none() {
            let (line, found) = (elem.line(), shortened(written));
            self.note(Problem::NotATime { line, name, found });
        }
        time
    }
}

fn earlier(one: Option<Time>, other: Option<Time>) -> Option<Time> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

fn ttml_elements(elem: Elem<'_>) -> impl Iterator<Item = Elem<'_>> {
    elem.elements().filter(|child| child.namespace() == TTML)
}

fn is_timed(elem: Elem<'_>) -> bool {
    elem.namespace() == TTML && ["div", "p", "span"].contains(&elem.name())
}

fn is_image(elem: Elem<'_>) -> bool {
    elem.namespace() == TTML && elem.name() == "image"
}

/// The image of a division (ST 2052-1).
fn background(elem: Elem<'_>) -> Option<&str> {
    elem.attribute_of(SMPTE, "backgroundImage")
}

/// Text counts in paragraphs and spans; white space between elements is none.
fn is_seen(elem: Elem<'_>, text: &str) -> bool {
    ["p", "span"].contains(&elem.name()) && !text.trim().is_empty()
}

fn text_of(elem: Elem<'_>) -> String {
    let mut text = String::new();
    collect(elem, &mut text);
    let lines = text
        .split('\n')
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    let lines: Vec<String> = lines.collect();
    let text = lines.join("\n");
    text.trim().chars().take(LIMIT_TEXT_CHARACTERS).collect()
}

fn collect(elem: Elem<'_>, text: &mut String) {
    for part in elem.content() {
        match part {
            // Line ends of the document are white space; only br begins a line.
            Content::Text(part) => text.extend(
                part.chars()
                    .map(|each| if each.is_whitespace() { ' ' } else { each }),
            ),
            Content::Element(child) if child.namespace() != TTML => {}
            Content::Element(child) if child.name() == "br" => text.push('\n'),
            Content::Element(child) if child.name() == "span" => collect(child, text),
            Content::Element(_) => {}
        }
    }
}

/// What is said instead of an image (IMSC 1.1 §7.12.8).
fn alternative(elem: Elem<'_>) -> String {
    let metadata = ttml_elements(elem).filter(|child| child.name() == "metadata");
    let mut said = metadata.flat_map(Elem::elements);
    let found = said.find(|child| child.namespace() == IMSC_METADATA && child.name() == "altText");
    let mut text = String::new();
    if let Some(found) = found {
        collect(found, &mut text);
    }
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .take(LIMIT_TEXT_CHARACTERS)
        .collect()
}

fn positive(text: &str) -> Option<u64> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse()
        .ok()
        .filter(|rate| is_number && (1..=LIMIT_RATE).contains(rate))
}

/// `1000 1001`; in older documents `1000:1001`.
fn multiplier(text: &str) -> Option<(u64, u64)> {
    let (num, den) = text.trim().split_once([' ', ':'])?;
    positive(num.trim()).zip(positive(den.trim()))
}

/// Enough to find it.
fn shortened(text: &str) -> String {
    text.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `begin–end text` in seconds, one line for each cue.
    fn cues(body: &str) -> String {
        let document = read(body).expect("a document");
        let seconds = |time: Time| {
            let (num, den) = time.into();
            (num as f64 / den as f64).to_string()
        };
        let lines = document.cues.iter().map(|cue| {
            let end = cue.end.map_or("…".to_owned(), seconds);
            format!("{}–{end} {}", seconds(cue.begin), cue.text.replace('\n', "/"))
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    fn read(body: &str) -> Result<Document, Refusal> {
        let text = format!(
            "<tt xmlns='http://www.w3.org/ns/ttml' xmlns:ttp='http://www.w3.org/ns/ttml#parameter' \
             xmlns:smpte='{SMPTE}' xmlns:ittm='{IMSC_METADATA}' ttp:frameRate='25'>\n{body}</tt>"
        );
        Document::read(text.as_bytes())
    }

    #[test]
    fn paragraphs_are_cues_and_times_add_up() {
        assert_eq!(
            cues(
                "<body begin='1s'><div begin='10s' end='20s'>
                   <p begin='1s' end='2s'> One\n  line<br/>and  <span>another</span> </p>
                   <p begin='5s' dur='50f'>Two</p>
                   <p begin='9s' end='30s'>Cut at the end of the division</p>
                   <p begin='30s'>Never seen</p>
                   <p begin='2s' end='3s'> <metadata>not text</metadata><br/> </p>
                 </div></body>"
            ),
            "12–13 One line/and another\n16–18 Two\n20–21 Cut at the end of the division"
        );
    }

    #[test]
    fn in_a_row_one_follows_the_other() {
        assert_eq!(
            cues(
                "<body><div timeContainer='seq'><p dur='2s'>One</p><p begin='1s' dur='2s'>Two</p>
                 <p end='1s'>Three</p><p>Four</p><p>Never</p></div></body>"
            ),
            "0–2 One\n3–5 Two\n5–6 Three\n6–… Four"
        );
    }

    #[test]
    fn a_paragraph_of_timed_parts_is_seen_while_one_of_them_is() {
        assert_eq!(
            cues(
                "<body><div><p begin='10s' end='20s'><span begin='1s' end='3s'>One</span> <span begin='2s' end='4s'>Two</span></p></div></body>"
            ),
            "11–14 One Two"
        );
    }

    #[test]
    fn an_image_is_a_cue_with_what_is_said_instead() {
        let body = "<body><div begin='1s' end='2s' smpte:backgroundImage='a.png'><metadata><ittm:altText>A  sign</ittm:altText></metadata></div>
                    <div begin='3s' end='4s'><image src='b.png'/></div><div begin='5s' end='6s' smpte:backgroundImage='a.png'/></body>";
        assert_eq!(cues(body), "1–2 A sign\n3–4 \n5–6 ");
        assert_eq!(read(body).expect("a document").images, ["a.png", "b.png"]);
    }

    #[test]
    fn what_cannot_be_meant_is_told_with_its_line_and_read_past() {
        let document = read(
            "<body><div>\n<p begin='soon' end='2s'>One</p>\n<p begin='5s' end='3s'>Two</p></div></body>",
        )
        .expect("a document");
        let told: Vec<String> = document.problems.iter().map(Problem::to_string).collect();
        assert_eq!(
            told,
            [
                "line 3: begin=\"soon\" is no time",
                "line 4: it ends before it begins"
            ]
        );
        assert_eq!(document.cues.len(), 1);
    }

    #[test]
    fn what_is_no_document_is_refused_with_its_place() {
        let refused = |text: &str| Document::read(text.as_bytes()).expect_err("refused").to_string();
        assert_eq!(
            refused("<html/>"),
            "the root element is html of \"\", not tt of \"http://www.w3.org/ns/ttml\""
        );
        assert_eq!(
            refused(
                "<tt xmlns='http://www.w3.org/ns/ttml' xmlns:ttp='http://www.w3.org/ns/ttml#parameter' ttp:timeBase='smpte'/>"
            ),
            "line 1: ttp:timeBase is \"smpte\"; IMSC counts in media time"
        );
        assert_eq!(
            refused("<!DOCTYPE tt [<!ENTITY a 'b'>]><tt/>"),
            "line 1: a document type declaration is refused"
        );
        assert!(
            refused("<tt xmlns='http://www.w3.org/ns/ttml'>\n<body>\n</tt>")
                .starts_with("line 3: not well-formed")
        );
    }
}
