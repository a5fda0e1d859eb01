//! Hamyar.
