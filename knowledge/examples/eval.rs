//! Measures every evaluation set below a folder, briefly, and without building the product. `make eval` says more.
//!
//! `cargo run --release --example eval -p hamyar-knowledge -- DIR [NAME] [MODEL.json]`
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "an example speaks to whoever runs it")]

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use hamyar_knowledge::Model;
use hamyar_knowledge::eval::{self, Asked};

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
        "{:<26} {:>5} {:>5} {:>5} | {:>5} {:>5} {:>5} | {:>5} {:>5} {:>5}",
        "set", "R@1", "R@5", "MRR", "AUROC", "c90", "c95", "prec", "res", "false"
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
    let knowledge = eval::load(&set.join("kb.jsonl"))?;
    let all = eval::read_questions(&set.join(queries))?;
    let mut variants: Vec<&str> = all.iter().map(|asked| variant(&asked.id)).collect();
    variants.sort_unstable();
    variants.dedup();
    for name in variants {
        let asked: Vec<Asked> = all.iter().filter(|asked| variant(&asked.id) == name).cloned().collect();
        let report = eval::evaluate_with(&knowledge, &asked, model).report;
        println!(
            "{:<26} {:>5.3} {:>5.3} {:>5.3} | {:>5.3} {:>5.3} {:>5.3} | {:>5.3} {:>5.3} {:>5.3}",
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
        );
    }
    Ok(())
}

/// `~typo` of `q1~typo`; nothing for a clean question.
fn variant(id: &str) -> &str {
    id.find('~').map_or("", |at| &id[at..])
}
