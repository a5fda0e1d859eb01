//! What searches read: the current articles, in memory and on disk, and what is known of all of them.
//!
//! All of a small knowledge base is in memory; its index on disk only serves the next start. Of a large one, memory holds
//! what changed since the index was last written. Words, counts and therefore scores are of all articles at every moment,
//! wherever an article is.

use std::collections::HashSet;
use std::sync::Arc;

use super::best::Best;
use super::cache::Cache;
use super::classifier::{Classifier, Examples};
use super::derived::{self, Totals};
use super::engine::Key;
use super::entry::{Entry, Prepared};
use super::lexicon::Lexicon;
use super::memory::{Memory, Place};
use super::view::{Reading, View, Wanted};
use crate::analysis::language;
use crate::article::Article;
use crate::synonyms::Synonyms;

/// Articles up to which all are kept in memory, if nothing else is said: their lists of words and n-grams take some 20 kB each.
pub(super) const ROOM: usize = 1024;
/// Changes up to which those of a large knowledge base stay in memory, at least; and one in so many articles.
const UNSAVED: usize = 64;
const UNSAVED_SHARE: usize = 1_000;

/// One state of the knowledge base. It is changed in place under a lock, or a copy is changed and takes its place.
#[derive(Clone)]
pub(crate) struct State {
    /// Words, their numbers and counts.
    pub(crate) lexicon: Lexicon,
    /// What was learnt from question variants.
    pub(crate) classifier: Option<Classifier>,
    /// The revision that the last change brought.
    pub(crate) revision: i64,
    /// Words that mean the same.
    pub(crate) synonyms: Arc<Synonyms>,
    totals: Totals,
    memory: Memory,
    disk: View,
    /// Versions that are or will be on disk and are not to be found any more.
    gone: HashSet<u32>,
    /// Articles up to which all are kept in memory.
    room: usize,
    /// All articles are in memory: the disk need not be searched.
    whole: bool,
    cache: Arc<Cache>,
    /// The revision on disk.
    saved: Option<i64>,
    /// How often something changed, and when the classifier learnt last.
    changes: u64,
    learnt: u64,
}

/// What becomes of one article.
pub(super) struct Step {
    /// What was there, and the same taken apart.
    pub(super) old: Option<(Arc<Entry>, Prepared)>,
    /// What will be there.
    pub(super) new: Option<Prepared>,
}

/// Where a new article goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    Memory,
    /// The caller writes it.
    Disk,
}

/// What is to be written.
pub(super) struct Unsaved {
    pub(super) new: Vec<Arc<Entry>>,
    pub(super) gone: HashSet<u32>,
    pub(super) revision: i64,
    /// See [`derived`].
    pub(super) derived: Vec<u8>,
}

impl State {
    /// No articles.
    pub(super) fn empty(disk: View, room: usize) -> Self {
        Self {
            lexicon: Lexicon::default(),
            classifier: None,
            revision: 0,
            synonyms: Arc::default(),
            totals: Totals::default(),
            memory: Memory::default(),
            disk,
            gone: HashSet::new(),
            room,
            whole: true,
            cache: Arc::default(),
            saved: None,
            changes: 0,
            learnt: 0,
        }
    }

    /// The articles of `disk`, with what is [`derived`] from them.
    pub(super) fn restore(disk: View, derived: &[u8], revision: i64, room: usize) -> tantivy::Result<Self> {
        let unreadable =
            |error| tantivy::TantivyError::InternalError(format!("what is derived is unreadable: {error}"));
        let (lexicon, totals) = derived::read(derived).map_err(unreadable)?;
        let mut state =
            Self { lexicon, totals, revision, saved: Some(revision), whole: false, ..Self::empty(disk, room) };
        if state.disk.len() != state.articles() {
            return Err(tantivy::TantivyError::InternalError("articles are missing".to_owned()));
        }
        if state.is_small() {
            for entry in state.disk.entries(state.reading())? {
                state.memory.add(&entry, true);
            }
            state.whole = true;
            state.cache = Arc::default();
        }
        state.changes += 1;
        Ok(state)
    }

    /// A copy that will go another way: what it reads from disk is not kept for the other.
    pub(super) fn apart(&self) -> Self {
        Self { cache: Arc::default(), ..self.clone() }
    }

    /// Whether all articles may be in memory.
    fn is_small(&self) -> bool {
        self.articles() <= self.room
    }

    /// How many articles are kept in memory.
    pub(super) fn room(&self) -> usize {
        self.room
    }

    /// How many articles there are.
    pub(super) fn articles(&self) -> usize {
        self.lexicon.articles() as usize
    }

    fn reading(&self) -> Reading<'_> {
        Reading { lexicon: &self.lexicon, gone: &self.gone, cache: &self.cache }
    }

    /// At most `limit` articles that share most with `wanted`.
    pub(crate) fn candidates(&self, wanted: &Wanted<'_>, limit: usize) -> tantivy::Result<Vec<Arc<Entry>>> {
        let mut best = Best::new(limit);
        self.memory.candidates(&self.lexicon, wanted, &mut best);
        if !self.whole {
            self.disk.candidates(self.reading(), wanted, &mut best)?;
        }
        let mut found = Vec::with_capacity(limit);
        for hit in best.finish() {
            found.extend(match hit.place {
                Place::Memory(place) => self.memory.entry(place).cloned(),
                Place::Disk(address) => self.disk.entry(address, self.reading())?,
            });
        }
        Ok(found)
    }

    /// The article `id`.
    pub(crate) fn find(&self, id: &str) -> Option<Arc<Entry>> {
        let here = self.memory.find(id).cloned();
        here.or_else(|| self.on_disk(Key::Id(id)).into_iter().find(|entry| entry.article.id == id))
    }

    /// The translations that share `root`, by id.
    pub(crate) fn translations(&self, root: &str) -> Vec<Arc<Entry>> {
        let mut found: Vec<_> = self.memory.of_root(root).cloned().collect();
        found.extend(self.on_disk(Key::Root(root)).into_iter().filter(|entry| entry.article.root == root));
        found.sort_by(|one, other| one.article.id.cmp(&other.article.id));
        found
    }

    /// The articles with a label.
    pub(super) fn labelled(&self, label: &str) -> Vec<Arc<Entry>> {
        let has = |entry: &Arc<Entry>| entry.article.labels.iter().any(|own| own == label);
        let mut found: Vec<_> = self.memory.entries().filter(|entry| has(entry)).cloned().collect();
        found.extend(self.on_disk(Key::Label(label)).into_iter().filter(has));
        found
    }

    /// Every article.
    pub(super) fn entries(&self) -> Vec<Arc<Entry>> {
        let mut found: Vec<_> = self.memory.entries().cloned().collect();
        if !self.whole {
            found.extend(readable(self.disk.entries(self.reading())));
        }
        found
    }

    fn on_disk(&self, key: Key<'_>) -> Vec<Arc<Entry>> {
        if self.whole { Vec::new() } else { readable(self.disk.by_key(key, self.reading())) }
    }

    /// The languages of the current articles, as far as they can be detected; the most frequent first.
    pub(crate) fn languages(&self) -> Vec<&'static str> {
        let mut languages: Vec<_> = self.totals.languages.iter().map(|(language, count)| (*count, *language)).collect();
        languages.sort_unstable_by(|a, b| b.cmp(a));
        languages.into_iter().map(|(_, language)| language).collect()
    }

    /// Makes one change. Returns the version of the article that is new. What was learnt and weighed is settled at the end of
    /// all changes, by [`State::settle`].
    pub(super) fn change(&mut self, step: &Step, target: Target) -> Option<u32> {
        let old = step.old.as_ref().map(|(old, prepared)| {
            prepared.spellings().iter().for_each(|word| self.lexicon.spellings.forget(word));
            self.lexicon.remove(old);
            self.count(old, |count, by| *count = count.saturating_sub(by));
            self.memory.remove(&old.article.id);
            self.gone.insert(old.version);
            old.version
        });
        let new = step.new.as_ref().map(|prepared| {
            let version = self.totals.next;
            self.totals.next = version.wrapping_add(1);
            prepared.spellings().iter().for_each(|word| self.lexicon.spellings.learn(word, 1));
            let entry = Arc::new(prepared.number(version, |word| Some(self.lexicon.number(word))));
            self.lexicon.add(&entry);
            self.count(&entry, |count, by| *count += by);
            match target {
                Target::Memory => self.memory.add(&entry, false),
                Target::Disk => self.whole = false,
            }
            version
        });
        if let (Some(old), Some(classifier)) = (old, &mut self.classifier) {
            classifier.replace(old, new);
        }
        new
    }

    /// Counts an article in the totals.
    fn count(&mut self, entry: &Entry, add: impl Fn(&mut usize, usize)) {
        if let Some(language) = language_of(&entry.article) {
            let count = self.totals.languages.entry(language).or_default();
            let mut number = *count as usize;
            add(&mut number, 1);
            *count = u32::try_from(number).unwrap_or(u32::MAX);
            if *count == 0 {
                self.totals.languages.remove(language);
            }
        }
        if entry.is_asked() {
            add(&mut self.totals.asked, 1);
            add(&mut self.totals.variants, entry.heads.len());
        }
    }

    /// Ends changes: weights follow the counts, if `any` article changed.
    pub(super) fn settle(&mut self, revision: i64, any: bool) {
        self.revision = revision;
        if !any {
            return;
        }
        self.lexicon.weigh();
        self.changes += 1;
        if self.to_learn().is_none() {
            self.classifier = None;
            self.learnt = self.changes;
        }
    }

    /// How much there is to learn from, if that is not too much.
    fn to_learn(&self) -> Option<usize> {
        Examples::work(self.totals.variants, self.totals.asked)
    }

    /// How much must be learnt now.
    pub(super) fn must_learn(&self) -> Option<usize> {
        if self.learnt == self.changes { None } else { Some(self.to_learn().unwrap_or_default()) }
    }

    /// What is to be learnt, if there is something, and of which state.
    pub(super) fn examples(&self) -> (Option<Examples>, u64) {
        let examples = self.to_learn().map(|_| {
            let mut asked: Vec<_> = self.memory.entries().filter(|entry| entry.is_asked()).cloned().collect();
            asked.extend(self.on_disk(Key::Asked).into_iter().filter(|entry| entry.is_asked()));
            Examples::of(asked, &self.lexicon)
        });
        (examples, self.changes)
    }

    /// Takes what was learnt of the state `of`, unless that is past. Returns what is not needed any more.
    pub(super) fn learn(&mut self, classifier: Option<Classifier>, of: u64) -> Option<Classifier> {
        if self.changes != of {
            return classifier;
        }
        self.learnt = of;
        std::mem::replace(&mut self.classifier, classifier)
    }

    /// Whether so much is only in memory that it should be written; `kept` says whether the index outlives the process.
    pub(super) fn must_save(&self, kept: bool) -> bool {
        if self.whole && self.is_small() && !kept {
            return false;
        }
        let most = UNSAVED.max(self.articles() / UNSAVED_SHARE);
        (self.whole && !self.is_small()) || self.memory.unsaved() + self.gone.len() > most
    }

    /// Whether anything is only in memory that could be written.
    pub(super) fn can_save(&self, kept: bool) -> bool {
        if self.whole && self.is_small() && !kept {
            return false;
        }
        self.memory.unsaved() > 0 || !self.gone.is_empty() || (kept && self.saved != Some(self.revision))
    }

    /// Takes the place of `old`: with its synonyms, and what is being learnt of that is not meant for this.
    pub(super) fn follow(&mut self, old: &Self) {
        self.synonyms = Arc::clone(&old.synonyms);
        let before = old.changes + 1;
        self.changes += before;
        self.learnt += before;
    }

    /// What is to be written.
    pub(super) fn unsaved(&self, kept: bool) -> Result<Unsaved, postcard::Error> {
        Ok(Unsaved {
            new: self.memory.unsaved_entries().cloned().collect(),
            gone: self.gone.clone(),
            revision: self.revision,
            derived: if kept { derived::write(&self.lexicon, &self.totals)? } else { Vec::new() },
        })
    }

    /// What was to be written is in `disk` now. Returns what is not needed any more: letting go of it takes time.
    pub(super) fn saved(&mut self, written: &Unsaved, disk: View) -> (View, Memory) {
        self.saved = Some(written.revision);
        self.gone.retain(|version| !written.gone.contains(version));
        for entry in &written.new {
            self.memory.saved(&entry.article.id, entry.version);
        }
        self.whole &= self.is_small();
        let memory = if self.whole { Memory::default() } else { self.memory.release() };
        (self.merged(disk), memory)
    }

    /// Reads from `disk`, which holds the same as before. Returns what is not needed any more.
    pub(super) fn merged(&mut self, disk: View) -> View {
        std::mem::replace(&mut self.disk, disk)
    }
}

fn readable(found: tantivy::Result<Vec<Arc<Entry>>>) -> Vec<Arc<Entry>> {
    found.unwrap_or_else(|error| {
        tracing::error!(%error, "the knowledge index cannot be read");
        Vec::new()
    })
}

fn language_of(article: &Article) -> Option<&'static str> {
    language::code(language::base(&article.locale))
}
