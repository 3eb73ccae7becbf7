//! ADM metadata of a BW64 file (ITU-R BS.2076, BS.2088): the `chna` chunk's table of tracks, and of the `axml` document what it
//! is made of. Counted while it streams by: no tree is built, a document type is refused. It renders nothing.

use std::collections::HashSet;

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use serde::{Deserialize, Serialize};

/// A feature with 118 objects stays under 30 MiB.
pub(crate) const LIMIT_AXML_BYTES: u64 = 64 << 20;
pub(crate) const LIMIT_CHNA_BYTES: u64 = 4 + 40 * 4096;
/// Named things of one document.
const LIMIT_IDS: usize = 200_000;
const LIMIT_DEPTH: usize = 64;
const CHNA_ENTRY_BYTES: usize = 40;

/// How many of each the metadata has.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adm {
    pub programmes: u32,
    pub contents: u32,
    pub objects: u32,
    /// Packs of loudspeakers: beds.
    pub beds: u32,
    /// Packs of objects that move.
    pub object_packs: u32,
    pub channel_formats: u32,
    /// audioTrackUID elements.
    pub track_uids: u32,
    /// Ids that stand for two things of a kind.
    pub repeated_ids: Vec<String>,
}

/// A row of `chna`: which track of the file is which audioTrackUID.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChnaEntry {
    /// From 1.
    pub track: u16,
    pub uid: String,
}

/// Why the document says nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AdmError {
    #[error("byte {offset}: {reason}")]
    NotWellFormed { offset: u64, reason: String },
    #[error("byte {offset}: a document type declaration is refused")]
    DocumentType { offset: u64 },
    #[error("more than {limit} {what}")]
    Limit { what: &'static str, limit: usize },
    #[error("it has no audioFormatExtended")]
    NoAdm,
}

impl Adm {
    /// # Errors
    /// [`AdmError`] when this is no well-formed document of ADM.
    pub fn read(document: &[u8]) -> Result<Adm, AdmError> {
        // Writers pad the chunk with zeros.
        let end = document
            .iter()
            .rposition(|byte| *byte != 0)
            .map_or(0, |last| last + 1);
        let text = std::str::from_utf8(document.get(..end).unwrap_or_default());
        let text = text.map_err(|error| AdmError::NotWellFormed {
            offset: error.valid_up_to() as u64,
            reason: "this is not UTF-8".to_owned(),
        })?;
        let mut reader = Reader::from_str(text);
        let (mut adm, mut seen) = (Adm::default(), HashSet::new());
        let (mut depth, mut is_adm) = (0_usize, false);
        loop {
            let offset = reader.buffer_position();
            let event = reader.read_event().map_err(|error| AdmError::NotWellFormed {
                offset: reader.error_position(),
                reason: error.to_string(),
            })?;
            match event {
                Event::Start(start) => {
                    depth += 1;
                    if depth > LIMIT_DEPTH {
                        let what = "elements inside each other";
                        return Err(AdmError::Limit {
                            what,
                            limit: LIMIT_DEPTH,
                        });
                    }
                    is_adm |= start.local_name().as_ref() == "audioFormatExtended";
                    adm.count(&start, &mut seen)?;
                }
                Event::Empty(empty) => adm.count(&empty, &mut seen)?,
                Event::End(_) => depth = depth.saturating_sub(1),
                Event::DocType(_) => return Err(AdmError::DocumentType { offset }),
                Event::Eof if depth > 0 => {
                    let reason = "the document ends inside an element".to_owned();
                    return Err(AdmError::NotWellFormed { offset, reason });
                }
                Event::Eof => break,
                _ => {}
            }
        }
        if is_adm { Ok(adm) } else { Err(AdmError::NoAdm) }
    }

    fn count(&mut self, start: &BytesStart<'_>, seen: &mut HashSet<String>) -> Result<(), AdmError> {
        let name = start.local_name();
        let (counter, id) = match name.as_ref() {
            "audioProgramme" => (&mut self.programmes, "audioProgrammeID"),
            "audioContent" => (&mut self.contents, "audioContentID"),
            "audioObject" => (&mut self.objects, "audioObjectID"),
            "audioPackFormat" => match attribute(start, "typeLabel").as_deref() {
                Some("0001") => (&mut self.beds, "audioPackFormatID"),
                Some("0003") => (&mut self.object_packs, "audioPackFormatID"),
                _ => return self.remember(start, "audioPackFormatID", seen),
            },
            "audioChannelFormat" => (&mut self.channel_formats, "audioChannelFormatID"),
            "audioTrackUID" => (&mut self.track_uids, "UID"),
            "audioStreamFormat" => return self.remember(start, "audioStreamFormatID", seen),
            "audioTrackFormat" => return self.remember(start, "audioTrackFormatID", seen),
            _ => return Ok(()),
        };
        *counter = counter.saturating_add(1);
        self.remember(start, id, seen)
    }

    fn remember(
        &mut self,
        start: &BytesStart<'_>,
        id: &str,
        seen: &mut HashSet<String>,
    ) -> Result<(), AdmError> {
        let Some(id) = attribute(start, id) else {
            return Ok(());
        };
        if seen.len() >= LIMIT_IDS {
            let what = "named elements";
            return Err(AdmError::Limit {
                what,
                limit: LIMIT_IDS,
            });
        }
        if !seen.insert(id.clone()) && !self.repeated_ids.contains(&id) && self.repeated_ids.len() < 20 {
            self.repeated_ids.push(id);
        }
        Ok(())
    }
}

/// Ids and labels are plain; references in them are kept as written.
fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = start.try_get_attribute(name).ok().flatten()?;
    Some(attribute.value.chars().take(80).collect())
}

/// The rows of a `chna` chunk that name a track; rows of zeros are room for later.
pub(crate) fn read_chna(body: &[u8]) -> Vec<ChnaEntry> {
    let rows = body.get(4..).unwrap_or_default().chunks_exact(CHNA_ENTRY_BYTES);
    rows.filter_map(|row| {
        let (track, rest) = row.split_first_chunk::<2>()?;
        let track = u16::from_le_bytes(*track);
        let uid = String::from_utf8_lossy(rest.get(..12)?)
            .trim_matches(['\0', ' '])
            .to_owned();
        (track > 0).then_some(ChnaEntry { track, uid })
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = "<ebuCoreMain><coreMetadata><format><audioFormatExtended>\
        <audioProgramme audioProgrammeID='APR_1001'/><audioContent audioContentID='ACO_1001'/>\
        <audioObject audioObjectID='AO_1001'/><audioObject audioObjectID='AO_1002'/>\
        <audioPackFormat audioPackFormatID='AP_00011001' typeLabel='0001'/>\
        <audioPackFormat audioPackFormatID='AP_00031001' typeLabel='0003'/>\
        <audioTrackUID UID='ATU_00000001'/></audioFormatExtended></format></coreMetadata></ebuCoreMain>";

    #[test]
    fn elements_are_counted() {
        let adm = Adm::read(DOCUMENT.as_bytes()).unwrap();
        assert_eq!((adm.programmes, adm.contents, adm.objects), (1, 1, 2));
        assert_eq!((adm.beds, adm.object_packs, adm.track_uids), (1, 1, 1));
        assert_eq!(adm.repeated_ids, Vec::<String>::new());
    }

    #[test]
    fn an_id_that_stands_twice_is_told() {
        let twice = DOCUMENT.replace("AO_1002", "AO_1001");
        assert_eq!(Adm::read(twice.as_bytes()).unwrap().repeated_ids, ["AO_1001"]);
    }

    #[test]
    fn entities_depth_and_broken_documents_are_refused() {
        let bomb = "<!DOCTYPE a [<!ENTITY x 'y'>]><audioFormatExtended/>";
        assert!(matches!(
            Adm::read(bomb.as_bytes()),
            Err(AdmError::DocumentType { .. })
        ));
        let deep = "<a>".repeat(100);
        assert!(matches!(Adm::read(deep.as_bytes()), Err(AdmError::Limit { .. })));
        assert!(Adm::read(b"<audioFormatExtended><a>").is_err());
        assert_eq!(Adm::read(b"<a/>"), Err(AdmError::NoAdm));
        for length in 0..DOCUMENT.len() {
            assert!(Adm::read(&DOCUMENT.as_bytes()[..length]).is_err(), "{length}");
        }
    }

    #[test]
    fn rows_without_a_track_are_room() {
        let mut body = vec![1, 0, 1, 0];
        body.extend([1, 0]);
        body.extend(b"ATU_00000001AT_00011001_01AP_00010002\0");
        body.extend([0; 40]);
        let rows = read_chna(&body);
        assert_eq!(
            rows,
            [ChnaEntry {
                track: 1,
                uid: "ATU_00000001".to_owned()
            }]
        );
    }
}
