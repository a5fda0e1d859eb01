//! Measures every evaluation set below a folder, and what a search costs beside plain tantivy.
//!
//! `cargo run --release --example eval -p hamyar-knowledge -- DIR [NAME] [MODEL.json]`
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "an example speaks to whoever runs it")]

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use hamyar_knowledge::eval::{self, Asked};
use hamyar_knowledge::{Article, Audience, Change, Knowledge, Model, Query, files};
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, Query as TantivyQuery, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, Schema, TEXT};
use tantivy::tokenizer::TextAnalyzer;
use tantivy::{Index, Searcher, TantivyDocument, Term};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let dir = arguments.next().ok_or("usage: eval DIR [NAME] [MODEL.json]")?;
    let name = arguments.next().unwrap_or_default();
    let model = match arguments.next() {
        Some(path) => serde_json::from_str(&std::fs::read_to_string(path)?)?,
        None => Model::general().clone(),
    };
    println!(
        "{:<26} {:>5} {:>5} {:>5} | {:>5} {:>5} {:>5} | {:>5} {:>5} {:>5} | {:>4} {:>4} {:>5} {:>5}",
        "set", "R@1", "R@5", "MRR", "AUROC", "c90", "c95", "prec", "res", "false", "p50", "p99", "plain", "ratio"
    );
    let mut sets: Vec<PathBuf> =
        std::fs::read_dir(&dir)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    sets.sort();
    for set in sets.iter().filter(|set| set.join("kb.jsonl").exists() && set.to_string_lossy().contains(&name)) {
        for queries in ["queries.jsonl", "queries_noisy.jsonl"] {
            if set.join(queries).exists() {
                measure(set, queries, &model)?;
            }
        }
    }
    Ok(())
}

fn measure(set: &Path, queries: &str, model: &Model) -> Result<(), Box<dyn Error>> {
    let kb = set.join("kb.jsonl");
    let knowledge = eval::load(&kb)?;
    let plain = Plain::new(&files::read(&kb).articles)?;
    let changing = Knowledge::in_memory()?;
    let changes: Vec<Change> =
        files::read(&kb).articles.into_iter().map(|article| Change::Put(Box::new(article))).collect();
    changing.apply(&changes, 1)?;
    let mut applied = Vec::new();
    for change in changes.chunks(1).cycle().take(40) {
        let start = Instant::now();
        changing.apply(change, 2)?;
        applied.push(start.elapsed().as_secs_f64() * 1e3);
    }
    applied.sort_by(f64::total_cmp);
    println!(
        "  one change of {} articles is found after {:.1} ms (half), {:.1} ms (worst of 40)",
        changes.len(),
        applied[20],
        applied[39]
    );
    let all = eval::read_questions(&set.join(queries))?;
    let mut variants: Vec<&str> = all.iter().map(|asked| variant(&asked.id)).collect();
    variants.sort_unstable();
    variants.dedup();
    for name in variants {
        let asked: Vec<Asked> = all.iter().filter(|asked| variant(&asked.id) == name).cloned().collect();
        let report = eval::evaluate_with(&knowledge, &asked, model).report;
        let (half, tail) = times(&asked, |text| search(&knowledge, text, model));
        let (plain, _) = times(&asked, |text| plain.search(text));
        println!(
            "{:<26} {:>5.3} {:>5.3} {:>5.3} | {:>5.3} {:>5.3} {:>5.3} | {:>5.3} {:>5.3} {:>5.3} | {half:>4.0} {tail:>4.0} {plain:>5.0} {:>5.1}",
            format!("{}{name}", set.file_name().unwrap_or_default().to_string_lossy()),
            report.r1,
            report.r5,
            report.mrr,
            report.auroc.unwrap_or(f64::NAN),
            report.c90.resolved,
            report.c95.resolved,
            report.operating.precision.unwrap_or(f64::NAN),
            report.operating.resolved,
            report.operating.false_answers.unwrap_or(f64::NAN),
            half / plain,
        );
    }
    Ok(())
}

fn search(knowledge: &Knowledge, text: &str, model: &Model) -> usize {
    let query = Query { text, locale: None, audience: Audience::Public, limit: 3 };
    knowledge.search_with(&query, model).candidates.len()
}

/// The median and the 99th percentile, in microseconds.
fn times(asked: &[Asked], mut search: impl FnMut(&str) -> usize) -> (f64, f64) {
    let mut times: Vec<f64> = Vec::with_capacity(asked.len());
    for asked in asked {
        let start = Instant::now();
        std::hint::black_box(search(&asked.text));
        times.push(start.elapsed().as_secs_f64() * 1e6);
    }
    times.sort_by(f64::total_cmp);
    (times[times.len() / 2], times[times.len() * 99 / 100])
}

/// `~typo` of `q1~typo`; nothing for a clean question.
fn variant(id: &str) -> &str {
    id.find('~').map_or("", |at| &id[at..])
}

/// What a search is compared with: tantivy with one text field, every word optional, the ten best.
struct Plain {
    searcher: Searcher,
    field: Field,
    tokenizer: TextAnalyzer,
}

impl Plain {
    fn new(articles: &[Article]) -> tantivy::Result<Self> {
        let mut schema = Schema::builder();
        let field = schema.add_text_field("text", TEXT);
        let index = Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads(1, 64 << 20)?;
        for article in articles {
            let mut document = TantivyDocument::default();
            document.add_text(
                field,
                [&article.title, &article.questions.join(" "), &article.body].map(String::as_str).join(" "),
            );
            writer.add_document(document)?;
        }
        writer.commit()?;
        Ok(Self { searcher: index.reader()?.searcher(), field, tokenizer: index.tokenizer_for_field(field)? })
    }

    fn search(&self, text: &str) -> usize {
        let mut terms = Vec::new();
        self.tokenizer
            .clone()
            .token_stream(text)
            .process(&mut |token| terms.push(Term::from_field_text(self.field, &token.text)));
        let term = |term| -> Box<dyn TantivyQuery> { Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)) };
        let query = BooleanQuery::union(terms.into_iter().map(term).collect());
        self.searcher.search(&query, &TopDocs::with_limit(10).order_by_score()).map_or(0, |found| found.len())
    }
}
