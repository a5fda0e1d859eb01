//! Choosing the best few articles in such a way that equal scores never leave the choice to chance.

use super::memory::Place;

/// Scores that differ by a smaller share are equal: what is summed in another order differs in its last digits.
const SLACK: f32 = 4e-6;
/// Articles beyond the limit that are kept before the worst are let go.
const SPARE: usize = 16;

/// An article that may be among the best.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hit {
    pub(super) score: f32,
    /// Decides between equal scores; follows from the article alone.
    pub(super) order: u64,
    pub(super) place: Place,
}

/// The best articles so far.
pub(super) struct Best {
    limit: usize,
    hits: Vec<Hit>,
    floor: f32,
}

impl Best {
    pub(super) fn new(limit: usize) -> Self {
        Self { limit, hits: Vec::with_capacity(limit + SPARE), floor: f32::MIN }
    }

    /// Up to this score nothing can be among the best.
    pub(super) fn floor(&self) -> f32 {
        self.floor
    }

    pub(super) fn push(&mut self, hit: Hit) {
        if hit.score <= self.floor {
            return;
        }
        self.hits.push(hit);
        if self.hits.len() == self.limit || self.hits.len() >= self.limit + SPARE {
            self.shrink();
        }
    }

    /// The best, in no order.
    pub(super) fn finish(mut self) -> Vec<Hit> {
        self.shrink();
        self.hits
    }

    fn shrink(&mut self) {
        if self.limit == 0 || self.hits.len() < self.limit {
            return;
        }
        self.hits.sort_unstable_by(|a, b| b.score.total_cmp(&a.score));
        let last = self.hits[self.limit - 1].score;
        self.floor = last * (1.0 - SLACK);
        let from = self.hits.partition_point(|hit| hit.score > last * (1.0 + SLACK));
        let to = self.hits.partition_point(|hit| hit.score > self.floor);
        self.hits[from..to].sort_unstable_by_key(|hit| hit.order);
        self.hits.truncate(self.limit);
    }
}
