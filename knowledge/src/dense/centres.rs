//! Where a model puts each language.

use std::sync::Arc;

use super::samples::{LANGUAGES, PER_LANGUAGE};
use super::space::Embedded;
use super::vector::{Vector, add};

/// Heads from which on their mean is the centre of their language.
const ENOUGH: usize = 16;

/// The centres of all languages, each the mean of what is asked in it.
#[derive(Debug)]
pub(super) struct Centres {
    /// The languages that have a centre of their own.
    languages: Vec<String>,
    /// Their centres, and that of all heads at the end.
    places: Vec<Vec<f32>>,
    /// How far the centre of a language is from that of the articles' main one, as the samples have it.
    shifts: Vec<(&'static str, Vec<f32>)>,
}

impl Centres {
    /// The centres of these articles' heads. `samples` may be empty.
    pub(super) fn new(dimension: usize, articles: &[Arc<Embedded>], samples: &[Vector]) -> Self {
        let mut sums: Vec<(&str, usize, Vec<f32>)> = Vec::new();
        let (mut all, mut count) = (vec![0.0; dimension], 0);
        for embedded in articles {
            let language = embedded.language();
            let at = sums.iter().position(|(known, ..)| *known == language).unwrap_or_else(|| {
                sums.push((language, 0, vec![0.0; dimension]));
                sums.len() - 1
            });
            for head in embedded.heads(dimension) {
                add(&mut sums[at].2, 1.0, head);
                add(&mut all, 1.0, head);
                sums[at].1 += 1;
                count += 1;
            }
        }
        let main = sums.iter().max_by_key(|(language, count, _)| (*count, *language)).map(|(language, ..)| *language);
        let shifts = main.map(|main| shifts(dimension, main, samples)).unwrap_or_default();
        sums.retain(|(_, count, _)| *count >= ENOUGH);
        let languages = sums.iter().map(|(language, ..)| (*language).to_owned()).collect();
        let mut centres: Vec<Vec<f32>> = sums.into_iter().map(|(_, count, sum)| mean(sum, count)).collect();
        centres.push(mean(all, count));
        Self { languages, places: centres, shifts }
    }

    /// Every centre.
    pub(super) fn all(&self) -> &[Vec<f32>] {
        &self.places
    }

    /// The number of the centre for articles in `language`.
    pub(super) fn number(&self, language: &str) -> usize {
        self.languages.iter().position(|known| known == language).unwrap_or(self.languages.len())
    }

    /// The centre for questions in `language`.
    pub(super) fn of_question(&self, language: Option<&str>) -> Vec<f32> {
        let number = self.number(language.unwrap_or_default());
        let mut centre = self.places[number].clone();
        let shift = self.shifts.iter().find(|(known, _)| Some(*known) == language);
        if number == self.languages.len()
            && let Some((_, shift)) = shift
        {
            add(&mut centre, 1.0, shift);
        }
        centre
    }
}

/// From the centre of the `main` language's samples to those of the others; none where `main` has no samples.
fn shifts(dimension: usize, main: &str, samples: &[Vector]) -> Vec<(&'static str, Vec<f32>)> {
    let centres: Vec<(&str, Vec<f32>)> = LANGUAGES
        .into_iter()
        .zip(samples.chunks_exact(PER_LANGUAGE))
        .map(|(language, samples)| {
            let mut sum = vec![0.0; dimension];
            for sample in samples {
                add(&mut sum, 1.0, sample.numbers());
            }
            (language, mean(sum, samples.len()))
        })
        .collect();
    let Some(from) = centres.iter().find(|(language, _)| *language == main).map(|(_, centre)| centre.clone()) else {
        return Vec::new();
    };
    let shift = |(language, mut centre): (&'static str, Vec<f32>)| {
        add(&mut centre, -1.0, &from);
        (language, centre)
    };
    centres.into_iter().map(shift).collect()
}

fn mean(mut sum: Vec<f32>, count: usize) -> Vec<f32> {
    #[expect(clippy::cast_precision_loss, reason = "a mean needs three digits")]
    let count = count.max(1) as f32;
    for number in &mut sum {
        *number /= count;
    }
    sum
}
