//! Renditions as they are made: real masters, real ffmpeg in its jail, several workers that come and go. Chunks are two
//! seconds long here, so that a short master has many.

mod early;
mod faults;
mod light;
mod studio;
mod workers;
