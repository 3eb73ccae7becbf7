//! The error codes, from which the type of every issue is chosen. The list is the rules' own; here it is only shown.

pub mod http;
