//! The web chat of Hamyar.
//!
//! A page under `/chat` where a visitor writes to us and reads the answers, live by server-sent events; the same page in
//! a frame, and the script that puts the frame on another site's pages with one line of HTML. The host's transcript is the conversation: what is sent through the channel is already there, so [`WebChat`] only shows it.
//! It knows nothing of knowledge, storage or decisions.

mod assets;
mod chat;
mod client;
mod embed;
mod events;
mod files;
mod item;
mod limits;
mod origin;
mod page;
mod post;
mod posted;
mod refusal;
mod routes;
mod settings;
mod token;
mod upload;
mod visitor;
mod widget;

pub use chat::WebChat;
pub use client::{InvalidProxy, TrustedProxy, client_address};
pub use origin::{InvalidOrigin, Origin};
pub use settings::{Settings, Welcome};
