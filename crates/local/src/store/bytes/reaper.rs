//! Removes files that nothing refers to any more, as soon as nobody reads them.

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use super::files::{FileId, Files};

/// A handle on the thread that removes files. What is not removed before the process ends is swept when the store is opened again.
#[derive(Clone, Debug)]
pub(in crate::store) struct Reaper(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

#[derive(Debug)]
struct State {
    readers: HashMap<FileId, u32>,
    waiting: HashSet<FileId>,
    /// How many want no file removed at all.
    holds: u32,
    /// `None` once the store is closing.
    removals: Option<Sender<FileId>>,
}

impl State {
    fn remove(&self, id: FileId) {
        if let Some(removals) = &self.removals {
            // The thread ends only after this sender is gone, so the send cannot fail.
            removals.send(id).ok();
        }
    }
}

impl Reaper {
    pub(super) fn start(root: PathBuf) -> io::Result<Self> {
        let (removals, orders) = channel();
        let thread = thread::Builder::new().name("store-reaper".into()).spawn(move || remove_all(&root, &orders))?;
        let state = State { readers: HashMap::new(), waiting: HashSet::new(), holds: 0, removals: Some(removals) };
        Ok(Self(Arc::new(Shared { state: Mutex::new(state), thread: Mutex::new(Some(thread)) })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Has these files removed once their last reader is done. The index must have forgotten them already.
    pub(in crate::store) fn condemn(&self, ids: &[FileId]) {
        let mut state = self.state();
        for id in ids {
            if state.holds > 0 || state.readers.contains_key(id) {
                state.waiting.insert(*id);
            } else {
                state.remove(*id);
            }
        }
    }

    /// Runs `look_up` and pins the files it names, so that none of them goes away while the answer's [`Pins`] live.
    ///
    /// Looking up and pinning are one step: files are condemned after the index forgot them, so either the
    /// look-up does not find them or the pins are there first.
    pub(in crate::store) fn pin_found<T, E>(&self, look_up: impl FnOnce() -> Result<(T, Vec<FileId>), E>) -> Result<(T, Pins), E> {
        let mut state = self.state();
        let (found, ids) = look_up()?;
        for id in &ids {
            *state.readers.entry(*id).or_insert(0) += 1;
        }
        Ok((found, Pins { ids, reaper: self.clone() }))
    }

    /// Removes no file while the answer lives.
    pub(in crate::store) fn hold(&self) -> Hold {
        self.state().holds += 1;
        Hold(self.clone())
    }

    /// Removes what is due and ends the thread.
    pub(in crate::store) fn stop(&self) {
        self.state().removals = None;
        let thread = self.0.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if thread.is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the thread that removes files had panicked");
        }
    }
}

/// Keeps files readable while it lives.
#[derive(Debug)]
pub(in crate::store) struct Pins {
    ids: Vec<FileId>,
    reaper: Reaper,
}

impl Drop for Pins {
    fn drop(&mut self) {
        let mut state = self.reaper.state();
        for id in &self.ids {
            if let Some(count) = state.readers.get_mut(id) {
                *count -= 1;
                if *count == 0 {
                    state.readers.remove(id);
                    if state.holds == 0 && state.waiting.remove(id) {
                        state.remove(*id);
                    }
                }
            }
        }
    }
}

/// Keeps every file while it lives.
#[derive(Debug)]
pub(in crate::store) struct Hold(Reaper);

impl Drop for Hold {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.holds -= 1;
        if state.holds == 0 {
            let waiting = std::mem::take(&mut state.waiting);
            let (kept, due) = waiting.into_iter().partition(|id| state.readers.contains_key(id));
            state.waiting = kept;
            let due: HashSet<FileId> = due;
            due.into_iter().for_each(|id| state.remove(id));
        }
    }
}

fn remove_all(root: &Path, orders: &Receiver<FileId>) {
    for id in orders {
        match std::fs::remove_file(Files::path(root, id)) {
            Ok(()) => {}
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => {}
            Err(cause) => tracing::warn!(%cause, "a file could not be removed; it is swept when the store is next opened"),
        }
    }
}
