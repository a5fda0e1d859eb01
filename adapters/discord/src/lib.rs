//! Discord as a channel of Hamyar.
//!
//! The gateway tells what happens (`gateway`); what it did not tell is read back (`catch_up`). Both become events
//! (`convert`, pure) and go to the inbox in order (`recorder`), with how far we have read (`positions`). Messages go out as
//! plain JSON (`api`, within `limits`), in Discord's Markdown (`render`), and what a failed call means is decided in one
//! place (`outcome`). The adapter knows the contract, Discord's API and nothing else.

mod acks;
mod api;
mod archive;
mod catch_up;
mod commands;
mod convert;
mod directory;
mod discord;
mod doctor;
mod fetch;
mod find;
mod gateway;
mod limits;
mod listener;
mod object;
mod outcome;
mod positions;
mod posts;
mod recorder;
mod render;
mod revising;
mod settings;
mod solved;
mod threads;
mod upload;

pub use discord::Discord;
pub use doctor::{CheckError, Health};
pub use render::MAX_LENGTH;
pub use settings::{Settings, SettingsError};
