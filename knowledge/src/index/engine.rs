//! Writing the tantivy index: which articles are on disk, in words, and found by them.
//!
//! One combined field holds every word of an article, already analysed. Articles that are not for everybody stand in
//! fields of their own, so that the search of a customer of whom nothing is known never meets them. Scores here only choose candidates.

use std::path::Path;

use tantivy::index::SegmentMeta;
use tantivy::indexer::NoMergePolicy;
use tantivy::schema::{FAST, Field, INDEXED, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{PreTokenizedString, Token};
use tantivy::{FutureResult, Index, IndexReader, IndexSettings, IndexWriter, ReloadPolicy, TantivyDocument, Term};

use super::Payload;
use super::entry::Prepared;
use super::view::View;
use crate::article::Audience;
use crate::hash::hash64;

/// Memory that new articles may take before they become a segment, in bytes.
const WRITER_MEMORY: usize = 64 << 20;
/// Segments that there may be: every one costs each search some microseconds.
const MAX_SEGMENTS: usize = 4;
/// Bytes up to which an index is compared with its checksums before it answers; this takes some tenths of a second.
const COMPARED_AT_ONCE: u64 = 256 << 20;

/// The fields of the index.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    /// Which version of an article it is.
    pub(super) version: Field,
    /// What decides between equal scores.
    pub(super) order: Field,
    /// Hashes of what it is looked up by: see [`key`].
    pub(super) keys: Field,
    /// The article, taken apart.
    pub(super) article: Field,
    pub(super) words: [Field; 2],
    pub(super) grams: [Field; 2],
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
            version: schema.add_u64_field("version", INDEXED | FAST),
            order: schema.add_u64_field("order", FAST),
            keys: schema.add_u64_field("keys", INDEXED),
            article: schema.add_bytes_field("article", STORED),
            words: [schema.add_text_field("words", text(true)), schema.add_text_field("restricted_words", text(true))],
            grams: [
                schema.add_text_field("grams", text(false)),
                schema.add_text_field("restricted_grams", text(false)),
            ],
        };
        (schema.build(), fields)
    }
}

/// By what an article is looked up.
#[derive(Debug, Clone, Copy)]
pub(super) enum Key<'a> {
    Id(&'a str),
    Root(&'a str),
    Label(&'a str),
    /// It has question variants.
    Asked,
}

/// The hash of a key. Hashes may collide: whoever looks up checks what was found.
pub(super) fn key(key: Key<'_>) -> u64 {
    hash64(&match key {
        Key::Id(id) => format!("i{id}"),
        Key::Root(root) => format!("r{root}"),
        Key::Label(label) => format!("l{label}"),
        Key::Asked => "q".to_owned(),
    })
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

    /// The index in `dir`, and whether its bytes are still to be compared with their checksums, because there are too many
    /// to do it now.
    ///
    /// A file that was cut short is noticed here: it has lost its footer. One that changed within is noticed by its checksum.
    pub(super) fn open(dir: &Path) -> tantivy::Result<(Self, bool)> {
        let (schema, fields) = Fields::schema();
        let index = Index::open_in_dir(dir)?;
        if index.schema() != schema {
            return Err(tantivy::TantivyError::SchemaError("the index has another schema".to_owned()));
        }
        let later = size(dir)? > COMPARED_AT_ONCE;
        if !later {
            compare(&index)?;
        }
        Ok((Self::around(index, fields)?, later))
    }

    fn around(index: Index, fields: Fields) -> tantivy::Result<Self> {
        let writer: IndexWriter = index.writer_with_num_threads(1, WRITER_MEMORY)?;
        writer.set_merge_policy(Box::new(NoMergePolicy));
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Self { fields, index, writer, reader })
    }

    /// The index, to be compared with its checksums.
    pub(super) fn index(&self) -> &Index {
        &self.index
    }

    /// What the last commit carried; `None` when it is not ours.
    pub(super) fn payload(&self) -> tantivy::Result<Option<Payload>> {
        let payload = self.index.load_metas()?.payload;
        Ok(payload.and_then(|payload| serde_json::from_str(&payload).ok()))
    }

    /// Makes durable, together with `payload`, that `gone` versions are gone and `new` ones are there; returns what searches
    /// read from now on. Nothing has changed when it fails.
    pub(super) fn write<'a>(
        &mut self,
        gone: impl Iterator<Item = u32>,
        new: impl Iterator<Item = (u32, &'a Prepared)>,
        payload: &Payload,
    ) -> tantivy::Result<View> {
        self.try_write(gone, new, payload).or_else(|error| {
            self.writer.rollback()?;
            // A rollback begins a new writer with the usual policy.
            self.writer.set_merge_policy(Box::new(NoMergePolicy));
            Err(error)
        })
    }

    fn try_write<'a>(
        &mut self,
        gone: impl Iterator<Item = u32>,
        new: impl Iterator<Item = (u32, &'a Prepared)>,
        payload: &Payload,
    ) -> tantivy::Result<View> {
        for version in gone {
            self.writer.delete_term(Term::from_field_u64(self.fields.version, u64::from(version)));
        }
        for (version, prepared) in new {
            self.add(version, prepared)?;
        }
        let payload = serde_json::to_string(payload).map_err(std::io::Error::from)?;
        let mut commit = self.writer.prepare_commit()?;
        commit.set_payload(&payload);
        commit.commit()?;
        self.view()
    }

    fn add(&self, version: u32, prepared: &Prepared) -> tantivy::Result<()> {
        let fields = self.fields;
        let article = prepared.article();
        let mut document = TantivyDocument::default();
        document.add_u64(fields.version, u64::from(version));
        document.add_u64(fields.order, hash64(&article.id));
        let asked = (!article.questions.is_empty()).then_some(Key::Asked);
        let labels = article.labels.iter().map(|label| Key::Label(label));
        for one in [Key::Id(&article.id), Key::Root(&article.root)].into_iter().chain(asked).chain(labels) {
            document.add_u64(fields.keys, key(one));
        }
        let stored = postcard::to_allocvec(prepared).map_err(std::io::Error::other)?;
        document.add_bytes(fields.article, &stored);
        let audience = of(&article.audience);
        document.add_pre_tokenized_text(fields.words[audience], tokens(prepared.words().map(str::to_owned)));
        let grams = prepared.grams().into_iter().map(gram_text);
        document.add_pre_tokenized_text(fields.grams[audience], tokens(grams));
        self.writer.add_document(document)?;
        Ok(())
    }

    /// Begins to merge segments if there are too many or too much in them is gone. Once it is done, [`Engine::view`] reads
    /// what came of it.
    pub(super) fn merge(&mut self) -> tantivy::Result<Option<FutureResult<Option<SegmentMeta>>>> {
        let mut segments = self.index.searchable_segment_metas()?;
        segments.sort_by_key(|segment| std::cmp::Reverse(segment.num_docs()));
        let Some(largest) = segments.first() else { return Ok(None) };
        let rest: u32 = segments[1..].iter().map(SegmentMeta::num_docs).sum();
        let merged = if segments.len() > MAX_SEGMENTS {
            // The large one is written anew only when there is much to add to it.
            let from = usize::from(rest <= largest.num_docs() / 3);
            &segments[from..]
        } else if let Some(hollow) = segments.iter().position(|one| one.num_deleted_docs() > one.max_doc() / 4 + 64) {
            &segments[hollow..=hollow]
        } else {
            return Ok(None);
        };
        let merged: Vec<_> = merged.iter().map(SegmentMeta::id).collect();
        Ok(Some(self.writer.merge(&merged)))
    }

    /// What searches read.
    pub(super) fn view(&self) -> tantivy::Result<View> {
        self.reader.reload()?;
        View::new(self.reader.searcher(), self.fields)
    }
}

/// Compares every byte of the index with its checksum.
pub(super) fn compare(index: &Index) -> tantivy::Result<()> {
    let damaged = index.validate_checksum()?.len();
    if damaged == 0 {
        return Ok(());
    }
    Err(tantivy::TantivyError::InternalError(format!("{damaged} files are damaged")))
}

/// The bytes in a folder.
fn size(dir: &Path) -> std::io::Result<u64> {
    std::fs::read_dir(dir)?.map(|file| Ok(file?.metadata()?.len())).sum()
}

/// Which of two fields holds what this audience may find.
pub(super) fn of(audience: &Audience) -> usize {
    usize::from(*audience != Audience::Public)
}

fn tokens(words: impl Iterator<Item = String>) -> PreTokenizedString {
    let tokens = words
        .enumerate()
        .map(|(position, text)| Token { offset_from: 0, offset_to: 0, position, text, position_length: 1 })
        .collect();
    PreTokenizedString { text: String::new(), tokens }
}

/// An n-gram as a term.
pub(super) fn gram_text(gram: u32) -> String {
    format!("{gram:x}")
}
