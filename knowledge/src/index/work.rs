//! What is done in the background: learning, writing to disk, merging, comparing with checksums.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use super::classifier::Classifier;
use super::{IndexError, Knowledge, engine};

/// Why nothing that is found can be relied on, and nothing that is not found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// There was no index that could be opened, and the articles are to be applied: [`Knowledge::apply`], in one call.
    Unfilled,
    /// The index is not what was written, or not of these articles: [`Knowledge::rebuild`].
    Damaged,
}

impl Knowledge {
    /// Does now what would be done in the background, and waits for it: afterwards everything is learnt, and all that
    /// outlives the process is on disk.
    ///
    /// # Errors
    /// [`IndexError`] when the index cannot be written. Searches go on as before, and what was not written is tried again.
    pub fn settle(&self) -> Result<(), IndexError> {
        self.learn();
        self.save()?;
        self.merge()
    }

    /// Compares every byte of an index on disk with its checksum.
    ///
    /// # Errors
    /// [`IndexError`] when they differ; [`Knowledge::is_damaged`] says so from then on.
    pub fn check(&self) -> Result<(), IndexError> {
        let index = self.stored().engine.index().clone();
        let sound = engine::compare(&index);
        if sound.is_err() {
            self.shared.damaged.store(true, Ordering::Relaxed);
        }
        Ok(sound?)
    }

    /// Whether the index on disk is not what was written. It is to be built anew, by [`Knowledge::rebuild`].
    #[must_use]
    pub fn is_damaged(&self) -> bool {
        self.shared.damaged.load(Ordering::Relaxed)
    }

    /// Says that the index is not of the articles it is used for. It is to be built anew, as a damaged one.
    pub fn distrust(&self) {
        self.shared.damaged.store(true, Ordering::Relaxed);
    }

    /// Why nobody should be answered from it now, as far as is known.
    #[must_use]
    pub fn flaw(&self) -> Option<Flaw> {
        if self.is_damaged() {
            return Some(Flaw::Damaged);
        }
        self.shared.unfilled.load(Ordering::Acquire).then_some(Flaw::Unfilled)
    }

    /// Compares a large index with its checksums while it answers.
    pub(super) fn check_later(&self) {
        let knowledge = self.worker();
        self.spawn("knowledge-check", move || {
            if let Err(error) = knowledge.check() {
                tracing::error!(%error, "the knowledge index is damaged");
            }
        });
    }

    /// Sees to it that what is to be done is done soon.
    pub(super) fn wake(&self) {
        if !self.is_due() || self.shared.awake.swap(true, Ordering::AcqRel) {
            return;
        }
        let knowledge = self.worker();
        self.spawn("knowledge", move || {
            loop {
                let done = knowledge.work();
                knowledge.shared.awake.store(false, Ordering::Release);
                if let Err(error) = &done {
                    tracing::error!(%error, "the knowledge index is not written; it is tried again with the next change");
                }
                // What came meanwhile, unless somebody else sees to it.
                if done.is_err() || !knowledge.is_due() || knowledge.shared.awake.swap(true, Ordering::AcqRel) {
                    return;
                }
            }
        });
    }

    fn is_due(&self) -> bool {
        let state = self.read();
        self.shared.unmerged.load(Ordering::Acquire)
            || state.must_learn().is_some()
            || state.must_save(self.shared.kept)
    }

    fn work(&self) -> Result<(), IndexError> {
        self.learn();
        let must_save = self.read().must_save(self.shared.kept);
        if must_save {
            self.save()?;
        }
        self.merge()
    }

    /// Learns from the present question variants. Changes that come meanwhile are learnt together, once.
    pub(super) fn learn(&self) {
        while self.read().must_learn().is_some() {
            let (examples, of) = self.read().examples();
            let classifier = examples.map(Classifier::train);
            let past = self.write().learn(classifier, of);
            drop(past);
        }
    }

    /// Writes what is only in memory.
    pub(super) fn save(&self) -> Result<(), IndexError> {
        let mut stored = self.stored();
        let unsaved = {
            let state = self.read();
            if !state.can_save(self.shared.kept) {
                return Ok(());
            }
            state.unsaved(self.shared.kept)?
        };
        let view = stored.write(&unsaved, std::iter::empty())?;
        // The lock is free again before what is not needed any more is let go of.
        let past = self.write().saved(&unsaved, view);
        drop(past);
        self.written();
        Ok(())
    }

    /// The index was written.
    pub(super) fn written(&self) {
        self.shared.begun.store(true, Ordering::Release);
        self.shared.unmerged.store(true, Ordering::Release);
    }

    fn merge(&self) -> Result<(), IndexError> {
        let _one = self.shared.merging.lock().unwrap_or_else(PoisonError::into_inner);
        while self.shared.unmerged.swap(false, Ordering::AcqRel) {
            let Some(merging) = self.stored().engine.merge()? else { continue };
            self.shared.unmerged.store(true, Ordering::Release);
            merging.wait()?;
            let stored = self.stored();
            let view = stored.engine.view()?;
            let past = self.write().merged(view);
            drop(past);
        }
        Ok(())
    }

    /// For a thread in the background: it does not wait for itself.
    fn worker(&self) -> Self {
        Self { shared: Arc::clone(&self.shared), workers: None }
    }

    fn spawn(&self, name: &str, work: impl FnOnce() + Send + 'static) {
        match (std::thread::Builder::new().name(name.to_owned()).spawn(work), &self.workers) {
            (Ok(worker), Some(workers)) => workers.add(worker),
            (Ok(_), None) => {}
            (Err(error), _) => tracing::error!(%error, "no thread for the knowledge index"),
        }
    }
}

/// The threads in the background, waited for in the end.
#[derive(Debug, Default)]
pub(super) struct Workers(Mutex<Vec<JoinHandle<()>>>);

impl Workers {
    fn add(&self, worker: JoinHandle<()>) {
        let mut workers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        workers.retain(|other| !other.is_finished());
        workers.push(worker);
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        for worker in self.0.get_mut().unwrap_or_else(PoisonError::into_inner).drain(..) {
            if worker.join().is_err() {
                tracing::error!("a thread of the knowledge index ended");
            }
        }
    }
}
