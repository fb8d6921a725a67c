//! The client library against a scripted server and the real one, over real sockets.

mod connecting;
mod fake;
mod latest;
mod losing;
mod proxy;
mod real;
mod renamed;
mod renewing;
mod sequences;
mod talking;
