//! Votes: opened in a dialog or by a command, shown above the field, answered, and what comes of them.

use super::harness::{LOBBY, ME, TOM, Test, lobby, now, post, refusal};
use super::screen::Screen;
use egui::Key;
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT, Queryable};
use salon::client::{ClientError, Content, Event, OpenSequence, Payload};
use salon::client_ui::{Act, Order, Report};
use salon::kinds::{Choice, VOTE, Vote};
use salon::proto::error_code::{Block, ErrorCode, Outcome, Reaction};
use salon::proto::ids::{ClientNumber, MemberId, RoomId, SequenceId, UnixMillis};
use salon::proto::message::Tally;
use salon::texts::Language;
use std::time::Duration;

const SOUP: SequenceId = SequenceId(5);
const TITLE: &str = "A vote in lobby";

fn packed<T: Payload>(payload: &T) -> Content {
    Content { content_type: T::CONTENT_TYPE.into(), bytes: payload.to_bytes() }
}

fn soup(choices: &[&str]) -> Vote {
    Vote::new("Soup?", choices.iter().copied()).unwrap()
}

fn tally(answered: u32, declined: u32, waiting: u32) -> Tally {
    Tally { answered, declined, left: 0, waiting }
}

/// What somebody asks in the lobby, two minutes before it expires.
fn open(opener: MemberId, pseudo: &str) -> OpenSequence {
    OpenSequence {
        id: SOUP,
        room: LOBBY,
        opener,
        pseudo: pseudo.into(),
        client_number: ClientNumber(9),
        kind: VOTE.into(),
        block: Block::Kind,
        quorum: 0,
        expires: UnixMillis(now().0 + 120_000),
        audience: Vec::new(),
        tally: tally(0, 0, 2),
        asked: true,
        content: packed(&soup(&["yes", "no"])),
    }
}

fn asks(test: &mut Test, sequence: OpenSequence) {
    asks_unseen(test, sequence);
    test.window.run();
}

/// The same, without a look at the window.
fn asks_unseen(test: &mut Test, sequence: OpenSequence) {
    let place = Some(test.place(LOBBY, 0));
    let event = Event::Opened { room: sequence.room, place, sequence };
    unseen(test, Report::Happened(event));
}

fn unseen(test: &Test, report: Report) {
    test.connection.as_ref().unwrap().reports.send(report).unwrap();
}

fn reacts(test: &mut Test, member: MemberId, how: Reaction, content: Content, tally: Tally) {
    let place = test.place(LOBBY, 0);
    let (pseudo, reason) = ("somebody".into(), String::new());
    let (room, sequence) = (LOBBY, SOUP);
    test.happens(Event::Answered {
        room,
        place,
        sequence,
        member,
        pseudo,
        how,
        reason,
        tally,
        content,
    });
}

fn ends(test: &mut Test, outcome: Outcome, reason: &str, tally: Tally) {
    let place = Some(test.place(LOBBY, 0));
    let (room, sequence) = (LOBBY, SOUP);
    let (kind, reason) = (VOTE.into(), reason.into());
    test.happens(Event::Resolved { room, place, sequence, kind, outcome, reason, tally });
}

#[track_caller]
fn chooses(test: &mut Test, name: &str) {
    test.window.get_by_role_and_label(Role::RadioButton, name).click();
    test.window.run();
}

fn acts(act: Act) -> Order {
    Order::Act { sequence: SOUP, act }
}

fn opening(choices: &[&str], minutes: u64) -> Order {
    let opening = Vote::opening().within(Duration::from_secs(minutes * 60));
    Order::Open { room: "lobby".into(), opening, content: packed(&soup(choices)) }
}

#[test]
fn a_vote_is_opened_by_keyboard() {
    let mut test = Test::in_lobby();
    test.click("Start a vote…");
    assert!(test.asks(TITLE) && test.sees("A vote needs a question and 2 to 20 choices."));
    test.key(Key::Enter);
    test.expect_no_order();
    test.types(Role::TextInput, "Question", "Soup?");
    test.key(Key::Enter);
    test.expect_no_order();
    test.key(Key::Tab);
    test.types(Role::TextInput, "Choice 1", "yes");
    test.key(Key::Tab);
    test.types(Role::TextInput, "Choice 2", " ");
    test.key(Key::Enter);
    test.expect_no_order();
    test.types(Role::TextInput, "Choice 2", "no");
    assert!(!test.sees("A vote needs"));
    test.key(Key::Enter);
    test.expect_order(&opening(&["yes", "no"], 10));
    test.key(Key::Enter);
    test.expect_no_order();
    test.tell(Report::Opened { room: "lobby".into() });
    assert!(!test.asks(TITLE));
    test.writes("the keyboard is back");
}

#[test]
fn choices_are_added_and_removed_and_the_deadline_is_chosen() {
    let mut test = Test::in_lobby();
    test.click("Start a vote…");
    test.types(Role::TextInput, "Question", "Soup?");
    assert!(!test.sees("Remove choice"), "two stay");
    test.click("Add a choice");
    test.types(Role::TextInput, "Choice 3", "perhaps");
    test.click("Add a choice");
    test.types(Role::TextInput, "Choice 4", "later");
    test.click("Remove choice 1");
    test.types(Role::TextInput, "Choice 1", "yes");
    assert_eq!(test.value(Role::TextInput, "Choice 3"), "later");
    chooses(&mut test, "5 minutes");
    test.click("Start the vote");
    test.expect_order(&opening(&["yes", "perhaps", "later"], 5));
}

#[test]
fn what_a_command_lacks_is_asked_for() {
    for (typed, question, choices) in [
        ("/vote", "", ["", ""]),
        ("/vote Soup?", "Soup?", ["", ""]),
        ("/vote Soup? | yes", "Soup?", ["yes", ""]),
        ("/vote Soup? | | yes | ", "Soup?", ["yes", ""]),
        ("/vote | yes | no", "", ["yes", "no"]),
    ] {
        let mut test = Test::in_lobby();
        test.writes(typed);
        test.key(Key::Enter);
        assert!(test.asks(TITLE), "{typed}");
        test.expect_no_order();
        let fields = ["Question", "Choice 1", "Choice 2"];
        let filled = fields.map(|field| test.value(Role::TextInput, field));
        assert_eq!(filled, [question, choices[0], choices[1]], "{typed}");
    }
    let mut test = Test::in_lobby();
    test.writes("/vote Soup? | yes | no |");
    test.key(Key::Enter);
    test.expect_order(&opening(&["yes", "no"], 10));
}

#[test]
fn a_vote_is_opened_and_answered_by_commands() {
    let mut test = Test::in_lobby();
    test.writes("/answer 1");
    test.key(Key::Enter);
    assert!(test.sees("No vote here waits for you."));
    test.expect_no_order();
    let mut test = Test::in_lobby();
    test.writes("/vote Soup? | yes | no");
    test.key(Key::Enter);
    test.expect_order(&opening(&["yes", "no"], 10));
    asks(&mut test, open(ME, "Léa"));
    test.writes("/answer 3");
    test.key(Key::Enter);
    assert!(test.sees("The choices are numbered from 1 to 2."));
    test.expect_no_order();
    test.key(Key::Backspace);
    test.writes("2");
    test.key(Key::Enter);
    test.expect_order(&acts(Act::Answer(packed(&Choice { choice: 1 }))));
}

#[test]
fn a_vote_is_answered_and_its_result_told() {
    let mut test = Test::in_lobby();
    asks(&mut test, open(TOM, "Tom"));
    for text in ["Tom asks: Soup?", "2:00 left", "0 answered, 2 still to come"] {
        assert!(test.sees(text), "{text}");
    }
    let no = packed(&Choice { choice: 1 });
    reacts(&mut test, TOM, Reaction::Answered, no, tally(1, 0, 1));
    assert!(test.sees("1 answered, 1 still to come"));
    chooses(&mut test, "yes, 0 answers");
    let yes = packed(&Choice { choice: 0 });
    test.expect_order(&acts(Act::Answer(yes.clone())));
    assert!(test.sees("Your answer is on its way…"));
    test.writes("the keyboard is back");
    chooses(&mut test, "no, 1 answer");
    test.expect_no_order();
    reacts(&mut test, ME, Reaction::Answered, yes, tally(2, 0, 0));
    let chosen = test.window.get_by_role_and_label(Role::RadioButton, "yes, 1 answer");
    assert_eq!(chosen.accesskit_node().toggled(), Some(egui::accesskit::Toggled::True));
    assert!(!test.sees("Take no part") && !test.sees("Take it back"));
    ends(&mut test, Outcome::Completed, "", tally(2, 0, 0));
    assert!(test.sees("The vote is over: Soup?") && test.sees("yes: 1 · no: 1"));
    assert!(!test.sees("2 answered"));
}

#[test]
fn a_refused_answer_can_be_given_again() {
    let mut test = Test::in_lobby();
    asks(&mut test, open(TOM, "Tom"));
    chooses(&mut test, "yes, 0 answers");
    let answer = acts(Act::Answer(packed(&Choice { choice: 0 })));
    test.expect_order(&answer);
    let error = refusal(ErrorCode::RateLimited);
    test.tell(Report::NotActed { sequence: SOUP, error });
    assert!(test.sees("0 answered, 2 still to come"));
    chooses(&mut test, "yes, 0 answers");
    test.expect_order(&answer);
}

#[test]
fn a_vote_is_declined() {
    let mut test = Test::in_lobby();
    asks(&mut test, open(TOM, "Tom"));
    test.click("Take no part");
    test.expect_order(&acts(Act::Decline));
    reacts(&mut test, ME, Reaction::Declined, Content::plain(""), tally(0, 1, 1));
    assert!(test.sees("1 declined") && !test.sees("Take no part"));
    ends(&mut test, Outcome::Declined, "", tally(0, 2, 0));
    assert!(test.sees("Too few have taken part in the vote: Soup?"));
}

#[test]
fn every_end_is_told() {
    for (outcome, reason, told) in [
        (Outcome::Expired, "", "The time for the vote is up: Soup?"),
        (Outcome::Cancelled, "typo", "The vote was taken back: Soup?"),
        (Outcome::Cancelled, "typo", "typo"),
        (Outcome::Unknown(0), "", "The vote is over, and how it ended was missed: Soup?"),
    ] {
        let mut test = Test::in_lobby();
        asks(&mut test, open(TOM, "Tom"));
        ends(&mut test, outcome, reason, tally(0, 0, 2));
        assert!(test.sees(told) && !test.sees("left"), "{told}");
    }
}

#[test]
fn its_opener_takes_it_back_and_can_have_only_one() {
    let mut test = Test::in_lobby();
    asks(&mut test, open(ME, "Léa"));
    assert!(test.sees("You ask: Soup?") && !test.sees("Take no part"));
    test.click("Start a vote…");
    assert!(!test.asks(TITLE));
    assert!(test.sees("Your vote “Soup?” is still open here, and only one of yours can be."));
    test.click("Take it back");
    test.expect_order(&acts(Act::TakeBack));
    ends(&mut test, Outcome::Cancelled, "", tally(0, 0, 2));
    assert!(test.sees("The vote was taken back: Soup?"));
    test.click("Start a vote…");
    assert!(test.asks(TITLE));
}

#[test]
fn the_servers_refusal_stands_in_the_dialog() {
    let mut test = Test::in_lobby();
    test.starts_vote();
    asks(&mut test, open(ME, "Léa"));
    let error = ClientError::Refused {
        code: ErrorCode::Blocked,
        text: String::new(),
        retry_after: None,
        about: Some(SOUP),
    };
    test.tell(Report::NotOpened { room: "lobby".into(), error });
    assert!(test.asks(TITLE) && test.sees("Your vote “Soup?” is still open here"));
    test.click("Start the vote");
    let error = refusal(ErrorCode::TooManySequences);
    test.tell(Report::NotOpened { room: "lobby".into(), error });
    assert!(test.sees("Too much is open at once. Wait until something is over."));
}

#[test]
fn what_keeps_somebody_from_writing_is_said() {
    let mut test = Test::in_lobby();
    let game = "example/move".to_owned();
    asks(&mut test, OpenSequence { kind: game, block: Block::Posts, ..open(ME, "Léa") });
    assert!(test.sees("Until what you have started here (example/move) is over"));
    test.writes("hello");
    test.key(Key::Enter);
    test.expect_order(&post(0, "hello"));
    let error = refusal(ErrorCode::Blocked);
    test.tell(Report::NotSent { ticket: salon::client_ui::Ticket(0), error });
    assert!(test.sees("Something that you have started here is still open"));
    test.click("Take it back");
    test.expect_order(&acts(Act::TakeBack));
    ends(&mut test, Outcome::Cancelled, "", tally(0, 0, 2));
    assert!(!test.sees("Until what you have started"));
}

#[test]
fn after_a_gap_it_is_as_the_server_lists_it() {
    let mut test = Test::in_lobby();
    asks(&mut test, open(TOM, "Tom"));
    let listed = OpenSequence { tally: tally(1, 0, 1), ..open(TOM, "Tom") };
    let room = || "lobby".to_owned();
    test.tell(Report::Sequences { room: room(), open: vec![listed] });
    assert!(test.sees("1 answered, 1 still to come · 1 answer of which the choice was missed"));
    test.tell(Report::Sequences { room: room(), open: vec![] });
    assert!(test.sees("This vote is over; how it ended was missed."));
    test.click("Put away");
    assert!(!test.sees("Soup?, ") && !test.sees("This vote is over"));
    test.tell(Report::Sequences { room: room(), open: vec![open(TOM, "Tom")] });
    chooses(&mut test, "yes, 0 answers");
    test.expect_order(&acts(Act::Answer(packed(&Choice { choice: 0 }))));
}

#[test]
fn what_does_not_concern_the_person_takes_no_vote_its_place() {
    let mut test = Test::in_lobby();
    for id in 1000..1300 {
        let (id, kind) = (SequenceId(id), "example/move".into());
        asks_unseen(&mut test, OpenSequence { id, kind, ..open(TOM, "Tom") });
    }
    asks(&mut test, open(TOM, "Tom"));
    assert!(test.sees("2 still to come"));
}

#[test]
fn what_kept_somebody_from_writing_is_gone_once_it_is_not_listed() {
    let mut test = Test::in_lobby();
    for id in 1000..1300 {
        let (id, kind) = (SequenceId(id), "example/move".into());
        let own = OpenSequence { id, kind, block: Block::Posts, ..open(ME, "Léa") };
        asks_unseen(&mut test, own);
        unseen(&test, Report::Sequences { room: "lobby".into(), open: vec![] });
    }
    asks(&mut test, open(TOM, "Tom"));
    assert!(test.sees("2 still to come") && !test.sees("Until what you have started"));
}

#[test]
fn votes_whose_end_was_missed_make_room_for_others() {
    let mut test = Test::in_lobby();
    for id in 1000..1200 {
        asks_unseen(&mut test, OpenSequence { id: SequenceId(id), ..open(TOM, "Tom") });
    }
    test.tell(Report::Sequences { room: "lobby".into(), open: vec![] });
    let cake = Vote::new("Cake?", ["yes", "no"]).unwrap();
    asks(&mut test, OpenSequence { content: packed(&cake), ..open(TOM, "Tom") });
    test.writes("/answer 1");
    test.key(Key::Enter);
    test.expect_order(&acts(Act::Answer(packed(&Choice { choice: 0 }))));
}

#[test]
fn hours_are_told_as_hours() {
    let mut test = Test::in_lobby();
    let expires = UnixMillis(now().0 + 24 * 3_600_000);
    asks(&mut test, OpenSequence { expires, ..open(TOM, "Tom") });
    assert!(test.sees("24:00:00 left"));
}

#[test]
fn only_time_that_is_left_is_drawn_anew() {
    let drawn_again = |test: &Test| {
        let views = &test.window.output().viewport_output;
        views[&egui::ViewportId::ROOT].repaint_delay
    };
    let mut test = Test::in_lobby();
    let second = Duration::from_secs(1);
    assert!(drawn_again(&test) > second);
    asks(&mut test, open(TOM, "Tom"));
    assert!(drawn_again(&test) <= second);
    ends(&mut test, Outcome::Completed, "", tally(0, 0, 2));
    assert!(drawn_again(&test) > second);
    // What another clock says is over may be open all the same.
    let late = OpenSequence { expires: now(), ..open(TOM, "Tom") };
    test.happens(Event::Opened { room: LOBBY, place: None, sequence: late });
    assert!(test.sees("0:00 left") && drawn_again(&test) > second);
}

#[test]
fn what_was_open_before_is_shown_and_stays_while_the_room_is_entered_again() {
    let mut test = Test::in_lobby();
    let (room, sequence) = (LOBBY, open(TOM, "Tom"));
    test.happens(Event::Opened { room, place: None, sequence });
    assert!(test.sees("Tom asks: Soup?") && test.sees("2:00 left"));
    test.tell(Report::Entered(lobby()));
    assert!(test.sees("Tom asks: Soup?"));
    test.tell(Report::Entered(salon::client_ui::Entered { id: RoomId(9), ..lobby() }));
    assert!(!test.sees("Tom asks: Soup?"), "that was in another session");
}

#[test]
fn in_french() {
    let mut test = Test::in_lobby_in(Language::French);
    asks(&mut test, open(TOM, "Tom"));
    for text in ["Tom demande : Soup?", "encore 2:00", "0 ont répondu, 2 encore attendus"] {
        assert!(test.sees(text), "{text}");
    }
    test.click("Ne pas participer");
    test.expect_order(&acts(Act::Decline));
}
