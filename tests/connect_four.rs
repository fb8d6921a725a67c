//! The example `connect_four`: its rules, and whole games between two clients of the library, with a
//! spectator, on a real server.

#[path = "../examples/connect_four/board.rs"]
mod board;
#[path = "../examples/connect_four/game.rs"]
mod game;

use board::Side;
use game::{Accept, Ending, Game, Table};
use salon::client::{Client, Event, Link, Options, Resolution, Room};
use salon::net::{Config, Limits, Rate, RoomConfig, Server};
use salon::proto::error_code::ErrorCode;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(30);

/// Somebody at the table.
struct Seat {
    client: Client,
    room: Room,
    table: Table,
}

impl Seat {
    fn take(server: &Server, pseudo: &str) -> Self {
        let link = Link::new("127.0.0.1", server.local_addr().port());
        let client = Client::connect(&link, Options::new(pseudo)).unwrap();
        let room = client.join("four").unwrap();
        Self { client, room, table: Table::default() }
    }

    /// Takes in what happens until the table is as wanted.
    fn until(&mut self, wanted: impl Fn(&Table) -> bool) -> &Table {
        while !wanted(&self.table) {
            let event = self.client.events().recv_timeout(PATIENCE).expect("an event");
            assert!(!matches!(event, Event::Gap { .. } | Event::Disconnected { .. }), "{event:?}");
            self.table.take(&event);
        }
        &self.table
    }

    fn game(&self) -> &Game {
        self.table.game.as_ref().expect("a game")
    }

    /// Drops a disc once it is this player's turn.
    fn play(&mut self, column: u8) {
        let me = self.client.member();
        self.until(|table| table.game.as_ref().is_some_and(|game| game.is_turn_of(me)));
        let last = self.game().board.moves().len();
        let sequence = game::play(&self.client, &self.room, self.game(), column).unwrap();
        drop(sequence);
        self.until(|table| moves(table) > last);
    }
}

fn moves(table: &Table) -> usize {
    table.game.as_ref().map_or(0, |game| game.board.moves().len())
}

fn table() -> Server {
    let limits = Limits { posts: Rate::UNLIMITED, requests: Rate::UNLIMITED, ..Limits::default() };
    let rooms = vec![RoomConfig::new("four", "")];
    let listen = ([127, 0, 0, 1], 0).into();
    Server::start(Config { listen, rooms, limits, ..Config::default() }).unwrap()
}

/// Ada has challenged, Bob has accepted, and Cleo watches.
fn begun(server: &Server) -> [Seat; 3] {
    let [mut ada, mut bob, cleo] = ["Ada", "Bob", "Cleo"].map(|pseudo| Seat::take(server, pseudo));
    let challenge = game::challenge(&ada.room).unwrap();
    let sequence =
        bob.until(|table| table.challenge.is_some()).challenge.as_ref().unwrap().sequence;
    bob.client.answer(sequence, &Accept {}).unwrap();
    let resolution = challenge.wait().unwrap();
    assert!(matches!(resolution, Resolution::Completed { .. }), "{resolution:?}");
    ada.until(|table| table.game.is_some());
    [ada, bob, cleo]
}

#[test]
fn a_whole_game_is_seen_alike_by_players_and_spectators() {
    let server = table();
    let [mut ada, mut bob, mut cleo] = begun(&server);
    for (round, column) in [(0, 3), (1, 4), (2, 3), (3, 4), (4, 3), (5, 4)] {
        let (mover, other) =
            if round % 2 == 0 { (&mut ada, &mut bob) } else { (&mut bob, &mut ada) };
        mover.play(column);
        // Who has moved says nothing until the other has.
        let refused = mover.room.post_and_wait("hurry up").unwrap_err();
        assert_eq!(refused.code(), Some(ErrorCode::Blocked));
        assert_eq!(refused.about(), mover.game().waiting);
        other.room.post_and_wait("let me think").unwrap();
        cleo.room.post_and_wait("what a game").unwrap();
    }
    // One who comes late sees the board all the same.
    let mut dan = Seat::take(&server, "Dan");
    for seat in [&mut ada, &mut dan] {
        seat.until(|table| moves(table) == 6);
    }
    assert_eq!(dan.game().board, ada.game().board);
    ada.play(3);
    for seat in [&mut ada, &mut bob, &mut cleo, &mut dan] {
        seat.until(|table| table.game.as_ref().is_some_and(|game| game.ending.is_some()));
        assert_eq!(seat.game().ending, Some((Ending::FourInARow, Some(Side::First))));
        assert_eq!(seat.game().board, ada_board());
    }
    assert_eq!(cleo.game().first.pseudo, "Ada");
}

fn ada_board() -> board::Board {
    board::Board::after(&[3, 4, 3, 4, 3, 4, 3]).unwrap()
}

#[test]
fn who_leaves_has_lost() {
    let server = table();
    let [mut ada, mut bob, mut cleo] = begun(&server);
    ada.play(0);
    bob.play(1);
    ada.until(|table| moves(table) == 2);
    ada.client.bye().unwrap();
    for seat in [&mut bob, &mut cleo] {
        seat.until(|table| table.game.as_ref().is_some_and(|game| game.ending.is_some()));
        assert_eq!(seat.game().ending, Some((Ending::GaveUp, Some(Side::Second))));
    }
}

#[test]
fn a_move_that_is_none_loses() {
    let server = table();
    let [mut ada, mut bob, mut cleo] = begun(&server);
    ada.play(0);
    bob.until(|table| moves(table) == 1);
    let mut forged = bob.game().clone();
    forged.board = board::Board::after(&[6]).unwrap();
    drop(game::play(&bob.client, &bob.room, &forged, 6).unwrap());
    for seat in [&mut ada, &mut bob, &mut cleo] {
        seat.until(|table| table.game.as_ref().is_some_and(|game| game.ending.is_some()));
        assert_eq!(seat.game().ending, Some((Ending::Illegal, Some(Side::First))));
    }
}
