//! Reads what ffmpeg writes to `-progress pipe:1`: blocks of `key=value` lines, each ended by a `progress=` line.

use std::time::{Duration, Instant};

use timecode::{EditRate, FrameCount};

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    pub frames_done: FrameCount,
    pub frames_total: FrameCount,
    pub frames_per_second: f64,
    /// Time that the rest will take at this pace; None before the first frame.
    pub remaining: Option<Duration>,
}

/// Gathers the lines of one run.
#[derive(Debug)]
pub struct ProgressReader {
    edit_rate: EditRate,
    frames_total: FrameCount,
    started: Instant,
    frame: u64,
    /// Sound has no frames; its position is told in microseconds.
    from_time: u64,
}

impl ProgressReader {
    pub fn new(edit_rate: EditRate, frames_total: FrameCount) -> ProgressReader {
        ProgressReader {
            edit_rate,
            frames_total,
            started: Instant::now(),
            frame: 0,
            from_time: 0,
        }
    }

    /// Takes a line; returns the progress at the end of each block.
    pub fn line(&mut self, line: &str) -> Option<Progress> {
        self.line_after(line, self.started.elapsed())
    }

    fn line_after(&mut self, line: &str, elapsed: Duration) -> Option<Progress> {
        let (key, value) = line.trim().split_once('=')?;
        match key {
            "frame" => self.frame = value.trim().parse().unwrap_or(self.frame),
            "out_time_us" => {
                // Before the first packet ffmpeg writes N/A or a huge negative number.
                let micros: u64 = value.trim().parse().unwrap_or(0);
                let frames = u128::from(micros) * u128::from(self.edit_rate.num())
                    / (u128::from(self.edit_rate.den()) * 1_000_000);
                self.from_time = u64::try_from(frames).unwrap_or(u64::MAX);
            }
            "progress" => return Some(self.progress(elapsed)),
            _ => {}
        }
        None
    }

    fn progress(&self, elapsed: Duration) -> Progress {
        let total = self.frames_total.0;
        let done = self.frame.max(self.from_time).min(total);
        let seconds = elapsed.as_secs_f64().max(0.001);
        let pace = done as f64 / seconds;
        let remaining = (done > 0).then(|| Duration::from_secs_f64((total - done) as f64 / pace));
        Progress {
            frames_done: FrameCount(done),
            frames_total: self.frames_total,
            frames_per_second: pace,
            remaining,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(lines: &str, elapsed_s: u64) -> Option<Progress> {
        let mut reader = ProgressReader::new(EditRate::FPS_24, FrameCount(240));
        lines
            .lines()
            .filter_map(|line| reader.line_after(line, Duration::from_secs(elapsed_s)))
            .last()
    }

    #[test]
    fn frames_pace_and_remaining_time_are_told_at_the_end_of_each_block() {
        let progress = after("frame=60\nfps=30\nout_time_us=2500000\nprogress=continue", 2);
        assert_eq!(
            progress,
            Some(Progress {
                frames_done: FrameCount(60),
                frames_total: FrameCount(240),
                frames_per_second: 30.0,
                remaining: Some(Duration::from_secs(6)),
            })
        );
        assert_eq!(after("frame=60\nfps=30", 2), None);
    }

    #[test]
    fn sound_is_counted_by_time() {
        let done = after("out_time_us=5000000\nprogress=continue", 1).map(|p| p.frames_done);
        assert_eq!(done, Some(FrameCount(120)));
    }

    #[test]
    fn nonsense_before_the_first_packet_is_zero_and_too_much_is_the_total() {
        let early = after("frame=0\nout_time_us=-9223372036854775807\nprogress=continue", 1);
        assert_eq!(
            early.map(|p| (p.frames_done, p.remaining)),
            Some((FrameCount(0), None))
        );
        let late = after("out_time_us=900000000\nprogress=end", 1).map(|p| p.frames_done);
        assert_eq!(late, Some(FrameCount(240)));
    }
}
