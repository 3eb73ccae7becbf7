//! Pictures and sounds made of numbers: each kind is found where it is, and what is right, with its noise, is left alone.

mod dolby_vision;
mod light;
mod picture;
mod sound;
mod studio;
