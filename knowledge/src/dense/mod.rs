//! Meaning: articles and questions as vectors, compared beside their words.
//!
//! Vectors come from outside as data; nothing here knows who makes them. An article that changed is found by its words
//! alone until it is embedded anew: vectors belong to one state of an article, and never speak for another.

mod centres;
mod classifier;
mod fit;
mod judge;
mod parts;
mod samples;
mod search;
mod space;
mod vector;

pub use fit::{Task, cross_validate, fit};
pub use judge::Judge;
pub use parts::{Part, Role, parts, shortened};
pub use samples::samples;
pub use space::{Embedded, Space};
pub use vector::{Meaning, Vector, VectorError};
