//! From a question to ranked candidates with a confidence.

mod compare;
mod explain;
mod question;
mod signals;
mod typed;
mod unheard;

use std::sync::Arc;

use serde::Serialize;

use crate::analysis::language;
use crate::article::{Article, Reader};
use crate::confidence::{Judgement, Model, Thresholds};
use crate::index::{Entry, Knowledge, State, Wanted};
use compare::UNKNOWN_GRAM_WEIGHT;

pub(crate) use compare::{Comparison, Features};
pub use explain::{Common, Explanation, Mended, Met, Place};
pub(crate) use question::Question;
pub use signals::Signals;
pub use unheard::Unheard;

/// Articles that are compared with the question at all.
const COMPARED: usize = 32;
/// Articles that are compared where only some may be found.
const COMPARED_OF_ALL: usize = 1_000;
/// Articles that are compared with it closely.
const COMPARED_CLOSELY: usize = 10;

/// A question.
#[derive(Debug, Clone, Copy, Default)]
pub struct Query<'a> {
    /// The words, as somebody typed them. No syntax is interpreted.
    pub text: &'a str,
    /// The language that the asker is known to speak, for texts too short to tell.
    pub locale: Option<&'a str>,
    /// What the asker asked before, if this question goes on with it ("and on Android?"): both are searched for, among
    /// the articles that hold the better part of this question's own words.
    pub follows: Option<&'a str>,
    /// On whose behalf, and on which day.
    pub reader: Reader<'a>,
    /// Labels of which an article must bear one; any article where there are none.
    pub labels: &'a [&'a str],
    /// The most candidates to return.
    pub limit: usize,
}

impl Query<'_> {
    /// Whether an article may be found at all.
    pub(crate) fn admits(&self, article: &Article) -> bool {
        let labels = self.labels;
        article.visible_to(&self.reader)
            && (labels.is_empty() || article.labels.iter().any(|label| labels.contains(&label.as_str())))
    }
}

/// An article that may answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Candidate {
    /// Its id.
    pub article: String,
    /// What its translations share with it.
    pub root: String,
    /// Its locale.
    pub locale: String,
    /// Its title; may be empty.
    pub title: String,
    /// Its body, Markdown; may be empty.
    pub body: String,
    /// The passage of the body that is closest to the question, Markdown; empty when there is no body.
    pub passage: String,
    /// The question variant, or title, that is closest to the question; empty when there is none.
    pub question: String,
    /// How well it fits, about 0 to 1; comparable between questions, but not a probability.
    pub score: f64,
    /// The probability that it answers the question.
    pub confidence: f64,
    /// The probability that it answers the question if those before it do not: what remains when they are refused.
    pub otherwise: f64,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Found {
    /// The question's language.
    pub language: Option<&'static str>,
    /// The best articles, best first, one of each root.
    pub candidates: Vec<Candidate>,
    /// The probability that the first candidate answers the question; 0 without candidates.
    pub confidence: f64,
    /// What the confidence was computed from.
    pub signals: Signals,
}

impl Found {
    /// Nothing was found, in whatever language it was asked.
    #[must_use]
    pub fn nothing() -> Self {
        Self { language: None, candidates: Vec::new(), confidence: 0.0, signals: Signals::NONE }
    }

    /// What to do with it.
    #[must_use]
    pub fn judge(&self, thresholds: &Thresholds) -> Judgement {
        thresholds.judge(self.confidence)
    }
}

/// A candidate before it is described.
pub(crate) struct Ranked {
    pub(crate) entry: Arc<Entry>,
    pub(crate) features: Features,
    pub(crate) score: f32,
}

impl Knowledge {
    /// The articles that fit a question best, and how sure that is. Any text is a question; nothing in it is syntax.
    #[must_use]
    pub fn search(&self, query: &Query<'_>) -> Found {
        self.search_with(query, Model::general())
    }

    /// As [`Knowledge::search`], with a model of one's own.
    #[must_use]
    pub fn search_with(&self, query: &Query<'_>, model: &Model) -> Found {
        let state = self.read();
        let Asked { language, ranked: all, .. } = ask(&state, query, model);
        let mut found = Found { language, candidates: Vec::new(), confidence: 0.0, signals: Signals::NONE };
        for (at, ranked) in all.iter().take(query.limit).enumerate() {
            let signals = Signals::of(&ranked.features, ranked.score, best_text(&all, at, 0));
            let confidence = model.confidence(&signals);
            if at == 0 {
                found.confidence = confidence;
                found.signals = signals;
            }
            // What comes before it is taken away.
            let alone = Signals::of(&ranked.features, ranked.score, best_text(&all, at, at));
            let otherwise = if at == 0 { confidence } else { model.confidence(&alone) };
            found.candidates.push(Candidate {
                confidence,
                otherwise,
                ..describe(&state, ranked, &query.reader, language)
            });
        }
        found
    }

    /// What the candidates that a search would compare closely have in common with the question.
    pub(crate) fn compare(&self, query: &Query<'_>, model: &Model) -> Vec<(String, Features)> {
        let state = self.read();
        let ranked = ask(&state, query, model).ranked;
        ranked.into_iter().map(|ranked| (ranked.entry.article.id.clone(), ranked.features)).collect()
    }
}

/// A question as it was understood, and what was found for it.
pub(crate) struct Asked {
    /// Its language.
    pub(crate) language: Option<&'static str>,
    /// The question in Persian letters, if it was Persian typed in Latin ones.
    pub(crate) read_as: Option<String>,
    /// The words that were searched for, where those are not the question's own but mean the same.
    pub(crate) said_as: Option<String>,
    /// The question in numbers.
    pub(crate) question: Question,
    /// The best articles.
    pub(crate) ranked: Vec<Ranked>,
}

/// Asks a question in its own words and in those that mean the same here, and keeps what is answered best.
pub(crate) fn ask(state: &State, query: &Query<'_>, model: &Model) -> Asked {
    let together = query.follows.map(|earlier| format!("{earlier}\n{}", query.text));
    let mut asked = understand(state, together.as_deref().unwrap_or(query.text), query);
    if query.follows.is_some() {
        asked.question.own = understand(state, query.text, query).question.words;
    }
    asked.ranked = rank(state, &asked.question, query, model);
    let Some(language) = asked.language.filter(|_| query.follows.is_none()) else { return asked };
    let ways = state.synonyms.ways(asked.read_as.as_deref().unwrap_or(query.text), language, &state.lexicon);
    for way in ways {
        let question = Question::new(&way, language, &state.lexicon);
        let ranked = rank(state, &question, query, model);
        if confidence(&ranked, model) > confidence(&asked.ranked, model) {
            asked = Asked { question, ranked, said_as: Some(way), ..asked };
        }
    }
    asked
}

/// How sure the first is.
fn confidence(ranked: &[Ranked], model: &Model) -> f64 {
    let signals = |first: &Ranked| Signals::of(&first.features, first.score, best_text(ranked, 0, 0));
    ranked.first().map_or(0.0, |first| model.confidence(&signals(first)))
}

/// The question in numbers; nothing is searched yet.
fn understand(state: &State, text: &str, query: &Query<'_>) -> Asked {
    let languages = state.languages();
    let read = languages.contains(&"fa").then(|| typed::persian(Question::beginning(text), &state.lexicon));
    let read_as = read.flatten();
    let language = match &read_as {
        Some(_) => Some("fa"),
        None => language::detect_among(text, query.locale, &languages),
    };
    let locale = language.or(query.locale).unwrap_or(Article::UNKNOWN_LOCALE);
    let question = Question::new(read_as.as_deref().unwrap_or(text), locale, &state.lexicon);
    Asked { language, read_as, said_as: None, question, ranked: Vec::new() }
}

/// The best text among the candidates from `from` on, beside the one at `at`; 0 if there is none.
fn best_text(ranked: &[Ranked], at: usize, from: usize) -> f32 {
    let others = ranked.iter().enumerate().skip(from).filter(|(other, _)| *other != at);
    others.map(|(_, other)| other.features.text).fold(0.0, f32::max)
}

/// The best articles, best first, one of each root.
pub(crate) fn rank(state: &State, question: &Question, query: &Query<'_>, model: &Model) -> Vec<Ranked> {
    if question.is_empty() {
        return Vec::new();
    }
    let known: Vec<(&str, u32)> =
        question.words.iter().filter_map(|word| Some((word.text.as_str(), word.number?))).collect();
    let wanted = Wanted {
        words: &known,
        grams: &question.unknown_grams,
        gram_weight: UNKNOWN_GRAM_WEIGHT,
        restricted: query.reader.is_known(),
    };
    let all = query.labels.is_empty() && query.follows.is_none() && (query.reader.agent || !query.reader.is_known());
    let compared = if all { COMPARED } else { COMPARED_OF_ALL };
    let entries = match state.candidates(&wanted, compared) {
        Ok(entries) => entries,
        Err(error) => {
            tracing::error!(%error, "the knowledge index cannot be read");
            return Vec::new();
        }
    };
    let comparison = Comparison::new(question, state);
    // Not by the model's score: who is looked at closely should not depend on what was learnt from it.
    let glance = |entry: Arc<Entry>| {
        let score = comparison.glance(&entry);
        Ranked { entry, features: Features::default(), score }
    };
    let admitted = |entry: &Arc<Entry>| query.admits(&entry.article) && question.is_gone_on_with(entry);
    let mut ranked: Vec<Ranked> = entries.into_iter().filter(admitted).map(glance).collect();
    sort(&mut ranked);
    ranked.truncate(COMPARED_CLOSELY);
    // What was learnt finds articles that share no word with the question, too.
    let is_new = |id: &&str| ranked.iter().all(|ranked| ranked.entry.article.id != **id);
    let learnt = comparison.first_classes().filter(is_new).filter_map(|id| state.find(id));
    let learnt: Vec<_> = learnt.filter(admitted).filter(|entry| comparison.points_alike(entry)).collect();
    ranked.truncate(COMPARED_CLOSELY - learnt.len());
    ranked.extend(learnt.into_iter().map(glance));
    for ranked in &mut ranked {
        ranked.features = comparison.look(&ranked.entry);
        ranked.score = model.score(&ranked.features);
        ranked.features.text = model.score_of_text(&ranked.features);
    }
    sort(&mut ranked);
    one_of_each_root(&mut ranked);
    let total: f32 = ranked.iter().map(|ranked| ranked.score).sum();
    for ranked in &mut ranked {
        ranked.features.lead = lead(ranked.score, total);
    }
    ranked
}

/// How far `score` is above the mean of the others; where fewer were found, the missing ones count as 0.
#[expect(clippy::cast_precision_loss, reason = "a small constant")]
pub(crate) fn lead(score: f32, total: f32) -> f32 {
    score - (total - score) / (COMPARED_CLOSELY - 1) as f32
}

/// Keeps the best translation of each article.
fn one_of_each_root(ranked: &mut Vec<Ranked>) {
    let mut seen: Vec<Arc<Entry>> = Vec::with_capacity(ranked.len());
    ranked.retain(|ranked| {
        let new = seen.iter().all(|other| other.article.root != ranked.entry.article.root);
        seen.push(Arc::clone(&ranked.entry));
        new
    });
}

/// Best first; equal scores by id, so that the order never depends on the index.
pub(crate) fn sort(ranked: &mut [Ranked]) {
    ranked.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.entry.article.id.cmp(&b.entry.article.id)));
}

/// A candidate for the caller: the translation in the question's language, if there is one. How probable it is, is not
/// said yet.
pub(crate) fn describe(
    state: &State,
    ranked: &Ranked,
    reader: &Reader<'_>,
    language: Option<&'static str>,
) -> Candidate {
    let best = &ranked.entry.article;
    let speaks = |article: &Article| language.is_some_and(|language| language::base(&article.locale) == language);
    let translation = if speaks(best) {
        None
    } else {
        let mut others = state.translations(&best.root).into_iter().map(|entry| Arc::clone(&entry.article));
        others.find(|other| speaks(other) && other.visible_to(reader))
    };
    let article = translation.as_ref().unwrap_or(best);
    let passage = ranked.features.best_passage.filter(|_| translation.is_none());
    let passage = passage.and_then(|at| ranked.entry.passages.get(usize::from(at)));
    let head = ranked.features.best_head.filter(|_| translation.is_none());
    Candidate {
        article: article.id.clone(),
        root: article.root.clone(),
        locale: article.locale.clone(),
        title: article.title.clone(),
        body: article.body.clone(),
        passage: passage.and_then(|passage| article.body.get(passage.range.clone())).unwrap_or_default().to_owned(),
        question: head.map(|at| head_text(article, usize::from(at))).unwrap_or_default().to_owned(),
        score: f64::from(ranked.score),
        confidence: 0.0,
        otherwise: 0.0,
    }
}

/// The title or question at `at`, as an entry counts them.
fn head_text(article: &Article, at: usize) -> &str {
    let heads = std::iter::once(&article.title).chain(&article.questions).filter(|text| !text.trim().is_empty());
    heads.map(String::as_str).nth(at).unwrap_or_default()
}
