//! What can be asked for on the command line.

use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, Parser, Subcommand};
use hamyar_channel::ChannelId;
use uuid::Uuid;

use super::agent::AgentCommand;
use super::kb::ImportArguments;
use super::team::TeamCommand;
use crate::model::{Autonomy, DeliveryStatus, Label, Role, Stand};

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

#[derive(Debug, Subcommand)]
pub(super) enum KbCommand {
    /// Take in articles: all of them or, if one is broken, none
    Import(ImportArguments),
    /// Write all articles: as JSONL, as a spreadsheet or as an archive if the name ends with .jsonl, .csv or .zip, else to a folder
    /// of Markdown files
    Export {
        /// The folder or file
        path: PathBuf,
    },
    /// List the articles
    List,
    /// List links in published articles that have led nowhere for two days
    Links {
        /// First try those that nobody has tried within a day
        #[arg(long)]
        check: bool,
    },
    /// List the answers of peers that were accepted, for curation
    Candidates {
        /// How many at most
        #[arg(long, default_value_t = 50)]
        limit: i64,
        /// Only those that stand so: ready, waiting, used or dismissed
        #[arg(long)]
        show: Option<Stand>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Read a forum on Discord for posts that are marked solved, old ones and those in its archive too. What was accepted in
    /// them is listed by `kb candidates`; nobody is told anything and nothing is published. Stopped half-way, it goes on from there
    Forum {
        /// The channel, for example discord:main
        channel: ChannelId,
        /// The forum's id, or its address as Discord copies it
        forum: String,
    },
    /// Remove an article
    Remove {
        /// The article's id
        id: String,
    },
    /// The sites that are read again by themselves: `kb import URL --every DAYS` adds one
    #[command(subcommand)]
    Sites(SitesCommand),
    /// Keep the words that mean the same in these articles
    #[command(subcommand)]
    Synonyms(SynonymsCommand),
    /// Search as the bot does
    Search(SearchArguments),
    /// Measure how well questions are answered whose right answers are known
    Eval(EvalArguments),
    /// Fit how sure the bot is to this knowledge base, by questions whose outcome is known
    Calibrate(CalibrateArguments),
}

#[derive(Debug, Subcommand)]
pub(super) enum SitesCommand {
    /// List them, with what came of reading them last
    List,
    /// Do not read one again by itself
    Forget {
        /// Its address, as `list` prints it
        url: String,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum SynonymsCommand {
    /// Take a list in place of the one before; an empty one for none. A line such as [en] names a language, and each line
    /// below it is a group: words and phrases that mean the same, separated by commas
    Import {
        /// The file
        path: PathBuf,
    },
    /// Print the list
    List,
}

#[derive(Args, Debug)]
pub(super) struct SearchArguments {
    /// The question
    pub(super) question: String,
    /// The language of the asker, for questions too short to tell
    #[arg(long)]
    pub(super) locale: Option<String>,
    /// Only articles with this label; with one of them, if given more than once
    #[arg(long = "label", value_name = "LABEL")]
    pub(super) labels: Vec<String>,
    /// Say why: which words were found where, which were not, and what follows
    #[arg(long)]
    pub(super) explain: bool,
    /// The language in which it is explained: en or fa
    #[arg(long, default_value = "en")]
    pub(super) language: String,
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Args, Debug)]
pub(super) struct EvalArguments {
    /// The articles: a JSONL file or a folder, as for `kb import` (default: those of the database)
    #[arg(long, value_name = "KB")]
    pub(super) kb: Option<PathBuf>,
    /// The questions: JSONL with id, text, relevant (ids of articles), answerable and kind
    #[arg(long, value_name = "QUERIES")]
    pub(super) queries: PathBuf,
    /// Write what was found for each question to this file, as JSONL
    #[arg(long, value_name = "OUT")]
    pub(super) run: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that somebody types or does not")]
pub(super) struct CalibrateArguments {
    /// Questions whose answers are known, in the form that `kb eval` reads, besides what people pressed under answers
    #[arg(long, value_name = "QUERIES")]
    pub(super) queries: Option<PathBuf>,
    /// Leave out what people pressed under answers and what the team answered
    #[arg(long)]
    pub(super) without_feedback: bool,
    /// The share of answers that should be right (default: answers.precision)
    #[arg(long, value_parser = share)]
    pub(super) target: Option<f64>,
    /// Show what would change, and change nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Go back to what is shipped
    #[arg(long, conflicts_with_all = ["queries", "without_feedback", "target", "dry_run"])]
    pub(super) reset: bool,
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
}

/// A share of answers that a threshold can be chosen for.
fn share(text: &str) -> Result<f64, String> {
    let share: Option<f64> = text.parse().ok().filter(|share| (0.5..=0.999).contains(share));
    share.ok_or_else(|| "allowed is a number from 0.5 to 0.999".to_owned())
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
pub(super) enum PlaceCommand {
    /// List groups and topics
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Set what a place is for and how freely the bot speaks there
    Set(PlaceArguments),
}

#[derive(Args, Debug)]
pub(super) struct PlaceArguments {
    /// The channel, for example telegram:main
    pub(super) channel: ChannelId,
    /// The chat's id on the platform
    #[arg(allow_hyphen_values = true)]
    pub(super) chat: String,
    /// The thread's or topic's id
    #[arg(long)]
    pub(super) thread: Option<String>,
    /// help, community, staff or ignored
    #[arg(long)]
    pub(super) role: Option<Role>,
    /// always, addressed, confident or never
    #[arg(long)]
    pub(super) autonomy: Option<Autonomy>,
    /// The language of the place; empty for none
    #[arg(long)]
    pub(super) language: Option<String>,
    /// The group that everybody there belongs to, who are given articles for members and for it; empty for none
    #[arg(long)]
    pub(super) group: Option<String>,
    /// Record talk that is not addressed to the bot; people there are told
    #[arg(long)]
    pub(super) listen: Option<bool>,
    /// Of a forum: the tag by which alone its posts say that they are solved; empty for the usual ones
    #[arg(long, value_name = "TAG")]
    pub(super) solved_tag: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(super) enum ConfigCommand {
    /// Check the settings
    Check,
    /// Show the settings in force, without secrets
    Show,
}
