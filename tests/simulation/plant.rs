//! Faults that are planted between the server and its wire, where they look like the server's own:
//! a history with one of them must be found wrong.

use crate::wire::{place, whole};
use salon::proto::error_code::NoticeScope;
use salon::proto::header::{Frame, HEADER_LEN, PREFACE_LEN};
use salon::proto::ids::{Correlation, RoomId};
use salon::proto::message::{FromServer, Message, Notice};
use salon::testing::Random;
use std::io;

/// What is wrong with the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Planted {
    /// One post in thirty is not carried to one member.
    SkippedFrame,
    /// The first event after a resume comes twice.
    DoubledResume,
    /// Nobody is told that somebody has left: a word of the host stands at that number.
    LostLeave,
    /// One result of a call in ten is not carried.
    LostAnswer,
    /// One result of a call in ten comes twice.
    DoubledAnswer,
}

/// The server's words to one connection, with the fault.
pub struct Plant {
    planted: Planted,
    random: Random,
    /// What the server has said, up to half a frame.
    said: Vec<u8>,
    /// What is to be sent instead.
    instead: Vec<u8>,
    preface: bool,
    resumed: bool,
}

impl Plant {
    pub fn new(planted: Planted, random: Random) -> Self {
        let (said, instead) = (Vec::new(), Vec::new());
        Self { planted, random, said, instead, preface: false, resumed: false }
    }

    /// Takes what the server says, as much as the wire takes of what is made of it.
    pub fn pass(
        &mut self,
        bytes: &[u8],
        send: impl Fn(&[u8]) -> io::Result<usize>,
    ) -> io::Result<usize> {
        self.flush(&send)?;
        self.said.extend_from_slice(bytes);
        while let Some(len) = self.whole_frame() {
            let frame: Vec<u8> = self.said.drain(..len).collect();
            self.change(&frame);
        }
        match self.flush(send) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(bytes.len()),
            other => other.map(|()| bytes.len()),
        }
    }

    fn whole_frame(&mut self) -> Option<usize> {
        if !self.preface {
            self.preface = self.said.len() >= PREFACE_LEN;
            return self.preface.then_some(PREFACE_LEN);
        }
        let (frame, _) = Frame::split(&self.said, |_| u32::MAX).unwrap()?;
        Some(HEADER_LEN + frame.payload.len())
    }

    fn flush(&mut self, send: impl Fn(&[u8]) -> io::Result<usize>) -> io::Result<()> {
        while !self.instead.is_empty() {
            let taken = send(&self.instead)?;
            self.instead.drain(..taken);
        }
        Ok(())
    }

    fn change(&mut self, bytes: &[u8]) {
        let said = (bytes.len() != PREFACE_LEN || bytes[0] != 0xF5)
            .then(|| FromServer::decode(&whole(bytes)).unwrap().unwrap());
        let twice = match &said {
            Some(FromServer::Posted(_)) if self.planted == Planted::SkippedFrame => {
                if self.random.below(30) == 0 {
                    return;
                }
                false
            }
            Some(FromServer::MemberLeft(left))
                if self.planted == Planted::LostLeave && left.place.room != RoomId::INBOX =>
            {
                let (place, text) = (left.place, "left".into());
                let notice = Notice { place, scope: NoticeScope::Room, text };
                notice.append(Correlation(0), &mut self.instead);
                return;
            }
            Some(FromServer::Resumed(_)) => {
                self.resumed = true;
                false
            }
            Some(FromServer::CallResult(_)) if self.random.below(10) == 0 => match self.planted {
                Planted::LostAnswer => return,
                planted => planted == Planted::DoubledAnswer,
            },
            Some(event) if self.resumed && place(event).is_some() => {
                self.resumed = false;
                self.planted == Planted::DoubledResume
            }
            _ => false,
        };
        self.instead.extend_from_slice(bytes);
        if twice {
            self.instead.extend_from_slice(bytes);
        }
    }
}
