//! A terminal as a channel of Hamyar.
