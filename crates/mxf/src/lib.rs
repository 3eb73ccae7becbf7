//! mxf
