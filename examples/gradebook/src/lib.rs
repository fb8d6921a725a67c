//! A gradebook: classes, students, their marks and averages, for many at once over the network. It uses
//! Salon for its calls and nothing else of it: no chat, no rooms but the one in which it says that
//! something has changed.
//!
//! - [`service`] is what can be called: the methods, and who may call them.
//! - [`store`] keeps it all in SQLite; [`grade`] computes, exactly; [`access`] signs people in.
//! - [`window`] is a small window that calls the same methods as anybody.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod access;
pub mod fault;
pub mod grade;
pub mod serve;
pub mod service;
pub mod store;
pub mod window;
