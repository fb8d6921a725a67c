//! The client library against a scripted server over real sockets.

mod connecting;
mod fake;
mod losing;
mod renewing;
mod talking;
