//! Texts become vectors: asked of an endpoint that speaks as OpenAI's `/embeddings` does.
//!
//! Knows neither articles nor customers. Nothing that it says, counts or logs holds a text, the key or the address.

mod breaker;
mod error;
mod figures;
mod request;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hamyar_knowledge::dense::{Meaning, shortened};
use tokio::sync::{Notify, Semaphore};
use tokio::time::{Instant, timeout};

pub use error::EmbedError;
pub use figures::Figures;

use crate::clock::Edge;
use crate::config::{Embeddings, Secret};
use breaker::Breaker;

/// How long a batch of articles' texts may take, or a look whether the endpoint is there.
const PATIENCE: Duration = Duration::from_mins(1);

/// Questions that are embedded at once; more wait, within their time.
const QUESTIONS_AT_ONCE: usize = 32;

/// What a text is to be compared with. Some models want to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// A question, or a way of asking it.
    Question,
    /// A passage that may answer one.
    Passage,
}

/// How texts of one purpose are told to the model.
#[derive(Clone, Debug)]
struct Manner {
    prefix: String,
    input_type: Option<String>,
}

/// The endpoint. Clones share it.
#[derive(Clone)]
pub struct Embedder {
    shared: Arc<Shared>,
}

struct Shared {
    client: reqwest::Client,
    url: url::Url,
    key: Option<Secret>,
    model: String,
    dimension: usize,
    asks_dimension: bool,
    batch: usize,
    question: Manner,
    passage: Manner,
    within: Duration,
    room: Semaphore,
    breaker: Mutex<Breaker>,
    strange: Notify,
    figures: Figures,
    edge: Edge,
}

impl Embedder {
    /// The endpoint of the settings; `None` when they name none.
    ///
    /// # Errors
    ///
    /// [`EmbedError::Client`] when no connection could ever be made.
    pub fn configured(settings: &Embeddings, figures: Figures, edge: Edge) -> Result<Option<Self>, EmbedError> {
        let (Some(url), Some(model), Some(dimension)) = (&settings.url, &settings.model, settings.dimension) else {
            return Ok(None);
        };
        let client = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(5))
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|_| EmbedError::Client)?;
        let manner = |prefix: &str, input_type: &Option<String>| Manner {
            prefix: prefix.to_owned(),
            input_type: input_type.clone(),
        };
        let shared = Shared {
            client,
            url: request::address(url.expose()),
            key: settings.key.clone(),
            model: model.clone(),
            dimension: usize::from(dimension.get()),
            asks_dimension: settings.ask_dimension,
            batch: usize::from(settings.batch.get()),
            question: manner(&settings.query_prefix, &settings.query_type),
            passage: manner(&settings.passage_prefix, &settings.passage_type),
            within: settings.question_within,
            room: Semaphore::new(QUESTIONS_AT_ONCE),
            breaker: Mutex::default(),
            strange: Notify::new(),
            figures,
            edge,
        };
        Ok(Some(Self { shared: Arc::new(shared) }))
    }

    /// How many numbers a vector has.
    #[must_use]
    pub fn dimension(&self) -> usize {
        self.shared.dimension
    }

    /// How many texts go with one request.
    #[must_use]
    pub fn batch(&self) -> usize {
        self.shared.batch
    }

    /// How a text is kept apart from others: what the model is told, whole.
    #[must_use]
    pub fn told(&self, purpose: Purpose, text: &str) -> String {
        let manner = self.manner(purpose);
        let input_type = manner.input_type.as_deref().unwrap_or_default();
        format!("{input_type}\0{}{text}", manner.prefix)
    }

    /// What a customer's question means; `None` when that cannot be said in time. Why is counted, and logged once in a
    /// while.
    pub async fn question(&self, text: &str) -> Option<Meaning> {
        let shared = &self.shared;
        if !self.breaker().lets_try(shared.edge.now()) {
            shared.figures.rested();
            return None;
        }
        let begun = Instant::now();
        let text = shortened(text);
        let asked = async {
            let _room = shared.room.acquire().await;
            self.ask(Purpose::Question, &[text]).await
        };
        let outcome = timeout(shared.within, asked).await.unwrap_or(Err(EmbedError::TooSlow));
        shared.figures.asked("question", begun.elapsed(), outcome.as_ref().err());
        match outcome {
            Ok(mut meanings) => {
                self.breaker().succeeded();
                meanings.pop()
            }
            Err(error) => {
                if self.breaker().failed(shared.edge.now(), error.retry_after()) {
                    tracing::warn!(%error, "questions are not embedded for now; their words alone are searched");
                }
                None
            }
        }
    }

    /// What the texts of articles mean, in their order; at most [`Embedder::batch`] of them.
    ///
    /// # Errors
    ///
    /// When the endpoint does not say it for each.
    pub async fn texts(&self, purpose: Purpose, texts: &[&str]) -> Result<Vec<Meaning>, EmbedError> {
        let begun = Instant::now();
        let outcome = timeout(PATIENCE, self.ask(purpose, texts)).await.unwrap_or(Err(EmbedError::TooSlow));
        self.shared.figures.asked("articles", begun.elapsed(), outcome.as_ref().err());
        outcome
    }

    /// Says that a question was embedded by another model than the articles.
    pub fn is_strange(&self) {
        self.shared.figures.strange();
        self.shared.strange.notify_one();
    }

    /// Waits until [`Embedder::is_strange`] was said.
    pub async fn strange(&self) {
        self.shared.strange.notified().await;
    }

    /// Says how many articles are found by meaning now.
    pub fn covers(&self, articles: usize) {
        self.shared.figures.articles(articles);
    }

    fn manner(&self, purpose: Purpose) -> &Manner {
        match purpose {
            Purpose::Question => &self.shared.question,
            Purpose::Passage => &self.shared.passage,
        }
    }

    fn breaker(&self) -> std::sync::MutexGuard<'_, Breaker> {
        self.shared.breaker.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn ask(&self, purpose: Purpose, texts: &[&str]) -> Result<Vec<Meaning>, EmbedError> {
        let (shared, manner) = (&self.shared, self.manner(purpose));
        let input: Vec<String> = texts.iter().map(|text| format!("{}{text}", manner.prefix)).collect();
        let body = request::Body {
            model: &shared.model,
            input: &input,
            encoding_format: "float",
            input_type: manner.input_type.as_deref(),
            dimensions: shared.asks_dimension.then_some(shared.dimension),
        };
        let mut request = shared.client.post(shared.url.clone()).json(&body);
        if let Some(key) = &shared.key {
            request = request.bearer_auth(key.expose());
        }
        request::send(request, &shared.model, texts.len(), shared.dimension).await
    }
}
