//! What is fuzzed: each function takes any bytes, and panics if something does not hold that must
//! hold for all of them. `make fuzz` looks for such bytes; `tests/fuzz_corpus.rs` calls the same
//! functions with the kept seeds.

mod client;
mod stream;
mod tunnel;
mod wire;

pub use client::client;
pub use stream::stream;
pub use tunnel::tunnel;
pub use wire::{client_message, header, inflate, machine, names, server_message, value};

/// A target.
pub type Target = fn(&[u8]);

/// All targets, by the name of their program and of the folder of their seeds.
pub const TARGETS: [(&str, Target); 10] = [
    ("header", header),
    ("client_message", client_message),
    ("server_message", server_message),
    ("inflate", inflate),
    ("names", names),
    ("machine", machine),
    ("value", value),
    ("stream", stream),
    ("tunnel", tunnel),
    ("client", client),
];
