//! What one reading of facts shows: what one item proves, and what has to be read again before it is believed.

use super::breach::Breach;
use super::facts::Facts;
use super::tree::FolderSum;
use super::{contents, identity, jobs, members, names, rooms, shares, tree};

/// The most suspects that are kept: a table in ruins must not fill the memory.
const MAX_SUSPECTS: usize = 100_000;

/// The suspects of one reading.
#[derive(Default)]
pub(super) struct Findings {
    pub(super) suspects: Vec<Breach>,
    pub(super) sums: Vec<FolderSum>,
    /// There were more than are kept.
    pub(super) is_cut: bool,
}

impl Findings {
    /// Holds everything against everything. The facts must be sorted.
    pub(super) fn of(facts: &Facts) -> Self {
        let mut findings = Self::default();
        identity::check(facts, &mut findings);
        rooms::check(facts, &mut findings);
        tree::check(facts, &mut findings);
        names::check(facts, &mut findings);
        contents::check(facts, &mut findings);
        shares::check(facts, &mut findings);
        jobs::check(facts, &mut findings);
        members::check(facts, &mut findings);
        findings
    }

    pub(super) fn suspect(&mut self, breach: Breach) {
        self.is_cut |= self.suspects.len() >= MAX_SUSPECTS;
        if self.suspects.len() < MAX_SUSPECTS {
            self.suspects.push(breach);
        }
    }

    pub(super) fn suspect_sum(&mut self, sum: FolderSum) {
        self.is_cut |= self.sums.len() >= MAX_SUSPECTS;
        if self.sums.len() < MAX_SUSPECTS {
            self.sums.push(sum);
        }
    }
}
