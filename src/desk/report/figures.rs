//! The figures of a report, told apart in each way. Pure.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::NaiveDate;

use crate::model::{AgentId, Score};
use crate::store::{Begun, Case, Given, Report};

/// Conversations of one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Count {
    pub(super) conversations: i64,
    pub(super) by_bot: i64,
    pub(super) by_people: i64,
}

/// How long something took: the middle of all, and what nine in ten kept within.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Took {
    pub(super) median: Duration,
    pub(super) p90: Duration,
}

impl Took {
    /// By rank: each is the time that a case really took.
    fn of(mut all: Vec<Duration>) -> Option<Self> {
        all.sort_unstable();
        let ranked = |tenths: usize| all.get((all.len() * tenths).div_ceil(10).saturating_sub(1)).copied();
        Some(Self { median: ranked(5)?, p90: ranked(9)? })
    }
}

/// What is known of a group of conversations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) count: Count,
    pub(super) handed_over: i64,
    pub(super) replied: i64,
    pub(super) reply: Option<Took>,
    pub(super) resolved: i64,
    pub(super) resolution: Option<Took>,
    /// How often each score was given, the worst first.
    pub(super) scores: [i64; 5],
}

/// A report's figures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Figures {
    pub(super) all: Tally,
    pub(super) messages: i64,
    pub(super) asked: i64,
    /// To how many of these questions one was given.
    pub(super) answered: i64,
    pub(super) days: Vec<(NaiveDate, Count)>,
    /// The most first.
    pub(super) channels: Vec<(String, Tally)>,
    pub(super) languages: Vec<(String, Tally)>,
    /// Whoever replied to most first.
    pub(super) agents: Vec<(AgentId, Tally)>,
    pub(super) reasons: Vec<(String, i64)>,
}

impl Count {
    fn add(&mut self, begun: &Begun) {
        self.conversations += begun.conversations;
        self.by_bot += begun.by_bot;
        self.by_people += begun.by_people;
    }

    /// Together with another.
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            conversations: self.conversations + other.conversations,
            by_bot: self.by_bot + other.by_bot,
            by_people: self.by_people + other.by_people,
        }
    }

    /// The part of conversations that the bot answered by itself.
    pub(super) fn bot_share(self) -> Option<f64> {
        part(self.by_bot, self.conversations)
    }
}

impl Tally {
    /// The cases of this group.
    fn set(&mut self, cases: &[&Case]) {
        let replies: Vec<Duration> = cases.iter().filter_map(|case| Some(case.reply?.1)).collect();
        let resolutions: Vec<Duration> = cases.iter().filter_map(|case| case.resolution).collect();
        (self.handed_over, self.replied, self.resolved) = (count(cases), count(&replies), count(&resolutions));
        (self.reply, self.resolution) = (Took::of(replies), Took::of(resolutions));
    }

    fn rate(&mut self, given: &Given) {
        for (score, count) in Score::ALL.into_iter().zip(&mut self.scores) {
            if score == given.score {
                *count += given.count;
            }
        }
    }

    /// How many ratings were given.
    pub(super) fn ratings(&self) -> i64 {
        self.scores.iter().sum()
    }

    /// The mean of the ratings.
    pub(super) fn rating(&self) -> Option<f64> {
        let sum = Score::ALL.into_iter().zip(self.scores).map(|(score, count)| score.get() * count).sum();
        part(sum, self.ratings())
    }
}

/// A part of a whole, if there is one.
#[expect(clippy::cast_precision_loss, reason = "counts are far below what a float holds exactly")]
pub(super) fn part(part: i64, whole: i64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// Puts together what the database has counted.
pub(super) fn figures(days: &[NaiveDate], report: &Report) -> Figures {
    let (mut channels, mut languages, mut agents) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    let mut figures = Figures {
        messages: report.messages,
        asked: report.asked,
        answered: report.answered,
        days: days.iter().map(|day| (*day, Count::default())).collect(),
        ..Figures::default()
    };
    for begun in &report.begun {
        figures.all.count.add(begun);
        let day = usize::try_from(begun.day).ok().and_then(|day| figures.days.get_mut(day));
        if let Some((_, count)) = day {
            count.add(begun);
        }
        tally(&mut channels, &begun.channel).count.add(begun);
        tally(&mut languages, &begun.language).count.add(begun);
    }
    figures.all.set(&report.cases.iter().collect::<Vec<_>>());
    for (channel, cases) in grouped(&report.cases, |case| Some(&case.channel)) {
        tally(&mut channels, channel).set(&cases);
    }
    for (language, cases) in grouped(&report.cases, |case| Some(&case.language)) {
        tally(&mut languages, language).set(&cases);
    }
    for (agent, cases) in grouped(&report.cases, |case| case.reply.as_ref().map(|(agent, _)| agent)) {
        tally(&mut agents, agent).set(&cases);
    }
    let reasons = grouped(&report.cases, |case| Some(&case.reason));
    figures.reasons = reasons.into_iter().map(|(reason, cases)| (reason.clone(), count(&cases))).collect();
    figures.reasons.sort_by_key(|(_, count)| -count);
    for given in &report.given {
        figures.all.rate(given);
        tally(&mut channels, &given.channel).rate(given);
        tally(&mut languages, &given.language).rate(given);
        if let Some(agent) = &given.agent {
            tally(&mut agents, agent).rate(given);
        }
    }
    figures.channels = ordered(channels, |one| one.count.conversations);
    figures.languages = ordered(languages, |one| one.count.conversations);
    figures.agents = ordered(agents, |one| one.replied);
    figures
}

fn count<T>(all: &[T]) -> i64 {
    i64::try_from(all.len()).unwrap_or(i64::MAX)
}

fn grouped<'a, K: Ord>(cases: &'a [Case], by: impl Fn(&'a Case) -> Option<&'a K>) -> BTreeMap<&'a K, Vec<&'a Case>> {
    let mut groups: BTreeMap<&K, Vec<&Case>> = BTreeMap::new();
    for case in cases {
        if let Some(group) = by(case) {
            groups.entry(group).or_default().push(case);
        }
    }
    groups
}

fn tally<'a, K: Ord + Clone>(tallies: &'a mut BTreeMap<K, Tally>, key: &K) -> &'a mut Tally {
    tallies.entry(key.clone()).or_default()
}

fn ordered<K>(tallies: BTreeMap<K, Tally>, by: impl Fn(&Tally) -> i64) -> Vec<(K, Tally)> {
    let mut tallies: Vec<(K, Tally)> = tallies.into_iter().collect();
    tallies.sort_by_key(|(_, tally)| -by(tally));
    tallies
}
