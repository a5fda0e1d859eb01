//! Measures how well questions are answered, on the evaluation sets beside this repository.
//!
//! What they are and where they come from is said in their own README. Where they are not there, nothing is measured.
//! `cargo bench --bench eval -- [data=FOLDER] [follow-ups] [fit-embeddings OUT.json]`.

#![expect(clippy::print_stdout, reason = "a bench speaks to whoever runs it")]

mod chart;
#[path = "../../tests/it/support/crowd.rs"]
mod crowd;
mod embeddings;
#[path = "../../tests/it/support/fake_telegram/mod.rs"]
mod fake_telegram;
mod follow_ups;
mod goals;
mod intents;
mod retrieval;
mod round_trip;
mod talks;
mod words;

use std::path::{Path, PathBuf};

/// Our own questions about the sample articles: half of them the confidence was fitted on, the other half it has not seen.
const OWN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/eval");
/// The sample articles.
const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/knowledge");
/// Sets on which the shipped confidences were fitted, where their licences let that be shipped. The others are only measured.
const FITTED: [&str; 7] =
    ["T1_pquad", "T2_banking77", "T2b_clinc150", "T3_squad2", "T5_hint3_curekart", "T5b_stackfaq", "hamyar_fitted"];
/// The evaluation sets, unless `data=FOLDER` names others.
const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data");

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let data = arguments.iter().find_map(|argument| argument.strip_prefix("data=")).unwrap_or(DATA);
    let (sets, own) = (sets(Path::new(data))?, sets(Path::new(OWN))?);
    if sets.is_empty() {
        println!("there are no evaluation sets in {data}: only our own are measured");
        retrieval::measure(&own, &goals::Goals::read()?, &words::Words::shipped())?;
        return Ok(());
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    if let Some(out) = arguments.iter().skip_while(|argument| *argument != "fit-embeddings").nth(1) {
        return runtime.block_on(embeddings::fit(&sets, out));
    }
    if arguments.iter().any(|argument| argument == "follow-ups") {
        return runtime.block_on(follow_ups::measure(&sets));
    }
    round_trip::check(Path::new(data))?;
    intents::measure(&sets)?;
    runtime.block_on(follow_ups::measure(&sets))?;
    runtime.block_on(talks::measure(&sets))?;
    let (goals, both) = (goals::Goals::read()?, [own, sets.clone()].concat());
    let mut unmet = retrieval::measure(&both, &goals, &words::Words::fitted(&both)?)?;
    unmet.extend(retrieval::measure(&sets, &goals, &runtime.block_on(embeddings::Meanings::fitted(&sets))?)?);
    match unmet.len() {
        0 => println!("All goals are met."),
        count => println!("{count} goals are not met:\n  {}", unmet.join("\n  ")),
    }
    Ok(())
}

/// The knowledge base of a set: the sample articles where it has none of its own.
fn articles(set: &Path) -> PathBuf {
    let own = set.join("kb.jsonl");
    if own.is_file() { own } else { PathBuf::from(SAMPLE) }
}

/// The folders that hold questions, by name.
fn sets(data: &Path) -> anyhow::Result<Vec<PathBuf>> {
    if !data.is_dir() {
        return Ok(Vec::new());
    }
    let mut sets: Vec<PathBuf> =
        data.read_dir()?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    sets.retain(|set| set.join("queries.jsonl").is_file());
    sets.sort();
    Ok(sets)
}

/// The name of a set.
fn name(set: &Path) -> String {
    set.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

#[expect(clippy::cast_precision_loss, reason = "a count of questions is far below 2^52")]
fn percent(part: usize, all: usize) -> f64 {
    100.0 * part as f64 / all.max(1) as f64
}
