//! Fitting how sure the bot is to this knowledge base.

use std::process::ExitCode;

use anyhow::Context;
use hamyar_knowledge::calibrate::{Advice, Outcome, Price, Refit, refit};
use hamyar_knowledge::eval;
use hamyar_knowledge::{Knowledge, Model};
use serde_json::json;

use super::super::arguments::CalibrateArguments;
use super::super::output::Output;
use super::outcomes::{asked, told};
use crate::answer::Calibration;
use crate::clock::Edge;
use crate::config::Config;
use crate::library::Library;
use crate::model::feedback;
use crate::store::Store;

/// Older feedback is about articles that have changed since.
const YEAR: chrono::TimeDelta = chrono::TimeDelta::days(365);

/// Where the outcomes come from.
struct Sources {
    outcomes: Vec<Outcome>,
    asked: usize,
    told: usize,
}

pub(super) async fn calibrate(
    config: &Config,
    store: Store,
    edge: &Edge,
    wanted: &CalibrateArguments,
    out: &mut Output,
) -> anyhow::Result<ExitCode> {
    if wanted.reset {
        store.save_calibration(None).await?;
        out.line("the shipped model judges again")?;
        return Ok(ExitCode::SUCCESS);
    }
    let target = wanted.target.unwrap_or(config.answers.precision.get());
    let library = Library::in_memory(store.clone()).await.context("the articles cannot be indexed")?;
    let sources = gather(&store, library.knowledge(), edge, wanted).await?;
    let refit = refit(Model::general(), &sources.outcomes, target);
    let applied = !wanted.dry_run && is_advised(refit.advice);
    if applied {
        let mut model = refit.model.clone();
        model.about = about(&refit, edge);
        let calibration = Calibration { general: Model::general().clone(), model };
        store.save_calibration(Some(serde_json::to_string(&calibration)?)).await?;
    }
    if wanted.json {
        out.json(&json!({ "applied": applied, "asked": sources.asked, "told": sources.told, "fit": refit }))?;
    } else {
        tell(&sources, &refit, out)?;
        out.line(verdict(&refit, applied))?;
        if applied && (config.answers.answer.is_some() || config.answers.suggest.is_some()) {
            out.line(
                "The settings answers.answer and answers.suggest win over these thresholds: remove them to use these.",
            )?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn gather(
    store: &Store,
    knowledge: &Knowledge,
    edge: &Edge,
    wanted: &CalibrateArguments,
) -> anyhow::Result<Sources> {
    let mut outcomes = Vec::new();
    if let Some(queries) = &wanted.queries {
        let questions = eval::read_questions(queries)?;
        eval::check(queries, &questions, knowledge)?;
        outcomes
            .extend(questions.iter().filter(|question| !question.apart()).map(|question| asked(knowledge, question)));
    }
    let asked = outcomes.len();
    if !wanted.without_feedback {
        let entries = store.answers_and_presses(edge.now() - YEAR, i64::MAX).await?;
        outcomes.extend(feedback(&entries).iter().filter_map(|feedback| told(knowledge, feedback)));
    }
    let told = outcomes.len() - asked;
    Ok(Sources { outcomes, asked, told })
}

fn is_advised(advice: Advice) -> bool {
    matches!(advice, Advice::Refit | Advice::Thresholds)
}

/// How it came about, for whoever looks into the database.
fn about(refit: &Refit, edge: &Edge) -> String {
    format!(
        "Fitted by `hamyar kb calibrate` on {} to {} questions, for {} of the answers right.",
        edge.now().format("%F"),
        refit.outcomes,
        refit.chosen.target
    )
}

fn tell(sources: &Sources, refit: &Refit, out: &mut Output) -> anyhow::Result<()> {
    out.line(format!(
        "{} questions whose outcome is known ({} from the file, {} from people and the team); the first article was right \
         for {}.",
        refit.outcomes, sources.asked, sources.told, refit.right
    ))?;
    if refit.outcomes == 0 {
        return Ok(());
    }
    out.line("\nHow sure the bot was, and how often it was right:")?;
    out.line(format!("{:<18}{:>9} {:>7} {:>7}", "", "questions", "sure", "right"))?;
    for (name, quality) in [("shipped", &refit.before), ("fitted", &refit.after)] {
        if name == "fitted" && refit.before == refit.after {
            continue;
        }
        for bin in &quality.bins {
            out.line(format!("{name:<18}{:>9} {:>7.2} {:>7.2}", bin.questions, bin.confidence, bin.right))?;
        }
        out.line(format!(
            "{name:<18}off by {:.3} in the mean; log loss {:.4}",
            quality.calibration_error, quality.log_loss
        ))?;
    }
    out.line("\nWhat a share of right answers costs (resolved: of the questions whose first article is right):")?;
    out.line(format!("{:<18}{:>9} {:>9} {:>7} {:>9}", "target", "from", "answered", "right", "resolved"))?;
    out.line(line("as shipped", &refit.now))?;
    for price in &refit.prices {
        out.line(line(&format!("{}", price.target), price))?;
    }
    out.line(line(&format!("{}, as asked", refit.chosen.target), &refit.chosen))?;
    Ok(out.line("")?)
}

fn line(name: &str, price: &Price) -> String {
    let number = |value: Option<f64>| value.map_or("-".to_owned(), |value| format!("{value:.2}"));
    let (from, right) = (number(price.threshold), number(price.precision));
    format!("{name:<18}{from:>9} {:>9.2} {right:>7} {:>9.2}", price.answered, price.resolved)
}

fn verdict(refit: &Refit, applied: bool) -> String {
    let from = refit.model.thresholds.answer;
    let nothing = match refit.advice {
        Advice::TooFew => {
            "there is too little to go by: it takes 50 questions, 10 of them with the right article first and 10 without"
        }
        Advice::NoGain => "nothing would be better by more than chance",
        Advice::OutOfReach => "no threshold reaches the target",
        Advice::Refit if applied => {
            return format!("The fitted model judges from now on; the bot answers from {from:.2}.");
        }
        Advice::Thresholds if applied => {
            return format!("The shipped model is kept; the bot answers from {from:.2} from now on.");
        }
        Advice::Refit => return format!("The fitted model would be better; the bot would answer from {from:.2}."),
        Advice::Thresholds => return format!("The shipped model would be kept; the bot would answer from {from:.2}."),
    };
    format!("Nothing is changed: {nothing}.")
}
