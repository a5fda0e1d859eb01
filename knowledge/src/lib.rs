//! Articles, their index, and candidates with a calibrated confidence.
//!
//! This crate finds the article that answers a question and says how sure it is. It knows no SQL, no channel and no
//! customer: articles come in as [`Change`]s (or from [`files`]), questions as [`Query`]s.

pub mod analysis;
pub mod article;
pub mod calibrate;
pub mod confidence;
pub mod dense;
pub mod eval;
pub mod excerpt;
pub mod files;
pub mod group;
mod hash;
pub mod index;
mod links;
pub mod search;
pub mod synonyms;
mod word_vectors;

pub use analysis::{detect, normalize, words};
pub use article::{Article, Audience, InvalidAudience, Reader, Status, Validity, same_group};
pub use confidence::{Judgement, Model, Thresholds};
pub use excerpt::Excerpt;
pub use index::{Change, Flaw, IndexError, Knowledge, OpenError, OpenState, Opened, stored_revision};
pub use links::links;
pub use search::{Candidate, Common, Explanation, Found, Mended, Met, Place, Query, Signals, Unheard};
pub use synonyms::{Synonyms, SynonymsError, SynonymsProblem};
