use super::{SECOND, START, id, question, view};
use crate::peer::mesh::circle::{Act, Circle, MAX_MEMBERS, View};
use crate::proto::error_code::Outcome;

/// Member 5 in a room with 3 and 9, whom it has asked with questions 13 and 19.
fn begun() -> Circle {
    let mut circle = Circle::default();
    let acts = circle.see(view(5, [3, 9]), START);
    assert_eq!(acts, [Act::Ask(id(3)), Act::Ask(id(9))]);
    circle.asking(id(3), question(13), START);
    circle.asking(id(9), question(19), START);
    circle
}

#[test]
fn who_enters_asks_and_who_is_there_waits_to_be_asked() {
    let mut circle = begun();
    assert_eq!(circle.see(view(5, [3, 7, 9]), START), []);
    assert_eq!(circle.asked(id(7), question(57), START), [Act::Agree(question(57))]);
    assert!(circle.meets(question(57)));
    assert_eq!(circle.met(question(57)), Some(id(7)));
    assert_eq!(circle.met(question(57)), None);
}

#[test]
fn of_two_who_ask_each_other_the_question_of_the_lower_stands() {
    let mut circle = begun();
    assert_eq!(circle.asked(id(9), question(95), START), [Act::Decline(question(95))]);
    let agreed = [Act::TakeBack(question(13)), Act::Agree(question(35))];
    assert_eq!(circle.asked(id(3), question(35), START), agreed);
    circle.resolved(question(13), Outcome::Declined, START);
    circle.resolved(question(19), Outcome::Completed, START);
    assert_eq!(circle.met(question(35)), Some(id(3)));
    assert_eq!(circle.met(question(19)), Some(id(9)));
}

#[test]
fn who_declined_is_not_asked_again_until_it_begins_anew() {
    let mut circle = begun();
    circle.resolved(question(13), Outcome::Declined, START);
    circle.resolved(question(19), Outcome::Declined, START);
    assert_eq!(circle.next_due(), None);
    assert_eq!(circle.see(view(5, [3, 9]), START), []);
    let closed = View { allowed: false, ..view(5, [3, 9]) };
    assert_eq!(circle.see(closed, START), []);
    assert_eq!(circle.see(view(5, [3, 9]), START), [Act::Ask(id(3)), Act::Ask(id(9))]);
}

#[test]
fn a_path_that_ends_is_asked_for_by_whoever_had_and_not_at_once() {
    let mut circle = begun();
    circle.resolved(question(19), Outcome::Completed, START);
    circle.met(question(19)).unwrap();
    circle.asked(id(3), question(35), START);
    circle.met(question(35)).unwrap();
    circle.ended(question(35), START);
    assert_eq!(circle.next_due(), Some(START.plus(30 * SECOND)));
    circle.ended(question(19), START);
    assert_eq!(circle.next_due(), Some(START.plus(10 * SECOND)));
    assert_eq!(circle.due(START.plus(9 * SECOND)), []);
    assert_eq!(circle.due(START.plus(10 * SECOND)), [Act::Ask(id(9))]);
}

#[test]
fn what_fails_again_and_again_is_tried_less_and_less() {
    let mut circle = begun();
    circle.resolved(question(13), Outcome::Declined, START);
    let (mut now, mut pauses) = (START, Vec::new());
    for n in 0..8 {
        let asked = question(if n == 0 { 19 } else { 100 + n });
        circle.resolved(asked, Outcome::Completed, now);
        circle.ended(asked, now);
        let due = circle.next_due().unwrap();
        pauses.push(due.since(now).as_secs());
        now = due;
        assert_eq!(circle.due(now), [Act::Ask(id(9))]);
        circle.asking(id(9), question(101 + n), now);
    }
    assert_eq!(pauses, [10, 20, 40, 80, 160, 300, 300, 300]);
}

#[test]
fn a_question_before_its_asker_is_seen_waits_for_the_news() {
    let mut circle = begun();
    assert_eq!(circle.asked(id(7), question(57), START), []);
    assert_eq!(circle.asked(id(8), question(58), START), []);
    circle.resolved(question(58), Outcome::Declined, START);
    assert_eq!(circle.see(view(5, [3, 7, 8, 9]), START), [Act::Agree(question(57))]);
}

#[test]
fn in_a_crowd_nobody_asks_and_nobody_agrees() {
    let mut circle = Circle::default();
    let crowd = || 10..10 + MAX_MEMBERS as u64;
    assert_eq!(circle.see(view(5, crowd()), START), []);
    assert_eq!(circle.asked(id(11), question(1), START), []);
    let asked = crowd().skip(2).map(|n| Act::Ask(id(n)));
    let acts: Vec<Act> = [Act::Agree(question(1))].into_iter().chain(asked).collect();
    assert_eq!(circle.see(view(5, crowd().skip(1)), START), acts);
}

#[test]
fn all_ends_with_the_leave_to_do_it() {
    let mut circle = begun();
    circle.resolved(question(13), Outcome::Completed, START);
    circle.met(question(13)).unwrap();
    let acts = circle.see(view(5, [9]), START);
    assert_eq!(acts, [Act::Close(question(13))]);
    let closed = View { allowed: false, ..view(5, [9]) };
    assert_eq!(circle.see(closed, START), [Act::TakeBack(question(19))]);
    assert_eq!(circle.asked(id(9), question(95), START), [Act::Decline(question(95))]);
    assert!(!circle.meets(question(19)));
}

#[test]
fn another_session_begins_with_nothing() {
    let mut circle = begun();
    circle.resolved(question(13), Outcome::Completed, START);
    circle.met(question(13)).unwrap();
    let fresh = View { session: 2, ..view(6, [1]) };
    assert_eq!(circle.see(fresh, START), [Act::Close(question(13)), Act::Ask(id(1))]);
}

#[test]
fn who_asks_again_and_again_is_declined_and_asked_after_a_while() {
    let mut circle = begun();
    circle.resolved(question(13), Outcome::Declined, START);
    let ask = |circle: &mut Circle, n, now| circle.asked(id(3), question(n), now);
    for n in 100..104 {
        assert_eq!(ask(&mut circle, n, START).last(), Some(&Act::Agree(question(n))));
    }
    assert_eq!(ask(&mut circle, 104, START), [Act::Decline(question(104))]);
    // What they agreed on before stands, and others may ask.
    assert_eq!(circle.met(question(103)), Some(id(3)));
    let other = circle.see(view(5, [3, 7, 9]), START);
    assert_eq!(other, []);
    assert_eq!(circle.asked(id(7), question(200), START), [Act::Agree(question(200))]);
    let minute = START.plus(60 * SECOND);
    assert_eq!(ask(&mut circle, 105, START.plus(59 * SECOND)), [Act::Decline(question(105))]);
    let agreed = [Act::Close(question(103)), Act::Agree(question(106))];
    assert_eq!(ask(&mut circle, 106, minute), agreed);
}

#[test]
fn whoever_was_put_off_is_asked_even_if_both_had_asked() {
    let mut circle = Circle::default();
    circle.see(view(5, [3]), START);
    for n in 100..104 {
        circle.asked(id(3), question(n), START);
        circle.ended(question(n), START);
    }
    circle.asking(id(3), question(13), START);
    let declined = [Act::TakeBack(question(13)), Act::Decline(question(104))];
    assert_eq!(circle.asked(id(3), question(104), START), declined);
    let due = circle.next_due().unwrap();
    assert_eq!(circle.due(due), [Act::Ask(id(3))]);
    // Declined, this one would have left it to them to ask again.
    circle.asking(id(3), question(14), due);
    circle.resolved(question(14), Outcome::Declined, due);
    assert_eq!(circle.next_due(), None);
    assert_eq!(circle.asked(id(3), question(105), due), [Act::Decline(question(105))]);
    assert!(circle.next_due().is_some());
}

#[test]
fn no_more_than_two_meetings_with_one_member_are_under_way() {
    let mut circle = begun();
    for n in [100, 101] {
        circle.asked(id(3), question(n), START);
        assert!(circle.meets(question(n)));
    }
    circle.asked(id(3), question(102), START);
    assert!(!circle.meets(question(102)));
    circle.resolved(question(19), Outcome::Completed, START);
    assert!(circle.meets(question(19)), "others are met all the same");
    // The first, of which nothing more is wanted, has ended by itself.
    circle.ended(question(100), START);
    assert!(circle.meets(question(102)));
}
