//! The service: what can be called, and by whom.

use crate::access::{Session, checked_name, new_user};
use crate::fault::{Error, Gradefault};
use crate::grade::Average;
use crate::store::{Role, Store, Student};
use parking_lot::Mutex;
use salon::services::{Call, Fault, Host};
use std::sync::Arc;

/// The room in which the gradebook says that something has changed.
pub const ROOM: &str = "gradebook";

/// The content type of what it says there: the name of the class.
pub const CHANGED: &str = "gradebook/changed";

/// What a mark counts for where nothing is said.
const USUAL_COEFFICIENT: &str = "1";

salon::value! {
    /// A mark and what it counts for, as decimal numbers.
    pub struct Mark {
        /// From 0 to 20.
        pub mark: String,
        /// Over 0.
        pub coefficient: String,
    }
}

salon::value! {
    /// A student of a class.
    pub struct StudentMarks {
        /// The name.
        pub student: String,
        /// The marks, in the order in which they were given.
        pub marks: Vec<Mark>,
        /// The average, rounded to two places; none without a mark.
        pub average: Option<String>,
    }
}

salon::value! {
    /// An average, rounded to two places, and of how many marks or students it is.
    pub struct Averaged {
        /// The average.
        pub average: String,
        /// Of how many.
        pub of: u32,
    }
}

salon::service! {
    /// Classes, their students and their marks. Sign in first; teachers write, students read their own.
    pub mod gradebook = "gradebook" {
        /// Signs in for as long as the session lasts; says whether as teacher or student.
        fn sign_in(user: String, password: String) -> String;
        /// Signs out.
        fn sign_out();
        /// Lets somebody sign in, as teacher or student; a student's user name is their name in the class.
        fn create_user(user: String, password: String, role: String);
        /// Makes a class.
        fn create_class(class: String);
        /// Takes a student into a class.
        fn add_student(class: String, student: String);
        /// Gives a student a mark from 0 to 20; its coefficient is 1 if left out.
        fn add_mark(class: String, student: String, mark: String, coefficient: Option<String>);
        /// The average of a student: marks weighted by coefficient, rounded to two places, a half upwards.
        fn student_average(class: String, student: String) -> Averaged;
        /// The mean of the unrounded averages of all students who have marks, rounded likewise.
        fn class_average(class: String) -> Averaged;
        /// The students of a class with their marks and averages; a student sees only their own.
        fn list_students(class: String) -> Vec<StudentMarks>;
        /// The names of the classes.
        fn list_classes() -> Vec<String>;
    }
}

/// The gradebook over its database.
pub struct Gradebook {
    store: Arc<Store>,
    /// The hand on the server, once it has started.
    host: Mutex<Option<Host>>,
}

impl Gradebook {
    /// Over a database.
    pub fn new(store: Arc<Store>) -> Self {
        Self { store, host: Mutex::new(None) }
    }

    /// Tells whoever looks at it that a class has changed.
    fn changed(&self, class: &str) {
        let host = self.host.lock().clone();
        if let Some(host) = host {
            // It is done in any case; who isn't told sees it at the next look.
            let _ = host.post_bytes(ROOM, CHANGED, class.as_bytes());
        }
    }
}

fn session(call: &Call<'_>) -> Arc<Session> {
    call.state(Session::default)
}

/// What has an average, or why not.
fn averaged(average: Option<Average>, of: usize, what: &str) -> Result<Averaged, Error> {
    let average = average.ok_or_else(|| Gradefault::NoMarks.says(format!("{what} yet.")))?;
    let of = u32::try_from(of).unwrap_or(u32::MAX);
    Ok(Averaged { average: average.rounded().to_string(), of })
}

impl From<Student> for StudentMarks {
    fn from(student: Student) -> Self {
        let average = student.average().map(|average| average.rounded().to_string());
        let mark = |(mark, coefficient): &(rust_decimal::Decimal, rust_decimal::Decimal)| Mark {
            mark: mark.to_string(),
            coefficient: coefficient.to_string(),
        };
        Self { marks: student.marks.iter().map(mark).collect(), average, student: student.name }
    }
}

impl gradebook::Methods for Gradebook {
    fn started(&self, host: Host) {
        *self.host.lock() = Some(host);
    }

    fn sign_in(&self, call: &Call<'_>, user: String, password: String) -> Result<String, Fault> {
        let role = session(call).sign_in(&self.store, user.trim(), &password)?;
        Ok(role.name().to_owned())
    }

    fn sign_out(&self, call: &Call<'_>) -> Result<(), Fault> {
        session(call).sign_out();
        Ok(())
    }

    fn create_user(
        &self,
        call: &Call<'_>,
        user: String,
        password: String,
        role: String,
    ) -> Result<(), Fault> {
        session(call).teacher()?;
        let known = Role::of(&role).ok_or_else(|| {
            Gradefault::BadRole.says(format!("\"{role}\" is neither teacher nor student."))
        })?;
        Ok(self.store.add_user(&new_user(&user, &password, known)?)?)
    }

    fn create_class(&self, call: &Call<'_>, class: String) -> Result<(), Fault> {
        session(call).teacher()?;
        let class = checked_name(&class)?;
        self.store.create_class(&class)?;
        self.changed(&class);
        Ok(())
    }

    fn add_student(&self, call: &Call<'_>, class: String, student: String) -> Result<(), Fault> {
        session(call).teacher()?;
        let (class, student) = (class.trim(), checked_name(&student)?);
        self.store.add_student(class, &student)?;
        self.changed(class);
        Ok(())
    }

    fn add_mark(
        &self,
        call: &Call<'_>,
        class: String,
        student: String,
        mark: String,
        coefficient: Option<String>,
    ) -> Result<(), Fault> {
        session(call).teacher()?;
        let coefficient = coefficient.as_deref().unwrap_or(USUAL_COEFFICIENT);
        self.store.add_mark(class.trim(), student.trim(), &mark, coefficient)?;
        self.changed(class.trim());
        Ok(())
    }

    fn student_average(
        &self,
        call: &Call<'_>,
        class: String,
        student: String,
    ) -> Result<Averaged, Fault> {
        session(call).reader_of(student.trim())?;
        let student = self.store.student(class.trim(), student.trim())?;
        Ok(averaged(
            student.average(),
            student.marks.len(),
            &format!("{} has no mark", student.name),
        )?)
    }

    fn class_average(&self, call: &Call<'_>, class: String) -> Result<Averaged, Fault> {
        session(call).teacher()?;
        let students = self.store.students(class.trim())?;
        if students.is_empty() {
            let text = format!("{class} has no students yet.");
            return Err(Gradefault::EmptyClass.says(text).into());
        }
        let averages: Vec<Average> = students.iter().filter_map(Student::average).collect();
        let of = averages.len();
        Ok(averaged(Average::mean(averages), of, &format!("Nobody in {class} has a mark"))?)
    }

    fn list_students(&self, call: &Call<'_>, class: String) -> Result<Vec<StudentMarks>, Fault> {
        let class = class.trim();
        let students = match session(call).user()? {
            (_, Role::Teacher) => self.store.students(class)?,
            (name, Role::Student) => vec![self.store.student(class, &name)?],
        };
        Ok(students.into_iter().map(StudentMarks::from).collect())
    }

    fn list_classes(&self, call: &Call<'_>) -> Result<Vec<String>, Fault> {
        session(call).user()?;
        Ok(self.store.classes()?)
    }
}
