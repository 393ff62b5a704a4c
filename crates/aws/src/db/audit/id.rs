//! Ids as the audit keeps them: the 16 bytes alone, since it holds millions.

use share_cloud_domain::ids::{AccountId, EntryId, ID_BYTES, JobId, ShareId, VersionId};

/// Any identifier of the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Id([u8; ID_BYTES]);

macro_rules! id {
    ($($name:ident $back:ident;)*) => {$(
        impl From<&$name> for Id {
            fn from(id: &$name) -> Self {
                Self(id.to_bytes())
            }
        }

        impl Id {
            pub(super) fn $back(self) -> $name {
                $name::from_random(self.0)
            }
        }
    )*};
}
id! {
    AccountId account;
    EntryId entry;
    VersionId version;
    ShareId share;
    JobId job;
}
