//! The progress of closing the window.

/// The progress of closing the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closing {
    /// Nobody has asked for it.
    No,
    /// The project is being written before.
    Writing,
    /// The project could not be written, so the window stayed open. A second request closes it and leaves everything to the
    /// log.
    Refused,
    /// Everything is written.
    Ready,
}

impl Closing {
    /// What follows when the project file could not be written.
    pub fn after_failure(self) -> Self {
        if self == Self::Writing { Self::Refused } else { self }
    }

    /// What follows when the project file has been written.
    pub fn after_save(self) -> Self {
        if self == Self::Refused { Self::No } else { self }
    }
}
