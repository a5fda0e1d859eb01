//! What a search is compared with: tantivy with one text field, every word optional, the ten best.

use hamyar_knowledge::Article;
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, Schema, TEXT};
use tantivy::tokenizer::TextAnalyzer;
use tantivy::{Index, Searcher, TantivyDocument, Term};

/// Plain tantivy in memory.
pub(crate) struct Plain {
    searcher: Searcher,
    field: Field,
    tokenizer: TextAnalyzer,
}

impl Plain {
    pub(crate) fn new(articles: impl Iterator<Item = Article>) -> tantivy::Result<Self> {
        let mut schema = Schema::builder();
        let field = schema.add_text_field("text", TEXT);
        let index = Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads(1, 256 << 20)?;
        for article in articles {
            let mut document = TantivyDocument::default();
            document.add_text(field, [article.title, article.questions.join(" "), article.body].join(" "));
            writer.add_document(document)?;
        }
        writer.commit()?;
        Ok(Self { searcher: index.reader()?.searcher(), field, tokenizer: index.tokenizer_for_field(field)? })
    }

    pub(crate) fn search(&self, text: &str) -> usize {
        let mut terms = Vec::new();
        self.tokenizer
            .clone()
            .token_stream(text)
            .process(&mut |token| terms.push(Term::from_field_text(self.field, &token.text)));
        let term = |term| -> Box<dyn Query> { Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)) };
        let query = BooleanQuery::union(terms.into_iter().map(term).collect());
        self.searcher.search(&query, &TopDocs::with_limit(10).order_by_score()).map_or(0, |found| found.len())
    }
}
