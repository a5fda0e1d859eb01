//! How fast an edit is found, and what a search costs while the index is written, merged and learnt anew.

use std::error::Error;
use std::hint::black_box;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use hamyar_knowledge::{Change, Knowledge};

use super::articles::Library;
use super::{Times, search};

/// Edits that are timed.
const EDITS: usize = 1_000;

/// What edits cost, in milliseconds, and searches meanwhile, in microseconds.
pub(crate) struct Edits {
    /// Until an edit is found.
    pub(crate) edit: Times,
    pub(crate) slowest_edit: f64,
    /// Searches while edits are made and written.
    pub(crate) meanwhile: Times,
    pub(crate) slowest_search: f64,
}

/// Edits articles as fast as they are found, while another thread searches, until all is written and learnt.
pub(crate) fn edits(
    knowledge: &Knowledge,
    library: &Library,
    questions: &[String],
    size: usize,
) -> Result<Edits, Box<dyn Error>> {
    let done = AtomicBool::new(false);
    let (edits, searches) = std::thread::scope(|scope| {
        let searcher = scope.spawn(|| {
            let mut times = Vec::new();
            for question in questions.iter().cycle() {
                if done.load(Ordering::Relaxed) {
                    return times;
                }
                let start = Instant::now();
                black_box(search(knowledge, question));
                times.push(start.elapsed().as_secs_f64() * 1e6);
            }
            times
        });
        let edits = edit_all(knowledge, library, size);
        done.store(true, Ordering::Relaxed);
        (edits, searcher.join())
    });
    let edits = edits?;
    let searches = searches.map_err(|_| "the searches ended")?;
    let slowest = |times: &[f64]| times.iter().copied().fold(0.0, f64::max);
    Ok(Edits {
        slowest_edit: slowest(&edits),
        slowest_search: slowest(&searches),
        edit: Times::of(edits),
        meanwhile: Times::of(searches),
    })
}

fn edit_all(knowledge: &Knowledge, library: &Library, size: usize) -> Result<Vec<f64>, Box<dyn Error>> {
    let mut times = Vec::with_capacity(EDITS);
    for (number, revision) in (0..EDITS).zip(1_000_000..) {
        let mut article = library.article(number * 31 % size);
        let word = format!("edited{number}");
        article.title.clone_from(&word);
        let start = Instant::now();
        knowledge.apply(&[Change::Put(Box::new(article))], revision)?;
        let found = search(knowledge, &word);
        times.push(start.elapsed().as_secs_f64() * 1e3);
        if found == 0 {
            return Err(format!("edit {number} is not found").into());
        }
    }
    knowledge.settle()?;
    Ok(times)
}
