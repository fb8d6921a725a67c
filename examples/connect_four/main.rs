//! Connect Four in a room of a Salon server, with spectators, in a terminal.
//!
//! ```text
//! cargo run --no-default-features --example connect_four                  hosts a table
//! cargo run --no-default-features --example connect_four -- LINK PSEUDO   comes to one
//! ```

mod board;
mod game;

use board::Side;
use crossbeam_channel::{Receiver, Sender, bounded};
use game::{Accept, Ending, Game, Seen, Table};
use salon::client::{Client, ClientError, Event, Link, Options, Room};
use salon::net::{Config, RoomConfig, Server};
use salon::proto::error_code::ErrorCode;
use std::error::Error;
use std::io;
use std::process::ExitCode;
use std::thread;

const HELP: &str = "c: challenge   a: accept   1 to 7: drop a disc   r: resign   q: leave   \
                    anything else is said to the room";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (_server, link, pseudo) = match arguments.as_slice() {
        [link, pseudo] => (None, link.parse()?, pseudo.as_str()),
        [] => {
            let server = host()?;
            let link = Link::new("127.0.0.1", server.local_addr().port());
            println!(
                "others: cargo run --no-default-features --example connect_four -- {link} PSEUDO"
            );
            (Some(server), link, "Host")
        }
        _ => return Err("usage: connect_four [LINK PSEUDO]".into()),
    };
    let client = Client::connect(&link, Options::new(pseudo))?;
    let room = client.join("four")?;
    println!("{HELP}");
    let mut seat = Seat { client, room, table: Table::default(), lost: false };
    for happens in seat.watch() {
        let go_on = match happens {
            Happens::Typed(line) => seat.typed(line.trim()),
            Happens::Event(event) => seat.happened(&event),
        };
        if !go_on? {
            break;
        }
    }
    Ok(seat.client.bye()?)
}

/// A server with one table, for who is at this machine.
fn host() -> Result<Server, Box<dyn Error>> {
    let rooms = vec![RoomConfig::new("four", "Connect Four")];
    Ok(Server::start(Config { listen: ([127, 0, 0, 1], 0).into(), rooms, ..Config::default() })?)
}

/// What the seat waits for.
enum Happens {
    Typed(String),
    Event(Event),
}

/// Somebody at the table, playing or watching.
struct Seat {
    client: Client,
    room: Room,
    table: Table,
    /// There is no connection, and the person knows.
    lost: bool,
}

impl Seat {
    /// Lines and events, in the order in which they come.
    fn watch(&self) -> Receiver<Happens> {
        let (typed, happens) = bounded(64);
        let (told, events) = (typed.clone(), self.client.events().clone());
        // Both end with the program, or when nobody waits any more.
        thread::spawn(move || read_lines(&typed));
        thread::spawn(move || events.iter().all(|event| told.send(Happens::Event(event)).is_ok()));
        happens
    }

    /// Does what was typed. False at the end.
    fn typed(&mut self, line: &str) -> Result<bool, ClientError> {
        let game = self.table.game.clone().filter(|game| game.ending.is_none());
        let mine = game.clone().filter(|game| game.is_turn_of(self.client.member()));
        // There is no column 0, as there is no 8.
        let column = line.parse::<u8>().ok().map(|number| number.wrapping_sub(1));
        let done = match (line, column) {
            ("", _) => Ok(()),
            ("q", _) => return Ok(false),
            ("c", _) => game::challenge(&self.room).map(drop),
            ("a", _) => match &self.table.challenge {
                Some(challenge) if challenge.by.id == self.client.member() => {
                    return Ok(said("it is for somebody else to accept"));
                }
                Some(challenge) => self.client.answer(challenge.sequence, &Accept {}),
                None => return Ok(said("nobody has challenged anybody")),
            },
            ("r", _) => match mine.and_then(|game| game.waiting) {
                Some(last) => self.client.decline(last, "I resign"),
                None => return Ok(said("it is not your turn")),
            },
            (_, Some(column)) => match mine {
                Some(game) if game.board.clone().drop_disc(column).is_ok() => {
                    game::play(&self.client, &self.room, &game, column).map(drop)
                }
                Some(_) => return Ok(said("no disc can be dropped there")),
                None if game.is_none() => return Ok(said("nobody plays: c to challenge")),
                None => return Ok(said("it is not your turn")),
            },
            (words, None) => self.room.post_and_wait(words).map(drop),
        };
        match done {
            Err(error) if error.code() == Some(ErrorCode::Blocked) => {
                Ok(said("wait: it is the other's turn"))
            }
            Err(error) if error.code().is_none() => Err(error),
            Err(error) => Ok(said(&error.to_string())),
            Ok(()) => Ok(true),
        }
    }

    /// Takes in what has happened, and shows it. False at the end.
    fn happened(&mut self, event: &Event) -> Result<bool, ClientError> {
        if self.table.take(event) {
            self.show();
            self.see_the_last_move()?;
        }
        match event {
            Event::Posted { pseudo, content, .. } => {
                println!("{pseudo}: {}", content.text().unwrap_or_default());
            }
            Event::Disconnected { error, retry_in } => {
                // Each attempt to come back that fails says it again.
                if !std::mem::replace(&mut self.lost, true) {
                    said(&error.to_string());
                }
                return Ok(retry_in.is_some());
            }
            Event::Resumed | Event::Fresh => self.lost = false,
            Event::Ended { reason, .. } => {
                said(reason.describe());
                return Ok(false);
            }
            _ => {}
        }
        Ok(true)
    }

    /// The last move of a game needs no other: who lost has seen it.
    fn see_the_last_move(&self) -> Result<(), ClientError> {
        let Some(game) = self.table.game.as_ref().filter(|game| game.ending.is_some()) else {
            return Ok(());
        };
        let asked = game.player(game.board.turn()).id == self.client.member();
        match game.waiting.filter(|_| asked).map(|last| self.client.answer(last, &Seen {})) {
            // It was answered before this came.
            Some(Err(error)) if error.code().is_none() => Err(error),
            _ => Ok(()),
        }
    }

    fn show(&self) {
        if let Some(challenge) = &self.table.challenge {
            match challenge.by.id == self.client.member() {
                true => println!("waiting for somebody to accept"),
                false => println!("{} wants to play: a to accept", challenge.by.pseudo),
            }
            return;
        }
        let Some(game) = &self.table.game else { return };
        println!("\n{}\n{}", game.board, standing(game));
    }
}

/// What there is to say of a game.
fn standing(game: &Game) -> String {
    let disc = |side| if side == Side::First { "●" } else { "○" };
    let name = |side| format!("{} {}", disc(side), game.player(side).pseudo);
    match game.ending {
        None => format!("{} is to move", name(game.board.turn())),
        Some((Ending::FourInARow, Some(winner))) => format!("{} has four in a row", name(winner)),
        Some((Ending::GaveUp, Some(winner))) => format!("{} wins: the other gave up", name(winner)),
        Some((Ending::OutOfTime, Some(winner))) => format!("{} wins on time", name(winner)),
        Some((Ending::Illegal, Some(winner))) => format!("{} wins: that was no move", name(winner)),
        Some((_, _)) => "a draw".to_owned(),
    }
}

fn said(words: &str) -> bool {
    println!("({words})");
    true
}

fn read_lines(typed: &Sender<Happens>) {
    for line in io::stdin().lines().map_while(Result::ok) {
        if typed.send(Happens::Typed(line)).is_err() {
            return;
        }
    }
    // The end of the input is the end of the game.
    let _ = typed.send(Happens::Typed("q".into()));
}
