//! Speaking to another member directly: asking, the path, the code, and what is said there.
//!
//! ```text
//! a question ──> both agree ──> the server introduces ──> a thread looks for a path ──> a conversation
//!   (cards)                       (worker)                 (thread, its own channels)      (head)
//! ```
//!
//! The thread and its channels are the window's own, and not the connection's: what two say to each
//! other goes on when the server is gone.

mod cards;
mod head;
mod meshes;
mod port;
mod ports;
mod posts;
mod thread;
mod typed;
mod wishes;

pub use meshes::{DirectPosts, Reach};
pub use port::{DirectId, DirectOrder, DirectPort, DirectReport, Introduced, Met, Parting};

pub(super) use cards::{asked_by_host, met, panel as cards};
pub(super) use head::{button, item, show as head, title};
pub(super) use meshes::Meshes;
pub(super) use ports::DirectPorts;
pub(super) use posts::{mark, switch};
pub(super) use thread::Introducer;
pub(super) use wishes::DirectWish;
