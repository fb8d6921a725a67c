//! Who may what: passwords, and what a session is allowed to do. A simple check of the gradebook's own.

use crate::fault::{Error, Gradefault};
use crate::store::{LONGEST_NAME, Role, Store, User};
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use parking_lot::Mutex;

/// Shortest and longest password, in bytes. What is longer would only cost time to hash.
const PASSWORD: std::ops::RangeInclusive<usize> = 8..=256;

/// Wrong passwords of a session, after which it may try no more.
const MOST_ATTEMPTS: u32 = 5;

/// What is kept for a session: who has signed in.
#[derive(Default)]
pub struct Session(Mutex<Signed>);

#[derive(Default)]
struct Signed {
    user: Option<(String, Role)>,
    attempts: u32,
}

impl Session {
    /// Signs somebody in.
    ///
    /// # Errors
    /// There is no such user, or the password is another one; which of the two is not said.
    pub fn sign_in(&self, store: &Store, name: &str, password: &str) -> Result<Role, Error> {
        {
            let mut signed = self.0.lock();
            signed.user = None;
            signed.attempts += 1;
            if signed.attempts > MOST_ATTEMPTS {
                return Err(Gradefault::TooManyAttempts
                    .says("Too many wrong passwords. Connect again to try others."));
            }
        }
        // Nothing is locked while the hash is computed, which takes its time on purpose.
        let user = store.user(name)?;
        let matches = PASSWORD.contains(&password.len())
            && match &user {
                Some(user) => verify(&user.password, password),
                // Takes as long, so that nobody learns by the clock whether there is such a user.
                None => hash(password).is_err(),
            };
        let Some(user) = user.filter(|_| matches) else {
            return Err(Gradefault::WrongPassword.says("No such user, or another password."));
        };
        *self.0.lock() = Signed { user: Some((user.name, user.role)), attempts: 0 };
        Ok(user.role)
    }

    /// Signs out.
    pub fn sign_out(&self) {
        self.0.lock().user = None;
    }

    /// Who has signed in.
    ///
    /// # Errors
    /// Nobody.
    pub fn user(&self) -> Result<(String, Role), Error> {
        let signed = self.0.lock().user.clone();
        signed.ok_or_else(|| Gradefault::NotSignedIn.says("Sign in first."))
    }

    /// Nobody but a teacher.
    ///
    /// # Errors
    /// Somebody else, or nobody has signed in.
    pub fn teacher(&self) -> Result<(), Error> {
        match self.user()? {
            (_, Role::Teacher) => Ok(()),
            (_, Role::Student) => Err(not_allowed()),
        }
    }

    /// A teacher, or the student themselves.
    ///
    /// # Errors
    /// Somebody else, or nobody has signed in.
    pub fn reader_of(&self, student: &str) -> Result<(), Error> {
        match self.user()? {
            (_, Role::Teacher) => Ok(()),
            (name, Role::Student) if name == student => Ok(()),
            (_, Role::Student) => Err(not_allowed()),
        }
    }
}

fn not_allowed() -> Error {
    Gradefault::NotAllowed.says("Students read their own marks, and nothing else.")
}

/// A user with a hashed password.
///
/// # Errors
/// The name or the password can't be one.
pub fn new_user(name: &str, password: &str, role: Role) -> Result<User, Error> {
    let name = checked_name(name)?;
    if !PASSWORD.contains(&password.len()) {
        return Err(Gradefault::BadPassword.says(format!(
            "A password has {} to {} bytes.",
            PASSWORD.start(),
            PASSWORD.end()
        )));
    }
    Ok(User { name, role, password: hash(password)? })
}

fn hash(password: &str) -> Result<String, Error> {
    let hash = Argon2::default().hash_password(password.as_bytes()).map_err(|error| {
        Gradefault::Storage.says(format!("The password can't be hashed ({error})."))
    })?;
    Ok(hash.to_string())
}

fn verify(hash: &str, password: &str) -> bool {
    PasswordHash::new(hash)
        .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

/// A name without blanks around it.
///
/// # Errors
/// It is empty, too long, or has characters that can't be seen.
pub fn checked_name(name: &str) -> Result<String, Error> {
    let name = name.trim();
    let fits = !name.is_empty()
        && name.chars().count() <= LONGEST_NAME
        && !name.chars().any(char::is_control);
    if fits {
        return Ok(name.to_owned());
    }
    Err(Gradefault::BadName.says(format!("A name has 1 to {LONGEST_NAME} visible characters.")))
}
