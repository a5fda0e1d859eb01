//! Fits the shipped model and shows how each task fares with a model fitted on the others.
//!
//! `cargo run --release --example calibrate -p hamyar-knowledge -- OUT.json SET…`
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "an example speaks to whoever runs it")]

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use hamyar_knowledge::calibrate::{self, Task};
use hamyar_knowledge::eval;

/// What questions without a knowledge base of their own are about.
const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/knowledge");

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
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let out = arguments.next().ok_or("usage: calibrate OUT.json SET…")?;
    let mut tasks = Vec::new();
    for set in arguments {
        let name = set.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let own = set.join("kb.jsonl");
        let knowledge = eval::load(if own.is_file() { &own } else { Path::new(SAMPLE) })?;
        tasks.push(Task { name, knowledge, questions: eval::read_questions(&set.join("queries.jsonl"))? });
    }
    for (name, report) in calibrate::cross_validate(&tasks)? {
        println!(
            "{name:<32} R@1 {:.3} AUROC {:.3} c90 {:.3} | precision {:.3} resolved {:.3} false {:.3}",
            report.r1,
            report.auroc.unwrap_or(f64::NAN),
            report.c90.resolved,
            report.operating.precision.unwrap_or(f64::NAN),
            report.operating.resolved,
            report.operating.false_answers.unwrap_or(f64::NAN),
        );
    }
    let names: Vec<&str> = tasks.iter().map(|task| task.name.as_str()).collect();
    let about = format!(
        "Coefficients fitted by `calibrate` (ridge logistic regression, every task counting the same, those of bodies without variants in both forms) on the questions of {}; weights are round numbers, chosen by hand on the same. Thresholds: 90% of answers right over these tasks, each judged by a model fitted on the others.",
        names.join(", ")
    );
    let model = calibrate::fit(&tasks, &about)?;
    std::fs::write(&out, serde_json::to_string_pretty(&model)? + "\n")?;
    Ok(())
}
