//! Directions, and how alike two are.

/// Numbers that are multiplied side by side. The compiler makes vector instructions of them.
const LANES: usize = 16;

/// Vectors that cannot be used.
#[derive(Debug, Clone, Copy, thiserror::Error, PartialEq, Eq)]
pub enum VectorError {
    /// There is not one for each text.
    #[error("{found} vectors for {wanted} texts")]
    Count {
        /// How many there are.
        found: usize,
        /// How many there should be.
        wanted: usize,
    },
    /// One has another length.
    #[error("a vector of {found} numbers where {wanted} were expected")]
    Dimension {
        /// Its length.
        found: usize,
        /// The length of all.
        wanted: usize,
    },
    /// One has no direction: it is zero, or holds what is no number.
    #[error("a vector without a direction")]
    Direction,
}

/// A vector of length one, so that a dot product is a cosine.
#[derive(Debug, Clone, PartialEq)]
pub struct Vector(Box<[f32]>);

impl Vector {
    /// The direction of `numbers`.
    ///
    /// # Errors
    /// [`VectorError::Dimension`] when there are not `dimension` numbers, [`VectorError::Direction`] when they are zero or
    /// no numbers.
    pub fn new(numbers: &[f32], dimension: usize) -> Result<Self, VectorError> {
        if numbers.len() != dimension {
            return Err(VectorError::Dimension { found: numbers.len(), wanted: dimension });
        }
        let mut unit: Box<[f32]> = numbers.into();
        let length = normalize(&mut unit);
        if length.is_finite() && length >= f32::MIN_POSITIVE { Ok(Self(unit)) } else { Err(VectorError::Direction) }
    }

    /// Its numbers.
    #[must_use]
    pub fn numbers(&self) -> &[f32] {
        &self.0
    }

    /// How alike two directions are, -1 to 1; 0 when they are of different spaces.
    #[must_use]
    pub fn cosine(&self, other: &Self) -> f32 {
        if self.0.len() == other.0.len() { dot(&self.0, &other.0) } else { 0.0 }
    }
}

/// What a text means, as a model says it.
#[derive(Debug, Clone, PartialEq)]
pub struct Meaning {
    /// The model. Vectors of two models say nothing about each other.
    pub model: String,
    /// The direction.
    pub vector: Vector,
}

/// Makes the length one, and returns what it was.
pub(super) fn normalize(numbers: &mut [f32]) -> f32 {
    let length = dot(numbers, numbers).sqrt();
    if length > 0.0 {
        for number in numbers {
            *number /= length;
        }
    }
    length
}

/// The dot product of two vectors of one length.
pub(super) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0_f32; LANES];
    let (a, b) = (a.chunks_exact(LANES), b.chunks_exact(LANES));
    let rest: f32 = a.remainder().iter().zip(b.remainder()).map(|(a, b)| a * b).sum();
    for (a, b) in a.zip(b) {
        for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
            *sum += a * b;
        }
    }
    sums.iter().sum::<f32>() + rest
}

/// `sum += factor * vector`.
pub(super) fn add(sum: &mut [f32], factor: f32, vector: &[f32]) {
    for (sum, number) in sum.iter_mut().zip(vector) {
        *sum += factor * number;
    }
}
