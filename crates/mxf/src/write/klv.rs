//! Bytes of KLVs: keys, BER lengths and fill.

use crate::klv::FILL;
use crate::ul::Ul;

/// Key and a length of four bytes, which every structure outside the essence fits.
const SHORT_HEAD_BYTES: usize = 20;

/// Append a KLV with a length of four bytes.
pub fn put_klv(out: &mut Vec<u8>, key: Ul, value: &[u8]) {
    let [_, high, middle, low] = (value.len() as u32).to_be_bytes();
    out.extend(key.0);
    out.extend([0x83, high, middle, low]);
    out.extend(value);
}

/// Key and length of an essence element: eight bytes, so that a clip of any size fits.
pub fn element_head(key: Ul, length_bytes: u64) -> [u8; 24] {
    let mut head = [0; 24];
    let [_, length @ ..] = length_bytes.to_be_bytes();
    let bytes = key.0.into_iter().chain([0x87]).chain(length);
    head.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
    head
}

/// Append fill so that `out` becomes a multiple of `grid` bytes.
pub fn put_fill(out: &mut Vec<u8>, grid: usize) {
    let mut end = out.len().next_multiple_of(grid);
    if end == out.len() {
        return;
    }
    if end - out.len() < SHORT_HEAD_BYTES {
        end += grid;
    }
    let value = vec![0; end - out.len() - SHORT_HEAD_BYTES];
    put_klv(out, FILL, &value);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fill_reaches_the_grid_even_when_its_own_head_does_not_fit() {
        for length in [1, 80, 90, 99, 100] {
            let mut out = vec![0; length];
            put_fill(&mut out, 100);
            assert_eq!(out.len() % 100, 0, "{length}");
        }
    }
}
