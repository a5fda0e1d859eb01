//! Measures every evaluation set below a folder, and how long a search takes.
//!
//! `cargo run --release --example eval -p hamyar-knowledge -- DIR [NAME]`
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "an example speaks to whoever runs it")]

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use hamyar_knowledge::eval::{self, EvalError};
use hamyar_knowledge::{Audience, Model, Query};

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let Some(dir) = arguments.next().map(PathBuf::from) else {
        eprintln!("usage: eval DIR [NAME]");
        return ExitCode::from(2);
    };
    let name = arguments.next().and_then(|name| name.into_string().ok()).unwrap_or_default();
    println!(
        "{:<22} {:>5} {:>5} {:>5} | {:>5} {:>5} {:>5} | {:>5} {:>5} {:>5} | {:>4} {:>4}",
        "set", "R@1", "R@5", "MRR", "AUROC", "c90", "c95", "prec", "res", "false", "p50", "p99"
    );
    let mut sets: Vec<PathBuf> = std::fs::read_dir(&dir).into_iter().flatten().flatten().map(|e| e.path()).collect();
    sets.sort();
    for set in sets.iter().filter(|set| set.join("kb.jsonl").exists() && set.to_string_lossy().contains(&name)) {
        for queries in ["queries.jsonl", "queries_noisy.jsonl"] {
            let queries = set.join(queries);
            if !queries.exists() {
                continue;
            }
            if let Err(error) = measure(set, &queries) {
                eprintln!("{}: {error}", set.display());
                return ExitCode::FAILURE;
            }
        }
    }
    ExitCode::SUCCESS
}

fn measure(set: &Path, queries: &Path) -> Result<(), EvalError> {
    let knowledge = eval::load(&set.join("kb.jsonl"))?;
    let asked = eval::read_questions(queries)?;
    let mut variants: Vec<String> = asked.iter().map(|asked| variant(&asked.id).to_owned()).collect();
    variants.sort();
    variants.dedup();
    for name in variants {
        let asked: Vec<_> = asked.iter().filter(|asked| variant(&asked.id) == name).cloned().collect();
        let report = eval::evaluate_with(&knowledge, &asked, Model::general()).report;
        let mut times: Vec<u128> = asked
            .iter()
            .map(|asked| {
                let start = Instant::now();
                let query = Query { text: &asked.text, locale: None, audience: Audience::Public, limit: 3 };
                std::hint::black_box(knowledge.search(&query));
                start.elapsed().as_micros()
            })
            .collect();
        times.sort_unstable();
        let set = set.file_name().unwrap_or_default().to_string_lossy();
        println!(
            "{:<22} {:>5.3} {:>5.3} {:>5.3} | {:>5.3} {:>5.3} {:>5.3} | {:>5.3} {:>5.3} {:>5.3} | {:>4} {:>4}",
            format!("{set}{name}"),
            report.r1,
            report.r5,
            report.mrr,
            report.auroc.unwrap_or(f64::NAN),
            report.c90.resolved,
            report.c95.resolved,
            report.operating.precision.unwrap_or(f64::NAN),
            report.operating.resolved,
            report.operating.false_answers.unwrap_or(f64::NAN),
            times[times.len() / 2],
            times[times.len() * 99 / 100],
        );
    }
    Ok(())
}

/// `~typo` of `q1~typo`; nothing for a clean question.
fn variant(id: &str) -> &str {
    id.find('~').map_or("", |at| &id[at..])
}
