//! The one look that both windows share: colours by role, spacing, sizes of type, and the small
//! widgets that a window is made of. A person may choose between light, dark and as the system has it,
//! how large it all is, and the language ([`choices`]).
//!
//! A window is opened with [`window::open`], which puts the look on. A widget asks for a colour
//! by what it means ([`Palette::of`]), never by its value, and for distances from [`space`].

mod button;
mod check;
mod choices;
mod dialog;
mod field;
mod focus;
mod fonts;
mod frame_meter;
mod icon;
mod key_group;
mod notice;
mod palette;
mod parts;
pub mod rich;
mod style;
mod system_theme;
mod toast;
pub mod window;

pub use button::{ActionButton, danger, icon_button, link, primary, quiet, secondary};
pub use check::check;
pub use choices::{Choices, choices};
pub use dialog::{Choice, Dialog, plain_enter, typed_text};
pub use field::Field;
pub use focus::{focus_ring, list_gives_back, menu_gives_back};
pub use fonts::{Icon, icon, paint_icon, strong, strong_family};
pub use frame_meter::{FRAMES, FrameMeter};
pub use key_group::key_group;
pub use notice::notice;
pub use palette::Palette;
pub use parts::{
    card, choice, disc, dot, empty_state, entry, from_right, language_switch, low_list, rest,
    settle, truncated, weak,
};
pub use style::{fit_tooltips, install, space};
pub use toast::Toast;
