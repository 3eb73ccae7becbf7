//! ffmpeg's messages, read for complaints about essence. Run with `-v repeat+level+warning`, each line carries its level.

/// Lines handed on at most: a corrupt reel complains once for each frame.
const LINES_LIMIT: usize = 20;
const LINE_LIMIT_CHARS: usize = 300;

/// Warnings that mean damaged essence; all other warnings are about taste.
const DAMAGE: [&str; 4] = ["corrupt", "sync lost", "truncated", "missing eoc"];

/// The lines that say that something could not be read or decoded. Empty when the run was clean.
pub fn complaints_in(stderr: &str) -> Vec<String> {
    stderr
        .lines()
        .filter(|line| is_complaint(line))
        .take(LINES_LIMIT)
        .map(|line| line.chars().take(LINE_LIMIT_CHARS).collect())
        .collect()
}

fn is_complaint(line: &str) -> bool {
    let serious = ["[error]", "[fatal]", "[panic]"]
        .iter()
        .any(|level| line.contains(level));
    let damage = || {
        let lower = line.to_lowercase();
        DAMAGE.iter().any(|sign| lower.contains(sign))
    };
    serious || (line.contains("[warning]") && damage())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decode_errors_and_lost_sync_are_complaints_and_habits_are_not() {
        let stderr = "[flac @ 0x5] [warning] encoding as 24 bits-per-sample\n\
                      [libopenjpeg @ 0x5] [error] Error decoding codestream.\n\
                      [mxf @ 0x5] [warning] edit unit sync lost on stream 0, jumping from 6 to 7\n\
                      [mp4 @ 0x5] [warning] track 0: codec frame size is not set\n";
        let complaints = complaints_in(stderr);
        assert_eq!(complaints.len(), 2);
        assert!(
            complaints
                .iter()
                .all(|line| line.contains("decoding") || line.contains("sync lost"))
        );
    }
}
