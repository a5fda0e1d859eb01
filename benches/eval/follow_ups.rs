//! Questions that go on with another: how many of our own are answered right with the one before and without it, and
//! whether a question that has nothing to do with the one before is ever hurt by it.

use std::path::PathBuf;

use hamyar::answer::{Answerer, Judge, KnowledgeAnswerer};
use hamyar::decide::follow_up::leans;
use hamyar::decide::intent::{Intent, intent};
use hamyar::model::{About, Circle, Question, Verdict};
use hamyar_knowledge::eval::{self, read_questions};
use hamyar_knowledge::{Change, Knowledge, files};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde::Deserialize;

use super::{name, percent};

/// Our own, over the sample articles.
const OWN: &str = include_str!("../../tests/it/fixtures/follow_ups.jsonl");
const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/knowledge");
const SEED: u64 = 4;

/// A question that goes on with another, and what answers it: nothing where it changes the subject.
#[derive(Deserialize)]
struct FollowUp {
    lang: String,
    earlier: String,
    text: String,
    relevant: Vec<String>,
}

pub(super) async fn measure(sets: &[PathBuf]) -> anyhow::Result<()> {
    println!("QUESTIONS THAT GO ON WITH ANOTHER (our own, over the sample articles)\n");
    own().await?;
    println!(
        "\nThe questions of each set after another of it, drawn by lot (seed {SEED}): how many look as if they went on \
         with it, what\nthe product does otherwise than without it, and how often its first article is right\n"
    );
    println!(
        "{:<20} {:>9} {:>6} {:>8} {:>8} {:>9} {:>9}",
        "", "questions", "lean", "changed", "share", "R1 alone", "R1 after"
    );
    for set in sets {
        stranger(set).await?;
    }
    println!();
    Ok(())
}

/// What came of a question: which articles were given or offered, and whether one was given.
type Outcome = (bool, Vec<String>);

async fn ask(
    answerer: &KnowledgeAnswerer,
    text: &str,
    language: &str,
    earlier: Option<&str>,
) -> anyhow::Result<Outcome> {
    let question = Question {
        about: About::Text(text.to_owned()),
        language: language.to_owned(),
        refused: Vec::new(),
        earlier: earlier.filter(|_| leans(text)).map(str::to_owned),
        circle: Circle::default(),
    };
    Ok(match answerer.answer(&question).await? {
        Some(Verdict::Answer { sources, .. }) => (true, sources.into_iter().map(|source| source.article).collect()),
        Some(Verdict::Suggest { suggestions, .. }) => {
            (false, suggestions.into_iter().map(|suggestion| suggestion.article).collect())
        }
        _ => (false, Vec::new()),
    })
}

async fn own() -> anyhow::Result<()> {
    let knowledge = Knowledge::in_memory()?;
    let changes: Vec<Change> =
        files::read(SAMPLE.as_ref()).articles.into_iter().map(|one| Change::Put(Box::new(one))).collect();
    knowledge.apply(&changes, 1)?;
    let answerer = KnowledgeAnswerer::new(knowledge, Judge::default());
    let all: Vec<FollowUp> = OWN.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    for language in ["en", "fa"] {
        for with in [false, true] {
            let (mut given, mut offered, mut wrong, mut kept, mut strange) = (0, 0, 0, 0, 0);
            let mut short = Vec::new();
            for one in all.iter().filter(|one| one.lang == language) {
                let earlier = with.then_some(one.earlier.as_str());
                let (sure, articles) = ask(&answerer, &one.text, language, earlier).await?;
                let right =
                    articles.iter().take(if sure { 1 } else { 3 }).any(|article| one.relevant.contains(article));
                match (one.relevant.is_empty(), right, sure) {
                    (true, ..) => {
                        strange += 1;
                        kept += usize::from(!sure);
                        if sure {
                            short.push(format!("answered: {} · {}: {articles:?}", one.earlier, one.text));
                        }
                    }
                    (_, true, true) => given += 1,
                    (_, true, false) => offered += 1,
                    (_, false, _) => {
                        wrong += usize::from(sure);
                        short.push(format!("missed: {} · {}: {sure} {articles:?}", one.earlier, one.text));
                    }
                }
            }
            let count = all.iter().filter(|one| one.lang == language).count() - strange;
            println!(
                "{language}, {} the question before: {given} of {count} answered right, {offered} offered, {wrong} answered wrong; \
                 of {strange} about something else {kept} not answered",
                if with { "with   " } else { "without" },
            );
            for line in short.iter().filter(|_| with) {
                println!("    {line}");
            }
        }
    }
    Ok(())
}

async fn stranger(set: &std::path::Path) -> anyhow::Result<()> {
    let answerer = KnowledgeAnswerer::new(eval::load(&set.join("kb.jsonl"))?, Judge::default());
    let questions = read_questions(&set.join("queries.jsonl"))?;
    let mut lots = StdRng::seed_from_u64(SEED);
    let (mut lean, mut changed, mut answerable, mut alone_right, mut after_right) = (0, 0, 0, 0, 0);
    for asked in questions.iter().filter(|asked| intent(&asked.text) == Intent::Question) {
        let earlier = &questions[lots.random_range(0..questions.len())];
        let alone = ask(&answerer, &asked.text, "en", None).await?;
        let after = if leans(&asked.text) {
            lean += 1;
            ask(&answerer, &asked.text, "en", Some(&earlier.text)).await?
        } else {
            alone.clone()
        };
        if alone != after {
            changed += 1;
            if std::env::var_os("SHOW").is_some() {
                println!("  {} · {}: {alone:?} → {after:?}, right {:?}", earlier.text, asked.text, asked.relevant);
            }
        }
        answerable += usize::from(asked.answerable);
        let right = |(_, articles): &Outcome| articles.first().is_some_and(|first| asked.relevant.contains(first));
        alone_right += usize::from(asked.answerable && right(&alone));
        after_right += usize::from(asked.answerable && right(&after));
    }
    println!(
        "{:<20} {:>9} {lean:>6} {changed:>8} {:>7.2}% {:>9.3} {:>9.3}",
        name(set),
        questions.len(),
        percent(changed, questions.len()),
        percent(alone_right, answerable) / 100.0,
        percent(after_right, answerable) / 100.0,
    );
    Ok(())
}
