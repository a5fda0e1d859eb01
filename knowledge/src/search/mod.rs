//! From a question to ranked candidates with a confidence.

mod compare;
mod explain;
mod question;
mod signals;
mod typed;

use serde::Serialize;

use crate::analysis::language;
use crate::article::{Article, Audience};
use crate::confidence::{Judgement, Model, Thresholds};
use crate::index::{Entry, Knowledge, State, Wanted};
use compare::UNKNOWN_GRAM_WEIGHT;

pub(crate) use compare::{Comparison, Features};
pub use explain::{Common, Explanation, Met, Place};
pub(crate) use question::Question;
pub use signals::Signals;

/// Articles that are compared with the question at all.
const COMPARED: usize = 32;
/// Articles that are compared with it closely.
const COMPARED_CLOSELY: usize = 10;

/// A question.
#[derive(Debug, Clone, Copy)]
pub struct Query<'a> {
    /// The words, as somebody typed them. No syntax is interpreted.
    pub text: &'a str,
    /// The language that the asker is known to speak, for texts too short to tell.
    pub locale: Option<&'a str>,
    /// On whose behalf.
    pub audience: Audience,
    /// The most candidates to return.
    pub limit: usize,
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
    /// What to do with it.
    #[must_use]
    pub fn judge(&self, thresholds: &Thresholds) -> Judgement {
        thresholds.judge(self.confidence)
    }
}

/// A candidate before it is described.
pub(crate) struct Ranked<'a> {
    pub(crate) slot: u32,
    pub(crate) entry: &'a Entry,
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
        let (language, question) = understand(&state, query);
        let all = rank(&state, &question, query.audience, model);
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
                ..describe(&state, ranked, query.audience, language)
            });
        }
        found
    }

    /// How much of the question the article `id` holds anywhere, 0 to 1, by the weight of the words.
    #[must_use]
    pub fn held(&self, query: &Query<'_>, id: &str) -> f64 {
        let state = self.read();
        let (_, question) = understand(&state, query);
        let Some(entry) = state.slot(id).and_then(|slot| state.entry(slot)) else { return 0.0 };
        let held = question.words.iter().filter(|word| {
            word.number.is_some_and(|number| entry.words.binary_search_by_key(&number, |(word, _)| *word).is_ok())
        });
        f64::from(held.map(|word| word.idf).sum::<f32>() / question.weight.max(f32::MIN_POSITIVE))
    }

    /// What the candidates that a search would compare closely have in common with the question.
    pub(crate) fn compare(&self, query: &Query<'_>, model: &Model) -> Vec<(String, Features)> {
        let state = self.read();
        let (_, question) = understand(&state, query);
        let ranked = rank(&state, &question, query.audience, model);
        ranked.into_iter().map(|ranked| (ranked.entry.article.id.clone(), ranked.features)).collect()
    }
}

/// The question's language, and the question in numbers.
pub(crate) fn understand(state: &State, query: &Query<'_>) -> (Option<&'static str>, Question) {
    let languages = state.languages();
    if languages.contains(&"fa")
        && let Some(text) = typed::persian(Question::beginning(query.text), &state.lexicon)
    {
        return (Some("fa"), Question::new(&text, "fa", &state.lexicon));
    }
    let language = language::detect_among(query.text, query.locale, &languages);
    let locale = language.or(query.locale).unwrap_or(Article::UNKNOWN_LOCALE);
    (language, Question::new(query.text, locale, &state.lexicon))
}

/// The best text among the candidates from `from` on, beside the one at `at`; 0 if there is none.
fn best_text(ranked: &[Ranked<'_>], at: usize, from: usize) -> f32 {
    let others = ranked.iter().enumerate().skip(from).filter(|(other, _)| *other != at);
    others.map(|(_, other)| other.features.text).fold(0.0, f32::max)
}

/// The best articles, best first, one of each root.
pub(crate) fn rank<'a>(state: &'a State, question: &Question, audience: Audience, model: &Model) -> Vec<Ranked<'a>> {
    if question.is_empty() {
        return Vec::new();
    }
    let known: Vec<&str> =
        question.words.iter().filter(|word| word.number.is_some()).map(|word| word.text.as_str()).collect();
    let wanted = Wanted { words: &known, grams: &question.unknown_grams, gram_weight: UNKNOWN_GRAM_WEIGHT, audience };
    let slots = match state.view.candidates(&state.lexicon, &wanted, COMPARED) {
        Ok(slots) => slots,
        Err(error) => {
            tracing::error!(%error, "the knowledge index cannot be read");
            return Vec::new();
        }
    };
    let comparison = Comparison::new(question, state);
    let entries = slots.into_iter().filter_map(|slot| Some((slot, state.entry(slot)?.as_ref())));
    // Not by the model's score: who is looked at closely should not depend on what was learnt from it.
    let mut ranked: Vec<Ranked<'a>> = entries
        .map(|(slot, entry)| Ranked { slot, entry, features: Features::default(), score: comparison.glance(entry) })
        .collect();
    sort(&mut ranked);
    ranked.truncate(COMPARED_CLOSELY);
    for ranked in &mut ranked {
        ranked.features = comparison.look(ranked.slot, ranked.entry);
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
fn one_of_each_root(ranked: &mut Vec<Ranked<'_>>) {
    let mut roots: Vec<&str> = Vec::new();
    ranked.retain(|ranked| {
        let root = ranked.entry.article.root.as_str();
        let new = !roots.contains(&root);
        roots.push(root);
        new
    });
}

/// Best first; equal scores by id, so that the order never depends on the index.
pub(crate) fn sort(ranked: &mut [Ranked<'_>]) {
    ranked.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.entry.article.id.cmp(&b.entry.article.id)));
}

/// A candidate for the caller: the translation in the question's language, if there is one. How probable it is, is not
/// said yet.
pub(crate) fn describe(
    state: &State,
    ranked: &Ranked<'_>,
    audience: Audience,
    language: Option<&'static str>,
) -> Candidate {
    let best = &ranked.entry.article;
    let speaks = |article: &Article| language.is_some_and(|language| language::base(&article.locale) == language);
    let translation = if speaks(best) {
        None
    } else {
        state
            .translations(&best.root)
            .map(|entry| &entry.article)
            .find(|other| speaks(other) && other.visible_to(audience))
    };
    let article = translation.unwrap_or(best);
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
