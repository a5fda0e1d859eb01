//! Telegram for Hamyar.
