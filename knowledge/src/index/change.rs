//! Changes to the index: few are made in place, many on a copy that takes the place of the state.

use std::collections::HashMap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use super::entry::{Entry, Prepared};
use super::state::{State, Step, Target};
use super::{Change, IndexError, Knowledge};
use crate::article::{Article, Status};

/// Changes up to which they are made in place.
const FEW: usize = 256;
/// How much may be learnt while a change waits for it; it takes some milliseconds.
const LEARNT_AT_ONCE: usize = 10_000;

impl Knowledge {
    /// Makes `changes`, in their order, all or none, and remembers `revision`. Searches that begin after it returns see
    /// them. The result does not depend on how changes are grouped.
    ///
    /// Writing them to disk, and learning from many question variants, may be left to the background:
    /// [`Knowledge::settle`] waits for it. After a crash [`Knowledge::revision`] says which changes are to be made again.
    ///
    /// # Errors
    /// [`IndexError`] when the index cannot be read or written; nothing has changed then.
    pub fn apply(&self, changes: &[Change], revision: i64) -> Result<(), IndexError> {
        let changing = self.shared.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let planned = plan(changes, &self.read());
        let steps = prepare(planned);
        let (many, first) = (steps.len() > FEW, self.is_empty());
        if many {
            self.change_many(&steps, revision)?;
        } else {
            let mut state = self.write();
            for step in &steps {
                state.change(step, Target::Memory);
            }
            state.settle(revision, !steps.is_empty());
        }
        let work = self.read().must_learn();
        if work.is_some_and(|work| work <= LEARNT_AT_ONCE || many || first) {
            self.learn();
        }
        drop(changing);
        // They are found from now on, though writing them may fail.
        self.shared.unfilled.store(false, Ordering::Release);
        if !self.shared.begun.load(Ordering::Acquire) {
            self.save()?;
        }
        self.wake();
        Ok(())
    }

    /// Builds the index anew of these articles alone, and lets it take the place of the present one, which searches read
    /// until then.
    ///
    /// # Errors
    /// [`IndexError`] when the new index cannot be written; the present one stays.
    pub fn rebuild(&self, articles: Vec<Article>, revision: i64) -> Result<(), IndexError> {
        let changes: Vec<Change> = articles.into_iter().map(|article| Change::Put(Box::new(article))).collect();
        let _changing = self.shared.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let stored = self.stored().beside()?;
        let empty = State::empty(stored.engine.view()?, self.read().room());
        let fresh = Self::around(stored, empty);
        fresh.apply(&changes, revision)?;
        fresh.settle()?;
        let (mut stored, mut new) = (self.stored(), fresh.stored());
        let mut state = self.write();
        std::mem::swap(&mut *stored, &mut *new);
        let mut fresh = fresh.write();
        fresh.follow(&state);
        std::mem::swap(&mut *state, &mut *fresh);
        self.shared.begun.store(true, Ordering::Release);
        self.shared.damaged.store(false, Ordering::Relaxed);
        self.shared.unfilled.store(false, Ordering::Release);
        Ok(())
    }

    fn change_many(&self, steps: &[Step], revision: i64) -> Result<(), IndexError> {
        let mut stored = self.stored();
        let mut next = State::clone(&self.read());
        let new = steps.iter().filter(|step| step.new.is_some()).count();
        let target = if next.articles() + new > next.room() { Target::Disk } else { Target::Memory };
        let versions: Vec<Option<u32>> = steps.iter().map(|step| next.change(step, target)).collect();
        next.settle(revision, true);
        if target == Target::Disk {
            let unsaved = next.unsaved(self.shared.kept)?;
            let here = steps.iter().zip(versions).filter_map(|(step, version)| Some((version?, step.new.as_ref()?)));
            let view = stored.write(&unsaved, here)?;
            drop(next.saved(&unsaved, view));
            self.written();
        }
        let mut state = self.write();
        // Somebody may have given others meanwhile.
        next.synonyms = Arc::clone(&state.synonyms);
        let past = std::mem::replace(&mut *state, next);
        drop(state);
        drop(past);
        Ok(())
    }
}

/// What the last change of each article comes to, before it is taken apart.
pub(super) type Planned = (Option<Arc<Entry>>, Option<Article>);

pub(super) fn plan(changes: &[Change], state: &State) -> Vec<Planned> {
    let last: HashMap<&str, usize> = changes.iter().enumerate().map(|(at, change)| (change.id(), at)).collect();
    let mut steps = Vec::new();
    for (at, change) in changes.iter().enumerate() {
        if last.get(change.id()) != Some(&at) {
            continue;
        }
        let new = match change {
            Change::Put(article) if article.status == Status::Published => Some(Article::clone(article)),
            Change::Put(_) | Change::Remove(_) => None,
        };
        let old = state.find(change.id());
        if old.is_some() || new.is_some() {
            steps.push((old, new));
        }
    }
    steps
}

pub(super) fn prepare(planned: Vec<Planned>) -> Vec<Step> {
    let prepare = |(old, new): Planned| Step {
        old: old.map(|old| {
            let prepared = Prepared::new(Article::clone(&old.article));
            (old, prepared)
        }),
        new: new.map(Prepared::new),
    };
    planned.into_iter().map(prepare).collect()
}
