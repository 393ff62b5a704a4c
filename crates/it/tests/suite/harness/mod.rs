//! What tests are written with: a world, the people in it, and what they are answered.

mod answer;
mod call;
pub(crate) mod calls;
mod clock;
mod contract;
pub(crate) mod copying;
pub(crate) mod dice;
pub(crate) mod files;
mod letters;
mod members;
mod person;
mod place;
mod secrets;
mod stranger;
mod table;
mod trash;
pub(crate) mod units;
pub(crate) mod visitor;
mod wait;
mod world;

pub(crate) use answer::Answer;
pub(crate) use call::Call;
pub(crate) use calls::Calls;
pub(crate) use clock::Clock;
pub(crate) use letters::Letter;
pub(crate) use person::Person;
use place::{Deployed, Place};
pub(crate) use stranger::Stranger;
pub(crate) use visitor::Visitor;
pub(crate) use wait::eventually;
pub(crate) use world::{Settings, World};
