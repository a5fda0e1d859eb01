//! The figures are those that the evaluation sets' own script prints.

use std::fs;
use std::path::Path;

use hamyar_knowledge::calibrate::{self, Task};
use hamyar_knowledge::eval::{self, Report, RunLine};

fn fixture(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

#[track_caller]
fn close(ours: f64, theirs: f64) {
    assert!((ours - theirs).abs() < 1e-9, "{ours} is not {theirs}");
}

/// The expected numbers are the output of `score.py questions.jsonl run.jsonl --json` for the two fixtures: ties, a
/// missing line, a line without hits, and questions that are measured apart.
#[test]
fn every_figure_equals_the_scripts() {
    let questions = eval::read_questions(&fixture("questions.jsonl")).unwrap();
    let run = fs::read_to_string(fixture("run.jsonl")).unwrap();
    let run: Vec<RunLine> = run.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let report = Report::new(&questions, &run);
    assert_eq!((report.questions, report.answerable), (11, 6));
    close(report.r1, 0.333_333_333_333_333_3);
    close(report.r5, 0.5);
    close(report.mrr, 0.444_444_444_444_444_4);
    close(report.ndcg, 0.484_476_288_304_611_26);
    close(report.auroc.unwrap(), 0.527_777_777_777_777_8);
    close(report.auroc_by_kind["near_oos"], 0.458_333_333_333_333_3);
    close(report.auroc_by_kind["far_oos"], 0.666_666_666_666_666_6);
    close(report.auroc_by_kind["unans_inpassage"], 0.333_333_333_333_333_3);
    for coverage in [report.c90, report.c95] {
        close(coverage.resolved, 0.166_666_666_666_666_66);
        close(coverage.answered, 0.111_111_111_111_111_1);
        close(coverage.threshold.unwrap(), 0.95);
    }
    close(report.aurc, 0.538_007_054_673_721_3);
    close(report.operating.answered, 0.444_444_444_444_444_4);
    close(report.operating.precision.unwrap(), 0.5);
    close(report.operating.resolved, 0.333_333_333_333_333_3);
    close(report.operating.false_answers.unwrap(), 0.333_333_333_333_333_3);
    assert_eq!(report.operating.hard_answered, 1);
}

const KB: &str = r#"{"id":"refund","lang":"en","title":"Refunds","body":"","questions":["I want my money back","how do I return an order"]}
{"id":"password","lang":"en","title":"Reset your password","body":"Open the login page.","questions":["I forgot my password"]}
{"id":"ساعت","lang":"fa","title":"ساعت کاری","body":"۹ تا ۱۷"}
"#;
const QUESTIONS: &str = r#"{"id":"q1","lang":"en","text":"give me my money back","relevant":["refund"],"answerable":true,"kind":"answerable"}
{"id":"q2","lang":"en","text":"forgot password","relevant":["password"],"answerable":true,"kind":"answerable"}
{"id":"q3","lang":"fa","text":"ساعت كار شما","relevant":["ساعت"],"answerable":true,"kind":"answerable"}
{"id":"q4","lang":"en","text":"what is the weather in my town","relevant":[],"answerable":false,"kind":"far_oos"}
{"id":"q5","lang":"en","text":"do you sell an umbrella","relevant":[],"answerable":false,"kind":"far_oos"}
"#;

#[test]
fn files_are_measured_and_the_run_is_written() {
    let dir = tempfile::tempdir().unwrap();
    let (kb, queries, out) = (dir.path().join("kb.jsonl"), dir.path().join("q.jsonl"), dir.path().join("run.jsonl"));
    fs::write(&kb, KB).unwrap();
    fs::write(&queries, QUESTIONS).unwrap();
    let evaluation = eval::evaluate(&kb, &queries).unwrap();
    close(evaluation.report.r1, 1.0);
    close(evaluation.report.auroc.unwrap(), 1.0);
    assert!(evaluation.report.to_string().contains("R@1            1.0000"), "{}", evaluation.report);
    eval::write_run(&out, &evaluation.run).unwrap();
    let lines = fs::read_to_string(&out).unwrap();
    let again: Vec<RunLine> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(again.len(), evaluation.run.len());
    for (again, line) in again.iter().zip(&evaluation.run) {
        let ids = |line: &RunLine| line.hits.iter().map(|hit| hit.id.clone()).collect::<Vec<_>>();
        assert_eq!((&again.id, ids(again), again.answered), (&line.id, ids(line), line.answered));
        close(again.confidence, line.confidence);
    }

    fs::write(&queries, "{\"id\":1}\n").unwrap();
    let error = eval::evaluate(&kb, &queries).unwrap_err().to_string();
    assert!(error.contains("q.jsonl:1: "), "{error}");
}

#[test]
fn a_model_is_fitted_and_survives_its_file() {
    let dir = tempfile::tempdir().unwrap();
    let (kb, queries) = (dir.path().join("kb.jsonl"), dir.path().join("q.jsonl"));
    fs::write(&kb, KB).unwrap();
    fs::write(&queries, QUESTIONS).unwrap();
    let task = |name: &str| Task {
        name: name.to_owned(),
        knowledge: eval::load(&kb).unwrap(),
        questions: eval::read_questions(&queries).unwrap(),
    };
    let tasks = [task("one"), task("two")];
    let model = calibrate::fit(&tasks, "a test");
    assert_eq!(model, calibrate::fit(&tasks, "a test"), "a fit does not depend on chance");
    let again: hamyar_knowledge::Model = serde_json::from_str(&serde_json::to_string(&model).unwrap()).unwrap();
    assert_eq!(again, model);
    let report = eval::evaluate_with(&tasks[0].knowledge, &tasks[0].questions, &model).report;
    close(report.r1, 1.0);
    close(report.auroc.unwrap(), 1.0);
    assert_eq!(calibrate::cross_validate(&tasks).len(), 2);
    let broken = serde_json::to_string(&model).unwrap().replace("\"coverage\"", "\"coverige\"");
    let error = serde_json::from_str::<hamyar_knowledge::Model>(&broken).unwrap_err().to_string();
    assert!(
        error.contains("there is no weight `coverige`") || error.contains("there is no coefficient `coverige`"),
        "{error}"
    );
}
