//! Hamyar.

/// Decisions.
pub mod decide {
    pub mod intent;
}
