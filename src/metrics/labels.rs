//! The labels of figures. Each takes few values.

use hamyar_channel::ChannelId;
use prometheus_client::encoding::EncodeLabelSet;

use crate::model::Verdict;

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct ByChannel {
    channel: String,
}

impl ByChannel {
    pub(super) fn of(channel: &ChannelId) -> Self {
        Self { channel: channel.to_string() }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct ByOutcome {
    channel: String,
    outcome: &'static str,
}

impl ByOutcome {
    pub(super) fn of(channel: &ChannelId, outcome: &'static str) -> Self {
        Self { channel: channel.to_string(), outcome }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Outcome {
    pub(super) outcome: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Why {
    pub(super) reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Answered {
    pub(super) answerer: &'static str,
    pub(super) outcome: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Task {
    pub(super) task: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Of {
    pub(super) answerer: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Called {
    pub(super) channel: String,
    pub(super) call: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct HeldBack {
    pub(super) channel: String,
    pub(super) reason: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct ByState {
    pub(super) state: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct WaitsFor {
    pub(super) waits_for: &'static str,
}

/// What a platform is called for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// A message.
    Send,
    /// A change of one.
    Edit,
    /// A mark on one.
    React,
    /// A thread.
    Open,
}

impl Call {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Send => "send",
            Self::Edit => "edit",
            Self::React => "react",
            Self::Open => "open",
        }
    }
}

/// Why a delivery has to wait through no fault of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HoldUp {
    /// Our own pace, which keeps to the platform's limits.
    Pace,
    /// The platform says that we are too fast, or that it has no time, and when to come again.
    Platform,
    /// The platform does not let us in.
    Unauthorized,
    /// This process does not have the channel.
    Off,
}

impl HoldUp {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Pace => "pace",
            Self::Platform => "platform",
            Self::Unauthorized => "unauthorized",
            Self::Off => "off",
        }
    }
}

/// What is left of asking an answerer that had so long and might panic.
type Asked<E, P, L> = Result<Result<Result<Option<Verdict>, E>, P>, L>;

/// What an answerer came to.
#[derive(Clone, Copy, Debug)]
pub enum Outlook<'a> {
    /// It said this.
    Verdict(&'a Verdict),
    /// It had nothing to say.
    Passed,
    /// It failed.
    Failed,
    /// It panicked.
    Panicked,
    /// It took too long.
    Late,
}

impl<'a> Outlook<'a> {
    /// What came of asking one.
    pub fn of<E, P, L>(asked: &'a Asked<E, P, L>) -> Self {
        match asked {
            Ok(Ok(Ok(Some(verdict)))) => Self::Verdict(verdict),
            Ok(Ok(Ok(None))) => Self::Passed,
            Ok(Ok(Err(_))) => Self::Failed,
            Ok(Err(_)) => Self::Panicked,
            Err(_) => Self::Late,
        }
    }
}
