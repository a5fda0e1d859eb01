//! Which points are near which: a few of the nearest of each. Few points are all compared; of many, each with those that stand
//! around the same landmarks.

use super::points::Point;

/// Points up to which all are compared.
const ALL: usize = 3000;
/// Of each point, the nearest that are kept.
const KEPT: usize = 12;
/// Of each point, the landmarks that it stands around.
const AROUND: usize = 3;
/// Points of which one is a landmark.
const PER_LANDMARK: usize = 100;
/// What is less alike than this has nothing to do with each other.
const LEAST: f32 = 0.15;

/// Two points, and how alike they are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Pair {
    pub(super) likeness: f32,
    pub(super) one: usize,
    pub(super) other: usize,
}

/// The nearest of each point. A pair may come twice.
pub(super) fn find(points: &[Point], breathe: &mut dyn FnMut()) -> Vec<Pair> {
    if points.len() <= ALL {
        let all: Vec<usize> = (0..points.len()).collect();
        return nearest(points, |_| std::iter::once(all.as_slice()), breathe);
    }
    let landmarks: Vec<usize> = (0..points.len()).step_by(PER_LANDMARK).collect();
    let mut standing: Vec<Vec<usize>> = vec![Vec::new(); landmarks.len()];
    let mut around: Vec<Vec<usize>> = Vec::with_capacity(points.len());
    for (number, point) in points.iter().enumerate() {
        let mut best = Best::new(AROUND);
        for (at, landmark) in landmarks.iter().enumerate() {
            best.meet(point.likeness(&points[*landmark]), at);
        }
        let found: Vec<usize> = best.0.iter().map(|(_, at)| *at).collect();
        for at in &found {
            standing[*at].push(number);
        }
        around.push(found);
        if number % 16 == 0 {
            breathe();
        }
    }
    let (standing, around) = (&standing, &around);
    nearest(points, |number| around[number].iter().map(|at| standing[*at].as_slice()), breathe)
}

/// The nearest of each point among those it may be near to.
fn nearest<'a, I: Iterator<Item = &'a [usize]>>(
    points: &[Point],
    candidates: impl Fn(usize) -> I,
    breathe: &mut dyn FnMut(),
) -> Vec<Pair> {
    let mut pairs = Vec::new();
    let mut met = vec![usize::MAX; points.len()];
    for (one, point) in points.iter().enumerate() {
        let mut best = Best::new(KEPT);
        for &other in candidates(one).flatten() {
            if other != one && met[other] != one {
                met[other] = one;
                best.meet(point.likeness(&points[other]), other);
            }
        }
        let found = best.0.into_iter().filter(|(likeness, _)| *likeness >= LEAST);
        pairs.extend(found.map(|(likeness, other)| Pair { likeness, one, other }));
        breathe();
    }
    pairs
}

/// The likest of what is met, the likest first; of equal ones those that came first.
struct Best(Vec<(f32, usize)>, usize);

impl Best {
    fn new(most: usize) -> Self {
        Self(Vec::with_capacity(most + 1), most)
    }

    fn meet(&mut self, likeness: f32, number: usize) {
        if self.0.len() == self.1 && self.0.last().is_some_and(|(least, _)| *least >= likeness) {
            return;
        }
        let at = self.0.partition_point(|(known, _)| *known >= likeness);
        self.0.insert(at, (likeness, number));
        self.0.truncate(self.1);
    }
}
