//! A place at the board: the connection, and what follows from its events.

use crate::board::{Ask, Board, Cursor, Line};
use salon::client::{Client, ClientError, Event, Link, Options, Payload, Room};
use salon::proto::ids::{ClientNumber, MemberId};
use salon::texts::{Language, bye_reason, client_error, language, tr};
use std::collections::BTreeMap;

/// Of "English|French", what the person speaks.
pub fn say(both: &'static str) -> &'static str {
    both.split('|').nth(usize::from(language() == Language::French)).unwrap_or(both)
}

pub struct Seat {
    pub client: Client,
    pub room: Room,
    pub board: Board,
    pub cursors: BTreeMap<MemberId, (String, Cursor)>, // everybody else's, and their pseudos
    pub unsure: BTreeMap<ClientNumber, Line>,          // one's own without a receipt
    pub trouble: Option<String>,                       // what a person must know
}

impl Seat {
    pub fn take(link: &Link, pseudo: &str) -> Result<Self, ClientError> {
        let client = Client::connect(link, Options { pace: true, ..Options::new(pseudo) })?;
        let room = client.join(link.room.as_deref().unwrap_or("board"))?;
        let (board, (cursors, unsure)) = (Board::new(client.member(), []), Default::default());
        let mut seat = Self { client, room, board, cursors, unsure, trouble: None };
        seat.begin();
        Ok(seat)
    }

    fn begin(&mut self) {
        let members = self.room.members().into_iter().map(|member| member.id);
        self.board = Board::new(self.client.member(), members);
        self.cursors.clear();
        self.ask(self.board.lacks());
    }

    fn ask(&mut self, lacks: bool) {
        if lacks {
            self.board.asked.get_or_insert_default();
            self.post(&Ask {});
        }
    }

    pub fn post<T: Payload>(&mut self, message: &T) -> Option<ClientNumber> {
        self.room.send(message).map_err(|error| self.trouble = Some(client_error(&error))).ok()
    }

    pub fn happens(&mut self, event: Event) {
        let me = self.client.member();
        match event {
            Event::Posted { place, author, pseudo, client_number, content, .. } => {
                self.unsure.retain(|number, _| author != me || *number != client_number);
                for part in self.board.posted(author, place.number.0, content) {
                    drop(self.client.send_direct(&pseudo, &part));
                }
            }
            Event::Newest { author, pseudo, content, .. } => {
                self.cursors.extend(content.get().ok().map(|cursor| (author, (pseudo, cursor))));
            }
            Event::Directed { author, content, .. } if author != me => {
                content.get().into_iter().for_each(|part| self.board.learns(part));
            }
            Event::Joined { room, member, .. } | Event::Left { room, member, .. } => {
                self.cursors.remove(&member);
                let lacks = room == self.room.id() && self.board.is_no_elder(member);
                self.ask(lacks);
            }
            Event::Gap { .. } => self.ask(true),
            Event::Fresh => self.begin(),
            Event::Resumed => self.trouble = None,
            Event::Disconnected { error, .. } | Event::Refused { error, .. } => {
                self.trouble = Some(client_error(&error));
            }
            Event::Ended { reason, .. } => self.trouble = Some(bye_reason(reason)),
            Event::RoomClosed { .. } => self.trouble = Some(tr!("client-room-closed")),
            _ => {}
        }
    }
}
