//! What the tests of both windows share: a window without a display, the language that it speaks,
//! and what a person does with it.

use egui::accesskit::Role;
use egui::{Key, Modifiers, Ui, Vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use parking_lot::{RecursiveRwLock, RecursiveRwLockReadGuard, RecursiveRwLockWriteGuard};
use salon::look;
use salon::texts::{self, Language};

/// The language is the whole process's: tests in English share it, those in French have it alone.
static LANGUAGE: RecursiveRwLock<()> = RecursiveRwLock::new(());

/// A language is spoken for as long as this is there.
pub enum Spoken {
    English { _shared: RecursiveRwLockReadGuard<'static, ()> },
    French { _alone: RecursiveRwLockWriteGuard<'static, ()> },
}

impl Spoken {
    pub fn new(language: Language) -> Self {
        let spoken = match language {
            Language::English => {
                // A test may have two windows, and one in French may be waiting.
                Self::English { _shared: LANGUAGE.read() }
            }
            Language::French => Self::French { _alone: LANGUAGE.write() },
        };
        texts::set_language(language);
        spoken
    }
}

/// A window without a display, drawn by `draw`.
pub fn open<W: 'static>(size: Vec2, window: W, draw: fn(&mut W, &mut Ui)) -> Harness<'static, W> {
    Harness::builder()
        .with_size(size)
        .with_max_steps(20)
        .with_context_setup(look::install)
        .build_ui_state(move |ui, window: &mut W| draw(window, ui), window)
}

/// A window in front of a person.
pub trait Screen {
    /// What is shown.
    type Window;

    fn window(&self) -> &Harness<'static, Self::Window>;

    fn window_mut(&mut self) -> &mut Harness<'static, Self::Window>;

    #[track_caller]
    fn click(&mut self, label: &str) {
        self.window().get_by_role_and_label(Role::Button, label).click();
        self.window_mut().run();
    }

    fn key(&mut self, key: Key) {
        self.window_mut().key_press(key);
        self.window_mut().run();
    }

    fn shift_enter(&mut self) {
        self.window_mut().key_press_modifiers(Modifiers::SHIFT, Key::Enter);
        self.window_mut().run();
    }

    /// Types into the field that has the keyboard, which must be the one of this name.
    #[track_caller]
    fn types(&mut self, role: Role, field: &str, text: &str) {
        let node = self.window().get_by_role_and_label(role, field);
        assert!(node.is_focused(), "{field} has no focus");
        node.type_text(text);
        self.window_mut().run();
    }

    /// Whether something that contains this text is shown.
    fn sees(&self, text: &str) -> bool {
        self.window().query_all_by_label_contains(text).next().is_some()
    }

    fn asks(&self, title: &str) -> bool {
        self.window().query_by_role_and_label(Role::Dialog, title).is_some()
    }
}
