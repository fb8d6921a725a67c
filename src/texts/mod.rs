//! What a person reads, in English and French.
//!
//! The sentences stand in `locales/en/*.ftl` and `locales/fr/*.ftl` (Fluent), one file for each
//! area: `common`, `admin`, `client`, `cli`. A key begins with its area or subject (`admin-`,
//! `client-`, `cli-`, `error-`, `bye-`…). [`tr!`] looks one up:
//!
//! ```
//! use salon::texts::{self, Language, tr};
//!
//! texts::set_language(Language::French);
//! assert_eq!(tr!("leave-kicked", pseudo = "Léa"), "Léa a été exclu·e");
//! ```
//!
//! A sentence that French lacks is given in English, one that both lack as its key. Tests see to
//! it that neither happens: both languages have the same keys with the same variables, every key
//! that the program names exists with those variables, and none is left over.

pub mod amount;
mod catalogue;
mod client_error;
mod codes;
mod help;
mod moment;
mod region;
#[cfg(test)]
mod tests;
mod transfer;

pub use catalogue::{Language, chosen_language, language, look_up, recall_language, set_language};
pub use client_error::{
    call_error, client_error, link_error, peer_error, system_cause, with_words,
};
pub use codes::{
    bye_reason, error_code, host_error, leave_cause, name_error, notice_scope, room_changed,
};
pub use help::{french_examples, french_help};
pub use moment::{ago, clock, day, day_name, long_moment, moment, notice_heading, time, timer};
pub use transfer::{transfer_problem, transfer_progress};

/// The sentence of a key in the language of the person: `tr!("key")`, or with variables
/// `tr!("key", name = value, count = 3)`. Gives a `String`.
#[macro_export]
#[doc(hidden)]
macro_rules! __tr {
    ($key:literal) => {
        $crate::texts::look_up($key, None)
    };
    ($key:literal, $($name:ident = $value:expr),+ $(,)?) => {{
        let mut arguments = $crate::texts::Arguments::new();
        $(arguments.set(stringify!($name), $value);)+
        $crate::texts::look_up($key, Some(&arguments))
    }};
}

#[doc(inline)]
pub use crate::__tr as tr;

/// The values of a sentence's variables.
pub use fluent_bundle::FluentArgs as Arguments;
