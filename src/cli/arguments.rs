//! What can be asked for on the command line.

use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, Parser, Subcommand};
use hamyar_channel::ChannelId;
use uuid::Uuid;

use super::agent::AgentCommand;
pub(super) use super::kb::{CalibrateArguments, KbCommand, SearchArguments, SitesCommand, SynonymsCommand};
use super::place::PlaceCommand;
use super::team::TeamCommand;
use crate::model::{DeliveryStatus, Label};

/// Community support that answers in your customers' own channels, fetches a person when it should, and remembers.
#[derive(Debug, Parser)]
#[command(name = "hamyar", version, about)]
pub struct Arguments {
    /// The file of settings (default: hamyar.toml, if it is there)
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Serve the channels, the chat page and the desk
    Run,
    /// Serve with the sample knowledge base, and print where to look
    Demo,
    /// Bring the database up to date
    Migrate,
    /// Keep the knowledge base
    #[command(subcommand)]
    Kb(KbCommand),
    /// Keep the team
    #[command(subcommand)]
    Agent(AgentCommand),
    /// Keep teams, to which a conversation can be handed
    #[command(subcommand)]
    Team(TeamCommand),
    /// See what is recorded about people
    #[command(subcommand)]
    Contact(ContactCommand),
    /// See what is sent, and decide about what did not arrive
    #[command(subcommand)]
    Deliveries(DeliveriesCommand),
    /// Write everything in the database, files of customers included, to one file, while Hamyar goes on
    Backup(BackupArguments),
    /// Make the database what it was when a backup was made. Sending is paused then, and nobody is signed in
    Restore(RestoreArguments),
    /// Let go of what was kept long enough
    #[command(subcommand)]
    Retention(RetentionCommand),
    /// Set how the bot behaves in a group
    #[command(subcommand)]
    Place(PlaceCommand),
    /// Talk to the bot in this terminal
    Chat,
    /// Check or show the settings
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Say what works and what does not, and what to do about it. Ends with 1 if something does not work
    Doctor {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

/// A label that is set or taken off.
#[derive(Clone, Debug)]
pub(super) enum LabelChange {
    Add(Label),
    Remove(Label),
}

impl FromStr for LabelChange {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> anyhow::Result<Self> {
        match text.split_at_checked(1) {
            Some(("+", label)) => Ok(Self::Add(label.parse()?)),
            Some(("-", label)) => Ok(Self::Remove(label.parse()?)),
            _ => anyhow::bail!("a label begins with + to set it or with - to take it off"),
        }
    }
}

#[derive(Debug, Subcommand)]
pub(super) enum ContactCommand {
    /// List people, the latest first
    List {
        /// How many at most
        #[arg(long, default_value_t = 50)]
        limit: i64,
        /// Only those with this label
        #[arg(long)]
        label: Option<Label>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Label a person, and take labels off: +vip -old
    Label {
        /// The id, as `contact list` prints it
        id: Uuid,
        /// Labels, each with a + to set it or a - to take it off
        #[arg(required = true, allow_hyphen_values = true, value_name = "+LABEL|-LABEL")]
        changes: Vec<LabelChange>,
    },
    /// Show a person and their timeline
    Show {
        /// The id, as `contact list` prints it
        id: Uuid,
        /// The language in which the timeline is told: en or fa
        #[arg(long, default_value = "en")]
        language: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Print everything that is recorded about a person
    Export {
        /// The id, as `contact list` prints it
        id: Uuid,
        /// Print JSON (the default prints text)
        #[arg(long)]
        json: bool,
    },
    /// Forget a person: their words, names and files, and what was said to them. It cannot be undone
    Erase(EraseArguments),
}

#[derive(Args, Debug)]
pub(super) struct EraseArguments {
    /// The id, as `contact list` prints it
    pub(super) id: Uuid,
    /// Do it without asking
    #[arg(long)]
    pub(super) yes: bool,
    /// Leave our messages in the person's private chats, instead of deleting them where the platform lets us
    #[arg(long)]
    pub(super) leave_messages: bool,
    /// Print JSON; needs --yes
    #[arg(long, requires = "yes")]
    pub(super) json: bool,
}

#[derive(Args, Debug)]
pub(super) struct BackupArguments {
    /// The file to be written. It holds what everybody said: keep it as you keep the database
    pub(super) file: PathBuf,
    /// Replace a file of this name
    #[arg(long)]
    pub(super) force: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum RetentionCommand {
    /// Let go of what the settings say was kept long enough, as the server does once a day
    Run {
        /// Say how much would go, and let nothing go
        #[arg(long)]
        dry_run: bool,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

#[derive(Args, Debug)]
pub(super) struct RestoreArguments {
    /// The file that `backup` wrote
    pub(super) file: PathBuf,
    /// Replace what is in the database
    #[arg(long)]
    pub(super) force: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum DeliveriesCommand {
    /// List what is not over: first what did not arrive or perhaps did, then what is held, then what waits
    List {
        /// Only on this channel, for example telegram:main
        #[arg(long)]
        channel: Option<ChannelId>,
        /// Only in this state: pending, sending, sent, unknown, dead, cancelled or held
        #[arg(long)]
        state: Option<DeliveryStatus>,
        /// How many at most
        #[arg(long, default_value_t = 50)]
        limit: i64,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Send again what did not arrive, has perhaps arrived, or is held
    Retry(DeliveryChoice),
    /// Give up what did not arrive, has perhaps arrived, or is held
    Drop(DeliveryChoice),
    /// Send nothing on any node until `resume`
    Pause,
    /// Let sending go on after `pause` or a restore
    Resume,
}

#[derive(Args, Debug)]
pub(super) struct DeliveryChoice {
    /// Their ids, as `deliveries list` prints them
    #[arg(required_unless_present = "held")]
    pub(super) ids: Vec<Uuid>,
    /// All that are held
    #[arg(long)]
    pub(super) held: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum ConfigCommand {
    /// Check the settings
    Check,
    /// Show the settings in force, without secrets
    Show,
}
