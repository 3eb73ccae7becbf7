//! A small bitmap font of our own: capitals, digits and the signs of timecode, five by seven dots.
//! Lower case is drawn as capitals; what is missing is drawn as a box.

/// Dots across a character.
pub const WIDTH: u32 = 5;
/// Dots down a character.
pub const HEIGHT: u32 = 7;
/// Dots from one character to the next.
pub const ADVANCE: u32 = 6;

/// Seven rows; the highest of the five bits is the left dot.
type Glyph = [u8; HEIGHT as usize];

const BOX: Glyph = [31, 17, 17, 17, 17, 17, 31];

#[rustfmt::skip]
const GLYPHS: &[(char, Glyph)] = &[
    (' ', [0, 0, 0, 0, 0, 0, 0]),
    ('0', [14, 17, 17, 17, 17, 17, 14]),
    ('1', [4, 12, 4, 4, 4, 4, 14]),
    ('2', [14, 17, 1, 6, 8, 16, 31]),
    ('3', [30, 1, 1, 14, 1, 1, 30]),
    ('4', [2, 6, 10, 18, 31, 2, 2]),
    ('5', [31, 16, 30, 1, 1, 17, 14]),
    ('6', [6, 8, 16, 30, 17, 17, 14]),
    ('7', [31, 1, 2, 4, 4, 8, 8]),
    ('8', [14, 17, 17, 14, 17, 17, 14]),
    ('9', [14, 17, 17, 15, 1, 2, 12]),
    (':', [0, 4, 4, 0, 4, 4, 0]),
    (';', [0, 4, 4, 0, 4, 4, 8]),
    ('.', [0, 0, 0, 0, 0, 4, 4]),
    (',', [0, 0, 0, 0, 4, 4, 8]),
    ('-', [0, 0, 0, 14, 0, 0, 0]),
    ('+', [0, 4, 4, 31, 4, 4, 0]),
    ('/', [1, 1, 2, 4, 8, 16, 16]),
    ('!', [4, 4, 4, 4, 4, 0, 4]),
    ('?', [14, 17, 1, 6, 4, 0, 4]),
    ('\'', [4, 4, 8, 0, 0, 0, 0]),
    ('(', [2, 4, 8, 8, 8, 4, 2]),
    (')', [8, 4, 2, 2, 2, 4, 8]),
    ('&', [12, 18, 20, 8, 21, 18, 13]),
    ('A', [14, 17, 17, 31, 17, 17, 17]),
    ('B', [30, 17, 17, 30, 17, 17, 30]),
    ('C', [14, 17, 16, 16, 16, 17, 14]),
    ('D', [28, 18, 17, 17, 17, 18, 28]),
    ('E', [31, 16, 16, 30, 16, 16, 31]),
    ('F', [31, 16, 16, 30, 16, 16, 16]),
    ('G', [14, 17, 16, 23, 17, 17, 15]),
    ('H', [17, 17, 17, 31, 17, 17, 17]),
    ('I', [14, 4, 4, 4, 4, 4, 14]),
    ('J', [7, 2, 2, 2, 2, 18, 12]),
    ('K', [17, 18, 20, 24, 20, 18, 17]),
    ('L', [16, 16, 16, 16, 16, 16, 31]),
    ('M', [17, 27, 21, 21, 17, 17, 17]),
    ('N', [17, 25, 21, 19, 17, 17, 17]),
    ('O', [14, 17, 17, 17, 17, 17, 14]),
    ('P', [30, 17, 17, 30, 16, 16, 16]),
    ('Q', [14, 17, 17, 17, 21, 18, 13]),
    ('R', [30, 17, 17, 30, 20, 18, 17]),
    ('S', [15, 16, 16, 14, 1, 1, 30]),
    ('T', [31, 4, 4, 4, 4, 4, 4]),
    ('U', [17, 17, 17, 17, 17, 17, 14]),
    ('V', [17, 17, 17, 17, 17, 10, 4]),
    ('W', [17, 17, 17, 21, 21, 27, 17]),
    ('X', [17, 17, 10, 4, 10, 17, 17]),
    ('Y', [17, 17, 10, 4, 4, 4, 4]),
    ('Z', [31, 1, 2, 4, 8, 16, 31]),
];

/// Whether the dot in column `x` of row `y` of a character is set.
#[must_use]
pub fn is_set(character: char, x: u32, y: u32) -> bool {
    let wanted = character.to_ascii_uppercase();
    let found = GLYPHS.iter().find(|(known, _)| *known == wanted);
    let rows = found.map_or(&BOX, |(_, rows)| rows);
    let row = rows.get(y as usize).copied().unwrap_or(0);
    x < WIDTH && row >> (WIDTH - 1 - x) & 1 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_differs_from_every_other() {
        for (at, (one, rows)) in GLYPHS.iter().enumerate() {
            for (other, others) in &GLYPHS[at + 1..] {
                assert!(rows != others || ['0', 'O'].contains(one), "{one} and {other}");
            }
        }
    }

    #[test]
    fn lower_case_is_drawn_as_capitals_and_the_unknown_as_a_box() {
        assert!((0..7).all(|y| (0..5).all(|x| is_set('q', x, y) == is_set('Q', x, y))));
        assert!(is_set('ß', 0, 3) && !is_set('ß', 2, 3));
    }
}
