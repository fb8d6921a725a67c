//! The window in French. The language is the whole program's, so that this test is one of its own.

use crossbeam_channel::bounded;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use gradebook::service::{Mark, StudentMarks};
use gradebook::window::{Desk, Report, Shown};
use salon::texts::{Language, set_language};

#[test]
fn it_speaks_french() {
    set_language(Language::French);
    let (orders, _given) = bounded(8);
    let (reports, told) = bounded(8);
    let desk = Desk::new(orders, told);
    let mut window = Harness::builder()
        .with_size([860.0, 560.0])
        .build_ui_state(|ui, desk: &mut Desk| desk.ui(ui), desk);
    window.get_by_label("Se connecter");
    let shown = Shown {
        classes: vec!["BUT1".into()],
        class: Some("BUT1".into()),
        students: vec![StudentMarks {
            student: "Zoé".into(),
            marks: vec![Mark { mark: "15.5".into(), coefficient: "2".into() }],
            average: Some("14.33".into()),
        }],
        average: Ok("14.33".into()),
    };
    reports.send(Report::SignedIn { user: "Ada".into(), teacher: true }).unwrap();
    reports.send(Report::Shown(shown)).unwrap();
    reports.send(Report::Done).unwrap();
    window.run();
    for label in ["Promotions", "moyenne 14,33", "15,5 (2)", "Ajouter la note", "Ada (enseignant)"]
    {
        window.get_by_label(label);
    }
}
