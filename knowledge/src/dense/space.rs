//! The vectors of the articles, and the exact search among them.
//!
//! Ways of asking are compared around the centre of their language: models of many languages put each language to a place
//! of its own, and all texts of one close together. What remains of a question without that is what it asks. Passages
//! are compared as they are: measured, centring them does harm.

use std::collections::HashMap;
use std::sync::Arc;

use super::centres::Centres;
use super::classifier;
use super::parts::{Part, Role};
use super::vector::{Meaning, Vector, VectorError, add, dot, normalize};
use crate::analysis::language;
use crate::article::Article;

/// How many heads the mean of the closest ones takes in.
const CLOSE_HEADS: usize = 3;

/// An article with the vectors of its parts.
#[derive(Debug)]
pub struct Embedded {
    article: Arc<Article>,
    /// What each vector is of, heads first.
    parts: Box<[(Role, u16)]>,
    /// The vectors, one after the other.
    numbers: Box<[f32]>,
}

impl Embedded {
    /// An article and the vectors of its parts, in the order of [`super::parts`].
    ///
    /// # Errors
    /// [`VectorError::Count`] when there is not one for each part.
    pub fn new(article: Arc<Article>, parts: &[Part], vectors: &[Vector]) -> Result<Self, VectorError> {
        if parts.len() != vectors.len() {
            return Err(VectorError::Count { found: vectors.len(), wanted: parts.len() });
        }
        let parts = parts.iter().map(|part| (part.role, part.at)).collect();
        let numbers = vectors.iter().flat_map(|vector| vector.numbers().iter().copied()).collect();
        Ok(Self { article, parts, numbers })
    }

    /// The language of the article, as far as it is known.
    pub(super) fn language(&self) -> &str {
        language::base(&self.article.locale)
    }

    /// The vectors of its heads.
    pub(super) fn heads(&self, dimension: usize) -> impl Iterator<Item = &[f32]> {
        let heads = self.parts.iter().take_while(|(role, _)| *role == Role::Head).count();
        self.numbers.chunks_exact(dimension).take(heads)
    }

    /// Its passages' places and vectors.
    fn passages(&self, dimension: usize) -> impl Iterator<Item = (u16, &[f32])> {
        let parts = self.parts.iter().zip(self.numbers.chunks_exact(dimension));
        parts.filter(|((role, _), _)| *role == Role::Passage).map(|((_, at), vector)| (*at, vector))
    }
}

/// An article in a space.
#[derive(Debug)]
struct Placed {
    embedded: Arc<Embedded>,
    /// Which centre its heads are around.
    centre: usize,
    /// One over the length of each head as seen from its centre.
    heads: Box<[f32]>,
    /// Where the classifier looks for questions of this article; empty without it.
    direction: Box<[f32]>,
}

/// How close a question is to an article.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Nearness {
    /// The closest head: cosine around the centre, 0 to 1.
    pub(crate) head: f32,
    /// The mean of the three closest heads.
    pub(crate) heads: f32,
    /// The classifier's score.
    pub(crate) class: f32,
    /// The closest passage: how much closer it is than an article's usual closest one.
    pub(crate) passage: f32,
    /// Where the closest passage is, if there is one.
    pub(crate) best_passage: Option<u16>,
    /// Where the closest head is, if there is one.
    pub(crate) best_head: Option<u16>,
}

impl Nearness {
    /// What it adds to a candidate's score. The weights are round numbers, chosen by hand on the tasks that may be fitted.
    /// A title above a body says less about a question than a way of asking it does.
    pub(crate) fn score(&self) -> f32 {
        let heads = if self.best_passage.is_some() { 0.25 } else { 1.0 };
        heads * 0.4 * (self.head + self.heads) + 0.5 * self.class + 3.0 * self.passage
    }
}

/// All articles that have vectors, of one model.
#[derive(Debug)]
pub struct Space {
    model: String,
    dimension: usize,
    centres: Centres,
    articles: HashMap<String, Placed>,
}

impl Space {
    /// The space of these articles. `samples` are the vectors of [`super::samples`], in their order; without them a question
    /// in a language of which there are no articles is found less well.
    ///
    /// # Errors
    /// [`VectorError::Dimension`] when vectors have another length than `dimension`.
    pub fn new(
        model: &str,
        dimension: usize,
        articles: &[Arc<Embedded>],
        samples: &[Vector],
    ) -> Result<Self, VectorError> {
        for embedded in articles {
            if embedded.numbers.len() != embedded.parts.len() * dimension {
                let found = embedded.numbers.len() / embedded.parts.len().max(1);
                return Err(VectorError::Dimension { found, wanted: dimension });
            }
        }
        if let Some(sample) = samples.iter().find(|sample| sample.numbers().len() != dimension) {
            return Err(VectorError::Dimension { found: sample.numbers().len(), wanted: dimension });
        }
        let centres = Centres::new(dimension, articles, samples);
        let mut placed: Vec<Placed> = articles.iter().map(|embedded| place(embedded, &centres, dimension)).collect();
        let heads: Vec<Vec<Vec<f32>>> = placed.iter().map(|placed| placed.centred(&centres, dimension)).collect();
        for (placed, direction) in placed.iter_mut().zip(classifier::directions(&heads, dimension)) {
            placed.direction = direction;
        }
        let articles = placed.into_iter().map(|placed| (placed.embedded.article.id.clone(), placed)).collect();
        Ok(Self { model: model.to_owned(), dimension, centres, articles })
    }

    /// The model.
    #[must_use]
    pub fn model(&self) -> &str {
        &self.model
    }

    /// The vectors of this very state of an article.
    #[must_use]
    pub fn of(&self, article: &Arc<Article>) -> Option<&Arc<Embedded>> {
        let embedded = &self.articles.get(&article.id)?.embedded;
        (embedded.article == *article).then_some(embedded)
    }

    /// Whether a question of this meaning can be compared with the articles.
    pub(crate) fn holds(&self, meaning: &Meaning) -> bool {
        self.model == meaning.model && meaning.vector.numbers().len() == self.dimension
    }

    /// How close a question in `language` is to every article. Its meaning must be one that the space holds.
    pub(crate) fn nearness(&self, question: &Vector, language: Option<&str>) -> Vec<(&Arc<Article>, Nearness)> {
        let mut centred = question.numbers().to_vec();
        add(&mut centred, -1.0, &self.centres.of_question(language));
        normalize(&mut centred);
        let around: Vec<f32> = self.centres.all().iter().map(|centre| dot(&centred, centre)).collect();
        let near = |placed: &Placed| placed.nearness(question.numbers(), &centred, around[placed.centre]);
        let mut all: Vec<(&Arc<Article>, Nearness)> =
            self.articles.values().map(|placed| (&placed.embedded.article, near(placed))).collect();
        let passages: Vec<f32> =
            all.iter().filter(|(_, near)| near.best_passage.is_some()).map(|(_, near)| near.passage).collect();
        #[expect(clippy::cast_precision_loss, reason = "a mean needs three digits")]
        let usual = passages.iter().sum::<f32>() / passages.len().max(1) as f32;
        for (_, near) in &mut all {
            near.passage = if near.best_passage.is_some() { (near.passage - usual).max(0.0) } else { 0.0 };
        }
        all
    }
}

fn place(embedded: &Arc<Embedded>, centres: &Centres, dimension: usize) -> Placed {
    let centre = centres.number(embedded.language());
    let heads = embedded.heads(dimension).map(|head| {
        let mut head = head.to_vec();
        add(&mut head, -1.0, &centres.all()[centre]);
        1.0 / normalize(&mut head).max(f32::MIN_POSITIVE)
    });
    Placed { heads: heads.collect(), embedded: Arc::clone(embedded), centre, direction: Box::default() }
}

impl Placed {
    /// The heads as seen from their centre, of length one.
    fn centred(&self, centres: &Centres, dimension: usize) -> Vec<Vec<f32>> {
        let heads = self.embedded.heads(dimension).map(|head| {
            let mut head = head.to_vec();
            add(&mut head, -1.0, &centres.all()[self.centre]);
            normalize(&mut head);
            head
        });
        heads.collect()
    }

    fn nearness(&self, question: &[f32], centred: &[f32], around: f32) -> Nearness {
        let mut near = Nearness { passage: f32::MIN, ..Nearness::default() };
        let mut close = [0.0_f32; CLOSE_HEADS];
        for ((at, head), scale) in (0..).zip(self.embedded.heads(question.len())).zip(&self.heads) {
            let cosine = (dot(centred, head) - around) * scale;
            if near.best_head.is_none() || cosine > near.head {
                (near.head, near.best_head) = (cosine, Some(at));
            }
            if cosine > close[CLOSE_HEADS - 1] {
                let place = close.partition_point(|other| *other >= cosine);
                close[place..].rotate_right(1);
                close[place] = cosine;
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "three at most")]
        let most = self.heads.len().clamp(1, CLOSE_HEADS) as f32;
        near.head = near.head.max(0.0);
        near.heads = close.iter().sum::<f32>() / most;
        if !self.direction.is_empty() {
            near.class = dot(centred, &self.direction);
        }
        for (at, passage) in self.embedded.passages(question.len()) {
            let cosine = dot(question, passage);
            if cosine > near.passage {
                (near.passage, near.best_passage) = (cosine, Some(at));
            }
        }
        near
    }
}
