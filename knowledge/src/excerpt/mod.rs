//! The part of a long article that answers a question: whole sentences and whole blocks of its Markdown, taken from one
//! section and in their order. Nothing is written anew. Short articles need no such part.

mod sentences;
mod units;

use std::collections::{BTreeSet, HashSet};
use std::ops::Range;

use crate::Article;
use crate::analysis;
use crate::confidence::Model;
use crate::index::Knowledge;
use crate::search::{Candidate, Query, Question, ask};
use units::{Document, Unit};

/// Characters up to which an article is given whole: with its source and a word about the bot it is still one message on
/// every platform, Discord's 2,000 characters being the fewest, and hardly more than a phone shows at once.
pub const WHOLE: usize = 1_200;

/// Characters that a part has at most: about what a phone shows at once.
const MOST: usize = 900;

/// Units that are compared with the question, in the largest of articles.
const COMPARED: usize = 500;

/// What a word counts that stands in the heading above, against one in the text.
const IN_HEADING: f32 = 0.5;
/// What a word counts that stands in a neighbouring unit.
const BESIDE: f32 = 0.25;
/// What a word counts that stands in the article's title: the whole article is about it.
const IN_TITLE: f32 = 0.3;
/// How much more a unit counts in the passage that the search found closest.
const IN_PASSAGE: f32 = 1.2;

/// A part of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// Markdown.
    pub text: String,
    /// The heading that it stands under, if there is one, without markup.
    pub heading: Option<String>,
}

/// What a part is cut out of, with the passage that the search found closest.
#[derive(Clone, Copy)]
struct Whole<'a> {
    title: &'a str,
    body: &'a str,
    locale: &'a str,
    passage: &'a str,
}

impl Knowledge {
    /// The part of `candidate` that answers `query` best; `None` where it is given whole, being short, or because no
    /// part of it can be cut out.
    #[must_use]
    pub fn excerpt(&self, query: &Query<'_>, candidate: &Candidate) -> Option<Excerpt> {
        let Candidate { title, body, locale, passage, .. } = candidate;
        self.cut(query, Whole { title, body, locale, passage })
    }

    /// As [`Knowledge::excerpt`], of an article that is perhaps not published: then it is the part that would be given.
    #[must_use]
    pub fn excerpt_of(&self, query: &Query<'_>, article: &Article) -> Option<Excerpt> {
        let Article { title, body, locale, .. } = article;
        self.cut(query, Whole { title, body, locale, passage: "" })
    }

    fn cut(&self, query: &Query<'_>, whole: Whole<'_>) -> Option<Excerpt> {
        let body = whole.body;
        // The first character that is too many.
        body.chars().nth(WHOLE)?;
        let question = ask(&self.read(), query, Model::general()).question;
        let document = Document::read(body, MOST);
        let passage = body.find(whole.passage).filter(|_| !whole.passage.is_empty());
        let passage = passage.map(|start| start..start + whole.passage.len());
        let scores = scores(&document, &question, whole, passage.as_ref());
        let (chosen, best) = choose(&document, &scores)?;
        let heading = document.heading(best).filter(|heading| *heading != whole.title.trim());
        Some(Excerpt { text: document.render(&chosen), heading: heading.map(str::to_owned) })
    }
}

/// How well each unit answers.
fn scores(document: &Document<'_>, question: &Question, whole: Whole<'_>, passage: Option<&Range<usize>>) -> Vec<f32> {
    let units = &document.units;
    let inside =
        |unit: &Unit| passage.is_some_and(|passage| unit.range.start < passage.end && passage.start < unit.range.end);
    let first = units.iter().position(inside).unwrap_or(0).saturating_sub(COMPARED / 2);
    let compared = first..units.len().min(first + COMPARED);
    let held = |text: &str| {
        let words: HashSet<String> = analysis::words(text, whole.locale).into_iter().collect();
        question.words.iter().map(|word| words.contains(&word.text)).collect::<Vec<bool>>()
    };
    let texts: Vec<Vec<bool>> = units[compared.clone()].iter().map(|unit| held(&unit.text)).collect();
    let headings: Vec<Vec<bool>> = document.sections.iter().map(|section| held(&section.headings)).collect();
    // A word that is everywhere in the article says little about where in it the answer is.
    let title = held(whole.title);
    let telling = |word: usize| rarity(&texts, word) * if title[word] { IN_TITLE } else { 1.0 };
    let weights: Vec<f32> = question.words.iter().enumerate().map(|(at, word)| word.idf * telling(at)).collect();
    let mut scores = vec![0.0; units.len()];
    for at in compared.clone() {
        let here = at - first;
        let beside = |other: Option<usize>| other.and_then(|other| texts.get(other));
        let neighbours = [beside(here.checked_sub(1)), beside(Some(here + 1))];
        let mut score = 0.0;
        for (word, weight) in weights.iter().enumerate() {
            score += weight
                * if texts[here][word] {
                    1.0
                } else if headings[units[at].section][word] {
                    IN_HEADING
                } else if neighbours.iter().flatten().any(|held| held[word]) {
                    BESIDE
                } else {
                    0.0
                };
        }
        // Where no word is met, as across languages, the passage decides, and else the beginning.
        scores[at] = if inside(&units[at]) { (score + f32::EPSILON) * IN_PASSAGE } else { score };
    }
    scores
}

#[expect(clippy::cast_precision_loss, reason = "counts of units are small")]
fn rarity(texts: &[Vec<bool>], word: usize) -> f32 {
    let holding = texts.iter().filter(|held| held[word]).count();
    (1.0 + texts.len() as f32 / (1.0 + holding as f32)).ln()
}

/// The units of the part, and the best of them.
fn choose(document: &Document<'_>, scores: &[f32]) -> Option<(BTreeSet<usize>, usize)> {
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|a, b| scores[*b].total_cmp(&scores[*a]));
    let fits = |chosen: &BTreeSet<usize>| document.length(chosen) <= MOST;
    let (best, mut chosen) =
        order.into_iter().map(|at| (at, document.with_its_own(at))).find(|(_, chosen)| fits(chosen))?;
    let mut closed = [false; 2];
    while closed != [true; 2] {
        let (first, Some(last)) = (first_beside(&chosen, best), chosen.last().copied()) else { break };
        let sides = [Some(last + 1), first.checked_sub(1)];
        let open = |side: usize| sides[side].filter(|at| !closed[side] && document.is_family(*at, best));
        let value = |side: usize| open(side).map_or(f32::MIN, |at| scores[at]);
        let side = usize::from(value(1) > value(0));
        let Some(at) = open(side) else { break };
        let more: BTreeSet<usize> = chosen.union(&document.with_its_own(at)).copied().collect();
        if fits(&more) {
            chosen = more;
        } else {
            closed[side] = true;
        }
    }
    Some((chosen, best))
}

/// The first of the units before `best` between which and it nothing is left out.
fn first_beside(chosen: &BTreeSet<usize>, best: usize) -> usize {
    (0..=best).rev().take_while(|at| chosen.contains(at)).last().unwrap_or(best)
}
