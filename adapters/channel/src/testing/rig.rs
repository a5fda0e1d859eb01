//! What the test of an adapter gives to the conformance suite.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;

use crate::{Address, Channel, HttpService};

/// A channel connected to a fake of its platform, with one person who has a direct chat with us.
///
/// The suite builds one for each check, so it starts with nothing said. Only what an adapter declares in
/// [`Rig::abilities`] and [`Rig::faults`] is asked of it; the other methods may stay as they are.
#[async_trait]
pub trait Rig: Send + Sync + 'static {
    /// The channel under test. The suite calls [`Channel::listen`].
    fn channel(&self) -> Arc<dyn Channel>;

    /// What this platform can do beyond carrying words both ways.
    fn abilities(&self) -> Vec<Ability>;

    /// What can be made to go wrong on this platform.
    fn faults(&self) -> Vec<Fault> {
        Vec::new()
    }

    /// Is given what [`Channel::http`] returned, once, before anything else happens.
    fn serve(&self, service: HttpService) {
        let _ = service;
    }

    /// The person says something. Returns the platform's id of the message once the platform has it; the platform's own
    /// means of repetition apply, so on a platform that pushes, this returns when the adapter acknowledged it.
    async fn say(&self, text: &str) -> String;

    /// The person changes a message of theirs ([`Ability::Edit`]).
    async fn edit(&self, message: &str, text: &str) {
        let _ = (message, text);
        undeclared(Ability::Edit)
    }

    /// The person takes back a message of theirs ([`Ability::Delete`]).
    async fn delete(&self, message: &str) {
        let _ = message;
        undeclared(Ability::Delete)
    }

    /// The person presses the button with this action under a message of ours, which the channel's receipt named
    /// `message` ([`Ability::Press`]). Returns what [`crate::Event::Button`] must call the message.
    async fn press(&self, message: &str, action: &str) -> Option<String> {
        let _ = (message, action);
        undeclared(Ability::Press)
    }

    /// The platform brings an event once more, as after a lost acknowledgement ([`Ability::Redeliver`]).
    async fn redeliver(&self, message: &str) {
        let _ = message;
        undeclared(Ability::Redeliver)
    }

    /// How many events the platform believes to have delivered ([`Ability::Acknowledge`]).
    async fn acknowledged(&self) -> usize {
        undeclared(Ability::Acknowledge)
    }

    /// The person sends a file and no words ([`Ability::Files`]). Returns as [`Rig::say`] does.
    async fn send_file(&self, name: &str, bytes: &[u8]) -> String {
        let _ = (name, bytes);
        undeclared(Ability::Files)
    }

    /// The files that the person sent are not on the platform any more ([`Ability::Files`]).
    async fn lose_files(&self) {
        undeclared(Ability::Files)
    }

    /// Where threads can be opened on this platform, if not in the direct chat.
    fn threads_in(&self) -> Option<Address> {
        None
    }

    /// What the person sees of our messages, oldest first.
    async fn shown(&self) -> Vec<Shown>;

    /// Our reaction on a message of the person's, where the channel can set one.
    async fn mark_on(&self, message: &str) -> Option<String> {
        panic!("the channel sets reactions, and the rig does not say which is on {message}")
    }

    /// The next send ends in this (one of [`Rig::faults`]).
    async fn inject(&self, fault: Fault) {
        panic!("the rig declares {fault:?} and does not make it happen")
    }
}

fn undeclared(ability: Ability) -> ! {
    panic!("the rig declares {ability:?} and does not have it")
}

/// What only some platforms can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ability {
    /// People can change what they wrote, and we hear of it.
    Edit,
    /// People can take back what they wrote, and we hear of it.
    Delete,
    /// People can press buttons.
    Press,
    /// The platform may deliver an event twice.
    Redeliver,
    /// The platform keeps an event until it is acknowledged.
    Acknowledge,
    /// People can send files.
    Files,
    /// A text may hold the character NUL.
    Nul,
    /// A text may have several lines.
    Lines,
}

/// What can go wrong with a send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The platform cannot be reached: [`crate::SendError::Transient`] without a time.
    Unreachable,
    /// Too many requests; come back after this time: [`crate::SendError::Limited`] with the time.
    Busy(Duration),
    /// An internal error of the platform, and nothing was applied: [`crate::SendError::Unknown`] all the same.
    Broken,
    /// The message was applied and the answer was lost: [`crate::SendError::Unknown`].
    Cut,
    /// The platform refuses the message: [`crate::SendError::Rejected`].
    Refused,
    /// The person blocked us: [`crate::SendError::Gone`].
    Blocked,
    /// The chat has this new id: [`crate::SendError::Moved`].
    Moved(String),
    /// Our credentials are not accepted: [`crate::SendError::Unauthorized`].
    Unauthorized,
}

/// A message of ours as the person sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// The words, without formatting.
    pub text: String,
    /// The names of the files that came with it.
    pub files: Vec<String>,
    /// What is written on the buttons, row by row.
    pub buttons: Vec<Vec<String>>,
}
