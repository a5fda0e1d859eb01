//! An answerer of one's own: it knows when a shop is open, and passes everything else on.
//!
//! ```text
//! cargo run --example external_answerer
//! ```
//!
//! An answerer sees a question and nothing else: not who asks, not the database. What it needs beside that, such as the
//! time here, is given to it when it is made. The first answerer that does not pass wins; the articles are asked last.

use std::io::Write;

use async_trait::async_trait;
use chrono::{DateTime, Datelike, Timelike, Utc, Weekday};
use hamyar::answer::{AnswerError, Answerer};
use hamyar::model::{About, Circle, Question, Verdict};
use serde_json::json;

/// What is in a question about opening hours, in the languages that we speak. A real one would look closer.
const ABOUT_HOURS: [&str; 6] =
    ["opening hours", "are you open", "when do you open", "do you close", "ساعت کار", "باز هستید"];

/// Knows when the shop is open: from nine to six, except on Friday.
pub(crate) struct OpeningHours {
    now: fn() -> DateTime<Utc>,
}

impl OpeningHours {
    /// The time is a parameter, so that a test decides what day it is.
    pub(crate) fn new(now: fn() -> DateTime<Utc>) -> Self {
        Self { now }
    }

    fn is_open(&self) -> bool {
        let now = (self.now)();
        now.weekday() != Weekday::Fri && (9..18).contains(&now.hour())
    }

    fn words(&self, language: &str) -> &'static str {
        match (language, self.is_open()) {
            ("fa", true) => "هر روز به‌جز جمعه از **۹ تا ۱۸** باز هستیم؛ همین حالا هم باز است.",
            ("fa", false) => "هر روز به‌جز جمعه از **۹ تا ۱۸** باز هستیم؛ الان بسته است.",
            (_, true) => "Every day but Friday from **9 to 18**. We are open now.",
            (_, false) => "Every day but Friday from **9 to 18**. We are closed now.",
        }
    }
}

#[async_trait]
impl Answerer for OpeningHours {
    fn name(&self) -> &'static str {
        "opening-hours"
    }

    /// `Ok(None)` passes the question on. An error would fetch a person: it is for an answerer that should know the
    /// answer and cannot find out.
    async fn answer(&self, question: &Question) -> Result<Option<Verdict>, AnswerError> {
        // The other thing that one can be asked for is an article that the customer chose from a list.
        let About::Text(text) = &question.about else { return Ok(None) };
        let text = text.to_lowercase();
        if !ABOUT_HOURS.iter().any(|words| text.contains(words)) {
            return Ok(None);
        }
        Ok(Some(Verdict::Answer {
            // Markdown; every channel shows it as its platform can.
            body: self.words(&question.language).to_owned(),
            // The articles that it comes from, to be cited. These words come from none.
            sources: Vec::new(),
            // What else it could have been: offered when the customer says that this was not it.
            others: Vec::new(),
            // Why, for the timeline. Agents see it; customers never do.
            why: json!({ "open": self.is_open() }),
        }))
    }
}

/// Asks it two questions. An app is given it by `App::builder(config).answerer(OpeningHours::new(now))`.
#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    #[expect(clippy::disallowed_methods, reason = "this is the edge of the program")]
    let hours = OpeningHours::new(Utc::now);
    for text in ["Are you open?", "Do you sell stamps?"] {
        let about = About::Text(text.to_owned());
        let question = Question {
            about,
            language: "en".to_owned(),
            refused: Vec::new(),
            earlier: None,
            circle: Circle::default(),
        };
        let said = match hours.answer(&question).await? {
            Some(Verdict::Answer { body, .. }) => body,
            _ => "(passes it on)".to_owned(),
        };
        writeln!(std::io::stdout(), "{text}\n  {said}")?;
    }
    Ok(())
}
