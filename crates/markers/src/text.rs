//! Bytes to text. Byte order marks are believed; without one a file is UTF-8 if it can be, else Windows-1252, of which
//! Latin-1 is a part, and whoever reads says so: in that encoding nothing can be wrong, only unexpected.

use std::borrow::Cow;
use std::fmt;

use crate::ReadError;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    Utf8,
    Utf16LittleEndian,
    Utf16BigEndian,
    Windows1252,
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Encoding::Utf8 => "UTF-8",
            Encoding::Utf16LittleEndian => "UTF-16 little-endian",
            Encoding::Utf16BigEndian => "UTF-16 big-endian",
            Encoding::Windows1252 => "Windows-1252",
        })
    }
}

/// 0x80 to 0x9f; what is not assigned stays a control character.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

pub(crate) fn decode(bytes: &[u8]) -> Result<(Cow<'_, str>, Encoding), ReadError> {
    if let Some(bytes) = bytes.strip_prefix(b"\xff\xfe") {
        return utf16(bytes, u16::from_le_bytes).map(|text| (text.into(), Encoding::Utf16LittleEndian));
    }
    if let Some(bytes) = bytes.strip_prefix(b"\xfe\xff") {
        return utf16(bytes, u16::from_be_bytes).map(|text| (text.into(), Encoding::Utf16BigEndian));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
        return Err(ReadError::NotText { at });
    }
    match str::from_utf8(bytes) {
        Ok(text) => Ok((text.into(), Encoding::Utf8)),
        Err(_) => Ok((
            bytes.iter().map(|byte| windows_1252(*byte)).collect(),
            Encoding::Windows1252,
        )),
    }
}

fn windows_1252(byte: u8) -> char {
    match byte {
        0x80..=0x9f => WINDOWS_1252[usize::from(byte - 0x80)],
        byte => char::from(byte),
    }
}

/// `bytes` after the byte order mark of two.
fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, ReadError> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(pairs.len());
    let mut at = 2;
    for decoded in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        let letter = decoded.map_err(|_| ReadError::BrokenUtf16 { at })?;
        at += letter.len_utf16() * 2;
        text.push(letter);
    }
    if rest.is_empty() {
        Ok(text)
    } else {
        Err(ReadError::BrokenUtf16 { at })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (String, Encoding) {
        let (text, encoding) = decode(bytes).unwrap();
        (text.into_owned(), encoding)
    }

    #[test]
    fn every_encoding_gives_the_same_text() {
        let text = "In;Émile says “cut” – 5 €";
        let utf16 = |order: fn(u16) -> [u8; 2], mark: &[u8]| {
            let units = text.encode_utf16().flat_map(order);
            [mark.to_vec(), units.collect()].concat()
        };
        assert_eq!(read(text.as_bytes()), (text.into(), Encoding::Utf8));
        let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
        assert_eq!(read(&marked), (text.into(), Encoding::Utf8));
        let little = utf16(u16::to_le_bytes, b"\xff\xfe");
        assert_eq!(read(&little), (text.into(), Encoding::Utf16LittleEndian));
        let big = utf16(u16::to_be_bytes, b"\xfe\xff");
        assert_eq!(read(&big), (text.into(), Encoding::Utf16BigEndian));
        let windows = b"In;\xc9mile says \x93cut\x94 \x96 5 \x80";
        assert_eq!(read(windows), (text.into(), Encoding::Windows1252));
    }

    #[test]
    fn what_is_no_text_is_refused_with_the_byte() {
        assert_eq!(decode(b"ab\0c"), Err(ReadError::NotText { at: 2 }));
        assert_eq!(decode(b"\xff\xfea\0b"), Err(ReadError::BrokenUtf16 { at: 4 }));
        assert_eq!(decode(b"\xfe\xff\xd8\0"), Err(ReadError::BrokenUtf16 { at: 2 }));
    }
}
