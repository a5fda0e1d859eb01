//! Tests.

mod support;
mod telegram_adapter;
