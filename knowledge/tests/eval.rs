//! The figures are those that the evaluation sets' own script prints.
#![expect(clippy::unwrap_used, reason = "a test ends where it fails")]

use std::fs;
use std::path::Path;

use hamyar_knowledge::calibrate::{self, Task};
use hamyar_knowledge::eval::{self, Asked, Figure, Report, RunLine, Summary};

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
    let (hard90, hard95) = report.hard.unwrap();
    close(hard90.resolved, 0.0);
    close(hard95.resolved, 0.0);
    close(report.operating.answered, 0.444_444_444_444_444_4);
    close(report.operating.precision.unwrap(), 0.5);
    close(report.operating.resolved, 0.333_333_333_333_333_3);
    close(report.operating.false_answers.unwrap(), 0.333_333_333_333_333_3);
    assert_eq!(report.operating.hard_answered, 1);
    let kinds: Vec<_> = report.kinds.iter().map(|kind| (kind.kind.as_str(), kind.questions, kind.r1)).collect();
    let expect = [("answerable", 5, Some(0.4)), ("xling", 1, Some(0.0))];
    assert_eq!(kinds[..2], expect, "the two that `R1_by_kind` has");
    let others = [("far_oos", 1, None), ("near_oos", 2, None), ("unans_inpassage", 2, None)];
    assert_eq!(kinds[2..], others);
}

fn measured() -> (Vec<Asked>, Vec<RunLine>) {
    let run = fs::read_to_string(fixture("run.jsonl")).unwrap();
    let run = run.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    (eval::read_questions(&fixture("questions.jsonl")).unwrap(), run)
}

#[test]
fn every_figure_has_an_interval_that_comes_out_the_same_each_time() {
    let (questions, run) = measured();
    let figures = eval::figures(&questions, &run);
    assert_eq!(figures, eval::figures(&questions, &run));
    let names: Vec<&str> = figures.keys().map(String::as_str).collect();
    for name in ["R1", "R5", "MRR10", "nDCG10", "AUROC", "cov90", "cov95", "cov90_hard", "AURC", "op.precision"] {
        assert!(names.contains(&name), "{name} in {names:?}");
    }
    for (name, Figure { value, low, high }) in figures {
        let (value, low, high) = (value.unwrap(), low.unwrap(), high.unwrap());
        assert!(low <= value && value <= high, "{name}: {low} {value} {high}");
    }
    // Of a share, the bootstrap's interval is that of the binomial distribution: here 0.7, give or take 0.09.
    let (mut questions, mut run) = (Vec::new(), Vec::new());
    for n in 0..100 {
        let id = format!("q{n}");
        questions.push(Asked { id: id.clone(), relevant: vec!["x".to_owned()], ..measured().0[0].clone() });
        let hit = eval::Hit { id: if n < 70 { "x" } else { "y" }.to_owned(), score: 1.0 };
        run.push(RunLine { id, hits: vec![hit], confidence: 0.5, answered: true });
    }
    let share = eval::figures(&questions, &run)["R1"];
    assert!((share.low.unwrap() - 0.61).abs() < 0.02 && (share.high.unwrap() - 0.79).abs() < 0.02, "{share:?}");
}

#[test]
fn the_curves_are_those_of_the_outcomes() {
    let (questions, run) = measured();
    let outcomes = eval::outcomes(&questions, &run);
    assert_eq!(outcomes.len(), 9, "without those that are measured apart");
    let bins = eval::reliability(&outcomes, 5);
    let shown: Vec<_> = bins.iter().map(|bin| (bin.questions, bin.right)).collect();
    assert_eq!(shown, [(3, 0.0), (2, 0.0), (4, 0.5)]);
    close(bins[2].confidence, (0.95 + 3.0 * 0.8) / 4.0);
    close(eval::calibration_error(&bins), (0.1 + 2.0 * 0.3 + (4.0 * (bins[2].confidence - 0.5))) / 9.0);
    let curve = eval::risk_coverage(&outcomes);
    close(curve[0].risk, 0.0);
    close(curve[1].risk, 0.5);
    let last = curve.last().unwrap();
    close(last.coverage, 1.0);
    close(last.risk, 7.0 / 9.0);
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
    let thresholds = hamyar_knowledge::Thresholds::default();
    let asked = eval::read_questions(&queries).unwrap();
    let summary = Summary::new(&asked, &evaluation.run, thresholds).to_string();
    assert!(summary.contains("R@1               1.0000   1.0000 to 1.0000"), "{summary}");
    eval::write_run(&out, &evaluation.run).unwrap();
    let lines = fs::read_to_string(&out).unwrap();
    let again: Vec<RunLine> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(again.len(), evaluation.run.len());
    for (again, line) in again.iter().zip(&evaluation.run) {
        let ids = |line: &RunLine| line.hits.iter().map(|hit| hit.id.clone()).collect::<Vec<_>>();
        assert_eq!((&again.id, ids(again), again.answered), (&line.id, ids(line), line.answered));
        close(again.confidence, line.confidence);
    }
}

#[track_caller]
fn refused(questions: &[u8], expect: &str) {
    let dir = tempfile::tempdir().unwrap();
    let (kb, queries) = (dir.path().join("kb.jsonl"), dir.path().join("q.jsonl"));
    fs::write(&kb, KB).unwrap();
    fs::write(&queries, questions).unwrap();
    let error = eval::evaluate(&kb, &queries).unwrap_err().to_string();
    assert!(error.ends_with(expect), "{error}");
}

#[test]
fn a_broken_file_is_named_with_its_line() {
    let good = QUESTIONS.lines().next().unwrap();
    refused(b"", "q.jsonl: there is no question in it");
    refused(b"{\"id\":1}\n", "q.jsonl:1: invalid type: integer `1`, expected a string at column 7");
    refused(format!("{good}\n\nnonsense\n").as_bytes(), "q.jsonl:3: expected ident at column 2");
    refused(format!("{good}\n{good}\n").as_bytes(), "q.jsonl:2: the id `q1` is there for the second time");
    refused(&[good.as_bytes(), b"\n\xff\xfe\n"].concat(), "q.jsonl:2: the line is not UTF-8 text");
    let nowhere = good.replace("[\"refund\"]", "[]");
    refused(nowhere.as_bytes(), "q.jsonl:1: question `q1` is answerable and names no article in `relevant`");
    let gone = good.replace("[\"refund\"]", "[\"gone\"]");
    refused(gone.as_bytes(), "q.jsonl:1: the knowledge base has no article `gone`, which `relevant` names");
    let error = eval::read_questions("nowhere.jsonl".as_ref()).unwrap_err().to_string();
    assert_eq!(error, "cannot read nowhere.jsonl");
    let folder = tempfile::tempdir().unwrap();
    let error = eval::evaluate(&folder.path().join("kb.jsonl"), &fixture("questions.jsonl")).unwrap_err().to_string();
    assert!(error.contains("kb.jsonl: cannot be read"), "{error}");
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
    let model = calibrate::fit(&tasks, "a test").unwrap();
    assert_eq!(model, calibrate::fit(&tasks, "a test").unwrap(), "a fit does not depend on chance");
    let again: hamyar_knowledge::Model = serde_json::from_str(&serde_json::to_string(&model).unwrap()).unwrap();
    assert_eq!(again, model);
    let report = eval::evaluate_with(&tasks[0].knowledge, &tasks[0].questions, &model).report;
    close(report.r1, 1.0);
    close(report.auroc.unwrap(), 1.0);
    assert_eq!(calibrate::cross_validate(&tasks).unwrap().len(), 2);
    let broken = serde_json::to_string(&model).unwrap().replace("\"coverage\"", "\"coverige\"");
    let error = serde_json::from_str::<hamyar_knowledge::Model>(&broken).unwrap_err().to_string();
    assert!(
        error.contains("there is no weight `coverige`") || error.contains("there is no coefficient `coverige`"),
        "{error}"
    );
}
