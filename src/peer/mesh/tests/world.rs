use super::{SECOND, START, id, view};
use crate::peer::mesh::circle::{Act, Circle, MAX_MEMBERS, View};
use crate::proto::error_code::Outcome;
use crate::proto::ids::{MemberId, SequenceId, Tick};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

/// How long the server lets a question stand.
const QUESTION_LASTS: Duration = Duration::from_secs(120);

/// What a member is still to learn.
#[derive(Debug, Clone, Copy)]
enum News {
    Asked(MemberId, SequenceId),
    Resolved(SequenceId, Outcome),
    Introduced(SequenceId),
    Met(SequenceId),
    Ended(SequenceId),
}

#[derive(Default)]
struct Person {
    /// None while they don't allow it.
    circle: Option<Circle>,
    view: View,
    here: bool,
    /// What is on its way from the room, and from everywhere else.
    tape: VecDeque<(MemberId, bool)>,
    inbox: VecDeque<News>,
    paths: BTreeMap<SequenceId, MemberId>,
}

/// A question that is open or completed.
struct Question {
    sides: [MemberId; 2],
    opened: Tick,
    open: bool,
    /// Who has come to the meeting.
    came: BTreeSet<MemberId>,
}

/// A server, its room, and members who allow it or don't.
struct World {
    people: BTreeMap<MemberId, Person>,
    questions: BTreeMap<SequenceId, Question>,
    now: Tick,
}

impl World {
    fn new(people: u64) -> Self {
        let people = (1..=people).map(|n| (id(n), Person::default())).collect();
        Self { people, questions: BTreeMap::new(), now: START }
    }

    fn person(&mut self, who: MemberId) -> &mut Person {
        self.people.get_mut(&who).unwrap()
    }

    fn present(&self) -> BTreeSet<MemberId> {
        self.people.iter().filter(|(_, person)| person.here).map(|(id, _)| *id).collect()
    }

    fn enter_or_leave(&mut self, who: MemberId) {
        let comes = !self.person(who).here;
        if !comes && self.person(who).circle.is_some() {
            self.allow_or_not(who);
        }
        let others = self.present();
        for other in others.iter().filter(|other| **other != who) {
            self.person(*other).tape.push_back((who, comes));
        }
        let person = self.person(who);
        (person.here, person.view) = (comes, view(who.0, others.iter().map(|other| other.0)));
        person.tape.clear();
    }

    fn allow_or_not(&mut self, who: MemberId) {
        let now = self.now;
        let person = self.person(who);
        if !person.here {
            return;
        }
        let seen = person.view.clone();
        let acts = match person.circle.take() {
            None => person.circle.insert(Circle::default()).see(seen, now),
            Some(mut circle) => {
                let mut acts = circle.see(View { allowed: false, ..seen }, now);
                acts.extend(person.paths.keys().map(|path| Act::Close(*path)));
                acts
            }
        };
        self.act(who, acts);
    }

    fn act(&mut self, who: MemberId, acts: Vec<Act>) {
        for act in acts {
            match act {
                Act::Ask(other) => self.ask(who, other),
                Act::Agree(question) => self.resolve(question, Outcome::Completed),
                Act::Decline(question) => self.resolve(question, Outcome::Declined),
                Act::TakeBack(question) => self.resolve(question, Outcome::Cancelled),
                Act::Close(path) => self.close(who, path),
            }
        }
    }

    fn ask(&mut self, who: MemberId, other: MemberId) {
        let now = self.now;
        if !self.person(other).here {
            self.person(who).circle.as_mut().unwrap().not_asked(other, now);
            return;
        }
        let question = SequenceId(self.questions.len() as u64 + 1);
        let sides = [who, other];
        self.questions
            .insert(question, Question { sides, opened: now, open: true, came: BTreeSet::new() });
        self.person(other).inbox.push_back(News::Asked(who, question));
        self.person(who).circle.as_mut().unwrap().asking(other, question, now);
    }

    fn resolve(&mut self, question: SequenceId, how: Outcome) {
        let known = self.questions.get_mut(&question).unwrap();
        if !std::mem::take(&mut known.open) {
            return;
        }
        for side in known.sides {
            self.person(side).inbox.push_back(News::Resolved(question, how));
            if how == Outcome::Completed {
                self.person(side).inbox.push_back(News::Introduced(question));
            }
        }
    }

    fn close(&mut self, who: MemberId, path: SequenceId) {
        if let Some(other) = self.person(who).paths.remove(&path) {
            self.person(other).inbox.push_back(News::Ended(path));
        }
    }

    fn break_one(&mut self, who: MemberId) {
        let Some(path) = self.person(who).paths.keys().next().copied() else { return };
        for side in self.questions[&path].sides {
            self.person(side).inbox.push_back(News::Ended(path));
        }
    }

    fn hear_of_the_room(&mut self, who: MemberId) {
        let now = self.now;
        let person = self.person(who);
        let Some((other, comes)) = person.tape.pop_front() else { return };
        if comes {
            person.view.others.insert(other);
        } else {
            person.view.others.remove(&other);
        }
        let seen = person.view.clone();
        let acts = person.circle.as_mut().map(|circle| circle.see(seen, now));
        self.act(who, acts.unwrap_or_default());
    }

    fn hear(&mut self, who: MemberId) {
        let now = self.now;
        let person = self.person(who);
        let Some(news) = person.inbox.pop_front() else { return };
        match (news, &mut person.circle) {
            (News::Asked(asker, question), Some(circle)) => {
                let acts = circle.asked(asker, question, now);
                self.act(who, acts);
            }
            (News::Asked(_, question), None) => self.resolve(question, Outcome::Declined),
            (News::Resolved(question, how), Some(circle)) => {
                circle.resolved(question, how, now);
            }
            (News::Introduced(question), circle) => {
                let comes = circle.as_mut().is_some_and(|circle| circle.meets(question));
                self.come(who, question, comes);
            }
            (News::Met(question), circle) => {
                let other = circle.as_mut().and_then(|circle| circle.met(question));
                person.paths.extend(other.map(|other| (question, other)));
                if other.is_none() {
                    let sides = self.questions[&question].sides;
                    let other = sides.into_iter().find(|side| *side != who).unwrap();
                    self.person(other).inbox.push_back(News::Ended(question));
                }
            }
            (News::Ended(path), circle) => {
                person.paths.remove(&path);
                if let Some(circle) = circle {
                    circle.ended(path, now);
                }
            }
            (News::Resolved(..), None) => {}
        }
    }

    /// Both meet once both have come; who comes alone waits in vain.
    fn come(&mut self, who: MemberId, question: SequenceId, comes: bool) {
        let known = self.questions.get_mut(&question).unwrap();
        let sides = known.sides;
        if comes {
            known.came.insert(who);
        }
        let whole = known.came.len() == sides.len();
        for side in sides {
            if whole {
                self.person(side).inbox.push_back(News::Met(question));
            } else if !comes {
                self.person(side).inbox.push_back(News::Ended(question));
            }
        }
    }

    fn time_passes(&mut self, to: Tick) {
        self.now = self.now.max(to);
        let now = self.now;
        let late = |(_, known): &(&SequenceId, &Question)| {
            known.open && known.opened.plus(QUESTION_LASTS) <= now
        };
        let late: Vec<_> = self.questions.iter().filter(late).map(|(id, _)| *id).collect();
        for question in late {
            self.resolve(question, Outcome::Expired);
        }
        for who in self.people.keys().copied().collect::<Vec<_>>() {
            let acts = self.person(who).circle.as_mut().map(|circle| circle.due(now));
            self.act(who, acts.unwrap_or_default());
        }
    }

    /// Until nobody has anything to learn.
    fn all_hear_all(&mut self) {
        let everybody: Vec<MemberId> = self.people.keys().copied().collect();
        while self.people.values().any(|p| !p.tape.is_empty() || !p.inbox.is_empty()) {
            for who in &everybody {
                self.hear_of_the_room(*who);
                self.hear(*who);
            }
        }
    }

    /// Until nobody has anything to learn or to wait for.
    fn settle(&mut self) {
        for _ in 0..100 {
            self.all_hear_all();
            let circles = self.people.values().filter_map(|person| person.circle.as_ref());
            match circles.filter_map(Circle::next_due).min() {
                Some(due) => self.time_passes(due),
                None => return,
            }
        }
        panic!("it never comes to rest");
    }

    /// A path between any two who allow it, and between no others.
    fn is_right(&self) {
        let few = self.present().len() <= MAX_MEMBERS;
        for (who, person) in &self.people {
            let led: BTreeSet<MemberId> = person.paths.values().copied().collect();
            assert_eq!(led.len(), person.paths.len(), "{who} has two paths to one");
            for (other, known) in self.people.iter().filter(|(other, _)| *other != who) {
                let both = person.circle.is_some() && known.circle.is_some();
                let path = person.paths.iter().find(|(_, to)| *to == other);
                if let Some((path, _)) = path {
                    assert!(both, "{who} has a path to {other}");
                    assert_eq!(known.paths.get(path), Some(who));
                } else {
                    assert!(!(both && few), "{who} has no path to {other}");
                }
            }
        }
    }
}

proptest! {
    #[test]
    fn whatever_happens_all_who_allow_it_are_tied_in_the_end(
        people in 2..MAX_MEMBERS as u64 + 3,
        steps in prop::collection::vec((0..12_u8, any::<u64>()), 0..300),
    ) {
        let mut world = World::new(people);
        for (step, random) in steps {
            let who = id(random % people + 1);
            match step {
                0 => world.enter_or_leave(who),
                1 => world.allow_or_not(who),
                2 => world.break_one(who),
                3 => world.time_passes(world.now.plus(SECOND * u32::try_from(random % 40).unwrap())),
                4 | 5 => world.hear_of_the_room(who),
                // Soon some have agreed too often with one who can't make up their mind.
                6..9 => {
                    world.allow_or_not(id(random % people.min(3) + 1));
                    world.all_hear_all();
                }
                _ => world.hear(who),
            }
        }
        world.settle();
        world.is_right();
    }
}
