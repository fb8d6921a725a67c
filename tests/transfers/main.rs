//! Files from one client to another, with the library: offered, taken, paused, broken off, taken up
//! again.

mod files;
mod lost;
mod people;
