//! What can go wrong, each with a number and a name for programs and a sentence for people.

use salon::client::Failure;
use salon::services::Fault;

macro_rules! faults {
    ($($variant:ident = $code:literal $name:literal, $doc:literal;)*) => {
        /// An error of the gradebook.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Gradefault {
            $(#[doc = $doc] $variant,)*
        }

        impl Gradefault {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The one of a number.
            pub fn of_code(code: u32) -> Option<Self> {
                Self::ALL.iter().copied().find(|fault| fault.code() == code)
            }

            /// Its number.
            pub fn code(self) -> u32 {
                match self {
                    $(Self::$variant => $code,)*
                }
            }

            /// Its name.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }
    };
}

faults! {
    NotSignedIn = 1 "not_signed_in", "Nobody has signed in on this connection.";
    WrongPassword = 2 "wrong_password", "No such user, or another password.";
    TooManyAttempts = 3 "too_many_attempts", "Too many wrong passwords on this connection.";
    NotAllowed = 4 "not_allowed", "Students may read their own marks, and nothing else.";
    BadName = 10 "bad_name", "A name is empty, too long or has control characters.";
    ClassExists = 11 "class_exists", "There is a class of this name.";
    NoSuchClass = 12 "no_such_class", "There is no class of this name.";
    StudentExists = 13 "student_exists", "The class has a student of this name.";
    NoSuchStudent = 14 "no_such_student", "The class has no student of this name.";
    UserExists = 15 "user_exists", "There is a user of this name.";
    BadPassword = 16 "bad_password", "A password is too short or too long.";
    BadRole = 17 "bad_role", "A role is neither teacher nor student.";
    BadMark = 20 "bad_mark", "A mark is no number.";
    MarkOutOfRange = 21 "mark_out_of_range", "A mark is not from 0 to 20.";
    BadCoefficient = 22 "bad_coefficient", "A coefficient is no number.";
    CoefficientOutOfRange = 23 "coefficient_out_of_range", "A coefficient is not over 0, or too large.";
    EmptyClass = 30 "empty_class", "The class has no students.";
    NoMarks = 31 "no_marks", "There is no mark to make an average of.";
    Storage = 90 "storage", "The database can't be read or written.";
}

impl Gradefault {
    /// With a sentence for a person.
    pub fn says(self, text: impl Into<String>) -> Error {
        Error { fault: self, text: text.into() }
    }
}

/// An error with its sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct Error {
    /// Which.
    pub fault: Gradefault,
    /// What happened and what helps.
    pub text: String,
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        Gradefault::Storage.says(format!("The database can't be read or written ({error})."))
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Failure::new(error.fault.code(), error.fault.name(), error.text).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn numbers_and_names_are_distinct() {
        let codes: BTreeSet<u32> = Gradefault::ALL.iter().map(|fault| fault.code()).collect();
        let names: BTreeSet<&str> = Gradefault::ALL.iter().map(|fault| fault.name()).collect();
        assert_eq!((codes.len(), names.len()), (Gradefault::ALL.len(), Gradefault::ALL.len()));
    }
}
