//! Articles that were read from disk lately, up to a limit of memory.

use std::sync::{Arc, Mutex, PoisonError};

use lru::LruCache;

use super::entry::Entry;

/// Bytes that are kept: some twenty thousand articles of usual length.
const LIMIT: usize = 96 << 20;
/// Parts with a lock of their own, so that searches seldom wait for each other.
const PARTS: usize = 8;

/// The articles by their versions: what is here can never be out of date.
pub(super) struct Cache {
    parts: [Mutex<Part>; PARTS],
}

struct Part {
    entries: LruCache<u32, Arc<Entry>>,
    bytes: usize,
}

impl Default for Cache {
    fn default() -> Self {
        Self { parts: std::array::from_fn(|_| Mutex::new(Part { entries: LruCache::unbounded(), bytes: 0 })) }
    }
}

impl Cache {
    pub(super) fn get(&self, version: u32) -> Option<Arc<Entry>> {
        let mut part = self.part(version).lock().unwrap_or_else(PoisonError::into_inner);
        part.entries.get(&version).cloned()
    }

    pub(super) fn put(&self, entry: &Arc<Entry>) {
        let mut part = self.part(entry.version).lock().unwrap_or_else(PoisonError::into_inner);
        let before = part.entries.put(entry.version, Arc::clone(entry));
        part.bytes += entry.size();
        part.bytes -= before.map_or(0, |before| before.size());
        while part.bytes > LIMIT / PARTS
            && let Some((_, oldest)) = part.entries.pop_lru()
        {
            part.bytes -= oldest.size();
        }
    }

    fn part(&self, version: u32) -> &Mutex<Part> {
        &self.parts[version as usize % PARTS]
    }
}
