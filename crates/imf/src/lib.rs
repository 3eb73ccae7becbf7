//! imf
