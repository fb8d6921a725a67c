//! Files from one client to another, with the library: offered, taken, paused, broken off, taken up
//! again.

mod files;
mod large;
mod lost;
mod mischief;
mod people;
