//! What a file's name says about its channels. Facilities name interleaved files `…_51.wav` or `…_20.wav`, and mono
//! files of a set `….L.wav`, `…_Ls.wav`. Names are hints: the file's own channel count decides in `conform`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::channel::{Channel, Soundfield};

/// What a name promises.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Named {
    Interleaved(Soundfield),
    /// One channel of the set that shares `set` as the beginning of its names.
    OneChannel {
        set: String,
        channel: Channel,
    },
    Nothing,
}

/// Endings of interleaved files, longest first.
const INTERLEAVED: [(&str, Soundfield); 10] = [
    ("stereo", Soundfield::Stereo),
    ("ltrt", Soundfield::LtRt),
    ("lt-rt", Soundfield::LtRt),
    ("5.1", Soundfield::FiveOne),
    ("5_1", Soundfield::FiveOne),
    ("2.0", Soundfield::Stereo),
    ("2_0", Soundfield::Stereo),
    ("51", Soundfield::FiveOne),
    ("20", Soundfield::Stereo),
    ("st", Soundfield::Stereo),
];

/// Mono files that make up one soundfield: for each channel the position in the list of names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonoSet {
    pub name: String,
    pub channels: BTreeMap<Channel, Vec<usize>>,
}

impl MonoSet {
    /// A set with any channel beyond left and right is meant as 5.1.
    #[must_use]
    pub fn soundfield(&self) -> Soundfield {
        let has = |channel| self.channels.contains_key(&channel);
        if has(Channel::Lt) || has(Channel::Rt) {
            Soundfield::LtRt
        } else if self
            .channels
            .keys()
            .all(|channel| matches!(channel, Channel::L | Channel::R))
        {
            Soundfield::Stereo
        } else {
            Soundfield::FiveOne
        }
    }

    /// Channels that the soundfield needs and no file carries.
    #[must_use]
    pub fn missing(&self) -> Vec<Channel> {
        let needed = self.soundfield().channels().iter();
        needed
            .filter(|channel| !self.channels.contains_key(channel))
            .copied()
            .collect()
    }
}

/// Read the name of a WAV file, with or without folders and extension.
#[must_use]
pub fn read_name(path: &str) -> Named {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = match name.rsplit_once('.') {
        Some((stem, extension)) if extension.eq_ignore_ascii_case("wav") => stem,
        _ => name,
    };
    for (ending, soundfield) in INTERLEAVED {
        if front(stem, ending).is_some() {
            return Named::Interleaved(soundfield);
        }
    }
    for channel in Channel::ALL {
        if let Some(set) = front(stem, channel.name()).filter(|set| !set.is_empty()) {
            return Named::OneChannel {
                set: set.to_owned(),
                channel,
            };
        }
    }
    Named::Nothing
}

/// What stands before `ending` and a separator, ignoring case.
fn front<'a>(stem: &'a str, ending: &str) -> Option<&'a str> {
    let (front, back) = stem.split_at_checked(stem.len().checked_sub(ending.len())?)?;
    if !back.eq_ignore_ascii_case(ending) {
        return None;
    }
    front
        .strip_suffix(['.', '_', '-', ' '])
        .or(front.is_empty().then_some(front))
}

/// Gather the mono files among `paths` into sets.
#[must_use]
pub fn mono_sets(paths: &[&str]) -> Vec<MonoSet> {
    let mut sets: BTreeMap<String, BTreeMap<Channel, Vec<usize>>> = BTreeMap::new();
    for (index, path) in paths.iter().enumerate() {
        if let Named::OneChannel { set, channel } = read_name(path) {
            sets.entry(set)
                .or_default()
                .entry(channel)
                .or_default()
                .push(index);
        }
    }
    sets.into_iter()
        .map(|(name, channels)| MonoSet { name, channels })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_of_interleaved_files_are_known() {
        for (name, soundfield) in [
            ("Show_101_PM_51.wav", Soundfield::FiveOne),
            ("show.5.1.WAV", Soundfield::FiveOne),
            ("sub/show-PM_20.wav", Soundfield::Stereo),
            ("show_stereo.wav", Soundfield::Stereo),
            ("show_LtRt.wav", Soundfield::LtRt),
            ("51.wav", Soundfield::FiveOne),
        ] {
            assert_eq!(read_name(name), Named::Interleaved(soundfield), "{name}");
        }
    }

    #[test]
    fn a_number_inside_a_word_says_nothing() {
        assert_eq!(read_name("area51.wav"), Named::Nothing);
        assert_eq!(read_name("L.wav"), Named::Nothing);
        assert_eq!(read_name(""), Named::Nothing);
        assert_eq!(read_name("шоу"), Named::Nothing);
    }

    #[test]
    fn mono_files_gather_into_sets_and_miss_channels() {
        let names = [
            "a.L.wav",
            "a.R.wav",
            "a.C.wav",
            "a.LFE.wav",
            "a.ls.wav",
            "b_L.wav",
            "b_R.wav",
            "c_51.wav",
        ];
        let sets = mono_sets(&names);
        let shown: Vec<_> = sets
            .iter()
            .map(|set| (set.name.as_str(), set.soundfield(), set.missing()))
            .collect();
        assert_eq!(
            shown,
            [
                ("a", Soundfield::FiveOne, vec![Channel::Rs]),
                ("b", Soundfield::Stereo, vec![])
            ]
        );
    }

    #[test]
    fn two_files_for_one_channel_are_both_kept() {
        let sets = mono_sets(&["a.L.wav", "a_L.wav"]);
        assert_eq!(sets[0].channels[&Channel::L], [0, 1]);
    }
}
