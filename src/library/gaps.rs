//! Questions that nobody answered, put together where they ask for the same: by their words, as articles are found.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use hamyar_knowledge::analysis::factor;
use hamyar_knowledge::{normalize, words};

use crate::model::ConversationId;
use crate::store::Unhelped;

/// The share of what two questions say that they must have in common, to ask for the same. Common words say little.
const SAME: f32 = 0.6;

/// Something that is asked and not answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Gap {
    /// How it was asked, each wording once, the latest first.
    pub wordings: Vec<String>,
    /// The language of the latest.
    pub language: String,
    /// The conversations in which it was asked, with their short numbers.
    pub conversations: BTreeMap<ConversationId, i64>,
    /// When it came to nothing last.
    pub latest: DateTime<Utc>,
    /// Somebody had an answer, and it was not it.
    pub refused: bool,
}

/// What is asked and not answered, by how many asked and how lately. `asked` has the latest first.
#[must_use]
pub fn gaps(asked: &[Unhelped]) -> Vec<Gap> {
    let mut found: Vec<(BTreeSet<String>, Gap)> = Vec::new();
    // Which gaps hold a word: only those are compared.
    let mut holders: HashMap<String, Vec<usize>> = HashMap::new();
    for one in asked {
        let says = says(one);
        let near: BTreeSet<usize> = says.iter().filter_map(|word| holders.get(word)).flatten().copied().collect();
        let nearest = near.into_iter().map(|at| (common(&says, &found[at].0), at));
        match nearest.max_by(|one, other| one.0.total_cmp(&other.0).then(other.1.cmp(&one.1))) {
            Some((share, at)) if share >= SAME => found[at].1.add(one),
            _ => {
                for word in &says {
                    holders.entry(word.clone()).or_default().push(found.len());
                }
                found.push((says, Gap::of(one)));
            }
        }
    }
    let mut gaps: Vec<Gap> = found.into_iter().map(|(_, gap)| gap).collect();
    gaps.sort_by_key(|gap| std::cmp::Reverse((gap.conversations.len(), gap.latest)));
    gaps
}

/// What a question says: its reduced words, or the whole of it where it has none.
fn says(asked: &Unhelped) -> BTreeSet<String> {
    let words: BTreeSet<String> = words(&asked.question, &asked.language).into_iter().collect();
    if words.is_empty() { BTreeSet::from([normalize(&asked.question, &asked.language)]) } else { words }
}

/// The share of what both say that they have in common.
fn common(one: &BTreeSet<String>, other: &BTreeSet<String>) -> f32 {
    let weigh = |words: &mut dyn Iterator<Item = &String>| words.map(|word| factor(word)).sum::<f32>();
    let all = weigh(&mut one.union(other));
    if all > 0.0 { weigh(&mut one.intersection(other)) / all } else { 0.0 }
}

impl Gap {
    fn of(asked: &Unhelped) -> Self {
        Self {
            wordings: vec![asked.question.trim().to_owned()],
            language: asked.language.clone(),
            conversations: BTreeMap::from([(asked.conversation, asked.number)]),
            latest: asked.at,
            refused: asked.refused,
        }
    }

    fn add(&mut self, asked: &Unhelped) {
        let wording = asked.question.trim();
        if !self.wordings.iter().any(|known| known == wording) {
            self.wordings.push(wording.to_owned());
        }
        self.conversations.insert(asked.conversation, asked.number);
        self.refused |= asked.refused;
    }
}
