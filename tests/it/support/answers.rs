//! An answerer that says what the question's own words tell it to.

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use futures::future::BoxFuture;
use hamyar::answer::{AnswerError, Answerer};
use hamyar::model::{About, Question, Source, Suggestion, Verdict};
use serde_json::json;
use tokio::sync::Semaphore;

/// A question with the word `unknown`, `unsure`, `fail` or `panic` in it meets that, and the turn of a `cursed` one panics once
/// it has its answer; any other has an answer that repeats it.
#[derive(Clone, Default)]
pub(crate) struct Answers(Arc<Mutex<Script>>);

#[derive(Default)]
struct Script {
    gate: Option<Gate>,
    asked: Vec<String>,
}

/// A question that waits for its answer.
#[derive(Clone)]
pub(crate) struct Gate {
    reached: Arc<Semaphore>,
    open: Arc<Semaphore>,
}

impl Gate {
    /// Waits until a question waits here.
    pub(crate) async fn reached(&self) {
        let _ = self.reached.acquire().await.unwrap();
    }

    /// Lets it be answered.
    pub(crate) fn open(&self) {
        self.open.add_permits(1);
    }
}

impl Answers {
    /// Holds the next question.
    pub(crate) fn hold_next(&self) -> Gate {
        let gate = Gate { reached: Arc::new(Semaphore::new(0)), open: Arc::new(Semaphore::new(0)) };
        self.0.lock().unwrap().gate = Some(gate.clone());
        gate
    }

    /// What was asked, in order.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.0.lock().unwrap().asked.clone()
    }
}

type Answered = Result<Option<Verdict>, AnswerError>;

/// An answer in the making. Whoever lets go of a cursed one panics: behind the place where panics of answerers are caught.
struct Answering<'a> {
    answer: BoxFuture<'a, Answered>,
    cursed: bool,
}

impl Future for Answering<'_> {
    type Output = Answered;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Answered> {
        self.answer.as_mut().poll(context)
    }
}

impl Drop for Answering<'_> {
    fn drop(&mut self) {
        assert!(!self.cursed || std::thread::panicking(), "as the question demands");
    }
}

impl Answerer for Answers {
    fn name(&self) -> &'static str {
        "script"
    }

    fn answer<'a, 'b, 'c>(&'a self, question: &'b Question) -> BoxFuture<'c, Answered>
    where
        'a: 'c,
        'b: 'c,
        Self: 'c,
    {
        let cursed = matches!(&question.about, About::Text(text) if text.contains("cursed"));
        Box::pin(Answering { answer: Box::pin(self.say(question)), cursed })
    }
}

impl Answers {
    async fn say(&self, question: &Question) -> Answered {
        let text = match &question.about {
            About::Text(text) | About::Article(text) => text.clone(),
        };
        let gate = {
            let mut script = self.0.lock().unwrap();
            script.asked.push(text.clone());
            script.gate.take()
        };
        if let Some(gate) = gate {
            gate.reached.add_permits(1);
            gate.open.acquire().await.unwrap().forget();
        }
        let others = ["first", "second"].map(|name| Suggestion {
            article: name.to_owned(),
            title: format!("The {name} article"),
            confidence: 0.4,
        });
        let others: Vec<Suggestion> =
            others.into_iter().filter(|other| !question.refused.contains(&other.article)).collect();
        let why = json!({ "confidence": 0.9 });
        assert!(!text.contains("panic"), "as the question demands");
        Ok(Some(if text.contains("fail") {
            return Err(AnswerError { answerer: "script", reason: "as the question demands".to_owned() });
        } else if text.contains("unknown") {
            Verdict::Unknown { why }
        } else if text.contains("unsure") {
            Verdict::Suggest { suggestions: others, why }
        } else {
            let sources = vec![Source { article: format!("about {text}"), title: String::new(), ..Source::default() }];
            Verdict::Answer { body: format!("Answer to: {text}"), sources, others, why }
        }))
    }
}
