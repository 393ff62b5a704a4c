//! The kinds of condition that a transaction has.

/// The kinds of condition. A store that ignores one of them must break the tree in some schedule, or the model would prove nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Condition {
    FolderExists,
    FolderParent,
    FolderDying,
    FolderHeight,
    FolderLimited,
    FolderLimitRoom,
    FolderChildren,
    FolderChildless,
    LimitTotal,
    EntryParent,
    EntryName,
    EntryTotals,
    EntryHeight,
    EntryVersion,
    ReplacedParent,
    ReplacedVersion,
    NameFree,
}

impl Condition {
    pub(crate) const ALL: [Self; 17] = [
        Self::FolderExists,
        Self::FolderParent,
        Self::FolderDying,
        Self::FolderHeight,
        Self::FolderLimited,
        Self::FolderLimitRoom,
        Self::FolderChildren,
        Self::FolderChildless,
        Self::LimitTotal,
        Self::EntryParent,
        Self::EntryName,
        Self::EntryTotals,
        Self::EntryHeight,
        Self::EntryVersion,
        Self::ReplacedParent,
        Self::ReplacedVersion,
        Self::NameFree,
    ];
}
