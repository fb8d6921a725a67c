#![doc = "Salon."]
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod hub;
pub mod net;
pub mod proto;
