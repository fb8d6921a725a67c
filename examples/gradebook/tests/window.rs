//! The window, without a display: what is shown, and what is asked for.

use crossbeam_channel::{Receiver, Sender, bounded};
use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use gradebook::service::{Mark, StudentMarks};
use gradebook::window::{Desk, Order, Report, Shown};
use salon::texts::{Language, set_language};

struct Test {
    window: Harness<'static, Desk>,
    orders: Receiver<Order>,
    reports: Sender<Report>,
}

fn begin() -> Test {
    set_language(Language::English);
    let (orders, given) = bounded(8);
    let (reports, told) = bounded(8);
    let mut desk = Desk::new(orders, told);
    desk.prefill("teacher", "correct horse");
    let window = Harness::builder()
        .with_size([860.0, 560.0])
        .build_ui_state(|ui, desk: &mut Desk| desk.ui(ui), desk);
    Test { window, orders: given, reports }
}

impl Test {
    fn told(&mut self, report: Report) {
        self.reports.send(report).unwrap();
        self.window.run();
    }

    fn signed_in(teacher: bool) -> Self {
        let mut test = begin();
        test.told(Report::SignedIn { user: "Ada".into(), teacher });
        test.told(Report::Shown(shown()));
        test.told(Report::Done);
        test
    }

    fn ordered(&mut self) -> Option<Order> {
        self.window.run();
        self.orders.try_recv().ok()
    }
}

fn shown() -> Shown {
    let mark =
        |mark: &str, coefficient: &str| Mark { mark: mark.into(), coefficient: coefficient.into() };
    Shown {
        classes: vec!["BUT1".into(), "BUT2".into()],
        class: Some("BUT1".into()),
        students: vec![StudentMarks {
            student: "Zoé".into(),
            marks: vec![mark("15.5", "2"), mark("12", "1")],
            average: Some("14.33".into()),
        }],
        average: Ok("14.33".into()),
    }
}

#[test]
fn signing_in_asks_for_it() {
    let mut test = begin();
    test.window.get_by_label("Sign in").click();
    let order = Order::SignIn { user: "teacher".into(), password: "correct horse".into() };
    assert_eq!(test.ordered(), Some(order));
    test.told(Report::Failed("No such user, or another password.".into()));
    test.window.get_by_label("No such user, or another password.");
}

#[test]
fn a_teacher_sees_a_class_and_adds_a_mark() {
    let mut test = Test::signed_in(true);
    test.window.get_by_label("average 14.33");
    test.window.get_by_label("15.5 (2)   12 (1)");
    test.window.get_by_label("Zoé").click();
    test.window.run();
    let fields: Vec<_> = test.window.get_all_by_role(Role::TextInput).collect();
    // New class, new student, and the three of a mark.
    assert_eq!(fields.len(), 5);
    fields[3].focus();
    fields[3].type_text("17");
    test.window.run();
    test.window.get_by_label("Add mark").click();
    let order = Order::AddMark {
        class: "BUT1".into(),
        student: "Zoé".into(),
        mark: "17".into(),
        coefficient: String::new(),
    };
    assert_eq!(test.ordered(), Some(order));
}

#[test]
fn another_class_is_chosen() {
    let mut test = Test::signed_in(true);
    test.window.get_by_label("BUT2").click();
    assert_eq!(test.ordered(), Some(Order::Show { class: "BUT2".into() }));
}

#[test]
fn a_student_is_offered_nothing_to_write() {
    let test = Test::signed_in(false);
    assert_eq!(test.window.query_all_by_role(Role::TextInput).count(), 0);
    assert!(test.window.query_by_label("Add mark").is_none());
    test.window.get_by_label("Ada (student)");
}

#[test]
fn a_lost_connection_leads_back_to_the_form() {
    let mut test = Test::signed_in(true);
    test.told(Report::SignedOut("The connection was lost. Sign in again.".into()));
    test.window.get_by_label("The connection was lost. Sign in again.");
    test.window.get_by_label("Sign in");
}
