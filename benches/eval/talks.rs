//! Real questions through the whole product: asked on Telegram by as many strangers, answered or handed over, and read
//! back from the timeline.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use hamyar::app::App;
use hamyar::config::Config;
use hamyar::model::{Entry, EntryKind, Memory};
use hamyar::store::Store;
use hamyar_knowledge::eval::{Asked, read_questions};
use hamyar_knowledge::files;
use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::fake_telegram::{FakeTelegram, TOKEN};
use super::name;

/// The sets that are asked, and the language of the people's apps.
const SETS: [(&str, &str); 2] = [("T5b_stackfaq", "en"), ("T1_pquad", "fa")];

/// Questions of each.
const QUESTIONS: usize = 300;
const SEED: u64 = 2;

pub(super) async fn measure(sets: &[PathBuf]) -> anyhow::Result<()> {
    println!(
        "THE WHOLE PRODUCT ({QUESTIONS} questions of each set, drawn by lot (seed {SEED}) from all of it, so that its kinds \
         keep their\nshares; each asked once by a stranger in a private chat on the fake Telegram)\n"
    );
    for (wanted, language) in SETS {
        let Some(set) = sets.iter().find(|set| name(set) == wanted) else {
            println!("{wanted} is not there\n");
            continue;
        };
        let asked = draw(read_questions(&set.join("queries.jsonl"))?);
        let outcomes = Box::pin(ask(&set.join("kb.jsonl"), &asked, language)).await?;
        table(wanted, &asked, &outcomes);
    }
    Ok(())
}

/// What became of a question.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// An answer, from an article that answers it or another.
    Answered { right: bool },
    /// Buttons, one of which names an article that answers it, or none.
    Suggested { right: bool },
    /// A person was fetched because nothing was found.
    HandedOver,
    /// It was taken for a wish for a person.
    Person,
    /// It was taken for a greeting, thanks or the like.
    SmallTalk,
}

/// Questions with different words, in an order drawn by lot.
fn draw(mut all: Vec<Asked>) -> Vec<Asked> {
    all.shuffle(&mut StdRng::seed_from_u64(SEED));
    let mut seen = HashSet::new();
    all.retain(|asked| seen.insert(asked.text.clone()));
    all.truncate(QUESTIONS);
    all
}

/// Asks everything of a product that knows `kb`, and reads what became of it.
async fn ask(kb: &Path, asked: &[Asked], language: &str) -> anyhow::Result<Vec<Outcome>> {
    let dir = tempfile::tempdir()?;
    let telegram = FakeTelegram::start().await;
    let environment = [
        ("HAMYAR_DATA_DIR", dir.path().display().to_string()),
        ("HAMYAR_DATABASE__URL", format!("sqlite:{}", dir.path().join("hamyar.db").display())),
        ("HAMYAR_TELEGRAM__TOKEN", TOKEN.to_owned()),
        ("HAMYAR_TELEGRAM__API_URL", telegram.url()),
        ("HAMYAR_TELEGRAM__PACE", "off".to_owned()),
    ];
    let app = App::builder(Config::load(None, environment)?).build().await?;
    let imported = files::read(kb);
    ensure!(imported.problems.is_empty(), "{} is broken", kb.display());
    app.store.save_articles(imported.articles, None).await?;
    app.library.refresh().await?;
    let (store, stop) = (app.store.clone(), CancellationToken::new());
    let running = tokio::spawn(app.run(TcpListener::bind("127.0.0.1:0").await?, stop.clone()));
    let mut chats = Vec::with_capacity(asked.len());
    for (number, question) in asked.iter().enumerate() {
        let chat = telegram.user(&format!("Person {number}")).language(language).private();
        chat.says(&question.text);
        chats.push(chat);
    }
    for chat in &chats {
        chat.next_reply().await;
    }
    let mut outcomes = Vec::with_capacity(asked.len());
    for (number, question) in (1..).zip(asked) {
        outcomes.push(read(&store, number, question).await?);
    }
    stop.cancel();
    running.await??;
    Ok(outcomes)
}

/// Conversations are numbered in the order of their first messages, which is that of the questions.
async fn read(store: &Store, number: i64, asked: &Asked) -> anyhow::Result<Outcome> {
    let id = store.conversation_numbered(number).await?.context("a conversation is missing")?;
    let conversation = store.conversation(id).await?.context("a conversation is missing")?;
    let entries = store.entries(id, None, 100).await?;
    let first = entries.iter().find(|entry| entry.kind == EntryKind::Message).context("a message is missing")?;
    ensure!(first.body == asked.text, "conversation {number} is about another question");
    let reply = entries.iter().find(|entry| entry.kind == EntryKind::Reply).context("a reply is missing")?;
    let handoff = entries.iter().find(|entry| entry.kind == EntryKind::Handoff);
    outcome(asked, reply, handoff, &conversation.memory)
}

fn outcome(asked: &Asked, reply: &Entry, handoff: Option<&Entry>, memory: &Memory) -> anyhow::Result<Outcome> {
    let is_relevant = |article: &str| asked.relevant.iter().any(|relevant| relevant == article);
    Ok(match (reply.data["type"].as_str(), handoff) {
        (Some("answer"), None) => {
            let source = reply.data["sources"][0]["article"].as_str().context("an answer without a source")?;
            Outcome::Answered { right: is_relevant(source) }
        }
        (Some("suggestions"), None) => {
            let offered = memory.offers.last().context("suggestions that were not kept")?;
            Outcome::Suggested { right: offered.suggestions.iter().any(|one| is_relevant(&one.article)) }
        }
        (Some("handoff"), Some(handoff)) if handoff.data["reason"] == "asked" => Outcome::Person,
        (Some("handoff"), Some(handoff)) => {
            ensure!(handoff.data["reason"] == "no_answer", "a question failed: {}", handoff.data["reason"]);
            Outcome::HandedOver
        }
        _ => Outcome::SmallTalk,
    })
}

const COLUMNS: [(&str, Outcome); 7] = [
    ("answered right", Outcome::Answered { right: true }),
    ("answered wrong", Outcome::Answered { right: false }),
    ("suggested right", Outcome::Suggested { right: true }),
    ("suggested other", Outcome::Suggested { right: false }),
    ("handed over", Outcome::HandedOver),
    ("person wanted", Outcome::Person),
    ("small talk", Outcome::SmallTalk),
];

fn table(set: &str, asked: &[Asked], outcomes: &[Outcome]) {
    let mut kinds: BTreeMap<(bool, &str), Vec<Outcome>> = BTreeMap::new();
    for (asked, outcome) in asked.iter().zip(outcomes) {
        kinds.entry((!asked.answerable, &asked.kind)).or_default().push(*outcome);
    }
    print!("{set:<18} {:>6}", "asked");
    for (column, _) in &COLUMNS {
        print!("  {column}");
    }
    println!();
    let line = |name: &str, outcomes: &[Outcome]| {
        print!("{name:<18} {:>6}", outcomes.len());
        for (column, of) in COLUMNS {
            let count = outcomes.iter().filter(|outcome| **outcome == of).count();
            print!("  {count:>width$}", width = column.len());
        }
        println!();
    };
    for ((_, kind), outcomes) in &kinds {
        line(kind, outcomes);
    }
    line("all", outcomes);
    println!();
}
