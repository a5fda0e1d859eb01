//! Newton's method for the small convex problem of calibration.

/// A symmetric system of equations, `matrix · x = vector`, with the matrix in full.
pub(crate) struct System {
    size: usize,
    matrix: Vec<f64>,
    vector: Vec<f64>,
}

impl System {
    /// All zeros.
    pub(crate) fn new(size: usize) -> Self {
        Self { size, matrix: vec![0.0; size * size], vector: vec![0.0; size] }
    }

    /// Adds `weight · row · rowᵀ` to the matrix.
    pub(crate) fn add_outer(&mut self, row: &[f64], weight: f64) {
        for (i, a) in row.iter().enumerate() {
            let scaled = weight * a;
            for (j, b) in row.iter().enumerate() {
                self.matrix[i * self.size + j] += scaled * b;
            }
        }
    }

    /// Adds `weight · row` to the vector.
    pub(crate) fn add(&mut self, row: &[f64], weight: f64) {
        for (sum, value) in self.vector.iter_mut().zip(row) {
            *sum += weight * value;
        }
    }

    /// Pulls unknown `i`, now at `value`, towards zero.
    pub(crate) fn pull(&mut self, i: usize, value: f64, strength: f64) {
        self.matrix[i * self.size + i] += strength;
        self.vector[i] -= strength * value;
    }

    /// The solution, by Cholesky's decomposition. Directions without information stay where they are.
    pub(crate) fn solve(mut self) -> Vec<f64> {
        let n = self.size;
        for i in 0..n {
            for j in 0..=i {
                let dot: f64 = (0..j).map(|k| self.matrix[i * n + k] * self.matrix[j * n + k]).sum();
                let rest = self.matrix[i * n + j] - dot;
                self.matrix[i * n + j] = if i == j { rest.max(1e-9).sqrt() } else { rest / self.matrix[j * n + j] };
            }
        }
        let mut x = self.vector;
        for i in 0..n {
            let dot: f64 = (0..i).map(|k| self.matrix[i * n + k] * x[k]).sum();
            x[i] = (x[i] - dot) / self.matrix[i * n + i];
        }
        for i in (0..n).rev() {
            let dot: f64 = (i + 1..n).map(|k| self.matrix[k * n + i] * x[k]).sum();
            x[i] = (x[i] - dot) / self.matrix[i * n + i];
        }
        x
    }
}

/// Repeats steps until they no longer matter. `system` gives the gradient and curvature at a point.
pub(crate) fn climb(size: usize, mut system: impl FnMut(&[f64]) -> System) -> Vec<f64> {
    const MOST_STEPS: usize = 40;
    let mut point = vec![0.0; size];
    for _ in 0..MOST_STEPS {
        let step = system(&point).solve();
        // A long step is shortened: far from the optimum the curvature promises too much.
        let longest = step.iter().fold(0.0_f64, |longest, x| longest.max(x.abs()));
        let scale = if longest > 4.0 { 4.0 / longest } else { 1.0 };
        for (x, change) in point.iter_mut().zip(&step) {
            *x += scale * change;
        }
        if longest < 1e-6 {
            break;
        }
    }
    point
}
