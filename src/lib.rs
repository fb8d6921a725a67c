#![doc = "Salon."]
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod client;
pub mod proto;

/// Plain values with pure rules: who is here, what may happen.
pub mod hub {
    pub mod host;
}

#[cfg(feature = "windows")]
pub mod admin_ui;
#[cfg(feature = "windows")]
pub mod look;
#[cfg(feature = "texts")]
pub mod texts;
