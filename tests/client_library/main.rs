//! The client library against a scripted server and the real one, over real sockets.

mod connecting;
mod fake;
mod losing;
mod proxy;
mod real;
mod renewing;
mod sequences;
mod talking;
