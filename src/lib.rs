#![doc = "Salon."]
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod client;
pub mod hub;
pub mod net;
pub mod proto;

#[cfg(feature = "windows")]
pub mod admin_ui;
#[cfg(feature = "windows")]
pub mod look;
#[cfg(feature = "texts")]
pub mod texts;
