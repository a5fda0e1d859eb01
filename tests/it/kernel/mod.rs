//! The kernel: what follows from what happens, in which order, whatever comes between.

mod crash;
mod edits;
mod people;
mod properties;
mod turns;
