//! Masters against real programs: ffmpeg plays every frame and sample, our own readers find nothing wrong. `ffmpeg` and `opj_compress` must be installed.

mod defects;
mod playback;
mod program;
mod validity;
mod wav;
