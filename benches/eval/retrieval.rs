//! Whether the right article is found, and how sure that is: every figure about every set beside its goal, and what is
//! drawn of them under `target/eval`.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use hamyar::library::Deed;
use hamyar_knowledge::eval::{self, Asked, Figure, RunLine, Summary};
use hamyar_knowledge::{Found, Knowledge, Thresholds};

use super::chart;
use super::goals::{Better, Goals, Set, is_met};
use super::name;

/// Where diagrams and figures are written.
const OUT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/target/eval");

/// A way of searching that has goals of its own.
pub(super) trait Column {
    /// Its name, also in the names of files.
    fn name(&self) -> &'static str;

    /// Its goals among those of a set.
    fn goals<'s>(&self, set: &'s Set) -> &'s BTreeMap<String, f64>;

    /// Another way's goals among those of a set, to be shown beside them, under what head.
    fn beside<'s>(&self, set: &'s Set) -> (&'static str, &'s BTreeMap<String, f64>);

    /// The knowledge base of a set.
    ///
    /// # Errors
    ///
    /// When it cannot be read or indexed.
    fn knowledge(&self, set: &Path) -> anyhow::Result<Knowledge>;

    /// From which probability on it is answered in a set.
    fn thresholds(&self, set: &str) -> Thresholds;

    /// What is found for a question of a set, and whether the product answers.
    fn ask(&self, set: &str, knowledge: &Knowledge, question: &Asked) -> RunLine;

    /// It can be asked what nobody prepared it for.
    fn hears_noise(&self) -> bool;
}

/// What was found for a question, and whether the bot would give it as the answer.
pub(super) fn line(question: &Asked, found: Found, thresholds: &Thresholds) -> RunLine {
    let answered = Deed::of(&question.text, &found, thresholds) == Deed::Answers;
    RunLine::new(question, found, answered)
}

/// Prints the tables, and returns the goals that are not met.
pub(super) fn measure(sets: &[PathBuf], goals: &Goals, column: &dyn Column) -> anyhow::Result<Vec<String>> {
    fs::create_dir_all(OUT)?;
    let mut table = Table { goals, column, unmet: Vec::new() };
    table.head();
    for set in sets {
        let knowledge = column.knowledge(set)?;
        let clean = table.clean(set, &knowledge)?;
        let noisy = set.join("queries_noisy.jsonl");
        if noisy.is_file() && column.hears_noise() {
            table.noisy(set, &knowledge, &eval::read_questions(&noisy)?, clean);
        }
        println!();
    }
    println!("Diagrams and figures are in {OUT}.\n");
    Ok(table.unmet)
}

struct Table<'a> {
    goals: &'a Goals,
    column: &'a dyn Column,
    unmet: Vec<String>,
}

impl Table<'_> {
    fn head(&self) {
        println!(
            "THE INDEX ALONE, {} (95% intervals by bootstrap; a goal is met if it is within or below the interval; the questions \
             of a set on which the confidence was fitted are judged by one that was fitted on the other sets)\n",
            self.column.name().to_uppercase()
        );
        print!("{:<26}{:>6} {:>13} {:>6} {:>4}  ", "", "figure", "interval", "goal", "met");
        print!(" {:>9}", self.column.beside(&Set::default()).0);
        for other in self.goals.others() {
            print!(" {other:>9}");
        }
        println!("\n{:<56}{:>13}", "", "(goal)");
    }

    /// The clean questions of a set. Returns its R@1.
    fn clean(&mut self, set: &Path, knowledge: &Knowledge) -> anyhow::Result<f64> {
        let questions = eval::read_questions(&set.join("queries.jsonl"))?;
        let of = name(set);
        let run: Vec<RunLine> = questions.iter().map(|question| self.column.ask(&of, knowledge, question)).collect();
        let summary = Summary::new(&questions, &run, self.column.thresholds(&of));
        self.write(set, &summary, &eval::outcomes(&questions, &run))?;
        let (all, name) = (self.goals.of(&name(set)), name(set));
        let (goals, (_, beside)) = (self.column.goals(&all), self.column.beside(&all));
        println!("{name} ({} questions)", summary.questions);
        for figure in ["R1", "R5", "AUROC", "cov90", "cov95"] {
            let baselines = self.goals.others().into_iter().map(|other| {
                let baseline = all.baselines.iter().find(|baseline| baseline.of == other)?;
                baseline.figures.get(figure).copied()
            });
            let baselines: Vec<Option<f64>> = std::iter::once(beside.get(figure).copied()).chain(baselines).collect();
            self.line(&name, figure, &summary.figures, goals.get(figure).copied(), Better::Higher, &baselines);
        }
        let everywhere = &self.goals.everywhere;
        let resolved = goals.get("cov90").map(|goal| everywhere.resolved * goal);
        let (precision, false_answer) = (Some(everywhere.precision), Some(everywhere.false_answer));
        self.line(&name, "op.precision", &summary.figures, precision, Better::Higher, &[]);
        self.line(&name, "op.false_answer", &summary.figures, false_answer, Better::Lower, &[]);
        self.line(&name, "op.resolved", &summary.figures, resolved, Better::Higher, &[]);
        for kind in summary.kinds.iter().filter(|_| summary.kinds.len() > 2) {
            let figure = if kind.answerable { "R1" } else { "AUROC" };
            self.line(&name, &format!("{figure}[{}]", kind.kind), &summary.figures, None, Better::Higher, &[]);
        }
        if summary.hard_answered > 0 {
            println!("  {} answered whose passage does not say it", summary.hard_answered);
        }
        Ok(summary.figures["R1"].value.unwrap_or_default())
    }

    /// Its noisy questions, one line for each way in which they are noisy.
    fn noisy(&mut self, set: &Path, knowledge: &Knowledge, all: &[Asked], clean: f64) {
        let (goals, noise) = (self.goals.of(&name(set)).noisy, &self.goals.everywhere.noise);
        let (noisy, within) = (noise.variants.clone(), noise.within);
        let mut variants: BTreeMap<&str, Vec<Asked>> = BTreeMap::new();
        for question in all {
            let (_, variant) = question.id.split_once('~').unwrap_or(("", "noisy"));
            variants.entry(variant).or_default().push(question.clone());
        }
        for (variant, questions) in variants {
            let of = name(set);
            let run: Vec<RunLine> =
                questions.iter().map(|question| self.column.ask(&of, knowledge, question)).collect();
            let figures = eval::figures(&questions, &run);
            let near = noisy.iter().any(|near| near == variant).then_some(clean - within);
            let goal =
                goals.get(variant).copied().or(near).filter(|_| !self.column.goals(&self.goals.of(&of)).is_empty());
            let renamed = BTreeMap::from([(format!("R1 {variant}"), figures["R1"])]);
            self.line(&name(set), &format!("R1 {variant}"), &renamed, goal, Better::Higher, &[]);
        }
    }

    fn line(
        &mut self,
        set: &str,
        figure: &str,
        figures: &BTreeMap<String, Figure>,
        goal: Option<f64>,
        better: Better,
        baselines: &[Option<f64>],
    ) {
        let Some(measured) = figures.get(figure) else { return };
        let number = |value: Option<f64>| value.map_or("-".to_owned(), |value| format!("{value:.3}"));
        let interval = match (measured.low, measured.high) {
            (Some(low), Some(high)) => format!("{low:.3}-{high:.3}"),
            _ => "-".to_owned(),
        };
        let goal = goal.filter(|_| measured.value.is_some());
        let met = goal.map(|goal| is_met(measured, goal, better));
        let word = met.map_or("", |met| if met { "yes" } else { "NO" });
        let goal_shown = goal.map_or(String::new(), |goal| format!("{goal:.3}"));
        let mut line =
            format!("  {figure:<24}{:>6} {interval:>13} {goal_shown:>6} {word:>4}  ", number(measured.value));
        for baseline in baselines {
            let shown = baseline.map_or(String::new(), |value| format!("{value:.2}"));
            let _ = write!(line, " {shown:>9}");
        }
        println!("{}", line.trim_end());
        if met == Some(false) {
            self.unmet.push(format!(
                "{set}, {}: {figure} is {} ({interval}), the goal {goal_shown}",
                self.column.name(),
                number(measured.value)
            ));
        }
    }

    fn write(&self, set: &Path, summary: &Summary, outcomes: &[(f64, bool)]) -> anyhow::Result<()> {
        let file = |ending: &str| {
            Path::new(OUT).join(format!("{}-{}.{ending}", name(set), self.column.name().replace(' ', "-")))
        };
        fs::write(file("json"), serde_json::to_string_pretty(summary)? + "\n")?;
        fs::write(file("svg"), chart::draw(&format!("{}, {}", name(set), self.column.name()), summary, outcomes))?;
        Ok(())
    }
}
