//! How long something took, again and again.

use std::time::Duration;

/// Half of the times are within `half`, and all but one in a hundred within `most`.
#[derive(Clone, Copy)]
pub(super) struct Times {
    pub(super) half: Duration,
    pub(super) most: Duration,
    pub(super) last: Duration,
}

impl Times {
    /// Nothing, if nothing was measured.
    pub(super) fn of(mut times: Vec<Duration>) -> Option<Self> {
        times.sort_unstable();
        let at = |part: usize| times[times.len() * part / 100];
        let last = *times.last()?;
        Some(Self { half: at(50), most: at(99), last })
    }

    /// Prints them beside a goal. Returns whether all but one in a hundred are within it.
    pub(super) fn told(self, what: &str, goal: Duration) -> bool {
        let Self { half, most, last } = self;
        let met = most < goal;
        let verdict = if met { "met" } else { "missed" };
        println!(
            "  {what:<52} half within {half:>8.1?}, 99% within {most:>8.1?} (goal {goal:?}: {verdict}), the last after {last:>8.1?}"
        );
        met
    }
}
