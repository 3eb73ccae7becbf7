//! Nothing but tests: another implementation's opinion of our own masters. See `Cargo.toml` for why it stands apart.
