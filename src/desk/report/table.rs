//! The rows of a report for spreadsheets: one table, in which the first two columns say what a row is about.

use std::collections::HashMap;

use super::figures::{Count, Figures, Tally, Took};
use super::view::{channel_name, reason_words};
use crate::desk::tongue::Tongue;
use crate::model::{AgentId, Score};

/// The columns, by their words.
const COLUMNS: [&str; 15] = [
    "report-csv-group",
    "report-csv-name",
    "report-conversations",
    "report-by-bot",
    "report-csv-by-people",
    "report-handed-over",
    "report-csv-replied",
    "report-csv-reply-median",
    "report-csv-reply-p90",
    "report-csv-resolved",
    "report-csv-resolution-median",
    "report-csv-resolution-p90",
    "report-ratings",
    "report-csv-rating-mean",
    "report-asked",
];

/// The head and all rows.
pub(super) fn rows(t: &Tongue, figures: &Figures, agents: &HashMap<AgentId, String>) -> Vec<Vec<String>> {
    let mut rows = vec![COLUMNS.map(|key| t.word(key)).to_vec()];
    let mut add = |group: &str, name: String, cells: Vec<String>| {
        let mut row = vec![t.word(group), name];
        row.extend(cells);
        row.resize(COLUMNS.len(), String::new());
        rows.push(row);
    };
    add("report-csv-all", String::new(), tally(&figures.all));
    add("report-messages", String::new(), vec![figures.messages.to_string()]);
    add("report-asked", String::new(), empty(12).chain([figures.asked.to_string()]).collect());
    for (day, count) in &figures.days {
        add("report-csv-day", day.to_string(), begun(*count).to_vec());
    }
    for (channel, of) in &figures.channels {
        add("report-csv-channel", channel_name(t, channel), tally(of));
    }
    for (language, of) in &figures.languages {
        add("report-csv-language", t.language_name(language), tally(of));
    }
    for (agent, of) in &figures.agents {
        // What began is told apart by the day, the channel and the language, not by who came to it.
        let cells = empty(3).chain(tally(of).into_iter().skip(3)).collect();
        add("report-csv-agent", agents.get(agent).cloned().unwrap_or_else(|| t.word("desk-former-colleague")), cells);
    }
    for (reason, count) in &figures.reasons {
        add("report-csv-reason", t.word(reason_words(reason)), empty(3).chain([count.to_string()]).collect());
    }
    for (score, count) in Score::ALL.into_iter().zip(figures.all.scores) {
        add("report-csv-score", score.get().to_string(), empty(10).chain([count.to_string()]).collect());
    }
    rows
}

fn empty(count: usize) -> impl Iterator<Item = String> {
    std::iter::repeat_n(String::new(), count)
}

fn begun(count: Count) -> [String; 3] {
    [count.conversations, count.by_bot, count.by_people].map(|count| count.to_string())
}

fn tally(of: &Tally) -> Vec<String> {
    let mut cells = begun(of.count).to_vec();
    let seconds =
        |took: Option<Took>, which: fn(&Took) -> u64| took.map_or_else(String::new, |took| which(&took).to_string());
    cells.extend([
        of.handed_over.to_string(),
        of.replied.to_string(),
        seconds(of.reply, |took| took.median.as_secs()),
        seconds(of.reply, |took| took.p90.as_secs()),
        of.resolved.to_string(),
        seconds(of.resolution, |took| took.median.as_secs()),
        seconds(of.resolution, |took| took.p90.as_secs()),
        of.ratings().to_string(),
        of.rating().map_or_else(String::new, |mean| format!("{mean:.2}")),
    ]);
    cells
}
