//! What searches read: the current articles in numbers, their counts, and the tantivy view that finds them.

use std::collections::HashMap;
use std::sync::Arc;

use super::classifier::Classifier;
use super::engine::View;
use super::entry::{Entry, Prepared};
use super::lexicon::Lexicon;
use crate::analysis::language;
use crate::article::Article;
use crate::synonyms::Synonyms;

/// One state of the knowledge base; changed in place, under a lock, once the index holds the change.
pub(crate) struct State {
    /// Words, their numbers and counts.
    pub(crate) lexicon: Lexicon,
    /// The tantivy side.
    pub(crate) view: View,
    /// What was learnt from question variants; none while a change is being made.
    pub(crate) classifier: Option<Classifier>,
    /// The revision that the last change brought.
    pub(crate) revision: i64,
    /// Words that mean the same.
    pub(crate) synonyms: Arc<Synonyms>,
    slots: Vec<Option<Arc<Entry>>>,
    free: Vec<u32>,
    by_id: HashMap<String, u32>,
    by_root: HashMap<String, Vec<u32>>,
    languages: HashMap<&'static str, usize>,
}

impl State {
    /// No articles.
    pub(super) fn empty(view: View) -> Self {
        Self {
            lexicon: Lexicon::default(),
            view,
            classifier: None,
            revision: 0,
            synonyms: Arc::default(),
            slots: Vec::new(),
            free: Vec::new(),
            by_id: HashMap::new(),
            by_root: HashMap::new(),
            languages: HashMap::new(),
        }
    }

    /// The article in `slot`.
    pub(crate) fn entry(&self, slot: u32) -> Option<&Arc<Entry>> {
        self.slots.get(slot as usize)?.as_ref()
    }

    /// Every article with its slot.
    pub(super) fn entries(&self) -> impl Iterator<Item = (u32, &Arc<Entry>)> {
        let entries = (0..).zip(&self.slots);
        entries.filter_map(|(slot, entry)| Some((slot, entry.as_ref()?)))
    }

    /// The slot of the article `id`.
    pub(crate) fn slot(&self, id: &str) -> Option<u32> {
        self.by_id.get(id).copied()
    }

    /// The translations that share `root`.
    pub(crate) fn translations(&self, root: &str) -> impl Iterator<Item = &Arc<Entry>> {
        self.by_root.get(root).into_iter().flatten().filter_map(|slot| self.entry(*slot))
    }

    /// The languages of the current articles, as far as they can be detected; the most frequent first.
    pub(crate) fn languages(&self) -> Vec<&'static str> {
        let mut languages: Vec<_> = self.languages.iter().map(|(language, count)| (*count, *language)).collect();
        languages.sort_unstable_by(|a, b| b.cmp(a));
        languages.into_iter().map(|(_, language)| language).collect()
    }

    /// Slots that are free now: first those left by removed articles, then new ones.
    pub(super) fn free_slots(&self) -> impl Iterator<Item = u32> {
        let new = u32::try_from(self.slots.len()).unwrap_or(u32::MAX)..u32::MAX;
        self.free.iter().rev().copied().chain(new)
    }

    /// Puts an article into `slot`, which is free or holds its former version.
    pub(super) fn put(&mut self, slot: u32, prepared: &Prepared) {
        self.clear(slot);
        self.free.retain(|free| *free != slot);
        let entry = Arc::new(prepared.number(&mut self.lexicon));
        self.lexicon.add(&entry);
        let article = &entry.article;
        self.by_id.insert(article.id.clone(), slot);
        self.by_root.entry(article.root.clone()).or_default().push(slot);
        if let Some(language) = language_of(article) {
            *self.languages.entry(language).or_default() += 1;
        }
        let at = slot as usize;
        if self.slots.len() <= at {
            self.slots.resize(at + 1, None);
        }
        self.slots[at] = Some(entry);
    }

    /// Removes the article in `slot`.
    pub(super) fn remove(&mut self, slot: u32) {
        if self.clear(slot) {
            self.free.push(slot);
        }
    }

    /// Ends a change: weights follow the counts, searches read `view`.
    pub(super) fn settle(&mut self, view: View, revision: i64) {
        self.classifier = None;
        self.lexicon.weigh();
        self.view = view;
        self.revision = revision;
    }

    fn clear(&mut self, slot: u32) -> bool {
        let Some(entry) = self.slots.get_mut(slot as usize).and_then(Option::take) else { return false };
        self.lexicon.remove(&entry);
        let article = &entry.article;
        self.by_id.remove(&article.id);
        if let Some(slots) = self.by_root.get_mut(&article.root) {
            slots.retain(|other| *other != slot);
            if slots.is_empty() {
                self.by_root.remove(&article.root);
            }
        }
        if let Some(language) = language_of(article)
            && let Some(count) = self.languages.get_mut(language)
        {
            *count -= 1;
            if *count == 0 {
                self.languages.remove(language);
            }
        }
        true
    }
}

fn language_of(article: &Article) -> Option<&'static str> {
    language::code(language::base(&article.locale))
}
