//! What the window remembers from one time to the next: where the person went last, and as whom.

use super::dialogs::ConnectForm;
use eframe::Storage;

const ADDRESS: &str = "address";
const PSEUDO: &str = "pseudo";

/// What was kept last time.
pub(super) fn recall(storage: Option<&dyn Storage>) -> ConnectForm {
    let get = |key| storage.and_then(|storage| storage.get_string(key)).unwrap_or_default();
    ConnectForm::new(get(ADDRESS), get(PSEUDO))
}

/// Keeps it for the next time.
pub(super) fn keep(storage: &mut dyn Storage, form: &ConnectForm) {
    storage.set_string(ADDRESS, form.address.clone());
    storage.set_string(PSEUDO, form.pseudo.clone());
}
