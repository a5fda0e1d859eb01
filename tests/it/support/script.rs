//! An answerer of the desk's tests: what it says can be read in the question.

use async_trait::async_trait;
use hamyar::answer::{AnswerError, Answerer};
use hamyar::model::{About, Question, Source, Verdict};
use serde_json::json;

/// A question with `how` in it has an answer with its reasons; any other has none.
pub(crate) struct Script;

#[async_trait]
impl Answerer for Script {
    fn name(&self) -> &'static str {
        "script"
    }

    async fn answer(&self, question: &Question) -> Result<Option<Verdict>, AnswerError> {
        let (About::Text(text) | About::Article(text)) = &question.about;
        let candidates = json!([
            { "article": "a", "title": "Restore a <deleted> folder", "confidence": 0.91 },
            { "article": "b", "title": "Move a folder", "confidence": 0.34 }
        ]);
        let why = json!({
            "confidence": 0.91, "answer_at": 0.8, "suggest_at": 0.45, "candidates": candidates, "language": "en"
        });
        Ok(Some(if text.contains("how") {
            let sources = vec![Source {
                article: "a".to_owned(),
                title: "Restore a <deleted> folder".to_owned(),
                ..Source::default()
            }];
            let body = "Open **Recently removed**. [Here](javascript:alert(1)) <script>alert(2)</script>".to_owned();
            Verdict::Answer { body, sources, others: Vec::new(), why }
        } else {
            Verdict::Unknown { why: json!({ "candidates": "none" }) }
        }))
    }
}
