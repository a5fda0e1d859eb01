//! A terminal as a channel of Hamyar.
//!
//! Each line is a message, a number presses the button with that number, a line that begins with a slash is a command, and
//! `/quit` or the end of the input ends it. It is one person in one direct chat. It reads and writes whatever it is given,
//! and knows nothing of knowledge, storage or decisions.

mod console;
mod line;
mod screen;

pub use console::{Console, Settings};
pub use screen::Look;
