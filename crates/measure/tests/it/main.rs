//! Pictures and sounds made of numbers: each kind is found where it is, and what is right, with its noise, is left alone.

mod av_offset;
mod dolby_vision;
mod light;
mod picture;
mod shot_bounds;
mod sound;
mod studio;
