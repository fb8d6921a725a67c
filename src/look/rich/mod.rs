//! What somebody wrote, as it is shown: emphasis, code, links, names.
//!
//! ```text
//! *soft*  _soft_  **loud**  `code`  ```several lines of code```  https://…  @Ada
//! ```
//!
//! A sign counts only where a word begins or ends, so that `2*3*4` and `snake_case_name` stay as they
//! are. What is not closed stays as it was typed.

mod both_ways;
mod direction;
mod fold;
mod layout;
mod mention;
mod parse;
mod selected;

pub use both_ways::line;
pub use direction::has_right_to_left;
pub use fold::{Needle, folded};
pub use layout::{Look, show};
pub use mention::{names, prefix};
pub use parse::{Block, Span, Style, parse, plain};
