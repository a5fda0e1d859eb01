//! Which day it is where the team is.

use chrono::NaiveDate;
use chrono_tz::Tz;

use crate::clock::Edge;

/// The days of a time zone.
#[derive(Clone)]
pub struct Calendar {
    edge: Edge,
    zone: Tz,
}

impl Calendar {
    /// The days of this zone, by this clock.
    #[must_use]
    pub fn new(edge: Edge, zone: Tz) -> Self {
        Self { edge, zone }
    }

    /// The present day.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.edge.now().with_timezone(&self.zone).date_naive()
    }
}
