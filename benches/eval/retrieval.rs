//! Whether the right article is found, and how sure that is: every figure about every set, asked of the index alone.

use std::path::PathBuf;

use hamyar_knowledge::eval::{Report, evaluate};

use super::name;

pub(super) fn measure(sets: &[PathBuf]) -> anyhow::Result<()> {
    println!(
        "THE INDEX ALONE (c90, c95: answerable questions answered rightly at 90% and 95% right answers; then at the\n\
              thresholds shipped: right answers of answers, of answerable questions, and answers of unanswerable ones)\n"
    );
    println!(
        "{:<26} {:>9} {:>6} {:>6} {:>6} {:>6} {:>6} {:>6}  {:>6} {:>8} {:>6}",
        "set", "questions", "R@1", "R@5", "MRR", "AUROC", "c90", "c95", "right", "resolved", "false"
    );
    for set in sets {
        for (queries, suffix) in [("queries.jsonl", ""), ("queries_noisy.jsonl", " noisy")] {
            let queries = set.join(queries);
            if queries.is_file() {
                let report = evaluate(&set.join("kb.jsonl"), &queries)?.report;
                line(&format!("{}{suffix}", name(set)), &report);
            }
        }
    }
    Ok(())
}

fn line(name: &str, report: &Report) {
    let optional = |value: Option<f64>| value.map_or("-".to_owned(), |value| format!("{value:.3}"));
    let at = &report.operating;
    println!(
        "{name:<26} {:>9} {:>6.3} {:>6.3} {:>6.3} {:>6} {:>6.3} {:>6.3}  {:>6} {:>8.3} {:>6}",
        report.questions,
        report.r1,
        report.r5,
        report.mrr,
        optional(report.auroc),
        report.c90.resolved,
        report.c95.resolved,
        optional(at.precision),
        at.resolved,
        optional(at.false_answers),
    );
}
