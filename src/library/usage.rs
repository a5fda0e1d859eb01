//! How articles do: how often they answered, helped, were offered, chosen and refused. Pure.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, Utc};

use crate::model::ConversationId;
use crate::store::{Use, Used};

/// Presses that are enough to say that an article is not what people look for.
const REFUSALS: usize = 3;

/// How often an article is shown before it says something that nobody was helped by it.
const SHOWN: usize = 5;

/// How one article did, or all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fared {
    /// It was given as the answer.
    pub answered: usize,
    /// Somebody said that it helped.
    pub helped: usize,
    /// Somebody said that it was not it.
    pub not_this: usize,
    /// It was offered among others.
    pub offered: usize,
    /// It was chosen among them.
    pub chosen: usize,
    /// A person was fetched after it.
    pub handed_over: usize,
}

impl Fared {
    /// More say that it is not it than one should leave alone.
    #[must_use]
    pub fn is_refused(self) -> bool {
        self.not_this >= REFUSALS && self.not_this * 2 >= self.not_this + self.helped
    }

    /// It is shown, and nobody was helped.
    #[must_use]
    pub fn is_idle(self) -> bool {
        self.helped == 0 && self.answered + self.offered >= SHOWN
    }
}

/// A day's questions, of all articles or of one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Daily {
    /// Answered, or chosen among what was offered.
    pub answered: i64,
    /// Of these, said to be right.
    pub helped: i64,
    /// Said not to be it.
    pub not_this: i64,
    /// Articles were offered to choose from.
    pub offered: i64,
    /// One of these was chosen.
    pub chosen: i64,
    /// A person was fetched after an answer.
    pub handed_over: i64,
    /// Nothing answered them.
    pub unanswered: i64,
}

/// How all of it did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Usage {
    /// Article by article.
    pub articles: HashMap<String, Fared>,
    /// Day by day; days on which nothing happened are left out.
    pub days: BTreeMap<NaiveDate, Daily>,
    /// All together.
    pub all: Fared,
    /// Questions that nothing answered.
    pub unanswered: usize,
}

/// What something counts as, and for which article.
enum Count<'a> {
    Answered { article: &'a str, chosen: bool },
    Offered(&'a [String]),
    Helped(&'a str),
    NotThis(&'a str),
    HandedOver(&'a str),
    Unanswered,
}

/// How articles did by what became of questions, which are in order. Of several presses under one reply the last counts.
#[must_use]
pub fn usage(used: &[Used], day: impl Fn(&DateTime<Utc>) -> NaiveDate) -> Usage {
    let mut usage = Usage::default();
    counted(used, day, |on, count| {
        usage.days.entry(on).or_default().add(&count);
        match count {
            Count::Answered { article, chosen } => usage.each(article, |fared| {
                fared.answered += 1;
                fared.chosen += usize::from(chosen);
            }),
            Count::Offered(articles) => {
                usage.all.offered += 1;
                for article in articles {
                    usage.articles.entry(article.clone()).or_default().offered += 1;
                }
            }
            Count::Helped(article) => usage.each(article, |fared| fared.helped += 1),
            Count::NotThis(article) => usage.each(article, |fared| fared.not_this += 1),
            Count::HandedOver(article) => usage.each(article, |fared| fared.handed_over += 1),
            Count::Unanswered => usage.unanswered += 1,
        }
    });
    usage
}

/// How one article did, day by day, by what became of all questions, which are in order; days on which nothing happened are left out.
#[must_use]
pub fn history(used: &[Used], article: &str, day: impl Fn(&DateTime<Utc>) -> NaiveDate) -> BTreeMap<NaiveDate, Daily> {
    let mut days: BTreeMap<NaiveDate, Daily> = BTreeMap::new();
    counted(used, day, |on, count| {
        let is_its = match count {
            Count::Answered { article: of, .. } | Count::Helped(of) | Count::NotThis(of) | Count::HandedOver(of) => {
                of == article
            }
            Count::Offered(articles) => articles.iter().any(|one| one == article),
            Count::Unanswered => false,
        };
        if is_its {
            days.entry(on).or_default().add(&count);
        }
    });
    days
}

/// Tells each thing that counts, with its day.
fn counted<'a>(
    used: &'a [Used],
    day: impl Fn(&DateTime<Utc>) -> NaiveDate,
    mut count: impl FnMut(NaiveDate, Count<'a>),
) {
    let mut answers: HashMap<(ConversationId, u64), &str> = HashMap::new();
    let mut last: HashMap<ConversationId, &str> = HashMap::new();
    let mut pressed: HashMap<(ConversationId, u64), (bool, NaiveDate)> = HashMap::new();
    for Used { conversation, at, what } in used {
        let on = day(at);
        match what {
            Use::Answered { reply, article, chosen } => {
                answers.insert((*conversation, *reply), article);
                last.insert(*conversation, article);
                count(on, Count::Answered { article, chosen: *chosen });
            }
            Use::Offered(articles) => count(on, Count::Offered(articles)),
            Use::Helped(reply) => {
                pressed.insert((*conversation, *reply), (true, on));
            }
            Use::NotThis(reply) => {
                pressed.insert((*conversation, *reply), (false, on));
            }
            Use::Unanswered => count(on, Count::Unanswered),
            Use::HandedOver => {
                if let Some(article) = last.remove(conversation) {
                    count(on, Count::HandedOver(article));
                }
            }
        }
    }
    for (key, (helped, on)) in pressed {
        if let Some(article) = answers.get(&key) {
            count(on, if helped { Count::Helped(article) } else { Count::NotThis(article) });
        }
    }
}

impl Daily {
    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            answered: self.answered + other.answered,
            helped: self.helped + other.helped,
            not_this: self.not_this + other.not_this,
            offered: self.offered + other.offered,
            chosen: self.chosen + other.chosen,
            handed_over: self.handed_over + other.handed_over,
            unanswered: self.unanswered + other.unanswered,
        }
    }

    fn add(&mut self, count: &Count<'_>) {
        match count {
            Count::Answered { chosen, .. } => {
                self.answered += 1;
                self.chosen += i64::from(*chosen);
            }
            Count::Offered(_) => self.offered += 1,
            Count::Helped(_) => self.helped += 1,
            Count::NotThis(_) => self.not_this += 1,
            Count::HandedOver(_) => self.handed_over += 1,
            Count::Unanswered => self.unanswered += 1,
        }
    }
}

impl Usage {
    /// How often something was offered. What was chosen was offered before, perhaps before the period began, or more was chosen of one
    /// offer.
    #[must_use]
    pub fn offered(&self) -> usize {
        self.all.offered.max(self.all.chosen)
    }

    /// The articles, those that were shown most first.
    #[must_use]
    pub fn ranked(&self) -> Vec<(&String, &Fared)> {
        let mut fared: Vec<(&String, &Fared)> = self.articles.iter().collect();
        fared.sort_by(|(one, a), (other, b)| (b.answered, b.offered, *one).cmp(&(a.answered, a.offered, *other)));
        fared
    }

    /// How many questions there were. What was chosen was offered before, and is one question.
    #[must_use]
    pub fn questions(&self) -> usize {
        self.all.answered - self.all.chosen + self.offered() + self.unanswered
    }

    /// Counts something for an article, and for all of them.
    fn each(&mut self, article: &str, count: impl Fn(&mut Fared)) {
        count(&mut self.all);
        count(self.articles.entry(article.to_owned()).or_default());
    }
}
