//! The kernel: what follows from what happens, in which order, whatever comes between.

mod crash;
mod edits;
mod peers;
mod people;
mod places;
mod properties;
mod turns;
