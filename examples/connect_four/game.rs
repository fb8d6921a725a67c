//! A game in a room: what its sequences carry, and what everybody there, players and spectators, makes of
//! them. Salon knows nothing of it.
//!
//! A **challenge** asks everybody in the room; the first who answers plays. A **move** asks the other
//! player and keeps its own player from saying anything in the room until the other has moved: who
//! moves answers the last move and opens the next.

use crate::board::{Board, Side};
use salon::client::{Client, ClientError, Event, OpenSequence, Opening, Room, Sequence};
use salon::proto::error_code::{Block, Outcome, Reaction};
use salon::proto::ids::{MemberId, SequenceId};
use std::time::Duration;

pub const CHALLENGE: &str = "connect-four/challenge";
pub const MOVE: &str = "connect-four/move";

/// How long a challenge stands.
const CHALLENGE_STANDS: Duration = Duration::from_secs(600);

/// How long one may think.
const THINKING: Duration = Duration::from_secs(120);

salon::payload! {
    /// Who wants to play?
    pub struct Challenge: "connect-four/challenge" {}
}
salon::payload! {
    /// I do.
    pub struct Accept: "connect-four/accept" {}
}
salon::payload! {
    /// All moves up to this one, so that who comes late sees the board, too.
    pub struct Move: "connect-four/move" { pub columns: Vec<u8> }
}
salon::payload! {
    /// I have seen the last move, and mine follows.
    pub struct Seen: "connect-four/seen" {}
}

/// Somebody who plays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Player {
    pub id: MemberId,
    pub pseudo: String,
}

/// How a game ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    FourInARow,
    Draw,
    /// The loser gave up, or went away.
    GaveUp,
    /// The loser thought for too long.
    OutOfTime,
    /// The loser's move was none.
    Illegal,
}

/// A game that goes on, or is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Game {
    pub first: Player,
    pub second: Player,
    pub board: Board,
    /// The last move, until the other player has moved.
    pub waiting: Option<SequenceId>,
    pub ending: Option<(Ending, Option<Side>)>,
}

impl Game {
    pub fn player(&self, side: Side) -> &Player {
        match side {
            Side::First => &self.first,
            Side::Second => &self.second,
        }
    }

    pub fn side_of(&self, member: MemberId) -> Option<Side> {
        [Side::First, Side::Second].into_iter().find(|side| self.player(*side).id == member)
    }

    /// Whether it is this member's turn.
    pub fn is_turn_of(&self, member: MemberId) -> bool {
        self.ending.is_none() && self.side_of(member) == Some(self.board.turn())
    }

    fn end(&mut self, ending: Ending, winner: Option<Side>) {
        self.ending.get_or_insert((ending, winner));
    }
}

/// A challenge that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenged {
    pub sequence: SequenceId,
    pub by: Player,
    accepted_by: Option<Player>,
}

/// What one member of the room knows. All know the same, as all see the same events.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    pub challenge: Option<Challenged>,
    pub game: Option<Game>,
}

impl Table {
    /// Something has happened in the room. True if there is something new to be seen.
    pub fn take(&mut self, event: &Event) -> bool {
        match event {
            Event::Opened { sequence, .. } if sequence.kind == CHALLENGE => {
                let by = Player { id: sequence.opener, pseudo: sequence.pseudo.clone() };
                let sequence = sequence.id;
                self.challenge = Some(Challenged { sequence, by, accepted_by: None });
            }
            Event::Opened { sequence, .. } if sequence.kind == MOVE => self.moved(sequence),
            Event::Answered { sequence, member, pseudo, how: Reaction::Answered, .. } => {
                let Some(challenge) = self.challenge.as_mut().filter(|c| c.sequence == *sequence)
                else {
                    return false;
                };
                let player = Player { id: *member, pseudo: pseudo.clone() };
                challenge.accepted_by.get_or_insert(player);
                return false;
            }
            Event::Resolved { sequence, outcome, .. } => return self.resolved(*sequence, *outcome),
            _ => return false,
        }
        true
    }

    fn moved(&mut self, sequence: &OpenSequence) {
        let mover = sequence.opener;
        let Ok(Move { columns }) = sequence.content.get() else { return };
        // Who comes late learns of the game by its last move.
        let late = || late_comers_game(sequence, &columns);
        let Some(game) = self.game.as_mut().filter(|game| game.ending.is_none()) else {
            self.game = late();
            return;
        };
        let Some(side) = game.side_of(mover) else { return };
        let (before, column) = match columns.split_last() {
            Some((column, before)) => (before, *column),
            None => return game.end(Ending::Illegal, Some(side.other())),
        };
        let mut board = game.board.clone();
        let legal =
            before == board.moves() && side == board.turn() && board.drop_disc(column).is_ok();
        if !legal {
            return game.end(Ending::Illegal, Some(side.other()));
        }
        (game.board, game.waiting) = (board, Some(sequence.id));
        if game.board.is_over() {
            let winner = game.board.winner();
            game.end(winner.map_or(Ending::Draw, |_| Ending::FourInARow), winner);
        }
    }

    fn resolved(&mut self, sequence: SequenceId, outcome: Outcome) -> bool {
        if self.challenge.as_ref().is_some_and(|c| c.sequence == sequence) {
            let challenge = self.challenge.take();
            let accepted = challenge.and_then(|c| c.accepted_by.map(|second| (c.by, second)));
            if let Some((first, second)) = accepted.filter(|_| outcome == Outcome::Completed) {
                let (board, waiting, ending) = (Board::default(), None, None);
                self.game = Some(Game { first, second, board, waiting, ending });
            }
            return true;
        }
        let Some(game) = self.game.as_mut().filter(|game| game.waiting == Some(sequence)) else {
            return false;
        };
        game.waiting = None;
        let before = game.ending;
        // Whoever is asked is on turn.
        let asked = game.board.turn();
        match outcome {
            Outcome::Declined => game.end(Ending::GaveUp, Some(asked.other())),
            Outcome::Expired => game.end(Ending::OutOfTime, Some(asked.other())),
            Outcome::Cancelled => game.end(Ending::GaveUp, Some(asked)),
            _ => {}
        }
        game.ending != before
    }
}

/// The game that a move belongs to, as far as the move itself tells.
fn late_comers_game(sequence: &OpenSequence, columns: &[u8]) -> Option<Game> {
    let board = Board::after(columns).ok().filter(|board| !board.is_over())?;
    let mover = Player { id: sequence.opener, pseudo: sequence.pseudo.clone() };
    let other = Player { id: *sequence.audience.first()?, pseudo: "the other".into() };
    let (first, second) = match board.turn() {
        Side::First => (other, mover),
        Side::Second => (mover, other),
    };
    Some(Game { first, second, board, waiting: Some(sequence.id), ending: None })
}

/// Asks everybody in the room for a game.
pub fn challenge(room: &Room) -> Result<Sequence, ClientError> {
    let opening = Opening::new(CHALLENGE).quorum(1).blocking(Block::Kind).within(CHALLENGE_STANDS);
    room.open(opening, &Challenge {})
}

/// Drops a disc: answers the last move, and asks the other player for the next. The board must allow it.
pub fn play(
    client: &Client,
    room: &Room,
    game: &Game,
    column: u8,
) -> Result<Sequence, ClientError> {
    if let Some(last) = game.waiting {
        client.answer(last, &Seen {})?;
    }
    let other = game.player(game.board.turn().other()).id;
    let columns = game.board.moves().iter().copied().chain([column]).collect();
    let opening = Opening::new(MOVE).toward([other]).blocking(Block::Posts).within(THINKING);
    room.open(opening, &Move { columns })
}
