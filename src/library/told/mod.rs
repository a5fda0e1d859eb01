//! What programs are told of the knowledge, as JSON: over HTTP and by commands in the same words.

mod articles;
mod freshness;
mod gaps;
mod measures;
mod sites;
mod translations;

pub(crate) use self::articles::{Document, Listed, Versioned};
pub(crate) use self::freshness::ToLookAt;
pub(crate) use self::gaps::{ENTRIES, SHOWN as GAPS, Unanswered};
pub(crate) use self::measures::{Counts, Measures, OfOne};
pub(crate) use self::sites::Followed;
pub(crate) use self::translations::Rendered;
