//! Two of the clients are brought together.

use super::ClientTable;
use crate::admin_ui::dialogs::{AdminDialog, IntroduceForm, Whom};
use crate::admin_ui::window::Wish;
use crate::hub::host::HostError;
use crate::look::ActionButton;
use crate::texts::{host_error, tr};
use egui::{Response, Ui};

/// Who would be introduced to each other: the two who are chosen.
///
/// # Errors
/// Why nobody can be, for the host.
fn pair(table: &ClientTable) -> Result<[Whom; 2], String> {
    if !table.view.snapshot().introductions {
        return Err(host_error(&HostError::IntroductionsOff));
    }
    if table.selection.len() != 2 {
        return Err(tr!("admin-introduce-two"));
    }
    table.chosen().try_into().map_err(|_| tr!("admin-introduce-two"))
}

/// A button that begins it, or says why that can't be.
pub fn button(
    ui: &mut Ui,
    table: &ClientTable,
    button: ActionButton,
    wishes: &mut Vec<Wish>,
) -> Response {
    let pair = pair(table);
    let response = ui.add_enabled(pair.is_ok(), button);
    match pair {
        Ok(pair) => {
            if response.clicked() {
                wishes.push(ask(pair));
            }
            response
        }
        Err(why) => {
            // For who has no pointer, too.
            let told = why.clone();
            ui.ctx().accesskit_node_builder(response.id, |node| node.set_description(told));
            response.on_disabled_hover_text(why)
        }
    }
}

/// The same by keyboard.
pub fn wish(table: &ClientTable) -> Wish {
    pair(table).map_or_else(Wish::Refuse, ask)
}

fn ask(pair: [Whom; 2]) -> Wish {
    Wish::Ask(AdminDialog::Introduce(IntroduceForm::of(pair)))
}
