//! What curators wait for among twenty thousand articles, and what customers notice of it: how long pages take to open, how long
//! after "publish" customers are answered by an article, and how much slower while fifty thousand questions are grouped.

use std::fmt::Write as _;
use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use hamyar::clock::Edge;
use hamyar::model::AgentRole;
use hamyar_knowledge::eval;
use serde_json::json;
use tempfile::TempDir;

use super::articles::{self, Asked};
use super::asking::{Asking, answered};
use super::browser::{Answer, Browser};
use super::drawn::Library;
use super::fill::{Place, Shape};
use super::plan::Plan;
use super::program;
use super::running::{Before, Running};
use super::times::Times;

const ARTICLES: usize = 20_000;

/// Articles about which somebody asks, among all of them.
const KNOWN: usize = 1_000;

/// Questions that nobody answered, and how many conversations of ten entries they are in.
const QUESTIONS: usize = 50_000;
const CONVERSATIONS: usize = 10_000;

/// How long a page may take, how long an edit until it is answered by, and how many times as long an answer while questions are grouped.
const PAGE: Duration = Duration::from_millis(100);
const LIVE: Duration = Duration::from_millis(300);
const SLOWER: f64 = 1.1;

/// Articles that are published while somebody looks.
const EDITS: usize = 20;

/// Turns of asking with nothing else to do, and as many while questions are grouped.
const TURNS: usize = 4;

pub(super) async fn among_many_articles(plan: &Plan) -> anyhow::Result<bool> {
    println!("{ARTICLES} articles and {QUESTIONS} questions that nobody answered:");
    let place = Place::make(plan.on, Shape::Short, 10 * CONVERSATIONS as u64).await?;
    let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let asked = knowledge(&place, &dir)?;
    place.change(&unanswered()?).await?;
    let before = Before::on(&place.url).await?;
    let curator = before.colleague("curator", AgentRole::Curator).await?;
    let way_in = before.way_in(curator).await?;
    before.made_searchable().await?;
    let running = Running::on(&place.url)?;
    let mut desk = running.browser(&way_in).await?;
    let asking = Asking::with(&running, asked).await?;
    // What was read anew is trained and calibrated in the background, and what is asked first comes from the disk.
    asking.turn(plan.rate).await?;
    memory(&running, "after the first questions")?;
    let mut met = pages(&mut desk, plan).await?;
    memory(&running, "after the pages")?;
    met &= edits(&running, &mut desk).await?;
    memory(&running, "after the edits")?;
    met &= grouping(&running, &mut desk, &asking, plan).await?;
    memory(&running, "at the end")?;
    drop((running, asking));
    place.remove().await?;
    println!();
    Ok(met)
}

/// Imports the articles as the command does, and returns what can be asked about them.
fn knowledge(place: &Place, dir: &TempDir) -> anyhow::Result<Vec<Asked>> {
    let path = dir.path().join("articles.jsonl");
    let mut asked = articles::write(&path, KNOWN)?;
    let mut file = BufWriter::new(OpenOptions::new().append(true).open(&path)?);
    let library = Library::new();
    for number in KNOWN..ARTICLES {
        let article = library.article(number);
        let line = json!({
            "id": article.id, "lang": article.locale, "title": article.title, "questions": article.questions,
            "body": article.body,
        });
        writeln!(file, "{line}")?;
    }
    file.flush()?;
    drop::<File>(file.into_inner()?);
    let all = eval::load(&path)?;
    asked.retain(|asked| asked.is_answered(&all));
    ensure!(asked.len() > KNOWN / 2, "only {} of {KNOWN} questions are answered", asked.len());
    let environment = [("HAMYAR_DATABASE__URL", place.url.clone())];
    program::command(dir.path(), &environment, &["kb", "import", text(&path)?])?;
    Ok(asked)
}

fn memory(running: &Running, when: &str) -> anyhow::Result<()> {
    let usage = running.usage()?;
    println!("  memory {when}: {:.0} MB, {:.0} at most", usage.resident, usage.most_resident);
    Ok(())
}

fn text(path: &Path) -> anyhow::Result<&str> {
    path.to_str().context("the directory has a name in Unicode")
}

/// The SQL of so many handoffs within the last day, each with a question of its own.
fn unanswered() -> anyhow::Result<String> {
    let asked = |locale: &str| -> Vec<String> {
        articles::wordings().filter(|(known, _)| *known == locale).map(|(_, words)| words).take(QUESTIONS / 2).collect()
    };
    let asked = [asked("en"), asked("fa")];
    ensure!(asked.iter().all(|asked| asked.len() == QUESTIONS / 2), "there are not {QUESTIONS} wordings");
    let each = QUESTIONS / CONVERSATIONS;
    // `at` counts from a day in 2023.
    let begun = Edge::system().now().timestamp() - 1_700_000_000 - 80_000;
    let mut sql = format!(
        "update conversations set last_seq = last_seq + {each};
        update conversations set language = 'fa' where number % 2 = 0;"
    );
    for (number, second) in (0..QUESTIONS).zip(begun..) {
        let (conversation, question) = (number % CONVERSATIONS, &asked[number % 2][number / 2]);
        let separator = if number % 500 == 0 {
            "; insert into timeline (conversation, seq, id, at, kind, body, data) values "
        } else {
            ", "
        };
        sql.push_str(separator);
        write!(
            sql,
            "({{id {}}}, {}, {{id {}}}, {{at {}}}, 'handoff', '', {{object '{}'}})",
            conversation + 1,
            11 + number / CONVERSATIONS,
            10_000_000 + number,
            second,
            json!({ "reason": "no_answer", "question": question })
        )?;
    }
    Ok(sql + "; analyze;")
}

/// Whether the pages of curators open in time, all but one in a hundred.
async fn pages(desk: &mut Browser, plan: &Plan) -> anyhow::Result<bool> {
    let mut met = true;
    for (name, path) in [
        ("the list of articles", "/desk/knowledge"),
        ("the list of those in a language", "/desk/knowledge?locale=fa"),
        ("the list of those that were never asked for", "/desk/knowledge?attention=unasked"),
        ("the list of those that need somebody", "/desk/knowledge?attention=stale"),
        ("a search in it", "/desk/knowledge?words=loyalty+card"),
        ("the editor", "/desk/knowledge/edit?id=en/0000"),
        ("an article", "/desk/knowledge/article?id=en/0000"),
    ] {
        let mut times = Vec::new();
        for _ in 0..plan.rounds + 5 {
            let begun = Instant::now();
            let answer = desk.get(path).await;
            ensure!(answer.status == 200, "{path}: {}", answer.status);
            times.push(begun.elapsed());
        }
        // The first ones come from the disk.
        met &= measured(times.split_off(5))?.told(&format!("{name} opens"), PAGE);
    }
    Ok(met)
}

/// Whether customers are answered in time by what is published.
async fn edits(running: &Running, desk: &mut Browser) -> anyhow::Result<bool> {
    let mut times = Vec::new();
    for number in 0..EDITS {
        let name = format!("{}{}", SHIPS[number % SHIPS.len()], number);
        let title = format!("When the {name} ferry leaves");
        let question = format!("when does the {name} ferry leave?");
        let begun = Instant::now();
        let answer = publishes(desk, &title, &question).await;
        ensure!(answer.status == 303, "publishing: {answer:?}");
        // One after the other, each a customer of their own, until one is told.
        while !answered(running, &question, &title).await? {
            ensure!(begun.elapsed() < LIVE * 20, "nobody is answered by {title}\n{}", running.log());
        }
        times.push(begun.elapsed());
    }
    Ok(measured(times)?.told("from “publish” to a customer's answer", LIVE))
}

const SHIPS: [&str; 5] = ["Marabou", "Zanzibar", "Quokka", "Halcyon", "Tangerine"];

async fn publishes(desk: &mut Browser, title: &str, question: &str) -> Answer {
    let fields = [
        ("id", ""),
        ("base", ""),
        ("title", title),
        ("body", "Every morning at eight, from the second pier."),
        ("questions", question),
        ("labels", "ferries"),
        ("locale", "en"),
        ("audience", "public"),
        ("root", ""),
        ("question", ""),
        ("deed", "publish"),
    ];
    desk.submits("/desk/knowledge/edit", &fields).await
}

/// Whether answers take no longer while all questions are grouped.
async fn grouping(running: &Running, desk: &mut Browser, asking: &Asking, plan: &Plan) -> anyhow::Result<bool> {
    let (mut alone, mut beside, mut opened, mut took) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for turn in 0..TURNS {
        alone.extend(asking.turn(plan.rate).await?);
        // With one more that nobody can answer, all are grouped anew, behind whoever opens the page.
        let nobody = format!("which hat did the purple elephant number {turn} wear at the opera?");
        ensure!(!answered(running, &nobody, "ferry").await?, "somebody knows of elephants");
        let begun = Instant::now();
        desk.get(GAPS).await;
        opened.push(begun.elapsed());
        beside.extend(asking.turn(plan.rate).await?);
        while desk.get(GAPS).await.body.contains(PARTIAL) {
            tokio::time::sleep(Duration::from_secs(3)).await;
        }
        took.push(begun.elapsed());
    }
    let (asked, asked_beside) = (alone.len(), beside.len());
    let (alone, beside) = (measured(alone)?, measured(beside)?);
    let slower = beside.half.as_secs_f64() / alone.half.as_secs_f64();
    let met = slower <= SLOWER;
    println!(
        "  {QUESTIONS} questions are grouped, beside customers who ask, within {:.1?} at most; the page opens within {:.1?}",
        took.iter().max().copied().unwrap_or_default(),
        opened.iter().max().copied().unwrap_or_default()
    );
    println!(
        "  {asked} answers: half within {:.1?}, 99% within {:.1?}; {asked_beside} while questions are grouped: {:.1?} and {:.1?}: \
         x{slower:.2} (goal x{SLOWER}: {})",
        alone.half,
        alone.most,
        beside.half,
        beside.most,
        if met { "met" } else { "missed" }
    );
    Ok(met)
}

const GAPS: &str = "/desk/knowledge/gaps";
const PARTIAL: &str = "Older questions are being put together";

fn measured(times: Vec<Duration>) -> anyhow::Result<Times> {
    Times::of(times).context("nothing was measured")
}
