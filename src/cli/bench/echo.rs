//! The service that `salon bench calls` calls.

use salon::services::{Call, Fault};

salon::service! {
    /// For measuring.
    pub mod echo = "echo" {
        /// Gives back what it gets.
        fn echo(text: String) -> String;
    }
}

/// Gives back what it gets.
pub struct Echo;

impl echo::Methods for Echo {
    fn echo(&self, _: &Call<'_>, text: String) -> Result<String, Fault> {
        Ok(text)
    }
}
