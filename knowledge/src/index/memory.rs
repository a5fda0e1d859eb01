//! Articles that are searched in memory: all of a small knowledge base, and what changed lately in a large one.
//!
//! Their scores are those that tantivy would give them, so that it does not matter where an article is.

use std::collections::HashMap;
use std::sync::Arc;

use tantivy::DocAddress;
use tantivy::fieldnorm::FieldNormReader;

use super::best::{Best, Hit};
use super::entry::Entry;
use super::lexicon::{ByNumber, Lexicon};
use super::view::Wanted;
use crate::article::Audience;
use crate::hash::hash64;

/// Saturation and length normalization of BM25, as in tantivy.
const K1: f32 = 1.2;
const B: f32 = 0.75;

/// Where an article is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Place {
    /// In memory, at this position.
    Memory(u32),
    /// On disk.
    Disk(DocAddress),
}

#[derive(Clone)]
struct Held {
    entry: Arc<Entry>,
    order: u64,
    /// It lies on disk too.
    saved: bool,
}

/// Positions of articles and how often they hold something.
type Postings = ByNumber<Vec<(u32, u16)>>;

/// The articles in memory, and who holds which word.
#[derive(Clone, Default)]
pub(super) struct Memory {
    places: Vec<Option<Held>>,
    /// The length of each article, as tantivy rounds it.
    lengths: Vec<u8>,
    free: Vec<u32>,
    by_id: HashMap<String, u32>,
    by_root: HashMap<String, Vec<u32>>,
    words: Postings,
    grams: Postings,
    unsaved: usize,
}

impl Memory {
    /// How many articles are only here.
    pub(super) fn unsaved(&self) -> usize {
        self.unsaved
    }

    fn at(&self, place: u32) -> Option<&Held> {
        self.places.get(place as usize)?.as_ref()
    }

    /// The article at a position.
    pub(super) fn entry(&self, place: u32) -> Option<&Arc<Entry>> {
        self.at(place).map(|held| &held.entry)
    }

    /// The article with this id.
    pub(super) fn find(&self, id: &str) -> Option<&Arc<Entry>> {
        self.entry(*self.by_id.get(id)?)
    }

    /// The articles of a root.
    pub(super) fn of_root(&self, root: &str) -> impl Iterator<Item = &Arc<Entry>> {
        self.by_root.get(root).into_iter().flatten().filter_map(|place| self.entry(*place))
    }

    /// Every article here.
    pub(super) fn entries(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.places.iter().flatten().map(|held| &held.entry)
    }

    /// Every article that is only here.
    pub(super) fn unsaved_entries(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.places.iter().flatten().filter(|held| !held.saved).map(|held| &held.entry)
    }

    /// Adds an article whose id is not here yet.
    pub(super) fn add(&mut self, entry: &Arc<Entry>, saved: bool) {
        let place = self.free.pop().unwrap_or_else(|| u32::try_from(self.places.len()).unwrap_or(u32::MAX));
        let at = place as usize;
        if self.places.len() <= at {
            self.places.resize(at + 1, None);
            self.lengths.resize(at + 1, 0);
        }
        self.lengths[at] = FieldNormReader::fieldnorm_to_id(entry.length);
        for (words, postings) in [(&entry.words, &mut self.words), (&entry.grams, &mut self.grams)] {
            for (word, count) in words.iter() {
                postings.entry(word).or_default().push((place, count));
            }
        }
        self.by_id.insert(entry.article.id.clone(), place);
        self.by_root.entry(entry.article.root.clone()).or_default().push(place);
        self.unsaved += usize::from(!saved);
        self.places[at] = Some(Held { entry: Arc::clone(entry), order: hash64(&entry.article.id), saved });
    }

    /// Takes the article with this id away.
    pub(super) fn remove(&mut self, id: &str) {
        let Some(place) = self.by_id.remove(id) else { return };
        let Some(held) = self.places.get_mut(place as usize).and_then(Option::take) else { return };
        self.free.push(place);
        self.unsaved -= usize::from(!held.saved);
        if let Some(places) = self.by_root.get_mut(&held.entry.article.root) {
            places.retain(|other| *other != place);
            if places.is_empty() {
                self.by_root.remove(&held.entry.article.root);
            }
        }
        let entry = &held.entry;
        for (words, postings) in [(&entry.words, &mut self.words), (&entry.grams, &mut self.grams)] {
            for word in words.numbers() {
                let Some(holders) = postings.get_mut(word) else { continue };
                if let Some(at) = holders.iter().position(|(other, _)| *other == place) {
                    holders.swap_remove(at);
                }
                if holders.is_empty() {
                    postings.remove(word);
                }
            }
        }
    }

    /// Says that the article with this id, in this version, lies on disk now.
    pub(super) fn saved(&mut self, id: &str, version: u32) {
        let Some(place) = self.by_id.get(id) else { return };
        if let Some(held) = self.places.get_mut(*place as usize).and_then(Option::as_mut)
            && held.entry.version == version
            && !held.saved
        {
            held.saved = true;
            self.unsaved -= 1;
        }
    }

    /// Lets go of all that lies on disk too. Returns what was here.
    pub(super) fn release(&mut self) -> Self {
        let mut kept = Self::default();
        for entry in self.unsaved_entries() {
            kept.add(entry, false);
        }
        std::mem::replace(self, kept)
    }

    /// Adds those here that share most with `wanted`.
    pub(super) fn candidates(&self, lexicon: &Lexicon, wanted: &Wanted<'_>, best: &mut Best) {
        if self.by_id.is_empty() {
            return;
        }
        let mut scores = vec![0.0_f32; self.places.len()];
        let norms = norms(average(lexicon.total_words(), lexicon.articles()));
        for (_, number) in wanted.words {
            let weight = idf(lexicon.articles_with(*number), lexicon.articles()) * (1.0 + K1);
            for (place, count) in self.words.get(number).into_iter().flatten() {
                let count = f32::from(*count);
                let norm = norms[usize::from(self.lengths[*place as usize])];
                scores[*place as usize] += weight * (count / (count + norm));
            }
        }
        // N-grams know no lengths; all count as one long.
        let norm = norm(1, average(lexicon.total_grams(), lexicon.articles()));
        for gram in wanted.grams {
            let weight = idf(lexicon.articles_with_gram(*gram), lexicon.articles()) * (1.0 + K1) * wanted.gram_weight;
            for (place, count) in self.grams.get(gram).into_iter().flatten() {
                let count = f32::from(*count);
                scores[*place as usize] += weight * (count / (count + norm));
            }
        }
        for (place, score) in (0..).zip(scores) {
            if score > 0.0
                && score > best.floor()
                && let Some(held) = self.at(place)
                && (held.entry.article.audience == Audience::Public || wanted.restricted)
            {
                best.push(Hit { score, order: held.order, place: Place::Memory(place) });
            }
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "as tantivy computes it")]
fn idf(with: u32, all: u32) -> f32 {
    let all = all.max(1);
    let with = with.min(all);
    (1.0 + ((all - with) as f32 + 0.5) / (with as f32 + 0.5)).ln()
}

#[expect(clippy::cast_precision_loss, reason = "as tantivy computes it")]
fn average(total: u64, articles: u32) -> f32 {
    total.max(1) as f32 / u64::from(articles.max(1)) as f32
}

#[expect(clippy::cast_precision_loss, reason = "as tantivy computes it")]
fn norm(length: u32, average: f32) -> f32 {
    K1 * (1.0 - B + B * length as f32 / average)
}

/// The norm of each length that tantivy tells apart.
fn norms(average: f32) -> [f32; 256] {
    let mut id = 0_u8;
    [(); 256].map(|()| {
        let norm = norm(FieldNormReader::id_to_fieldnorm(id), average);
        id = id.wrapping_add(1);
        norm
    })
}
