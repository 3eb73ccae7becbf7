//! Renditions as they are made: real masters, real ffmpeg in its jail, several workers that come and go. Chunks are two
//! seconds long here, so that a short master has many.

mod dolby_vision;
mod early;
mod faults;
mod studio;
mod workers;
