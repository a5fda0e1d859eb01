//! Questions that nobody answered, put together where they ask for the same.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use hamyar_knowledge::analysis::factor;
use hamyar_knowledge::group::{Asked, group};
use hamyar_knowledge::words;
use tokio::sync::Mutex as Turn;

use super::aside::aside;
use super::asks;
use crate::model::{ContactId, ConversationId};
use crate::store::{Dismissal, Dismissed, GapKey, Unhelped};

/// Work on questions after which as long a rest follows, on a thread that does not give way: whoever is answered meanwhile shall not notice.
const WORK: Duration = Duration::from_millis(4);

/// Questions that are put together without a rest: it takes less than most searches do.
const FEW: usize = 500;

/// Questions that are put together while somebody waits for them. What is more follows by itself.
const PROMPT: usize = 2000;

/// Wordings of one gap, the latest, that are compared.
const COMPARED: usize = 50;

/// Over how long a trend is told, against as long before.
const TREND: TimeDelta = TimeDelta::days(7);

/// How many people have to ask anew, at least, before what was said to need no article is shown again.
const ANEW: usize = 5;

/// How much clearer a question is than what says no more than that there is one.
const OPENING: f32 = 0.5;

/// Something that is asked and not answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Gap {
    /// How it was asked, each wording once: the one that says best what all say, then the latest first.
    pub wordings: Vec<Wording>,
    /// The language of the latest.
    pub language: String,
    /// All languages in which it was asked.
    pub languages: BTreeSet<String>,
    /// The conversations in which it was asked, with their short numbers.
    pub conversations: BTreeMap<ConversationId, i64>,
    /// Who asked.
    pub people: BTreeSet<ContactId>,
    /// Those of them who wait to be told.
    pub waiting: BTreeSet<ContactId>,
    /// Each time that it came to nothing; the latest first.
    pub times: Vec<Time>,
    /// Articles that were given and were not it, and when that was said last; an empty name where it is not known which.
    pub refused: BTreeMap<String, DateTime<Utc>>,
}

/// How something was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// The words.
    pub text: String,
    /// Where they were written last.
    pub conversation: ConversationId,
}

/// A time that a question came to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Time {
    /// The entry.
    pub key: GapKey,
    /// When.
    pub at: DateTime<Utc>,
    /// Who asked.
    pub asker: ContactId,
    /// Somebody of the team said that it needs no article.
    pub dismissed: Option<Dismissed>,
}

/// What was put together last. Whoever looks meanwhile gets that.
#[derive(Debug, Default)]
pub struct Gaps {
    last: Mutex<Option<Found>>,
    turn: Turn<()>,
}

/// What was put together.
#[derive(Clone, Debug)]
struct Found {
    /// Of what, as a number.
    of: u64,
    gaps: Arc<Vec<Gap>>,
}

impl Gaps {
    /// What is asked and not answered, by how many people asked or wait, and how lately, and whether that is of all of `asked`, which has the
    /// latest first. Of very many, the rest is put together behind whoever looks.
    pub async fn of(self: &Arc<Self>, mut asked: Vec<Unhelped>) -> (Arc<Vec<Gap>>, bool) {
        let of = said(&asked);
        match self.last() {
            Some(found) if found.of == of => return (found.gaps, true),
            Some(found) if asked.len() > PROMPT => {
                drop(tokio::spawn(Arc::clone(self).follow(of, asked)));
                return (found.gaps, false);
            }
            _ => {}
        }
        if asked.len() > PROMPT {
            drop(tokio::spawn(Arc::clone(self).follow(of, asked.clone())));
            asked.truncate(PROMPT);
            return (find(asked).await, false);
        }
        let gaps = find(asked).await;
        self.keep(Found { of, gaps: Arc::clone(&gaps) });
        (gaps, true)
    }

    /// What is asked and not answered, however much there is and however long it takes: for commands.
    pub async fn whole(asked: Vec<Unhelped>) -> Arc<Vec<Gap>> {
        find(asked).await
    }

    /// Puts many together, unless somebody does.
    async fn follow(self: Arc<Self>, of: u64, asked: Vec<Unhelped>) {
        let Ok(_one) = self.turn.try_lock() else { return };
        if let Some(gaps) = aside(move |gives_way| put_together(&asked, !gives_way)).await {
            self.keep(Found { of, gaps: Arc::new(gaps) });
        }
    }

    fn last(&self) -> Option<Found> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keep(&self, found: Found) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(found);
    }
}

/// On a thread that serves nobody.
async fn find(asked: Vec<Unhelped>) -> Arc<Vec<Gap>> {
    let found = tokio::task::spawn_blocking(move || put_together(&asked, true)).await;
    Arc::new(found.unwrap_or_default())
}

/// What was asked, as a number.
fn said(asked: &[Unhelped]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for one in asked {
        (one.key, &one.question, &one.language, one.asker, one.waits, &one.refused, one.dismissed).hash(&mut hasher);
    }
    hasher.finish()
}

fn put_together(asked: &[Unhelped], rests: bool) -> Vec<Gap> {
    let questions: Vec<Asked<'_>> =
        asked.iter().map(|one| Asked { text: &one.question, locale: &one.language }).collect();
    let mut begun = Instant::now();
    let mut breathe = || {
        let worked = begun.elapsed();
        if rests && worked >= WORK && questions.len() > FEW {
            // Nobody wakes this thread.
            thread::park_timeout(worked);
            begun = Instant::now();
        }
    };
    let groups = group(&questions, &mut breathe);
    let mut gaps: Vec<Gap> = Vec::new();
    for (one, number) in asked.iter().zip(groups) {
        match gaps.get_mut(number) {
            Some(gap) => gap.add(one),
            // Groups are numbered as they are met.
            None => gaps.push(Gap::of(one)),
        }
    }
    for gap in &mut gaps {
        gap.begin_with_the_clearest();
    }
    // Whoever waits to be told counts once more. Somebody who asks ten times is still one.
    let waits = |gap: &Gap| (gap.people.len() + gap.waiting.len(), gap.times.first().map(|time| time.at));
    gaps.sort_by_key(|gap| std::cmp::Reverse(waits(gap)));
    gaps
}

impl Gap {
    fn of(asked: &Unhelped) -> Self {
        let mut gap = Self {
            wordings: Vec::new(),
            language: asked.language.clone(),
            languages: BTreeSet::new(),
            conversations: BTreeMap::new(),
            people: BTreeSet::new(),
            waiting: BTreeSet::new(),
            times: Vec::new(),
            refused: BTreeMap::new(),
        };
        gap.add(asked);
        gap
    }

    fn add(&mut self, asked: &Unhelped) {
        let (text, conversation) = (asked.question.trim(), asked.key.conversation);
        if !self.wordings.iter().any(|known| known.text == text) {
            self.wordings.push(Wording { text: text.to_owned(), conversation });
        }
        self.languages.insert(asked.language.clone());
        self.conversations.insert(conversation, asked.number);
        self.people.insert(asked.asker);
        if asked.waits {
            self.waiting.insert(asked.asker);
        }
        self.times.push(Time { key: asked.key, at: asked.at, asker: asked.asker, dismissed: asked.dismissed });
        if let Some(article) = &asked.refused {
            let last = self.refused.entry(article.clone()).or_insert(asked.at);
            *last = asked.at.max(*last);
        }
    }

    /// The entries at which it came to nothing, the latest first.
    pub fn keys(&self) -> impl Iterator<Item = GapKey> {
        self.times.iter().map(|time| time.key)
    }

    /// Why it needs no article, as somebody of the team said last. It does after all where it was said to be answered and somebody asked
    /// since, or where as many people asked since as had before, and not only a few.
    #[must_use]
    pub fn dismissal(&self) -> Option<Dismissal> {
        let last = self.times.iter().filter_map(|time| time.dismissed).max_by_key(|dismissed| dismissed.at)?;
        let people = |wanted: &dyn Fn(&Time) -> bool| {
            self.times.iter().filter(|time| wanted(time)).map(|time| time.asker).collect::<BTreeSet<_>>().len()
        };
        let since = people(&|time| time.at > last.at && time.dismissed.is_none());
        let before = people(&|time| time.at <= last.at);
        let enough = if last.reason == Dismissal::Answered { 1 } else { before.max(ANEW) };
        (since < enough).then_some(last.reason)
    }

    /// The clearest wording asks, and has most in common with all the others; of equal ones it is the latest.
    fn begin_with_the_clearest(&mut self) {
        let says = |wording: &Wording| words(&wording.text, &self.language).into_iter().collect::<BTreeSet<String>>();
        let said: Vec<BTreeSet<String>> = self.wordings.iter().take(COMPARED).map(says).collect();
        let weigh = |words: &mut dyn Iterator<Item = &String>| words.map(|word| factor(word)).sum::<f32>();
        let common = |one: &BTreeSet<String>, other: &BTreeSet<String>| {
            weigh(&mut one.intersection(other)) / weigh(&mut one.union(other)).max(f32::MIN_POSITIVE)
        };
        let asking = |at: usize| if asks(&self.wordings[at].text) { 1.0 } else { OPENING };
        let alike = |one: &BTreeSet<String>| said.iter().map(|other| common(one, other)).sum::<f32>();
        let clear: Vec<f32> = said.iter().enumerate().map(|(at, one)| alike(one) * asking(at)).collect();
        let clearest = (0..clear.len()).rev().max_by(|one, other| clear[*one].total_cmp(&clear[*other]));
        if let Some(at) = clearest {
            self.wordings[..=at].rotate_right(1);
        }
    }

    /// How often it came to nothing in the last seven days, and in the seven before.
    #[must_use]
    pub fn trend(&self, now: DateTime<Utc>) -> [usize; 2] {
        let within = |from: DateTime<Utc>, to: DateTime<Utc>| {
            self.times.iter().filter(|time| time.at > from && time.at <= to).count()
        };
        [within(now - TREND, now), within(now - TREND * 2, now - TREND)]
    }
}
