//! Calls: a server's services over real sockets, with the client library and with raw peers.

mod driven;
mod limits;
mod losing;
mod probe;
#[allow(dead_code)] // it can do more than is asked of it here
#[path = "../client_library/proxy.rs"]
mod proxy;
#[path = "../support/mod.rs"]
mod support;
mod talking;
