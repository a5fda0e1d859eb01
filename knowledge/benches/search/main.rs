//! What a search costs beside plain tantivy (one field, every word optional, the ten best), what it holds in memory, and how
//! fast it opens, on articles that are drawn by lot.
//!
//! `cargo bench --workspace --bench search -- [ARTICLES…]`; without a number 1,000 and 20,000.
#![expect(clippy::print_stdout, reason = "a bench speaks to whoever runs it")]

mod articles;
mod edits;
mod plain;

use std::error::Error;
use std::hint::black_box;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use articles::Library;
use hamyar_knowledge::{Change, Knowledge, Query};
use plain::Plain;

/// Questions asked of each.
const QUESTIONS: usize = 2_000;
/// Drafts that are tried out.
const TRIALS: usize = 100;
/// Articles that are handed over at once: all of a million as changes would be there twice.
const BATCH: usize = 20_000;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match &arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["build", size, folder] => build(size.parse()?, Path::new(folder)),
        ["measure", size, folder] => measure(size.parse()?, Path::new(folder)),
        // Cargo adds `--bench`.
        sizes => all(sizes.iter().filter_map(|size| size.replace('_', "").parse().ok()).collect()),
    }
}

/// Each size is built in a process of its own and measured in another, which has nothing in memory that is left over.
fn all(mut sizes: Vec<usize>) -> Result<(), Box<dyn Error>> {
    if sizes.is_empty() {
        sizes = vec![1_000, 20_000];
    }
    println!("SEARCH, everything but embeddings, beside plain tantivy ({QUESTIONS} questions, microseconds)\n");
    println!(
        "{:>9}  {:>8} {:>8}  {:>8} {:>8}  {:>6} {:>5}  {:>9} {:>8}",
        "articles", "half", "p99", "plain", "p99", "ratio", "goal", "resident", "opened"
    );
    for size in sizes {
        let folder = tempfile::tempdir()?;
        let start = Instant::now();
        again("build", size, folder.path())?;
        let built = start.elapsed().as_secs_f64();
        again("measure", size, folder.path())?;
        println!("{:>9}  built in {built:.1} s", "");
    }
    println!(
        "\nedits: one after the other, each written to disk in the background; the goal is p99 50 ms at 20,000 articles."
    );
    println!(
        "ratio: of the medians. resident: what the process grew by to open and answer; the goal is 150 MB at 20,000."
    );
    println!("opened: an index on disk, until it has answered; the goal is 2 s at 1,000,000.");
    Ok(())
}

fn again(step: &str, size: usize, folder: &Path) -> Result<(), Box<dyn Error>> {
    let status = Command::new(std::env::current_exe()?).args([step, &size.to_string()]).arg(folder).status()?;
    if status.success() { Ok(()) } else { Err(format!("{step} of {size} articles ended with {status}").into()) }
}

fn build(size: usize, folder: &Path) -> Result<(), Box<dyn Error>> {
    fill(&Knowledge::open(folder)?.knowledge, &Library::new(), size)
}

fn measure(size: usize, folder: &Path) -> Result<(), Box<dyn Error>> {
    let library = Library::new();
    let questions: Vec<String> = (0..QUESTIONS).map(|number| library.question(number, size)).collect();
    let before = resident();
    let start = Instant::now();
    let opened = Knowledge::open(folder)?;
    if opened.knowledge.len() != size {
        return Err(format!("the index opened with {} articles: {:?}", opened.knowledge.len(), opened.state).into());
    }
    black_box(search(&opened.knowledge, &questions[0]));
    let open = start.elapsed().as_secs_f64();
    let ours = times(&questions, |text| search(&opened.knowledge, text));
    let resident = resident().saturating_sub(before) >> 20;
    let edits = edits::edits(&opened.knowledge, &library, &questions, size)?;
    let supposed = supposing(&opened.knowledge, &library, &questions)?;
    drop(opened);
    let plain = Plain::new((0..size).map(|number| library.article(number)))?;
    let theirs = times(&questions, |text| plain.search(text));
    let goal = if size >= 1_000_000 { 3.0 } else { 4.0 };
    let ratio = ours.half / theirs.half;
    let met = if ratio <= goal { "met" } else { "UNMET" };
    println!(
        "{size:>9}  {:>8.0} {:>8.0}  {:>8.0} {:>8.0}  {ratio:>6.2} {met:>5}  {resident:>6} MB {open:>6.2} s",
        ours.half, ours.tail, theirs.half, theirs.tail,
    );
    println!(
        "{:>9}  an edit is found in {:.1} ms (p99 {:.1}, slowest {:.1}); searches meanwhile: p99 {:.0}, slowest {:.0}",
        "", edits.edit.half, edits.edit.tail, edits.slowest_edit, edits.meanwhile.tail, edits.slowest_search,
    );
    println!("{:>9}  a draft is tried out in {:.1} ms (slowest {:.1})", "", supposed.half, supposed.tail);
    Ok(())
}

/// How long it takes to ask a question as if a draft were published, in milliseconds.
fn supposing(knowledge: &Knowledge, library: &Library, questions: &[String]) -> Result<Times, Box<dyn Error>> {
    let mut times = Vec::with_capacity(TRIALS);
    for (number, question) in questions.iter().enumerate().take(TRIALS) {
        let draft = Change::Put(Box::new(library.article(number)));
        let start = Instant::now();
        black_box(search(&knowledge.supposing(&[draft])?, question));
        times.push(start.elapsed().as_secs_f64() * 1e3);
    }
    Ok(Times::of(times))
}

fn fill(knowledge: &Knowledge, library: &Library, size: usize) -> Result<(), Box<dyn Error>> {
    for (revision, from) in (1..).zip((0..size).step_by(BATCH)) {
        let articles = (from..size.min(from + BATCH)).map(|number| library.article(number));
        let changes: Vec<Change> = articles.map(|article| Change::Put(Box::new(article))).collect();
        knowledge.apply(&changes, revision)?;
    }
    Ok(knowledge.settle()?)
}

fn search(knowledge: &Knowledge, text: &str) -> usize {
    let query = Query { text, limit: 3, ..Query::default() };
    knowledge.search(&query).candidates.len()
}

/// Microseconds.
struct Times {
    half: f64,
    tail: f64,
}

impl Times {
    fn of(mut times: Vec<f64>) -> Self {
        times.sort_by(f64::total_cmp);
        Self { half: times[times.len() / 2], tail: times[times.len() * 99 / 100] }
    }
}

/// Each question once to warm up, and once measured.
fn times(questions: &[String], mut search: impl FnMut(&str) -> usize) -> Times {
    for question in questions {
        black_box(search(question));
    }
    let mut times: Vec<f64> = Vec::with_capacity(questions.len());
    for question in questions {
        let start = Instant::now();
        black_box(search(question));
        times.push(start.elapsed().as_secs_f64() * 1e6);
    }
    Times::of(times)
}

/// Bytes of memory that this process holds, where the system tells (Linux).
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or_default() << 10
}
