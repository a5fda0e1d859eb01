//! Reading the tantivy index: which articles share words with a question, fast, and what they are.

use std::collections::HashSet;
use std::sync::Arc;

use tantivy::fastfield::Column;
use tantivy::postings::SegmentPostings;
use tantivy::query::{Bm25StatisticsProvider, BooleanQuery, BoostQuery, EnableScoring, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, Value};
use tantivy::{DocAddress, DocSet, Searcher, SegmentReader, TERMINATED, TantivyDocument, TantivyError, Term};

use super::best::{Best, Hit};
use super::cache::Cache;
use super::engine::{Fields, Key, gram_text, key};
use super::entry::{Entry, Prepared};
use super::lexicon::Lexicon;
use super::memory::Place;

/// One state of the index. Clones share it.
#[derive(Clone)]
pub(super) struct View {
    fields: Fields,
    searcher: Searcher,
    columns: Arc<[Columns]>,
}

/// What is known of the documents of a segment without reading them.
struct Columns {
    versions: Column<u64>,
    orders: Column<u64>,
}

impl Columns {
    fn version(&self, document: u32) -> Option<u32> {
        u32::try_from(self.versions.first(document)?).ok()
    }
}

/// What candidates should hold.
pub(crate) struct Wanted<'a> {
    /// Words that the lexicon knows, and their numbers.
    pub(crate) words: &'a [(&'a str, u32)],
    /// N-grams that the lexicon knows.
    pub(crate) grams: &'a [u32],
    /// How much an n-gram counts, against a word.
    pub(crate) gram_weight: f32,
    /// Articles that are not for everybody are wanted too; whoever asks leaves those out that are not for them.
    pub(crate) restricted: bool,
}

/// How articles on disk are read.
#[derive(Clone, Copy)]
pub(super) struct Reading<'a> {
    pub(super) lexicon: &'a Lexicon,
    /// Versions that are not to be found any more.
    pub(super) gone: &'a HashSet<u32>,
    pub(super) cache: &'a Cache,
}

impl View {
    pub(super) fn new(searcher: Searcher, fields: Fields) -> tantivy::Result<Self> {
        let columns = searcher.segment_readers().iter().map(|segment| {
            let fast = segment.fast_fields();
            Ok(Columns { versions: fast.u64("version")?, orders: fast.u64("order")? })
        });
        let columns = columns.collect::<tantivy::Result<_>>()?;
        Ok(Self { fields, searcher, columns })
    }

    /// How many articles are on disk.
    pub(super) fn len(&self) -> usize {
        usize::try_from(self.searcher.num_docs()).unwrap_or(usize::MAX)
    }

    /// Adds those on disk that share most with `wanted`.
    pub(super) fn candidates(&self, reading: Reading<'_>, wanted: &Wanted<'_>, best: &mut Best) -> tantivy::Result<()> {
        let Some(query) = self.query(wanted) else { return Ok(()) };
        let counts = Counts { lexicon: reading.lexicon, grams: self.fields.grams };
        let weight = query.weight(EnableScoring::enabled_from_statistics_provider(&counts, &self.searcher))?;
        let segments = self.searcher.segment_readers().iter().zip(self.columns.iter());
        for (ordinal, (segment, columns)) in (0..).zip(segments) {
            weight.for_each_pruning(best.floor(), segment, &mut |document, score| {
                let gone = || columns.version(document).is_none_or(|version| reading.gone.contains(&version));
                if !segment.is_deleted(document) && (reading.gone.is_empty() || !gone()) {
                    let order = columns.orders.first(document).unwrap_or_default();
                    best.push(Hit { score, order, place: Place::Disk(DocAddress::new(ordinal, document)) });
                }
                best.floor()
            })?;
        }
        Ok(())
    }

    fn query(&self, wanted: &Wanted<'_>) -> Option<BooleanQuery> {
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        let audiences = if wanted.restricted { 2 } else { 1 };
        for audience in 0..audiences {
            for (word, _) in wanted.words {
                let term = Term::from_field_text(self.fields.words[audience], word);
                clauses.push((Occur::Should, Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))));
            }
            for gram in wanted.grams {
                let term = Term::from_field_text(self.fields.grams[audience], &gram_text(*gram));
                let query = Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs));
                clauses.push((Occur::Should, Box::new(BoostQuery::new(query, wanted.gram_weight))));
            }
        }
        (!clauses.is_empty()).then(|| BooleanQuery::new(clauses))
    }

    /// The articles that may be looked up by `wanted`; whoever asks checks that they really can.
    pub(super) fn by_key(&self, wanted: Key<'_>, reading: Reading<'_>) -> tantivy::Result<Vec<Arc<Entry>>> {
        let term = Term::from_field_u64(self.fields.keys, key(wanted));
        let mut found = Vec::new();
        for (ordinal, segment) in (0..).zip(self.searcher.segment_readers()) {
            let postings = segment.inverted_index(self.fields.keys)?.read_postings(&term, IndexRecordOption::Basic)?;
            for document in alive(segment, postings) {
                found.extend(self.entry(DocAddress::new(ordinal, document), reading)?);
            }
        }
        Ok(found)
    }

    /// Every article on disk.
    pub(super) fn entries(&self, reading: Reading<'_>) -> tantivy::Result<Vec<Arc<Entry>>> {
        let mut found = Vec::new();
        for (ordinal, segment) in (0..).zip(self.searcher.segment_readers()) {
            for document in segment.doc_ids_alive() {
                found.extend(self.entry(DocAddress::new(ordinal, document), reading)?);
            }
        }
        Ok(found)
    }

    /// The article at an address, unless it is gone.
    pub(super) fn entry(&self, address: DocAddress, reading: Reading<'_>) -> tantivy::Result<Option<Arc<Entry>>> {
        let version = self.columns.get(address.segment_ord as usize).and_then(|column| column.version(address.doc_id));
        let version = version.ok_or_else(|| unreadable("a document has no version"))?;
        if reading.gone.contains(&version) {
            return Ok(None);
        }
        if let Some(entry) = reading.cache.get(version) {
            return Ok(Some(entry));
        }
        let document: TantivyDocument = self.searcher.doc(address)?;
        let stored = document.get_first(self.fields.article).and_then(|value| value.as_bytes());
        let stored = stored.ok_or_else(|| unreadable("a document has no article"))?;
        let prepared: Prepared =
            postcard::from_bytes(stored).map_err(|error| unreadable(&format!("an article cannot be read: {error}")))?;
        let entry = Arc::new(prepared.number(version, |word| reading.lexicon.known(word)));
        reading.cache.put(&entry);
        Ok(Some(entry))
    }
}

fn alive(segment: &SegmentReader, postings: Option<SegmentPostings>) -> Vec<u32> {
    let mut documents = Vec::new();
    let Some(mut postings) = postings else { return documents };
    while postings.doc() != TERMINATED {
        if !segment.is_deleted(postings.doc()) {
            documents.push(postings.doc());
        }
        postings.advance();
    }
    documents
}

fn unreadable(what: &str) -> TantivyError {
    TantivyError::InternalError(what.to_owned())
}

/// Exact counts in place of the index's own.
struct Counts<'a> {
    lexicon: &'a Lexicon,
    grams: [Field; 2],
}

impl Bm25StatisticsProvider for Counts<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        Ok(if self.grams.contains(&field) { self.lexicon.total_grams() } else { self.lexicon.total_words() }.max(1))
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(u64::from(self.lexicon.articles()).max(1))
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        let value = term.value();
        let text = value.as_str().unwrap_or_default();
        let articles = if self.grams.contains(&term.field()) {
            u32::from_str_radix(text, 16).map_or(0, |gram| self.lexicon.articles_with_gram(gram))
        } else {
            self.lexicon.find(text).map_or(0, |word| self.lexicon.articles_with(word))
        };
        Ok(u64::from(articles.min(self.lexicon.articles())))
    }
}
