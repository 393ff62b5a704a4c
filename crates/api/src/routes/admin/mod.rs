//! What admins do: accounts, invitations, the numbers of the whole home, links that were reported. No route of theirs shows a file.

pub mod create_invitation;
pub mod list_accounts;
pub mod list_invitations;
pub mod revoke_invitation;
pub mod revoke_share;
pub mod stats;
pub mod update_account;
