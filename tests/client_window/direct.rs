//! Speaking to somebody directly: the question, the path, the code, and what is said there.

use super::harness::{ME, TOM, Test, now, refusal};
use super::screen::Screen;
use crossbeam_channel::{Receiver, Sender, bounded};
use egui::Key;
use egui::accesskit::{Role, Toggled};
use egui_kittest::kittest::{NodeT, Queryable};
use salon::client::{Content, Event, OpenSequence};
use salon::client_ui::{
    Act, DirectOrder, DirectPort, DirectReport, Introduced, Met, Order, Parting, Report, Ticket,
};
use salon::peer::{Path, PeerError};
use salon::proto::error_code::{Block, ErrorCode, Outcome};
use salon::proto::ids::{ClientNumber, IntroductionId, MemberId, RoomId, SequenceId, UnixMillis};
use salon::proto::message::{PEER, Tally};
use salon::texts::Language;
use std::sync::Arc;

const QUESTION: SequenceId = SequenceId(5);
const CODE: &str = "123 456";
const TITLE: &str = "Talk to Tom directly?";
const FIELD: &str = "Write to Tom, directly";

/// The thread of a direct conversation, seen from the other side.
pub struct Thread {
    orders: Receiver<DirectOrder>,
    reports: Sender<DirectReport>,
}

/// Who asks whom whether to speak directly, two minutes before that expires.
pub fn question(opener: MemberId, pseudo: &str, audience: &[MemberId]) -> OpenSequence {
    OpenSequence {
        id: QUESTION,
        room: RoomId::INBOX,
        opener,
        pseudo: pseudo.into(),
        client_number: ClientNumber(9),
        kind: PEER.into(),
        block: Block::Kind,
        quorum: 0,
        expires: UnixMillis(now().0 + 120_000),
        audience: audience.into(),
        tally: Tally { answered: 0, declined: 0, left: 0, waiting: 1 },
        asked: audience.contains(&ME),
        content: Content { content_type: PEER.into(), bytes: Vec::new() },
    }
}

pub fn opens(test: &mut Test, sequence: &OpenSequence) {
    let place = Some(test.place(RoomId::INBOX, 0));
    let sequence = sequence.clone();
    test.happens(Event::Opened { room: RoomId::INBOX, place, sequence });
}

fn ends(test: &mut Test, outcome: Outcome) {
    is_over(test, QUESTION, outcome);
}

fn is_over(test: &mut Test, sequence: SequenceId, outcome: Outcome) {
    let place = Some(test.place(RoomId::INBOX, 0));
    let (room, kind) = (RoomId::INBOX, PEER.into());
    let tally = Tally { answered: 0, declined: 0, left: 0, waiting: 0 };
    let reason = String::new();
    test.happens(Event::Resolved { room, place, sequence, kind, outcome, reason, tally });
}

/// The server introduces Léa and Tom.
pub fn introduced(test: &mut Test) -> Thread {
    let (orders, to_do) = bounded(2);
    let (told, reports) = bounded(64);
    ends(test, Outcome::Completed);
    test.tell(Report::Introduced(Introduced {
        introduction: IntroductionId(QUESTION.0),
        member: TOM,
        pseudo: "Tom".into(),
        port: DirectPort { orders, reports },
    }));
    Thread { orders: to_do, reports: told }
}

/// The conversation with Tom is shown.
fn goes_there(test: &mut Test) {
    test.click("Go there");
    assert!(test.sees(FIELD) && !test.sees("Go there"));
}

/// Tom asks, Léa agrees, and they meet; the conversation is shown.
fn met(test: &mut Test, path: Path) -> Thread {
    opens(test, &question(TOM, "Tom", &[ME]));
    test.click("Agree to talk to Tom directly");
    test.expect_order(&Order::Agree(Box::new(question(TOM, "Tom", &[ME]))));
    let thread = introduced(test);
    thread.tell(test, DirectReport::Met(Met { path, code: CODE.into() }));
    goes_there(test);
    thread
}

fn direct() -> Path {
    Path::Direct("192.168.1.21:40000".parse().unwrap())
}

impl Thread {
    pub fn tell(&self, test: &mut Test, report: DirectReport) {
        self.reports.send(report).unwrap();
        test.window.run();
    }

    fn says(&self, test: &mut Test, own: Option<u64>, text: &str) {
        let (own, content) = (own.map(ClientNumber), Content::plain(text));
        self.tell(test, DirectReport::Said { at: now(), own, content });
    }

    #[track_caller]
    fn expect(&self, ticket: u64, text: &str) {
        let say = DirectOrder::Say { content: Content::plain(text), ticket: Ticket(ticket) };
        assert_eq!(self.orders.try_recv(), Ok(say));
    }

    /// Whether the window has let the thread go.
    fn is_let_go(&self) -> bool {
        self.orders.try_recv().is_err_and(|error| error.is_disconnected())
    }
}

fn writes(test: &mut Test, text: &str) {
    test.types(Role::MultilineTextInput, FIELD, text);
    test.key(Key::Enter);
}

/// Léa asks Tom, from the head of their private conversation.
fn asks(test: &mut Test) {
    test.click("Write to Tom alone");
    asks_here(test);
}

/// The same, where the conversation is shown already.
fn asks_here(test: &mut Test) {
    test.click("Talk to Tom directly…");
    assert!(test.asks(TITLE));
    test.key(Key::Enter);
    test.expect_order(&Order::Introduce { member: TOM });
    assert!(test.sees("Tom is asked whether to talk directly…"));
    opens(test, &question(ME, "Léa", &[TOM]));
}

#[test]
fn one_is_told_what_it_means_and_asks() {
    let mut test = Test::in_lobby();
    test.click("Write to Tom alone");
    test.click("Talk to Tom directly…");
    assert!(test.asks(TITLE) && test.sees("Tom sees the address of your machine"));
    assert!(test.sees("encrypted from end to end"));
    test.key(Key::Escape);
    test.expect_no_order();
    asks_here(&mut test);
    assert!(test.sees("2:00 left"));
    let thread = introduced(&mut test);
    assert!(test.sees("Looking for a path to Tom…") && !test.sees("2:00 left"));
    thread.tell(&mut test, DirectReport::Met(Met { path: direct(), code: CODE.into() }));
    assert!(test.sees("You and Tom can talk directly now"));
    // Nobody is taken away from where they type.
    test.types(Role::MultilineTextInput, "Write to Tom", "here still");
    goes_there(&mut test);
    assert!(test.sees("Direct path to 192.168.1.21:40000") && test.sees(CODE));
}

#[test]
fn what_was_asked_can_be_taken_back() {
    let mut test = Test::in_lobby();
    asks(&mut test);
    test.click("Don’t talk to Tom directly");
    test.expect_order(&Order::Act { sequence: QUESTION, act: Act::TakeBack });
    assert!(!test.sees("Tom is asked"));
    // It was too late for that: he had agreed.
    let thread = introduced(&mut test);
    assert!(test.sees("Looking for a path to Tom…"));
    test.click("Don’t talk to Tom directly");
    assert!(thread.is_let_go() && !test.sees("Looking for a path"));
}

#[test]
fn why_it_comes_to_nothing_is_said() {
    for (outcome, words) in [
        (Outcome::Declined, "Tom would rather not talk directly, or is gone"),
        (Outcome::Expired, "Tom did not answer in time"),
        (Outcome::Cancelled, "was taken back"),
        (Outcome::Unknown(77), "was lost before you could talk directly"),
    ] {
        let mut test = Test::in_lobby();
        asks(&mut test);
        ends(&mut test, outcome);
        assert!(test.sees(words), "{words}");
        test.click("Put away");
        assert!(!test.sees(words));
    }
}

#[test]
fn the_server_may_refuse_to_ask_and_is_said_to() {
    let mut test = Test::in_lobby();
    test.click("Write to Tom alone");
    test.click("Talk to Tom directly…");
    test.key(Key::Enter);
    test.expect_order(&Order::Introduce { member: TOM });
    let error = refusal(ErrorCode::NobodyThere);
    test.tell(Report::NotIntroduced { member: TOM, error });
    assert!(test.sees("You can’t talk to Tom directly"));
    // One can ask once more at once.
    asks_here(&mut test);
}

#[test]
fn where_it_is_switched_off_that_is_said() {
    let mut test = Test::without_introductions();
    test.click("Write to Tom alone");
    let button = test.window.get_by_role_and_label(Role::Button, "Talk to Tom directly…");
    assert!(button.accesskit_node().is_disabled());
    button.hover();
    test.window.run_steps(30);
    assert!(test.sees("The host has switched off that members talk directly."));
    test.types(Role::MultilineTextInput, "Write to Tom", "/peer Tom");
    test.key(Key::Enter);
    test.expect_no_order();
    assert!(!test.asks(TITLE));
}

#[test]
fn who_is_asked_agrees_or_declines() {
    let mut test = Test::in_lobby();
    opens(&mut test, &question(TOM, "Tom", &[ME]));
    assert!(test.sees("Tom would like to talk to you directly") && test.sees("2:00 left"));
    test.click("Decline to talk to Tom directly");
    test.expect_order(&Order::Act { sequence: QUESTION, act: Act::Decline });
    assert!(!test.sees("Tom would like"));
    // The connection did not take it: the question stands.
    let error = refusal(ErrorCode::RateLimited);
    test.tell(Report::NotActed { sequence: QUESTION, error });
    test.click("Agree to talk to Tom directly");
    test.expect_order(&Order::Agree(Box::new(question(TOM, "Tom", &[ME]))));
    assert!(test.sees("You have agreed to talk to Tom directly…"));
}

#[test]
fn the_host_asks_both() {
    let mut test = Test::in_lobby();
    opens(&mut test, &question(MemberId::SERVER, "", &[ME, TOM]));
    assert!(test.sees("The host asks whether you and Tom would talk directly"));
    test.click("Agree to talk to Tom directly");
    assert!(test.sees("The other has still to answer…"));
    ends(&mut test, Outcome::Declined);
    assert!(test.sees("not both have agreed"));
    // Of somebody who is in no room with her, Léa isn't told who it is.
    opens(
        &mut test,
        &OpenSequence { id: SequenceId(6), ..question(MemberId::SERVER, "", &[ME, MemberId(77)]) },
    );
    assert!(test.sees("The host asks whether you and somebody else would talk directly"));
}

#[test]
fn a_question_calls_who_looks_elsewhere() {
    let mut test = Test::in_lobby();
    test.window.input_mut().focused = false;
    test.window.run();
    opens(&mut test, &question(TOM, "Tom", &[ME]));
    let call = test.calls.try_recv().unwrap();
    assert_eq!(call.0, "Tom would like to talk to you directly");
    ends(&mut test, Outcome::Cancelled);
    assert!(test.sees("was taken back"));
}

#[test]
fn if_both_ask_one_answer_is_enough() {
    let mut test = Test::in_lobby();
    asks(&mut test);
    let theirs = OpenSequence { id: SequenceId(6), ..question(TOM, "Tom", &[ME]) };
    opens(&mut test, &theirs);
    test.click("Agree to talk to Tom directly");
    let orders = test.connection.as_ref().unwrap().orders.clone();
    assert_eq!(orders.try_recv(), Ok(Order::Agree(Box::new(theirs))));
    let back = Order::Act { sequence: QUESTION, act: Act::TakeBack };
    assert_eq!(orders.try_recv(), Ok(back));
}

#[test]
fn whom_no_path_leads_to_can_be_asked_again() {
    let mut test = Test::in_lobby();
    asks(&mut test);
    let thread = introduced(&mut test);
    thread.tell(&mut test, DirectReport::NotMet(Arc::new(PeerError::Absent)));
    assert!(test.sees("You can’t talk to Tom directly"));
    assert!(test.sees("The other did not come in time."));
    drop(thread);
    test.window.run();
    test.click("Ask again");
    test.expect_order(&Order::Introduce { member: TOM });
}

#[test]
fn both_are_heard_and_the_code_is_compared() {
    let mut test = Test::in_lobby();
    let thread = met(&mut test, direct());
    writes(&mut test, "psst");
    thread.expect(0, "psst");
    assert!(test.sees("sending…"));
    test.expect_no_order();
    thread.tell(&mut test, DirectReport::Sent { ticket: Ticket(0), number: ClientNumber(1) });
    thread.says(&mut test, Some(1), "psst");
    assert!(!test.sees("sending…"));
    test.click("lobby");
    thread.says(&mut test, None, "heard");
    test.click("Tom, directly, 1 unread message");
    assert!(test.sees("heard"));

    assert!(test.sees("nobody is in between"));
    let mark = |test: &Test| {
        let check = test.window.get_by_role_and_label(Role::CheckBox, "Tom sees the same code");
        check.accesskit_node().toggled()
    };
    assert_eq!(mark(&test), Some(Toggled::False));
    test.window.get_by_role_and_label(Role::CheckBox, "Tom sees the same code").click();
    test.window.run();
    assert_eq!(mark(&test), Some(Toggled::True));
    assert!(!test.sees("nobody is in between"));
    test.click("Copy the code");
    assert!(test.sees("The code is copied."));
}

#[test]
fn that_the_server_carries_it_is_said() {
    let mut test = Test::in_lobby();
    let thread = met(&mut test, Path::Relayed);
    assert!(test.sees("Through the server, since no direct path opened."));
    assert!(test.sees("No direct path opened: you and Tom talk through the server"));
    thread.tell(&mut test, DirectReport::Over(Parting::Lost));
    assert!(test.sees("The connection to Tom, which went through the server, is lost"));
    assert!(!test.sees(CODE));
}

#[test]
fn it_goes_on_when_the_server_is_gone() {
    let mut test = Test::in_lobby();
    let thread = met(&mut test, direct());
    test.ends();
    assert!(test.sees("This conversation goes on without it."));
    writes(&mut test, "still there?");
    thread.expect(0, "still there?");
    thread.tell(&mut test, DirectReport::Sent { ticket: Ticket(0), number: ClientNumber(1) });
    thread.says(&mut test, Some(1), "still there?");
    thread.says(&mut test, None, "yes");
    assert!(test.sees("yes"));
    thread.tell(&mut test, DirectReport::Over(Parting::There));
    assert!(test.sees("Tom has ended this direct conversation"));
    test.click("Take Tom, directly off the list");
    assert!(!test.sees(FIELD));
}

#[test]
fn one_ends_it_and_keeps_what_was_said() {
    let mut test = Test::in_lobby();
    let thread = met(&mut test, direct());
    thread.says(&mut test, None, "the secret");
    writes(&mut test, "on its way");
    test.click("End the direct conversation with Tom");
    thread.expect(0, "on its way");
    assert!(thread.is_let_go());
    assert!(test.sees("You have ended this direct conversation") && test.sees("the secret"));
    assert!(test.sees("Not sent."));
    // The same conversation goes on if they meet again, with another code.
    test.click("Ask again");
    assert!(test.asks(TITLE));
    test.key(Key::Escape);
    let again = met(&mut test, Path::Relayed);
    assert!(test.sees("the secret") && test.sees("Through the server"));
    drop(again);
    test.window.run();
    assert!(test.sees("The connection to Tom, which went through the server, is lost"));
}

#[test]
fn one_that_goes_on_gives_way_to_the_next() {
    let mut test = Test::in_lobby();
    let before = met(&mut test, direct());
    writes(&mut test, "on its way");
    before.expect(0, "on its way");
    // Tom has lost the path, and asks again before it is noticed here.
    let again = met(&mut test, direct());
    assert!(before.is_let_go());
    assert!(test.sees("You have ended this direct conversation") && test.sees("Not sent."));
    writes(&mut test, "again");
    again.expect(1, "again");
}

#[test]
fn cards_that_came_to_nothing_keep_no_question_away() {
    let mut test = Test::in_lobby();
    for n in 0..40 {
        // Whoever leaves and comes again is another member each time.
        let id = SequenceId(1_000 + n);
        let asked = OpenSequence { id, ..question(MemberId(1_000 + n), "Eve", &[ME]) };
        opens(&mut test, &asked);
        is_over(&mut test, id, Outcome::Cancelled);
    }
    opens(&mut test, &question(TOM, "Tom", &[ME]));
    test.click("Agree to talk to Tom directly");
    test.expect_order(&Order::Agree(Box::new(question(TOM, "Tom", &[ME]))));
}

#[test]
fn what_the_thread_cannot_take_is_in_the_field_again() {
    let mut test = Test::in_lobby();
    let _thread = met(&mut test, direct());
    for text in ["one", "two", "three"] {
        writes(&mut test, text);
    }
    assert_eq!(test.value(Role::MultilineTextInput, FIELD), "three");
}

#[test]
fn it_is_typed_as_in_a_terminal() {
    let mut test = Test::in_lobby();
    test.writes("/peer Nobody");
    test.key(Key::Enter);
    assert!(test.sees("Nobody here is called Nobody."));
    for _ in 0.."/peer Nobody".len() {
        test.key(Key::Backspace);
    }
    test.writes("/peer tom");
    test.key(Key::Enter);
    assert!(test.asks(TITLE));
    test.key(Key::Enter);
    test.expect_order(&Order::Introduce { member: TOM });
    test.tell(Report::NotIntroduced { member: TOM, error: refusal(ErrorCode::NobodyThere) });
    test.passes_a_moment();
    opens(&mut test, &question(TOM, "Tom", &[ME]));
    test.writes("/peer yes");
    test.key(Key::Enter);
    test.expect_order(&Order::Agree(Box::new(question(TOM, "Tom", &[ME]))));
    let thread = introduced(&mut test);
    thread.tell(&mut test, DirectReport::Met(Met { path: direct(), code: CODE.into() }));
    test.writes("/p hello");
    test.key(Key::Enter);
    thread.expect(0, "hello");
    assert!(test.sees(FIELD));
    writes(&mut test, "/peer bye");
    assert!(thread.is_let_go());
}

#[test]
fn it_is_said_in_french() {
    let mut test = Test::in_lobby_in(Language::French);
    opens(&mut test, &question(TOM, "Tom", &[ME]));
    test.click("Accepter de parler directement avec Tom");
    let thread = introduced(&mut test);
    thread.tell(&mut test, DirectReport::Met(Met { path: direct(), code: CODE.into() }));
    test.click("Y aller");
    assert!(test.sees("Voie directe vers 192.168.1.21:40000"));
    assert!(test.sees("personne n’est entre vous"));
}
