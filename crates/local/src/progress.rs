//! What a long command says while it runs. When nobody listens any more, it is broken off.

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// Takes the lines. Clones speak to the same listener.
#[derive(Debug, Clone)]
pub struct Progress(UnboundedSender<String>);

impl Progress {
    /// Both ends: who speaks, and who listens.
    #[must_use]
    pub fn channel() -> (Self, UnboundedReceiver<String>) {
        let (lines, listener) = unbounded_channel();
        (Self(lines), listener)
    }

    /// Says a line, without its end.
    pub fn say(&self, line: impl Into<String>) {
        // Where nobody listens there is nobody to tell.
        drop(self.0.send(line.into()));
    }

    /// Whether nobody listens any more: whoever gave the command is gone, or the home stops.
    #[must_use]
    pub fn is_unheard(&self) -> bool {
        self.0.is_closed()
    }
}
