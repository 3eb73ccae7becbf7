//! Channels and soundfields as deliveries of sound know them.

use std::fmt;

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Channel {
    L,
    R,
    C,
    #[serde(rename = "LFE")]
    Lfe,
    Ls,
    Rs,
    Lc,
    Rc,
    Cs,
    Lt,
    Rt,
}

/// A set of channels that belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Soundfield {
    #[serde(rename = "51")]
    FiveOne,
    #[serde(rename = "ST")]
    Stereo,
    /// Two channels that carry four by matrix.
    LtRt,
    Mono,
}

impl Channel {
    pub const ALL: [Channel; 11] = [
        Channel::L,
        Channel::R,
        Channel::C,
        Channel::Lfe,
        Channel::Ls,
        Channel::Rs,
        Channel::Lc,
        Channel::Rc,
        Channel::Cs,
        Channel::Lt,
        Channel::Rt,
    ];

    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Channel::L => "L",
            Channel::R => "R",
            Channel::C => "C",
            Channel::Lfe => "LFE",
            Channel::Ls => "Ls",
            Channel::Rs => "Rs",
            Channel::Lc => "Lc",
            Channel::Rc => "Rc",
            Channel::Cs => "Cs",
            Channel::Lt => "Lt",
            Channel::Rt => "Rt",
        }
    }
}

impl Soundfield {
    /// In delivery order.
    #[must_use]
    pub fn channels(self) -> &'static [Channel] {
        use Channel::{C, L, Lfe, Ls, Lt, R, Rs, Rt};
        match self {
            Soundfield::FiveOne => &[L, R, C, Lfe, Ls, Rs],
            Soundfield::Stereo => &[L, R],
            Soundfield::LtRt => &[Lt, Rt],
            Soundfield::Mono => &[C],
        }
    }

    /// What an interleaved file of so many channels is when nothing else says so.
    #[must_use]
    pub fn of_channel_count(count: u16) -> Option<Soundfield> {
        match count {
            6 => Some(Soundfield::FiveOne),
            2 => Some(Soundfield::Stereo),
            1 => Some(Soundfield::Mono),
            _ => None,
        }
    }

    /// `51`, `ST`…, as multichannel labels name it after `sg`.
    #[must_use]
    pub fn symbol(self) -> &'static str {
        match self {
            Soundfield::FiveOne => "51",
            Soundfield::Stereo => "ST",
            Soundfield::LtRt => "LtRt",
            Soundfield::Mono => "Mono",
        }
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

impl fmt::Display for Soundfield {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.symbol())
    }
}
