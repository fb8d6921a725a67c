//! What lasts: one SQLite database. Whatever is answered as done is on the disk.

use crate::fault::{Error, Gradefault};
use crate::grade::{self, Average, BadNumber};
use parking_lot::Mutex;
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};
use rust_decimal::Decimal;
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

/// How long another program may keep the database locked.
const PATIENCE: Duration = Duration::from_secs(10);

/// Longest name, in characters.
pub const LONGEST_NAME: usize = 64;

/// The version of the tables; a database of a newer program is refused.
const VERSION: i64 = 1;

/// What the tables of version 1 are.
const TABLES: &str = "
    CREATE TABLE users (
        name TEXT PRIMARY KEY NOT NULL,
        role TEXT NOT NULL CHECK (role IN ('teacher', 'student')),
        password TEXT NOT NULL
    ) STRICT;
    CREATE TABLE classes (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE
    ) STRICT;
    CREATE TABLE students (
        id INTEGER PRIMARY KEY,
        class INTEGER NOT NULL REFERENCES classes (id),
        name TEXT NOT NULL,
        UNIQUE (class, name)
    ) STRICT;
    CREATE TABLE marks (
        id INTEGER PRIMARY KEY,
        student INTEGER NOT NULL REFERENCES students (id),
        -- Decimals as text: SQLite's own numbers are binary.
        mark TEXT NOT NULL,
        coefficient TEXT NOT NULL
    ) STRICT;
    CREATE INDEX marks_of_student ON marks (student);
    PRAGMA user_version = 1;
";

/// The database. Changes come one after another; each is a transaction.
pub struct Store(Mutex<Connection>);

/// A user, as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Who; a student's name in their classes.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// The hash of their password.
    pub password: String,
}

/// What somebody may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Everything.
    Teacher,
    /// Read their own marks.
    Student,
}

impl Role {
    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Self::Teacher => "teacher",
            Self::Student => "student",
        }
    }

    /// The one that is written so.
    pub fn of(name: &str) -> Option<Self> {
        [Self::Teacher, Self::Student].into_iter().find(|role| role.name() == name)
    }
}

/// A student with their marks, in the order in which they were given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Student {
    /// The name.
    pub name: String,
    /// Marks with their coefficients.
    pub marks: Vec<(Decimal, Decimal)>,
}

impl Student {
    /// The average; `None` without a mark.
    pub fn average(&self) -> Option<Average> {
        Average::of_marks(self.marks.iter().copied())
    }
}

/// Why the database can't be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// SQLite says so.
    #[error("the database can't be opened: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// It was written by a newer program.
    #[error("the database is of version {0}, and this program knows {VERSION}: update the program")]
    Newer(i64),
}

impl Store {
    /// Opens a database, or makes one.
    ///
    /// # Errors
    /// It can't be opened, or is of a newer program.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let mut connection = Connection::open(path)?;
        connection.busy_timeout(PATIENCE)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        // Committed means on the disk, even if the power fails.
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", "ON")?;
        let new = connection.transaction_with_behavior(TransactionBehavior::Exclusive)?;
        match new.query_row("PRAGMA user_version", [], |row| row.get(0))? {
            0 => new.execute_batch(TABLES)?,
            VERSION => {}
            newer => return Err(OpenError::Newer(newer)),
        }
        new.commit()?;
        Ok(Self(Mutex::new(connection)))
    }

    /// Does something in one transaction: all of it, or nothing.
    fn change<T>(
        &self,
        act: impl FnOnce(&Transaction<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut connection = self.0.lock();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = act(&transaction)?;
        transaction.commit()?;
        Ok(done)
    }

    /// Whether there is anybody who can sign in.
    ///
    /// # Errors
    /// The database fails; so in all that follow.
    pub fn has_users(&self) -> Result<bool, Error> {
        Ok(self.0.lock().query_row("SELECT EXISTS (SELECT 1 FROM users)", [], |row| row.get(0))?)
    }

    /// Who signs in under a name.
    ///
    /// # Errors
    /// The database fails.
    pub fn user(&self, name: &str) -> Result<Option<User>, Error> {
        let connection = self.0.lock();
        let find = "SELECT role, password FROM users WHERE name = ?1";
        let found = connection.query_row(find, [name], |row| {
            let role: String = row.get(0)?;
            Ok(User {
                name: name.to_owned(),
                role: Role::of(&role).unwrap_or(Role::Student),
                password: row.get(1)?,
            })
        });
        Ok(found.optional()?)
    }

    /// Lets somebody sign in from now on.
    ///
    /// # Errors
    /// There is a user of this name.
    pub fn add_user(&self, user: &User) -> Result<(), Error> {
        self.change(|transaction| {
            let add = "INSERT INTO users (name, role, password) VALUES (?1, ?2, ?3)
                       ON CONFLICT DO NOTHING";
            let values = params![user.name, user.role.name(), user.password];
            match transaction.execute(add, values)? {
                0 => {
                    Err(Gradefault::UserExists
                        .says(format!("There is a user {} already.", user.name)))
                }
                _ => Ok(()),
            }
        })
    }

    /// Makes a class.
    ///
    /// # Errors
    /// There is one of this name.
    pub fn create_class(&self, name: &str) -> Result<(), Error> {
        self.change(|transaction| {
            let add = "INSERT INTO classes (name) VALUES (?1) ON CONFLICT DO NOTHING";
            match transaction.execute(add, [name])? {
                0 => Err(Gradefault::ClassExists
                    .says(format!("There is a class {name} already. Choose another name."))),
                _ => Ok(()),
            }
        })
    }

    /// Takes a student into a class.
    ///
    /// # Errors
    /// There is no such class, or it has a student of this name.
    pub fn add_student(&self, class: &str, name: &str) -> Result<(), Error> {
        self.change(|transaction| {
            let id = class_id(transaction, class)?;
            let add = "INSERT INTO students (class, name) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
            match transaction.execute(add, params![id, name])? {
                0 => Err(Gradefault::StudentExists.says(format!(
                    "{class} has a student {name} already. Add something that tells them apart."
                ))),
                _ => Ok(()),
            }
        })
    }

    /// Gives a student a mark.
    ///
    /// # Errors
    /// There is no such class or student, or one of the numbers can't be.
    pub fn add_mark(
        &self,
        class: &str,
        student: &str,
        mark: &str,
        coefficient: &str,
    ) -> Result<(), Error> {
        let mark = grade::mark(mark).map_err(|why| bad_mark(mark, why))?;
        let coefficient =
            grade::coefficient(coefficient).map_err(|why| bad_coefficient(coefficient, why))?;
        self.change(|transaction| {
            let class_id = class_id(transaction, class)?;
            let student_id = student_id(transaction, class_id, class, student)?;
            let add = "INSERT INTO marks (student, mark, coefficient) VALUES (?1, ?2, ?3)";
            let values = params![student_id, mark.to_string(), coefficient.to_string()];
            transaction.execute(add, values)?;
            Ok(())
        })
    }

    /// The names of the classes, in order.
    ///
    /// # Errors
    /// The database fails.
    pub fn classes(&self) -> Result<Vec<String>, Error> {
        let connection = self.0.lock();
        let mut find = connection.prepare_cached("SELECT name FROM classes ORDER BY name")?;
        let names = find.query_map([], |row| row.get(0))?;
        Ok(names.collect::<Result<_, _>>()?)
    }

    /// A student of a class with their marks.
    ///
    /// # Errors
    /// There is no such class or student.
    pub fn student(&self, class: &str, name: &str) -> Result<Student, Error> {
        let found = self.students_where(class, Some(name))?.pop();
        found.ok_or_else(|| no_such_student(class, name))
    }

    /// The students of a class with their marks, by name.
    ///
    /// # Errors
    /// There is no such class.
    pub fn students(&self, class: &str) -> Result<Vec<Student>, Error> {
        self.students_where(class, None)
    }

    /// Reads all in one transaction, so that it is of one moment.
    fn students_where(&self, class: &str, name: Option<&str>) -> Result<Vec<Student>, Error> {
        let mut connection = self.0.lock();
        let transaction = connection.transaction()?;
        let id = class_id(&transaction, class)?;
        let mut find = transaction.prepare_cached(
            "SELECT students.id, students.name, marks.mark, marks.coefficient
             FROM students LEFT JOIN marks ON marks.student = students.id
             WHERE students.class = ?1 AND (?2 IS NULL OR students.name = ?2)
             ORDER BY students.name, students.id, marks.id",
        )?;
        let mut rows = find.query(params![id, name])?;
        let mut students: Vec<Student> = Vec::new();
        while let Some(row) = rows.next()? {
            let name: String = row.get(1)?;
            if students.last().is_none_or(|student| student.name != name) {
                students.push(Student { name, marks: Vec::new() });
            }
            let mark: Option<(String, String)> = match row.get(2)? {
                Some(mark) => Some((mark, row.get(3)?)),
                None => None,
            };
            if let (Some(student), Some((mark, coefficient))) = (students.last_mut(), mark) {
                student.marks.push((kept(&mark)?, kept(&coefficient)?));
            }
        }
        Ok(students)
    }
}

/// A number that this program has written.
fn kept(text: &str) -> Result<Decimal, Error> {
    Decimal::from_str(text).map_err(|_| {
        Gradefault::Storage.says(format!("The database holds {text} where a number should be."))
    })
}

fn class_id(transaction: &Transaction<'_>, class: &str) -> Result<i64, Error> {
    let find = "SELECT id FROM classes WHERE name = ?1";
    let found = transaction.query_row(find, [class], |row| row.get(0)).optional()?;
    found.ok_or_else(|| Gradefault::NoSuchClass.says(format!("There is no class {class}.")))
}

fn student_id(
    transaction: &Transaction<'_>,
    class_id: i64,
    class: &str,
    student: &str,
) -> Result<i64, Error> {
    let find = "SELECT id FROM students WHERE class = ?1 AND name = ?2";
    let found =
        transaction.query_row(find, params![class_id, student], |row| row.get(0)).optional()?;
    found.ok_or_else(|| no_such_student(class, student))
}

fn no_such_student(class: &str, student: &str) -> Error {
    Gradefault::NoSuchStudent.says(format!("{class} has no student {student}."))
}

fn bad_mark(text: &str, why: BadNumber) -> Error {
    match why {
        BadNumber::NoNumber => Gradefault::BadMark.says(format!(
            "\"{text}\" is no mark: write a number with up to {} places, like 15.5.",
            grade::MOST_PLACES
        )),
        BadNumber::Range => Gradefault::MarkOutOfRange
            .says(format!("The mark {text} is not from 0 to {}.", grade::BEST)),
    }
}

fn bad_coefficient(text: &str, why: BadNumber) -> Error {
    match why {
        BadNumber::NoNumber => Gradefault::BadCoefficient.says(format!(
            "\"{text}\" is no coefficient: write a number with up to {} places, like 2.",
            grade::MOST_PLACES
        )),
        BadNumber::Range => Gradefault::CoefficientOutOfRange.says(format!(
            "A coefficient is over 0 and at most {}, and {text} is not.",
            grade::MOST_WEIGHT
        )),
    }
}
