//! The gradebook as its callers see it: over the network, many at once, and after a restart.

use gradebook::fault::Gradefault;
use gradebook::serve::{FIRST_TEACHER, Served, serve};
use gradebook::service::gradebook as book;
use salon::client::{CallError, Client, Link, Options};
use std::path::Path;
use std::sync::Barrier;
use std::thread;
use std::time::Duration;
use tempfile::TempDir;

const PASSWORD: &str = "correct horse";

/// Hashing passwords takes its time, and a machine may have others to serve.
const PATIENCE: Duration = Duration::from_secs(120);

fn begin(file: &Path) -> (Served, Link) {
    let served = serve(file, ([127, 0, 0, 1], 0).into(), PASSWORD).unwrap();
    let link = Link::new("127.0.0.1", served.server.local_addr().port());
    (served, link)
}

fn fresh() -> (TempDir, Served, Link) {
    let folder = tempfile::tempdir().unwrap();
    let (served, link) = begin(&folder.path().join("book.sqlite"));
    (folder, served, link)
}

fn connect(link: &Link, pseudo: &str) -> Client {
    Client::connect(link, Options::new(pseudo)).unwrap()
}

fn service(client: &Client) -> book::Client<'_> {
    book::Client::new(client).with_deadline(PATIENCE)
}

fn teacher(link: &Link, pseudo: &str) -> Client {
    let client = connect(link, pseudo);
    assert_eq!(signs_in(&client, FIRST_TEACHER, PASSWORD).as_deref(), Ok("teacher"));
    client
}

fn signs_in(client: &Client, user: &str, password: &str) -> Result<String, CallError> {
    service(client).sign_in(user.into(), password.into())
}

#[track_caller]
fn fails<T: std::fmt::Debug>(result: Result<T, CallError>, fault: Gradefault) -> String {
    match result {
        Err(CallError::Failed(failure)) => {
            assert_eq!((failure.code, failure.name.as_str()), (fault.code(), fault.name()));
            failure.text
        }
        other => panic!("{other:?}"),
    }
}

fn add(
    client: &Client,
    student: &str,
    mark: &str,
    coefficient: Option<&str>,
) -> Result<(), CallError> {
    let coefficient = coefficient.map(str::to_owned);
    service(client).add_mark("BUT1".into(), student.into(), mark.into(), coefficient)
}

fn average(client: &Client, student: &str) -> Result<String, CallError> {
    service(client).student_average("BUT1".into(), student.into()).map(|a| a.average)
}

fn class_average(client: &Client) -> Result<String, CallError> {
    service(client).class_average("BUT1".into()).map(|averaged| averaged.average)
}

/// A class with two students.
fn class(client: &Client) {
    let book = service(client);
    book.create_class("BUT1".into()).unwrap();
    for student in ["Zoé", "Bob"] {
        book.add_student("BUT1".into(), student.into()).unwrap();
    }
}

#[test]
fn a_teacher_keeps_a_class() {
    let (_folder, _served, link) = fresh();
    let ada = teacher(&link, "Ada");
    class(&ada);
    add(&ada, "Zoé", "15,5", Some("2")).unwrap();
    add(&ada, "Zoé", "12", None).unwrap();
    add(&ada, "Bob", "9.25", Some("0.5")).unwrap();
    assert_eq!(average(&ada, "Zoé").as_deref(), Ok("14.33"));
    assert_eq!(average(&ada, "Bob").as_deref(), Ok("9.25"));
    // 43/3 and 37/4 are 283/12 together, and 283/24 in the mean.
    assert_eq!(class_average(&ada).as_deref(), Ok("11.79"));
    let students = service(&ada).list_students("BUT1".into()).unwrap();
    let names: Vec<&str> = students.iter().map(|student| student.student.as_str()).collect();
    assert_eq!(names, ["Bob", "Zoé"]);
    let marks: Vec<(&str, &str)> =
        students[1].marks.iter().map(|m| (m.mark.as_str(), m.coefficient.as_str())).collect();
    assert_eq!(marks, [("15.5", "2"), ("12", "1")]);
    assert_eq!(service(&ada).list_classes().as_deref(), Ok(&["BUT1".to_owned()][..]));
}

#[test]
fn each_mistake_has_its_error() {
    let (_folder, _served, link) = fresh();
    let ada = teacher(&link, "Ada");
    let book = service(&ada);
    fails(book.class_average("BUT1".into()), Gradefault::NoSuchClass);
    fails(book.create_class(" ".into()), Gradefault::BadName);
    fails(book.create_class("x".repeat(65)), Gradefault::BadName);
    fails(book.add_student("BUT1".into(), "Zoé".into()), Gradefault::NoSuchClass);
    book.create_class("BUT1".into()).unwrap();
    fails(book.create_class(" BUT1 ".into()), Gradefault::ClassExists);
    fails(book.class_average("BUT1".into()), Gradefault::EmptyClass);
    assert_eq!(book.list_students("BUT1".into()), Ok(vec![]));
    book.add_student("BUT1".into(), "Zoé".into()).unwrap();
    fails(book.add_student("BUT1".into(), "Zoé".into()), Gradefault::StudentExists);
    fails(book.class_average("BUT1".into()), Gradefault::NoMarks);
    fails(average(&ada, "Zoé"), Gradefault::NoMarks);
    fails(average(&ada, "Bob"), Gradefault::NoSuchStudent);
    fails(add(&ada, "Bob", "12", None), Gradefault::NoSuchStudent);
    fails(add(&ada, "Zoé", "20.01", None), Gradefault::MarkOutOfRange);
    fails(add(&ada, "Zoé", "-1", None), Gradefault::MarkOutOfRange);
    fails(add(&ada, "Zoé", "twelve", None), Gradefault::BadMark);
    for coefficient in ["0", "-2"] {
        fails(add(&ada, "Zoé", "12", Some(coefficient)), Gradefault::CoefficientOutOfRange);
    }
    let said = fails(add(&ada, "Zoé", "12", Some("two")), Gradefault::BadCoefficient);
    assert_eq!(said, "\"two\" is no coefficient: write a number with up to 4 places, like 2.");
    fails(average(&ada, "Zoé"), Gradefault::NoMarks);
}

#[test]
fn students_read_their_own_and_write_nothing() {
    let (_folder, _served, link) = fresh();
    let ada = teacher(&link, "Ada");
    class(&ada);
    add(&ada, "Zoé", "15", None).unwrap();
    let student =
        |user: &str| service(&ada).create_user(user.into(), "pass word".into(), "student".into());
    student("Zoé").unwrap();
    fails(student("Zoé"), Gradefault::UserExists);
    let short = service(&ada).create_user("Bob".into(), "short".into(), "student".into());
    fails(short, Gradefault::BadPassword);
    let nobody = service(&ada).create_user("Bob".into(), "pass word".into(), "king".into());
    fails(nobody, Gradefault::BadRole);

    // Whoever calls themselves so is not so.
    let zoe = connect(&link, "Zoé");
    fails(average(&zoe, "Zoé"), Gradefault::NotSignedIn);
    fails(service(&zoe).list_classes(), Gradefault::NotSignedIn);
    assert_eq!(signs_in(&zoe, "Zoé", "pass word").as_deref(), Ok("student"));
    assert_eq!(average(&zoe, "Zoé").as_deref(), Ok("15.00"));
    let seen = service(&zoe).list_students("BUT1".into()).unwrap();
    assert_eq!(seen.iter().map(|s| s.student.as_str()).collect::<Vec<_>>(), ["Zoé"]);
    let book = service(&zoe);
    fails(average(&zoe, "Bob"), Gradefault::NotAllowed);
    fails(class_average(&zoe), Gradefault::NotAllowed);
    fails(add(&zoe, "Zoé", "20", None), Gradefault::NotAllowed);
    fails(book.create_class("BUT2".into()), Gradefault::NotAllowed);
    fails(book.add_student("BUT1".into(), "Eve".into()), Gradefault::NotAllowed);
    let user = book.create_user("Eve".into(), "pass word".into(), "teacher".into());
    fails(user, Gradefault::NotAllowed);
    book.sign_out().unwrap();
    fails(average(&zoe, "Zoé"), Gradefault::NotSignedIn);
}

#[test]
fn passwords_are_not_guessed_on_one_connection() {
    let (_folder, _served, link) = fresh();
    let eve = connect(&link, "Eve");
    for wrong in ["12345678", "x", "password"] {
        fails(signs_in(&eve, FIRST_TEACHER, wrong), Gradefault::WrongPassword);
    }
    for nobody in ["nobody", ""] {
        fails(signs_in(&eve, nobody, PASSWORD), Gradefault::WrongPassword);
    }
    fails(signs_in(&eve, FIRST_TEACHER, PASSWORD), Gradefault::TooManyAttempts);
    // Others are not concerned.
    teacher(&link, "Ada");
}

#[test]
fn fifty_at_once_lose_no_mark_and_averages_are_exact() {
    const CLIENTS: u32 = 50;
    const MARKS: u32 = 8;
    let (_folder, _served, link) = fresh();
    let ada = teacher(&link, "Ada");
    class(&ada);
    let together = Barrier::new(usize::try_from(CLIENTS).unwrap());
    thread::scope(|scope| {
        for number in 0..CLIENTS {
            let (link, together) = (&link, &together);
            scope.spawn(move || {
                let client = teacher(link, &format!("teacher-{number}"));
                together.wait();
                let later = service(&client).later();
                let mark = |n: u32| {
                    // Marks of many places: 0.0, 0.1, 0.2 and so on, and the same over 10.
                    let (student, value) =
                        if n.is_multiple_of(2) { ("Zoé", n) } else { ("Bob", 100 + n) };
                    let mark = format!("{}.{}", value / 10, value % 10);
                    let coefficient = Some(format!("0.{}", 1 + n % 3));
                    later.add_mark("BUT1".into(), student.into(), mark, coefficient).unwrap()
                };
                let calls: Vec<_> = (0..MARKS).map(|n| mark((number * MARKS + n) % 100)).collect();
                for call in calls {
                    assert_eq!(call.wait(), Ok(()));
                }
            });
        }
    });
    // The same, one after another and in whole numbers: tenths of marks, tenths of coefficients.
    let exact = |even: bool| {
        let given = (0..CLIENTS * MARKS).map(|n| n % 100).filter(|n| n.is_multiple_of(2) == even);
        let (mut sum, mut weight) = (0u64, 0u64);
        for n in given {
            let mark = u64::from(if even { n } else { 100 + n });
            let coefficient = u64::from(1 + n % 3);
            sum += mark * coefficient;
            weight += coefficient;
        }
        (sum, weight)
    };
    let shown = |numerator: u64, denominator: u64| {
        let hundredths = (numerator * 200 + denominator) / (2 * denominator);
        format!("{}.{:02}", hundredths / 100, hundredths % 100)
    };
    let ((a, b), (c, d)) = (exact(true), exact(false));
    assert_eq!(average(&ada, "Zoé").as_deref(), Ok(shown(a, 10 * b).as_str()));
    assert_eq!(average(&ada, "Bob").as_deref(), Ok(shown(c, 10 * d).as_str()));
    assert_eq!(class_average(&ada).as_deref(), Ok(shown(a * d + c * b, 20 * b * d).as_str()));
    let students = service(&ada).list_students("BUT1".into()).unwrap();
    let marks: usize = students.iter().map(|student| student.marks.len()).sum();
    assert_eq!(marks, usize::try_from(CLIENTS * MARKS).unwrap());
}

#[test]
fn a_restart_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("book.sqlite");
    {
        let (served, link) = begin(&file);
        assert_eq!(served.first_password.as_deref(), Some(PASSWORD));
        let ada = teacher(&link, "Ada");
        class(&ada);
        add(&ada, "Zoé", "13.37", Some("3")).unwrap();
        served.server.stop("");
    }
    let (served, link) = begin(&file);
    assert_eq!(served.first_password, None, "there is a teacher already");
    let ada = teacher(&link, "Ada");
    assert_eq!(average(&ada, "Zoé").as_deref(), Ok("13.37"));
    assert_eq!(service(&ada).list_students("BUT1".into()).unwrap().len(), 2);
}

#[test]
fn who_looks_at_it_is_told_of_changes() {
    let (_folder, _served, link) = fresh();
    let (ada, bob) = (teacher(&link, "Ada"), connect(&link, "Bob"));
    bob.join(gradebook::service::ROOM).unwrap();
    class(&ada);
    let told = bob.events().iter().find_map(|event| match event {
        salon::client::Event::Posted { pseudo, content, .. } => {
            Some((pseudo, content.content_type, content.bytes.to_vec()))
        }
        _ => None,
    });
    let changed = gradebook::service::CHANGED.to_owned();
    assert_eq!(told, Some(("gradebook".to_owned(), changed, b"BUT1".to_vec())));
}

#[test]
fn a_database_of_a_newer_program_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("book.sqlite");
    let connection = rusqlite::Connection::open(&file).unwrap();
    connection.pragma_update(None, "user_version", 2).unwrap();
    drop(connection);
    let refused = serve(&file, ([127, 0, 0, 1], 0).into(), PASSWORD).err().expect("a refusal");
    assert!(refused.to_string().contains("update the program"), "{refused}");
}
