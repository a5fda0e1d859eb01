//! The tantivy side: which articles share words with a question, fast.
//!
//! One combined field holds every word of an article, already analysed. Articles for agents only stand in fields of
//! their own, so that a customer's search never meets them and needs no filter. Scores here only choose candidates.

use std::path::Path;

use tantivy::collector::TopDocs;
use tantivy::fastfield::Column;
use tantivy::query::{Bm25StatisticsProvider, BooleanQuery, BoostQuery, Occur, Query, TermQuery};
use tantivy::schema::{FAST, Field, INDEXED, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions, Value};
use tantivy::tokenizer::{PreTokenizedString, Token};
use tantivy::{DocId, Index, IndexReader, IndexSettings, IndexWriter, ReloadPolicy, Searcher, TantivyDocument, Term};

use super::entry::Prepared;
use super::lexicon::Lexicon;
use super::{Payload, Step};
use crate::article::{Article, Audience};

/// Memory that new articles may take before they become a segment, in bytes.
const WRITER_MEMORY: usize = 64 << 20;
/// Segments after which a commit merges them: every one costs each search some microseconds.
const MAX_SEGMENTS: usize = 6;

/// The fields of the index.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    slot: Field,
    article: Field,
    words: [Field; 2],
    grams: [Field; 2],
}

impl Fields {
    fn schema() -> (Schema, Self) {
        let mut schema = Schema::builder();
        let text = |norms| {
            let indexing = TextFieldIndexing::default()
                .set_tokenizer("raw")
                .set_index_option(IndexRecordOption::WithFreqs)
                .set_fieldnorms(norms);
            TextOptions::default().set_indexing_options(indexing)
        };
        let fields = Self {
            slot: schema.add_u64_field("slot", INDEXED | FAST | STORED),
            article: schema.add_bytes_field("article", STORED),
            words: [schema.add_text_field("words", text(true)), schema.add_text_field("agent_words", text(true))],
            grams: [schema.add_text_field("grams", text(false)), schema.add_text_field("agent_grams", text(false))],
        };
        (schema.build(), fields)
    }
}

fn of(audience: Audience) -> usize {
    match audience {
        Audience::Public => 0,
        Audience::Agents => 1,
    }
}

/// A tantivy index and its only writer.
pub(super) struct Engine {
    fields: Fields,
    index: Index,
    writer: IndexWriter,
    reader: IndexReader,
}

impl Engine {
    /// An empty index in memory.
    pub(super) fn in_memory() -> tantivy::Result<Self> {
        let (schema, fields) = Fields::schema();
        Self::around(Index::create_in_ram(schema), fields)
    }

    /// An empty index in the empty folder `dir`.
    pub(super) fn create(dir: &Path) -> tantivy::Result<Self> {
        let (schema, fields) = Fields::schema();
        Self::around(Index::builder().schema(schema).settings(IndexSettings::default()).create_in_dir(dir)?, fields)
    }

    /// The index in `dir`, after every byte of it was compared with its checksum: a damaged file that is mapped into
    /// memory would end the process later.
    pub(super) fn open(dir: &Path) -> tantivy::Result<Self> {
        let (schema, fields) = Fields::schema();
        let index = Index::open_in_dir(dir)?;
        if index.schema() != schema {
            return Err(tantivy::TantivyError::SchemaError("the index has another schema".to_owned()));
        }
        let damaged = index.validate_checksum()?;
        if !damaged.is_empty() {
            return Err(tantivy::TantivyError::InternalError(format!("{} files are damaged", damaged.len())));
        }
        Self::around(index, fields)
    }

    fn around(index: Index, fields: Fields) -> tantivy::Result<Self> {
        let writer = index.writer_with_num_threads(1, WRITER_MEMORY)?;
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Self { fields, index, writer, reader })
    }

    /// What the last commit carried; `None` when it is not ours.
    pub(super) fn payload(&self) -> tantivy::Result<Option<Payload>> {
        let payload = self.index.load_metas()?.payload;
        Ok(payload.and_then(|payload| serde_json::from_str(&payload).ok()))
    }

    /// Every stored article with its slot.
    pub(super) fn articles(&self) -> tantivy::Result<Vec<(u32, Article)>> {
        let searcher = self.reader.searcher();
        let mut articles = Vec::new();
        for segment in searcher.segment_readers() {
            let store = segment.get_store_reader(16)?;
            for document in store.iter::<TantivyDocument>(segment.alive_bitset()) {
                let document = document?;
                let slot = document.get_first(self.fields.slot).and_then(|value| value.as_u64());
                let article = document.get_first(self.fields.article).and_then(|value| value.as_bytes());
                let (Some(slot), Some(article)) = (slot.and_then(|slot| u32::try_from(slot).ok()), article) else {
                    return Err(tantivy::TantivyError::InternalError("a document lacks its article".to_owned()));
                };
                let article = serde_json::from_slice(article).map_err(std::io::Error::from)?;
                articles.push((slot, article));
            }
        }
        Ok(articles)
    }

    /// Makes `steps` durable and found together with `payload`; returns what searches read from now on.
    pub(super) fn write(&mut self, steps: &[Step], payload: &Payload) -> tantivy::Result<View> {
        for step in steps {
            if step.occupied {
                self.writer.delete_term(Term::from_field_u64(self.fields.slot, u64::from(step.slot)));
            }
            if let Some(prepared) = &step.article {
                self.add(step.slot, prepared)?;
            }
        }
        let payload = serde_json::to_string(payload).map_err(std::io::Error::from)?;
        let mut commit = self.writer.prepare_commit()?;
        commit.set_payload(&payload);
        commit.commit()?;
        let segments = self.index.searchable_segment_ids()?;
        if segments.len() > MAX_SEGMENTS {
            self.writer.merge(&segments).wait()?;
        }
        self.view()
    }

    fn add(&self, slot: u32, prepared: &Prepared) -> tantivy::Result<()> {
        let fields = self.fields;
        let article = prepared.article();
        let audience = of(article.audience);
        let mut document = TantivyDocument::default();
        document.add_u64(fields.slot, u64::from(slot));
        let stored = serde_json::to_vec(article.as_ref()).map_err(std::io::Error::from)?;
        document.add_bytes(fields.article, &stored);
        document.add_pre_tokenized_text(fields.words[audience], tokens(prepared.words().map(str::to_owned)));
        let grams = prepared.grams().into_iter().map(gram_text);
        document.add_pre_tokenized_text(fields.grams[audience], tokens(grams));
        self.writer.add_document(document)?;
        Ok(())
    }

    /// Gives up the changes since the last commit.
    pub(super) fn rollback(&mut self) -> tantivy::Result<()> {
        self.writer.rollback().map(|_| ())
    }

    /// What searches read.
    pub(super) fn view(&self) -> tantivy::Result<View> {
        self.reader.reload()?;
        View::new(self.reader.searcher(), self.fields)
    }
}

fn tokens(words: impl Iterator<Item = String>) -> PreTokenizedString {
    let tokens = words
        .enumerate()
        .map(|(position, text)| Token { offset_from: 0, offset_to: 0, position, text, position_length: 1 })
        .collect();
    PreTokenizedString { text: String::new(), tokens }
}

fn gram_text(gram: u32) -> String {
    format!("{gram:x}")
}

/// One state of the index.
pub(crate) struct View {
    fields: Fields,
    searcher: Searcher,
    /// The slot of each document, by segment.
    slots: Vec<Column<u64>>,
}

impl View {
    fn new(searcher: Searcher, fields: Fields) -> tantivy::Result<Self> {
        let columns = searcher.segment_readers().iter().map(|segment| segment.fast_fields().u64("slot"));
        let slots = columns.collect::<tantivy::Result<_>>()?;
        Ok(Self { fields, searcher, slots })
    }

    /// The slots of at most `limit` articles that share most with `words`, and with `grams` at `gram_weight`.
    pub(crate) fn candidates(&self, lexicon: &Lexicon, wanted: &Wanted<'_>, limit: usize) -> tantivy::Result<Vec<u32>> {
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        let audiences = if wanted.audience == Audience::Agents { 2 } else { 1 };
        for audience in 0..audiences {
            for word in wanted.words {
                let term = Term::from_field_text(self.fields.words[audience], word);
                clauses.push((Occur::Should, Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))));
            }
            for gram in wanted.grams {
                let term = Term::from_field_text(self.fields.grams[audience], &gram_text(*gram));
                let query = Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs));
                clauses.push((Occur::Should, Box::new(BoostQuery::new(query, wanted.gram_weight))));
            }
        }
        if clauses.is_empty() || lexicon.articles() == 0 {
            return Ok(Vec::new());
        }
        let query = BooleanQuery::new(clauses);
        let collector = TopDocs::with_limit(limit).order_by_score();
        let counts = Counts { lexicon, grams: self.fields.grams };
        let found = self.searcher.search_with_statistics_provider(&query, &collector, &counts)?;
        let slot = |segment: u32, document: DocId| self.slots.get(segment as usize)?.first(document);
        let slots = found.into_iter().filter_map(|(_, at)| slot(at.segment_ord, at.doc_id));
        Ok(slots.filter_map(|slot| u32::try_from(slot).ok()).collect())
    }
}

/// What candidates should hold.
pub(crate) struct Wanted<'a> {
    /// Words that the lexicon knows.
    pub(crate) words: &'a [&'a str],
    /// N-grams that the lexicon knows.
    pub(crate) grams: &'a [u32],
    /// How much an n-gram counts, against a word.
    pub(crate) gram_weight: f32,
    /// On whose behalf.
    pub(crate) audience: Audience,
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
