//! timecode
