//! The knowledge base as it would be after changes, beside the one that is searched: for whoever wants to know what an edit
//! would do before it is made.

use super::change::{plan, prepare};
use super::disk::Stored;
use super::engine::Engine;
use super::state::{State, Target};
use super::{Change, IndexError, Knowledge};

impl Knowledge {
    /// A knowledge base of its own that is as this one would be after `changes`, with the same scores. This one is not
    /// touched, nor is anything written; what is on disk is read from there by both.
    ///
    /// It costs a copy of the words and their counts, and takes no part in later changes: ask it and let go of it.
    ///
    /// # Errors
    /// [`IndexError`] when an index in memory cannot be begun.
    pub fn supposing(&self, changes: &[Change]) -> Result<Self, IndexError> {
        let mut state = State::apart(&self.read());
        let steps = prepare(plan(changes, &state));
        for step in &steps {
            state.change(step, Target::Memory);
        }
        state.settle(state.revision, !steps.is_empty());
        // Nothing is ever written to it: whatever has an index has a place to write to.
        let beside = Self::around(Stored::in_memory(Engine::in_memory()?), state);
        beside.learn();
        beside.set_space(self.space());
        Ok(beside)
    }
}
