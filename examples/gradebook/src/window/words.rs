//! What the window says, in English and in French. What goes wrong at the server comes with a number, by
//! which it is said here.

use crate::fault::Gradefault;
use salon::client::{CallError, Failure};
use salon::texts::{self, Language};

/// One of the two, as the person speaks.
pub(super) fn say<'a>(english: &'a str, french: &'a str) -> &'a str {
    match texts::language() {
        Language::English => english,
        Language::French => french,
    }
}

/// A number, as people write it.
pub(super) fn figure(decimal: &str) -> String {
    decimal.replace('.', say(".", ","))
}

/// Why a call has no result.
pub(super) fn call_error(error: &CallError) -> String {
    match error {
        CallError::Failed(failure) => failed(failure),
        error => texts::call_error(error),
    }
}

/// What the gradebook says. Its own sentence, which has the names, is English.
fn failed(failure: &Failure) -> String {
    let fault = Gradefault::of_code(failure.code);
    fault.map_or_else(|| failure.text.clone(), |fault| say(&failure.text, french(fault)).to_owned())
}

fn french(fault: Gradefault) -> &'static str {
    match fault {
        Gradefault::NotSignedIn => "Connectez-vous d’abord.",
        Gradefault::WrongPassword => {
            "Cet utilisateur n’existe pas, ou son mot de passe est un autre."
        }
        Gradefault::TooManyAttempts => {
            "Trop de mots de passe faux. Fermez la fenêtre et rouvrez-la pour en essayer d’autres."
        }
        Gradefault::NotAllowed => "Les étudiants lisent leurs propres notes, et rien d’autre.",
        Gradefault::BadName => {
            "Un nom a de 1 à 64 caractères, sans retour à la ligne ni autre caractère de contrôle."
        }
        Gradefault::ClassExists => "Il y a déjà une promotion de ce nom. Choisissez-en un autre.",
        Gradefault::NoSuchClass => "Il n’y a pas de promotion de ce nom.",
        Gradefault::StudentExists => {
            "La promotion a déjà un étudiant de ce nom. Ajoutez ce qui les distingue."
        }
        Gradefault::NoSuchStudent => "La promotion n’a pas d’étudiant de ce nom.",
        Gradefault::UserExists => "Il y a déjà un utilisateur de ce nom.",
        Gradefault::BadPassword => "Un mot de passe a de 8 à 256 octets.",
        Gradefault::BadRole => "Un rôle est teacher ou student.",
        Gradefault::BadMark => "Une note est un nombre, avec quatre décimales au plus, comme 15,5.",
        Gradefault::MarkOutOfRange => "Une note va de 0 à 20.",
        Gradefault::BadCoefficient => {
            "Un coefficient est un nombre, avec quatre décimales au plus, comme 2."
        }
        Gradefault::CoefficientOutOfRange => {
            "Un coefficient est supérieur à 0, et de 1000 au plus."
        }
        Gradefault::EmptyClass => "La promotion n’a pas encore d’étudiant.",
        Gradefault::NoMarks => "Il n’y a pas encore de note.",
        Gradefault::Storage => "La base de données ne peut pas être lue ou écrite.",
    }
}
