//! Which article a question is about, learnt from the ways of asking for each: a ridge regression on vectors.
//!
//! With few examples of each article this separates articles that resemble each other better than the closest example
//! does. It is one more vector for each article.

use super::vector::{add, dot};

/// The pull towards nothing, in examples' worth of evidence.
const RIDGE: f32 = 1.0;
/// Examples that are learnt from; in a larger knowledge base the closest example has to do.
const MOST_EXAMPLES: usize = 10_000;
/// Multiplications that learning may take: some seconds.
const MOST_WORK: usize = 10_000_000_000;

/// A direction for each article, from the centred vectors of its ways of asking; empty ones where there is too little to
/// learn from, or too much.
pub(super) fn directions(examples: &[Vec<Vec<f32>>], dimension: usize) -> Vec<Box<[f32]>> {
    let count: usize = examples.iter().map(Vec::len).sum();
    let asked = examples.iter().filter(|examples| !examples.is_empty()).count();
    let work = dimension * dimension * (count + asked + dimension);
    if asked < 2 || count < 2 * asked || count > MOST_EXAMPLES || work > MOST_WORK {
        return vec![Box::default(); examples.len()];
    }
    let mut squares = vec![0.0_f32; dimension * dimension];
    let mut total = vec![0.0_f32; dimension];
    for example in examples.iter().flatten() {
        add(&mut total, 1.0, example);
        // The lower half; the upper one mirrors it.
        for (i, number) in example.iter().enumerate() {
            add(&mut squares[i * dimension..=i * dimension + i], *number, example);
        }
    }
    for i in 0..dimension {
        squares[i * dimension + i] += RIDGE;
    }
    decompose(&mut squares, dimension);
    let direction = |own: &Vec<Vec<f32>>| {
        if own.is_empty() {
            return Box::default();
        }
        let mut sum = vec![0.0_f32; dimension];
        for example in own {
            add(&mut sum, 1.0, example);
        }
        #[expect(clippy::cast_precision_loss, reason = "a share needs three digits")]
        let share = own.len() as f32 / count as f32;
        add(&mut sum, -share, &total);
        solve(&squares, dimension, &mut sum);
        sum.into()
    };
    examples.iter().map(direction).collect()
}

/// Cholesky's decomposition, in place, of the lower half.
fn decompose(matrix: &mut [f32], n: usize) {
    for i in 0..n {
        let (above, from_i) = matrix.split_at_mut(i * n);
        for j in 0..i {
            let row = &above[j * n..=j * n + j];
            let rest = from_i[j] - dot(&from_i[..j], &row[..j]);
            from_i[j] = rest / row[j];
        }
        let rest = from_i[i] - dot(&from_i[..i], &from_i[..i]);
        from_i[i] = rest.max(1e-6).sqrt();
    }
}

/// Solves `L Lᵀ x = b` in place.
fn solve(lower: &[f32], n: usize, b: &mut [f32]) {
    for i in 0..n {
        let row = &lower[i * n..=i * n + i];
        b[i] = (b[i] - dot(&row[..i], &b[..i])) / row[i];
    }
    for i in (0..n).rev() {
        let row = &lower[i * n..=i * n + i];
        b[i] /= row[i];
        let x = b[i];
        add(&mut b[..i], -x, &row[..i]);
    }
}
