//! Groups grow together where they are likest on average, the likest first (average linkage, UPGMA: Sokal and Michener 1958), among
//! those of which some are near each other. The average comes from sums: no pair is compared again.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::{BTreeSet, BinaryHeap};

use super::nearness::Pair;
use super::points::{Places, Sum};

/// How alike two groups are on average that ask for the same. Measured on questions whose topics are known: below it, what has nothing
/// to do with each other comes together; above it, one topic is in many groups (`make eval`, "questions put together").
const SAME: f32 = 0.4;

/// A group may still come near to what is this far.
const KEPT: f32 = SAME / 2.0;

/// Groups that may grow together.
#[derive(Debug, PartialEq)]
struct Offer {
    likeness: f32,
    groups: [usize; 2],
    /// How often each had grown when this was offered.
    grown: [u32; 2],
}

impl Eq for Offer {}

impl Ord for Offer {
    fn cmp(&self, other: &Self) -> Ordering {
        self.likeness.total_cmp(&other.likeness).then_with(|| other.groups.cmp(&self.groups))
    }
}

impl PartialOrd for Offer {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The groups as they are.
struct Groups<'a> {
    places: &'a Places,
    /// Of those that have grown.
    sums: Vec<Option<Sum>>,
    questions: Vec<f32>,
    near: Vec<BTreeSet<usize>>,
    grown: Vec<u32>,
    /// The group into which each has gone; itself, where it has not.
    into: Vec<usize>,
    offers: BinaryHeap<Offer>,
}

/// The group of each point, by the number of one of its points.
pub(super) fn grow(places: &Places, pairs: Vec<Pair>, breathe: &mut dyn FnMut()) -> Vec<usize> {
    let count = places.points.len();
    let mut groups = Groups {
        places,
        sums: vec![None; count],
        questions: places.questions.clone(),
        near: vec![BTreeSet::new(); count],
        grown: vec![0; count],
        into: (0..count).collect(),
        offers: BinaryHeap::new(),
    };
    for Pair { likeness, one, other } in pairs {
        if groups.near[one].insert(other) {
            groups.near[other].insert(one);
            groups.offer(likeness, one, other);
        }
    }
    while let Some(offer) = groups.offers.pop() {
        let [one, other] = offer.groups;
        if offer.grown == [groups.grown[one], groups.grown[other]] {
            groups.join(one, other);
            breathe();
        }
    }
    (0..count).map(|point| groups.group_of(point)).collect()
}

impl Groups<'_> {
    fn offer(&mut self, likeness: f32, one: usize, other: usize) {
        if likeness >= SAME {
            let groups = [one.min(other), one.max(other)];
            self.offers.push(Offer { likeness, groups, grown: groups.map(|group| self.grown[group]) });
        }
    }

    fn sum(&self, group: usize) -> Cow<'_, Sum> {
        let single = || Cow::Owned(Sum::of(&self.places.points[group], self.places.questions[group]));
        self.sums[group].as_ref().map_or_else(single, Cow::Borrowed)
    }

    /// The one with fewer neighbours goes into the other.
    fn join(&mut self, one: usize, other: usize) {
        let (stays, goes) = if self.near[one].len() < self.near[other].len() { (other, one) } else { (one, other) };
        let mut sum = self.sum(stays).into_owned();
        sum.add(&self.sum(goes));
        (self.sums[stays], self.sums[goes]) = (None, None);
        self.questions[stays] += self.questions[goes];
        self.into[goes] = stays;
        self.grown[stays] += 1;
        self.grown[goes] = u32::MAX;
        for group in std::mem::take(&mut self.near[goes]) {
            self.near[group].remove(&goes);
            if group != stays {
                self.near[group].insert(stays);
                self.near[stays].insert(group);
            }
        }
        for group in std::mem::take(&mut self.near[stays]) {
            let likeness = sum.likenesses(&self.sum(group)) / (self.questions[stays] * self.questions[group]);
            if likeness >= KEPT {
                self.near[stays].insert(group);
                self.offer(likeness, stays, group);
            } else {
                self.near[group].remove(&stays);
            }
        }
        self.sums[stays] = Some(sum);
    }

    fn group_of(&self, point: usize) -> usize {
        let mut group = point;
        while self.into[group] != group {
            group = self.into[group];
        }
        group
    }
}
