#![doc = "Salon."]
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod client;
pub mod proto;
