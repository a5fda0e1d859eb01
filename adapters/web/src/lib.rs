//! The web chat of Hamyar.
