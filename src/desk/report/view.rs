//! A report as it is shown: figures in words, charts, and a table beside each.

use std::collections::HashMap;

use askama::Template;
use chrono::NaiveDate;
use hamyar_channel::ChannelId;

use super::chart::{Bars, Drawn, Lines, Side};
use super::days::{foot, spans};
use super::figures::{Count, Figures, Tally, Took, part};
use super::period::{CHOICES, Period};
use crate::dates::midnight;
use crate::desk::day_field::DayField;
use crate::desk::frame::Frame;
use crate::desk::tongue::{Tongue, channel_icon};
use crate::model::{AgentId, Score};

/// A figure, what it is, and what else is to be known of it.
pub(super) struct Stat {
    label: String,
    value: String,
    /// The whole words, for whoever hears the page, where the figure is a sign for them.
    said: Option<String>,
    note: String,
}

/// A row of a table: what it is about, and figures.
pub(super) struct Row {
    icon: Option<&'static str>,
    name: String,
    /// The part of all that it is, for a drawing, in percent.
    share: u8,
    cells: Vec<String>,
}

#[derive(Template)]
#[template(path = "report.html")]
pub(super) struct ReportPage {
    t: Tongue,
    frame: Frame,
    /// The days in words.
    days: String,
    /// Periods to choose, with their addresses, and which is shown.
    choices: Vec<(String, String, bool)>,
    /// One's own days, as fields take them.
    first: DayField,
    last: DayField,
    /// What was asked for cannot be.
    wrong: bool,
    csv: String,
    stats: Vec<Stat>,
    /// Nothing happened.
    empty: bool,
    volume: Lines,
    spans: Vec<Row>,
    reasons: Option<(Bars, Vec<Row>)>,
    ratings: Option<(Bars, Vec<Row>)>,
    channels: Vec<Row>,
    languages: Vec<Row>,
    agents: Vec<Row>,
    /// The reader sees of the agents only their own row.
    own: bool,
}

impl ReportPage {
    pub(super) fn new(
        t: Tongue,
        frame: Frame,
        figures: &Figures,
        agents: &HashMap<AgentId, String>,
        period: Period,
        wrong: bool,
        own: bool,
    ) -> Self {
        let choice = |days: u64| {
            let label = t.count("report-last-days", i64::try_from(days).unwrap_or_default());
            (format!("/desk/report?days={days}"), label, period.choice == Some(days))
        };
        let zone = t.zone();
        let today = t.now().with_timezone(&zone).date_naive();
        let full = |day: NaiveDate| t.date(&midnight(day, zone));
        let all = &figures.all;
        let conversations = all.count.conversations;
        let name = |agent: &AgentId| agents.get(agent).cloned().unwrap_or_else(|| t.word("desk-former-colleague"));
        Self {
            days: t.text("report-days", &[("from", &full(period.first)), ("to", &full(period.last))]),
            choices: CHOICES.into_iter().map(choice).collect(),
            first: DayField::new(&t, "from", Some(period.first)).until(today),
            last: DayField::new(&t, "to", Some(period.last)).until(today),
            wrong,
            csv: format!("/desk/report.csv?{}", period.query()),
            stats: stats(&t, figures),
            empty: conversations == 0 && figures.messages == 0 && all.handed_over == 0 && all.ratings() == 0,
            volume: volume(&t, &figures.days),
            spans: rows(&t, &figures.days),
            reasons: reasons(&t, &figures.reasons),
            ratings: ratings(&t, all),
            channels: figures
                .channels
                .iter()
                .map(|(channel, of)| Row {
                    icon: channel.parse().ok().as_ref().map(channel_icon),
                    ..group(&t, channel_name(&t, channel), of, conversations)
                })
                .collect(),
            languages: figures
                .languages
                .iter()
                .map(|(language, of)| group(&t, t.language_name(language), of, conversations))
                .collect(),
            agents: figures.agents.iter().map(|(agent, of)| colleague(&t, name(agent), of)).collect(),
            own,
            frame,
            t,
        }
    }
}

/// What a channel is called.
pub(super) fn channel_name(t: &Tongue, channel: &str) -> String {
    channel.parse::<ChannelId>().map_or_else(|_| channel.to_owned(), |channel| t.account(&channel))
}

/// The words for a reason on the timeline.
pub(super) fn reason_words(word: &str) -> &'static str {
    match word {
        "asked" => "report-reason-asked",
        "no_answer" => "report-reason-no-answer",
        "refused" => "report-reason-refused",
        "no_index" => "report-reason-no-index",
        "answerer_failed" => "report-reason-failed",
        "not_delivered" => "report-reason-not-delivered",
        "" => "report-reason-erased",
        _ => "report-reason-other",
    }
}

fn side(t: &Tongue) -> Side {
    Side { mirrored: t.direction() == "rtl" }
}

fn share(t: &Tongue, share: Option<f64>) -> String {
    share.map_or_else(|| t.word("report-none"), |share| t.percent(share))
}

fn median(t: &Tongue, took: Option<Took>) -> String {
    took.map_or_else(|| t.word("report-none"), |took| t.took(took.median))
}

fn mean(t: &Tongue, of: &Tally) -> String {
    of.rating().map_or_else(|| t.word("report-none"), |mean| t.decimal(mean))
}

fn stats(t: &Tongue, figures: &Figures) -> Vec<Stat> {
    let all = &figures.all;
    let stat = |label: &str, value: String, note: String| Stat { label: t.word(label), value, said: None, note };
    let timed = |label: &str, took: Option<Took>, note: String| {
        let value = median(t, took);
        let said = took.map(|took| t.duration(took.median)).filter(|said| *said != value);
        Stat { said, ..stat(label, value, note) }
    };
    let nine_in_ten = |took: Option<Took>| {
        took.map_or_else(String::new, |took| t.with("report-nine-in-ten", "duration", &t.took(took.p90)))
    };
    let rated = [("count", figures.answered.to_string()), ("asked", figures.asked.to_string())];
    let rated: Vec<(&str, &str)> = rated.iter().map(|(name, value)| (*name, value.as_str())).collect();
    vec![
        stat(
            "report-conversations",
            t.number(all.count.conversations),
            t.count("report-messages-count", figures.messages),
        ),
        stat("report-by-bot", share(t, all.count.bot_share()), t.count("report-conversations-count", all.count.by_bot)),
        stat("report-handed-over", t.number(all.handed_over), t.count("report-replied-count", all.replied)),
        timed("report-first-reply", all.reply, nine_in_ten(all.reply)),
        timed("report-resolution", all.resolution, nine_in_ten(all.resolution)),
        stat("report-rating", mean(t, all), t.text("report-rated-count", &rated)),
    ]
}

fn volume(t: &Tongue, days: &[(NaiveDate, Count)]) -> Lines {
    let points: Vec<(i64, i64)> = days.iter().map(|(_, count)| (count.by_bot, count.by_people)).collect();
    let sum = days.iter().fold(Count::default(), |sum, (_, count)| sum.and(*count));
    let (bot, people) = (sum.by_bot.to_string(), sum.by_people.to_string());
    let drawn = Drawn {
        title: t.word("report-volume"),
        description: t.text("report-volume-description", &[("bot", &bot), ("people", &people)]),
        points: &points,
        days: foot(t, days),
    };
    Lines::draw(side(t), drawn, |number| t.number(number))
}

/// The days, or where there are many, seven at a time.
fn rows(t: &Tongue, days: &[(NaiveDate, Count)]) -> Vec<Row> {
    spans(t, days, |name, span| {
        let count = span.iter().fold(Count::default(), |sum, (_, count)| sum.and(*count));
        let cells = [count.conversations, count.by_bot, count.by_people].map(|count| t.number(count)).to_vec();
        Row { icon: None, name, share: 0, cells }
    })
}

/// Bars and a table of the same.
fn bars(t: &Tongue, title: &str, counts: Vec<(String, i64)>) -> Option<(Bars, Vec<Row>)> {
    let sum: i64 = counts.iter().map(|(_, count)| count).sum();
    if sum == 0 {
        return None;
    }
    let row = |(name, count): &(String, i64)| Row {
        icon: None,
        name: name.clone(),
        share: 0,
        cells: vec![t.number(*count), share(t, part(*count, sum))],
    };
    let rows = counts.iter().map(row).collect();
    let drawn = counts.into_iter().map(|(name, count)| (name, count, t.number(count))).collect();
    Some((Bars::draw(side(t), t.word(title), drawn), rows))
}

fn reasons(t: &Tongue, reasons: &[(String, i64)]) -> Option<(Bars, Vec<Row>)> {
    let counts = reasons.iter().map(|(reason, count)| (t.word(reason_words(reason)), *count)).collect();
    bars(t, "report-why", counts)
}

/// The best first, as one reads them.
fn ratings(t: &Tongue, all: &Tally) -> Option<(Bars, Vec<Row>)> {
    let named = |score: Score| t.text("report-score", &[("face", score.face()), ("score", &t.number(score.get()))]);
    let counts = Score::ALL.into_iter().zip(all.scores).rev().map(|(score, count)| (named(score), count)).collect();
    bars(t, "report-ratings", counts)
}

fn group(t: &Tongue, name: String, of: &Tally, conversations: i64) -> Row {
    let share_of_all = part(of.count.conversations, conversations).unwrap_or_default();
    let cells = vec![
        t.number(of.count.conversations),
        share(t, of.count.bot_share()),
        median(t, of.reply),
        median(t, of.resolution),
        mean(t, of),
    ];
    Row { icon: None, name, share: crate::desk::tongue::whole_percent(share_of_all), cells }
}

fn colleague(t: &Tongue, name: String, of: &Tally) -> Row {
    let cells = vec![
        t.number(of.replied),
        median(t, of.reply),
        t.number(of.resolved),
        median(t, of.resolution),
        mean(t, of),
        t.number(of.ratings()),
    ];
    Row { icon: None, name, share: 0, cells }
}
