//! The knowledge base as an answerer.

use std::sync::Arc;

use async_trait::async_trait;
use hamyar_knowledge::analysis::language::base;
use hamyar_knowledge::dense::Meaning;
use hamyar_knowledge::{Candidate, Excerpt, Found, Judgement, Knowledge, Query, Reader, Thresholds, same_group};
use serde_json::{Value, json};

use super::{AnswerError, Answerer, Calendar, Judge, OtherLanguage};
use crate::embed::{Embedder, Purpose};
use crate::model::{About, Circle, Question, Source, Suggestion, Verdict};

/// Candidates asked for: the answer, three suggestions, and some that were refused.
const CANDIDATES: usize = 6;

/// Candidates that the timeline keeps.
const KEPT: usize = 3;

/// Answers from articles that are published for whoever asks.
#[derive(Clone)]
pub struct KnowledgeAnswerer {
    knowledge: Knowledge,
    /// Where words alone were searched.
    judge: Judge,
    /// Where meaning was searched too, and who says what a question means.
    meaning: Option<(Embedder, Thresholds)>,
    /// What is not in the question's language.
    other: OtherLanguage,
    /// Which day it is.
    calendar: Option<Calendar>,
    /// Groups whose people are members.
    members: Arc<[String]>,
}

impl KnowledgeAnswerer {
    /// An answerer over this knowledge, as sure as `judge` demands.
    #[must_use]
    pub fn new(knowledge: Knowledge, judge: Judge) -> Self {
        Self {
            knowledge,
            judge,
            meaning: None,
            other: OtherLanguage::default(),
            calendar: None,
            members: Arc::default(),
        }
    }

    /// With the meaning of questions, as far as `embedder` says it in time; then as sure as `thresholds` demand.
    #[must_use]
    pub fn by_meaning(mut self, embedder: Embedder, thresholds: Thresholds) -> Self {
        self.meaning = Some((embedder, thresholds));
        self
    }

    /// With this done about answers that are not in the question's language.
    #[must_use]
    pub fn in_other_languages(self, other: OtherLanguage) -> Self {
        Self { other, ..self }
    }

    /// With articles found on their days alone.
    #[must_use]
    pub fn by(self, calendar: Calendar) -> Self {
        Self { calendar: Some(calendar), ..self }
    }

    /// With the people of these groups taken for members.
    #[must_use]
    pub fn with_members(self, groups: &[String]) -> Self {
        Self { members: groups.into(), ..self }
    }

    /// The same reader, today.
    fn today<'a>(&self, reader: Reader<'a>) -> Reader<'a> {
        Reader { day: self.calendar.as_ref().map(Calendar::today), ..reader }
    }

    /// Whoever reads an answer to this question.
    fn reader<'a>(&self, question: &'a Question) -> Reader<'a> {
        let Circle { groups, closed } = &question.circle;
        let member = *closed || groups.iter().any(|group| self.members.iter().any(|one| same_group(one, group)));
        self.today(Reader { member, groups, ..Reader::PUBLIC })
    }

    /// The same answerer over another state of the knowledge.
    #[must_use]
    pub fn over(&self, knowledge: Knowledge) -> Self {
        Self { knowledge, ..self.clone() }
    }

    /// What is found, and how sure that has to be. Nothing is found while the index is missing or damaged.
    pub async fn find(&self, query: &Query<'_>) -> (Found, Thresholds) {
        let (found, thresholds) = self.find_any(query).await;
        (self.other.admit(query, found), thresholds)
    }

    async fn find_any(&self, query: &Query<'_>) -> (Found, Thresholds) {
        if self.knowledge.flaw().is_some() {
            return (Found::nothing(), self.judge.model().thresholds);
        }
        let query = &Query { reader: self.today(query.reader), ..*query };
        let by_words = || {
            let model = self.judge.model();
            (self.knowledge.search_with(query, &model), model.thresholds)
        };
        let Some((embedder, thresholds)) = self.meaning.as_ref().filter(|_| self.knowledge.space().is_some()) else {
            return by_words();
        };
        let asked = query.follows.map_or(query.text.to_owned(), |earlier| format!("{earlier}\n{}", query.text));
        // The words are searched while the endpoint thinks.
        let (meaning, by_words) = tokio::join!(embedder.question(&asked), async { by_words() });
        let Some(meaning) = meaning else { return by_words };
        match self.knowledge.search_by_meaning(query, &meaning) {
            Some(found) => (found, *thresholds),
            None => {
                embedder.is_strange();
                by_words
            }
        }
    }

    /// How sure it has to be, by words and by meaning.
    #[must_use]
    pub fn thresholds(&self) -> (Thresholds, Option<Thresholds>) {
        (self.judge.model().thresholds, self.meaning.as_ref().map(|(_, thresholds)| *thresholds))
    }

    /// The part of an article that is said to a question, where that is not all of it. Markdown.
    #[must_use]
    pub fn excerpt(&self, query: &Query<'_>, of: &Candidate) -> Option<String> {
        self.knowledge.excerpt(query, of).map(|excerpt| excerpt.text)
    }

    /// What questions mean, by their places, for somebody who asks many of them beside the customers: it takes none of the room that is
    /// kept for those, and as long as it takes. Empty where words alone are searched.
    pub async fn meanings(&self, questions: &[&str]) -> Vec<Option<Meaning>> {
        let Some((embedder, _)) = self.meaning.as_ref().filter(|_| self.knowledge.space().is_some()) else {
            return Vec::new();
        };
        let mut meanings = Vec::with_capacity(questions.len());
        for questions in questions.chunks(embedder.batch().max(1)) {
            match embedder.texts(Purpose::Question, questions).await {
                Ok(said) if said.len() == questions.len() => meanings.extend(said.into_iter().map(Some)),
                Ok(_) | Err(_) => meanings.resize(meanings.len() + questions.len(), None),
            }
        }
        meanings
    }

    /// As [`KnowledgeAnswerer::find`], where it is known what the question means, or that its words alone are searched. Takes as long as
    /// a search does: for threads that answer nobody.
    #[must_use]
    pub fn find_meaning(&self, query: &Query<'_>, meaning: Option<&Meaning>) -> (Found, Thresholds) {
        let query = &Query { reader: self.today(query.reader), ..*query };
        if self.knowledge.flaw().is_some() {
            return (Found::nothing(), self.judge.model().thresholds);
        }
        let by_meaning = meaning.zip(self.meaning.as_ref()).and_then(|(meaning, (_, thresholds))| {
            Some((self.knowledge.search_by_meaning(query, meaning)?, *thresholds))
        });
        let (found, thresholds) = by_meaning.unwrap_or_else(|| {
            let model = self.judge.model();
            (self.knowledge.search_with(query, &model), model.thresholds)
        });
        (self.other.admit(query, found), thresholds)
    }

    /// What is found for the question by itself; or, where it looks as if it went on with another, for both together, if
    /// that comes to more or is surer.
    async fn search(&self, text: &str, question: &Question) -> Verdict {
        let query = Query {
            text,
            locale: Some(&question.language),
            reader: self.reader(question),
            limit: CANDIDATES,
            ..Query::default()
        };
        let (alone, sure) = self.judge(&query, question).await;
        let Some(earlier) = question.earlier.as_deref() else { return alone };
        let (mut together, surer) = self.judge(&Query { follows: Some(earlier), ..query }, question).await;
        if (worth(&together), surer) <= (worth(&alone), sure) || worth(&together) == 0 {
            return alone;
        }
        if let Verdict::Answer { why, .. } | Verdict::Suggest { why, .. } = &mut together {
            why[Verdict::FOLLOWS] = true.into();
        }
        together
    }

    /// What the first of the candidates comes to that was not refused, and how sure that is.
    async fn judge(&self, query: &Query<'_>, question: &Question) -> (Verdict, f64) {
        let (found, thresholds) = self.find(query).await;
        let why = why(&found, &thresholds);
        let fresh: Vec<&Candidate> =
            found.candidates.iter().filter(|candidate| !question.refused.contains(&candidate.article)).collect();
        let Some(best) = fresh.first() else { return (Verdict::Unknown { why }, 0.0) };
        // What was refused does not answer, so the next one is judged as if it had not been found.
        let verdict = match thresholds.judge(best.otherwise) {
            Judgement::Answer => {
                let source = Source {
                    article: best.article.clone(),
                    title: title_of(best),
                    locale: self.other.told(&best.locale, found.language, query),
                    ..Source::default()
                };
                // Of what goes on with something, the part is wanted that is about the new.
                let (body, source) = match self.knowledge.excerpt(&Query { follows: None, ..*query }, best) {
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
        };
        (verdict, best.otherwise)
    }

    fn article(&self, id: &str, question: &Question) -> Verdict {
        let language = question.language.as_str();
        let asked = Query { locale: Some(language), ..Query::default() };
        match self.knowledge.article(id, &self.reader(question)) {
            Some(article) => Verdict::Answer {
                body: if article.body.trim().is_empty() { article.title.clone() } else { article.body.clone() },
                sources: vec![Source {
                    article: article.id.clone(),
                    title: article.title.clone(),
                    locale: self.other.told(&article.locale, Some(base(language)), &asked),
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
        if self.knowledge.flaw().is_some() {
            return Ok(Some(Verdict::NoIndex));
        }
        let verdict = match &question.about {
            About::Text(text) => self.search(text, question).await,
            About::Article(id) => self.article(id, question),
        };
        // Damage may have been found meanwhile.
        Ok(Some(self.knowledge.flaw().map_or(verdict, |_| Verdict::NoIndex)))
    }
}

/// How much a verdict helps.
fn worth(verdict: &Verdict) -> u8 {
    match verdict {
        Verdict::Answer { .. } => 2,
        Verdict::Suggest { .. } => 1,
        Verdict::Unknown { .. } | Verdict::NoIndex | Verdict::Failed => 0,
    }
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
