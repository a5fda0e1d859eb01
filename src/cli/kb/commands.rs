//! Keeping the knowledge base: what can be done.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use hamyar_channel::ChannelId;

use super::arguments::{
    ExportArguments, GapsArguments, HistoryArguments, ListArguments, MeasuresArguments, TranslationsArguments,
};
use super::import::ImportArguments;
use crate::model::Stand;
use crate::store::LONGEST_REREADING;

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum KbCommand {
    /// Take in articles: all of them or, if one is broken, none
    Import(ImportArguments),
    /// Write all articles: as JSONL, as a spreadsheet or as an archive if the name ends with .jsonl, .csv or .zip, else to a folder
    /// of Markdown files, with who keeps each and when it is to be looked at again. Of an article that has a draft beside it, what
    /// is published is written
    Export(ExportArguments),
    /// List the articles: all, or those of a kind
    List(ListArguments),
    /// List the versions of an article, the latest first
    History(HistoryArguments),
    /// Bring a version of an article back, as a draft
    Restore {
        /// The article's id
        id: String,
        /// The version, as `history` prints it
        revision: i64,
    },
    /// Publish the latest version of an article. Whoever may run this needs no second pair of eyes
    Publish {
        /// The article's id
        id: String,
    },
    /// Have the latest version of an article looked at before it is published
    Review {
        /// The article's id
        id: String,
    },
    /// Archive an article: it is kept, and no longer found
    Archive {
        /// The article's id
        id: String,
    },
    /// List what is asked and not answered, what most people asked first
    Gaps(GapsArguments),
    /// List the articles to look at: often not it, helping nobody, due, behind their page, nearly equal, with links that lead nowhere
    Freshness {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Tell how the articles did, and what to write next
    Measures(MeasuresArguments),
    /// List translations that are missing, behind, or drafts
    Translations(TranslationsArguments),
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
    /// The sites that are read again by themselves: `kb import URL --every DAYS` adds one as well, and reads it at once
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
pub(in crate::cli) enum SitesCommand {
    /// List them, with what came of reading them last
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Have the server read a page or a sitemap, within five minutes and again every so many days. What is read becomes drafts
    Add {
        /// Its address
        url: String,
        /// How many days lie between two readings
        #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u16).range(1..=i64::from(LONGEST_REREADING)))]
        every: u16,
    },
    /// Read one again now. What is new or has changed becomes drafts; what was edited at the desk is kept
    Read {
        /// Its address, as `list` prints it
        url: String,
    },
    /// Do not read one again by itself
    Forget {
        /// Its address, as `list` prints it
        url: String,
    },
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum SynonymsCommand {
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
pub(in crate::cli) struct SearchArguments {
    /// The question
    pub(in crate::cli) question: String,
    /// The language of the asker, for questions too short to tell
    #[arg(long)]
    pub(in crate::cli) locale: Option<String>,
    /// Only articles with this label; with one of them, if given more than once
    #[arg(long = "label", value_name = "LABEL")]
    pub(in crate::cli) labels: Vec<String>,
    /// Say why: which words were found where, which were not, and what follows
    #[arg(long)]
    pub(in crate::cli) explain: bool,
    /// The language in which it is explained: en or fa
    #[arg(long, default_value = "en")]
    pub(in crate::cli) language: String,
    /// Print JSON
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

#[derive(Args, Debug)]
pub(in crate::cli) struct EvalArguments {
    /// The articles: a JSONL file or a folder, as for `kb import` (default: those of the database)
    #[arg(long, value_name = "KB")]
    pub(in crate::cli) kb: Option<PathBuf>,
    /// The questions: JSONL with id, text, relevant (ids of articles), answerable and kind
    #[arg(long, value_name = "QUERIES")]
    pub(in crate::cli) queries: PathBuf,
    /// Write what was found for each question to this file, as JSONL
    #[arg(long, value_name = "OUT")]
    pub(in crate::cli) run: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

#[derive(Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that somebody types or does not")]
pub(in crate::cli) struct CalibrateArguments {
    /// Questions whose answers are known, in the form that `kb eval` reads, besides what people pressed under answers
    #[arg(long, value_name = "QUERIES")]
    pub(in crate::cli) queries: Option<PathBuf>,
    /// Leave out what people pressed under answers and what the team answered
    #[arg(long)]
    pub(in crate::cli) without_feedback: bool,
    /// The share of answers that should be right (default: answers.precision)
    #[arg(long, value_parser = share)]
    pub(in crate::cli) target: Option<f64>,
    /// Show what would change, and change nothing
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
    /// Go back to what is shipped
    #[arg(long, conflicts_with_all = ["queries", "without_feedback", "target", "dry_run"])]
    pub(in crate::cli) reset: bool,
    /// Print JSON
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

/// A share of answers that a threshold can be chosen for.
fn share(text: &str) -> Result<f64, String> {
    let share: Option<f64> = text.parse().ok().filter(|share| (0.5..=0.999).contains(share));
    share.ok_or_else(|| "allowed is a number from 0.5 to 0.999".to_owned())
}
