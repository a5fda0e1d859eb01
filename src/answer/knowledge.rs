//! The knowledge base as an answerer.

use async_trait::async_trait;
use hamyar_knowledge::{Audience, Candidate, Excerpt, Found, Judgement, Knowledge, Query, Thresholds};
use serde_json::{Value, json};

use super::{AnswerError, Answerer, Judge};
use crate::embed::Embedder;
use crate::model::{About, Question, Source, Suggestion, Verdict};

/// Candidates asked for: the answer, three suggestions, and some that were refused.
const CANDIDATES: usize = 6;

/// Candidates that the timeline keeps.
const KEPT: usize = 3;

/// Answers from articles that are published for everybody.
#[derive(Clone)]
pub struct KnowledgeAnswerer {
    knowledge: Knowledge,
    /// Where words alone were searched.
    judge: Judge,
    /// Where meaning was searched too, and who says what a question means.
    meaning: Option<(Embedder, Thresholds)>,
}

impl KnowledgeAnswerer {
    /// An answerer over this knowledge, as sure as `judge` demands.
    #[must_use]
    pub fn new(knowledge: Knowledge, judge: Judge) -> Self {
        Self { knowledge, judge, meaning: None }
    }

    /// With the meaning of questions, as far as `embedder` says it in time; then as sure as `thresholds` demand.
    #[must_use]
    pub fn by_meaning(mut self, embedder: Embedder, thresholds: Thresholds) -> Self {
        self.meaning = Some((embedder, thresholds));
        self
    }

    /// What is found, and how sure that has to be.
    async fn find(&self, text: &str, question: &Question) -> (Found, Thresholds) {
        let query = query(text, question);
        let by_words = || {
            let model = self.judge.model();
            (self.knowledge.search_with(&query, &model), model.thresholds)
        };
        let Some((embedder, thresholds)) = self.meaning.as_ref().filter(|_| self.knowledge.space().is_some()) else {
            return by_words();
        };
        // The words are searched while the endpoint thinks.
        let (meaning, by_words) = tokio::join!(embedder.question(text), async { by_words() });
        let Some(meaning) = meaning else { return by_words };
        match self.knowledge.search_by_meaning(&query, &meaning) {
            Some(found) => (found, *thresholds),
            None => {
                embedder.is_strange();
                by_words
            }
        }
    }

    async fn search(&self, text: &str, question: &Question) -> Verdict {
        let (found, thresholds) = self.find(text, question).await;
        let why = why(&found, &thresholds);
        let fresh: Vec<&Candidate> =
            found.candidates.iter().filter(|candidate| !question.refused.contains(&candidate.article)).collect();
        let Some(best) = fresh.first() else { return Verdict::Unknown { why } };
        // What was refused does not answer, so the next one is judged as if it had not been found.
        match thresholds.judge(best.otherwise) {
            Judgement::Answer => {
                let source = Source { article: best.article.clone(), title: title_of(best), ..Source::default() };
                let (body, source) = match self.knowledge.excerpt(&query(text, question), best) {
                    Some(Excerpt { text, heading }) => (text, Source { part: true, heading, ..source }),
                    None => (text_of(best), source),
                };
                Verdict::Answer { body, sources: vec![source], others: worth_offering(&fresh[1..], &thresholds), why }
            }
            Judgement::Suggest => Verdict::Suggest {
                suggestions: fresh.iter().take(KEPT).map(|candidate| suggestion(candidate)).collect(),
                why,
            },
            Judgement::Unknown => Verdict::Unknown { why },
        }
    }

    fn article(&self, id: &str) -> Verdict {
        match self.knowledge.article(id, Audience::Public) {
            Some(article) => Verdict::Answer {
                body: if article.body.trim().is_empty() { article.title.clone() } else { article.body.clone() },
                sources: vec![Source {
                    article: article.id.clone(),
                    title: article.title.clone(),
                    ..Source::default()
                }],
                others: Vec::new(),
                why: json!({ "chosen": id }),
            },
            None => Verdict::Unknown { why: json!({ "chosen": id, "gone": true }) },
        }
    }
}

#[async_trait]
impl Answerer for KnowledgeAnswerer {
    fn name(&self) -> &'static str {
        "knowledge"
    }

    async fn answer(&self, question: &Question) -> Result<Option<Verdict>, AnswerError> {
        Ok(Some(match &question.about {
            About::Text(text) => self.search(text, question).await,
            About::Article(id) => self.article(id),
        }))
    }
}

fn query<'a>(text: &'a str, question: &'a Question) -> Query<'a> {
    Query { text, locale: Some(&question.language), audience: Audience::Public, limit: CANDIDATES }
}

/// What may be offered once the answer is refused: nothing that the refusal leaves as unlikely as it was.
fn worth_offering(candidates: &[&Candidate], thresholds: &Thresholds) -> Vec<Suggestion> {
    let likely = candidates.iter().filter(|candidate| candidate.otherwise >= thresholds.suggest);
    likely.take(KEPT).map(|candidate| suggestion(candidate)).collect()
}

/// How a search ended, for the timeline: enough to show it again, and no words of the customer.
fn why(found: &Found, thresholds: &Thresholds) -> Value {
    let rounded = |number: f64| (number * 1000.0).round() / 1000.0;
    let candidates: Vec<Value> = found
        .candidates
        .iter()
        .take(KEPT)
        .map(|one| json!({ "article": one.article, "title": title_of(one), "confidence": rounded(one.confidence) }))
        .collect();
    json!({
        "confidence": rounded(found.confidence),
        "answer_at": rounded(thresholds.answer),
        "suggest_at": rounded(thresholds.suggest),
        "language": found.language,
        "candidates": candidates,
    })
}

/// The whole article.
fn text_of(candidate: &Candidate) -> String {
    if candidate.body.trim().is_empty() { title_of(candidate) } else { candidate.body.clone() }
}

/// What the article is called; one without a title by its nearest question.
fn title_of(candidate: &Candidate) -> String {
    if candidate.title.trim().is_empty() { candidate.question.clone() } else { candidate.title.clone() }
}

fn suggestion(candidate: &Candidate) -> Suggestion {
    Suggestion { article: candidate.article.clone(), title: title_of(candidate), confidence: candidate.confidence }
}
