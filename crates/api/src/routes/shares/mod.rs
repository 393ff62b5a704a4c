//! Public links as their owner sees them.

pub mod create_share;
pub mod list_shares;
pub mod revoke_share;
pub mod terms;
pub mod update_share;
