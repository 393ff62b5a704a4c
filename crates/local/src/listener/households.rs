//! How many connections each household has open, so that none can take every place.

use share_cloud_api::http::client::household;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The open connections of each household that has any.
#[derive(Debug, Default)]
pub(super) struct Households(Mutex<HashMap<IpAddr, usize>>);

impl Households {
    /// Takes a seat for one connection, or none when the peer's household has `limit` of them already.
    pub(super) fn seat(self: &Arc<Self>, peer: IpAddr, limit: usize) -> Option<Seat> {
        let household = household(peer);
        let mut taken = self.taken();
        let count = taken.entry(household).or_insert(0);
        if *count >= limit {
            return None;
        }
        *count += 1;
        Some(Seat { household, households: Arc::clone(self) })
    }

    fn taken(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection's seat; dropping it gives it back.
#[derive(Debug)]
pub(super) struct Seat {
    household: IpAddr,
    households: Arc<Households>,
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self.households.taken();
        if let Some(count) = taken.get_mut(&self.household) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&self.household);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_household_has_so_many_seats_and_each_comes_back() {
        let households = Arc::new(Households::default());
        let seat = |address: &str| households.seat(address.parse().unwrap(), 2);
        let first = seat("203.0.113.9").unwrap();
        let second = seat("::ffff:203.0.113.9").unwrap();
        assert!(seat("203.0.113.9").is_none(), "the same address in another dress");
        assert!(seat("203.0.113.10").is_some());
        drop(first);
        let third = seat("203.0.113.9").unwrap();
        assert!(seat("203.0.113.9").is_none());
        drop((second, third));
        assert!(households.taken().is_empty(), "nothing is kept of who is gone");
    }

    #[test]
    fn an_ipv6_network_is_one_household() {
        let households = Arc::new(Households::default());
        let seat = |address: &str| households.seat(address.parse().unwrap(), 1);
        let _first = seat("2001:db8:1:2::1").unwrap();
        assert!(seat("2001:db8:1:2:ffff:ffff:ffff:ffff").is_none());
        assert!(seat("2001:db8:1:3::1").is_some());
    }
}
