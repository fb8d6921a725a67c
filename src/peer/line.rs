//! A connection between two peers whose encryption stands: what carries it, and what it has brought
//! already.

use super::code::{self, Code, NONCE_LEN};
use super::error::PeerError;
use super::noise::{Cipher, HASH_LEN, Handshake, split};
use crate::client::Socket;
use crate::proto::error_code::PeerRole;
use crate::proto::ids::PeerSecret;
use std::io::{self, Read, Write};
use std::time::Duration;

/// How long each message of the agreement on a code may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long each message of the handshake may take, while the other side may still be coming.
const ARRIVAL: Duration = Duration::from_secs(10);

/// The most that one read brings while the code is agreed on, in bytes.
const READ: usize = 4 * 1024;

/// See the module.
pub(super) struct Line {
    /// What carries it.
    pub carrier: Socket,
    /// What hides it.
    pub cipher: Cipher,
    /// What has come and was not understood yet.
    pub came: Vec<u8>,
}

impl Line {
    /// Makes the encryption stand over a connection to the other, on which nothing was said yet.
    ///
    /// # Errors
    /// The other side is gone, or isn't the one who was introduced.
    pub fn over(carrier: Socket, role: PeerRole, secret: &PeerSecret) -> Result<Self, PeerError> {
        let mut handshake = Handshake::new(role, secret)?;
        let mut came = Vec::new();
        carrier.set_read_timeout(Some(ARRIVAL))?;
        while !handshake.is_finished() {
            if let Some(message) = handshake.say()? {
                (&carrier).write_all(&message)?;
                continue;
            }
            if let Some((message, length)) = split(&came) {
                handshake.hear(message)?;
                came.drain(..length);
            } else {
                read_more(&carrier, &mut came)?;
            }
        }
        Ok(Self { carrier, cipher: handshake.finish()?, came })
    }

    /// Agrees on the code: the initiator commits to its number, the responder shows its own, and
    /// only then the initiator's is shown. That the responder answers is its word that this is the
    /// path.
    ///
    /// # Errors
    /// The other side is gone, or showed another number than it had committed to.
    pub fn agree(&mut self, role: PeerRole) -> Result<Code, PeerError> {
        self.carrier.set_nonblocking(false)?;
        self.set_patience(Some(PATIENCE))?;
        let mut own = [0; NONCE_LEN];
        getrandom::fill(&mut own).map_err(|error| io::Error::other(error.to_string()))?;
        let hash = self.cipher.hash;
        let agreed = if role == PeerRole::Initiator {
            self.send(&code::commitment(&hash, &own))?;
            let other = self.receive()?;
            self.send(&own)?;
            code::code(&hash, &own, &other)
        } else {
            let committed: [u8; HASH_LEN] = self.receive()?;
            self.send(&own)?;
            let other = self.receive()?;
            if code::commitment(&hash, &other) != committed {
                return Err(PeerError::NotThem);
            }
            code::code(&hash, &other, &own)
        };
        self.set_patience(None)?;
        Ok(agreed)
    }

    fn set_patience(&self, wait: Option<Duration>) -> io::Result<()> {
        self.carrier.set_read_timeout(wait)?;
        self.carrier.set_write_timeout(wait)
    }

    fn send(&mut self, plain: &[u8]) -> Result<(), PeerError> {
        let mut out = Vec::new();
        self.cipher.seal(plain, &mut out)?;
        Ok((&self.carrier).write_all(&out)?)
    }

    /// The next message, which must be of this length.
    fn receive<const LEN: usize>(&mut self) -> Result<[u8; LEN], PeerError> {
        let mut plain = Vec::new();
        loop {
            if let Some((message, length)) = split(&self.came) {
                self.cipher.open(message, &mut plain)?;
                self.came.drain(..length);
                return plain.as_slice().try_into().map_err(|_| PeerError::NotThem);
            }
            read_more(&self.carrier, &mut self.came)?;
        }
    }
}

/// Waits for bytes and puts them behind what has come.
fn read_more(mut carrier: &Socket, came: &mut Vec<u8>) -> io::Result<()> {
    let mut read = [0; READ];
    let count = carrier.read(&mut read)?;
    if count == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    came.extend_from_slice(read.get(..count).unwrap_or_default());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::net::UnixStream;
    use std::thread;

    fn lines() -> (Line, Line) {
        let (here, there) = UnixStream::pair().unwrap();
        let line =
            |stream, role| Line::over(Socket::Local(stream), role, &PeerSecret([9; 32])).unwrap();
        let other = thread::spawn(move || line(there, PeerRole::Responder));
        (line(here, PeerRole::Initiator), other.join().unwrap())
    }

    #[test]
    fn both_see_the_same_code_and_another_one_each_time() {
        let mut codes = Vec::new();
        for _ in 0..2 {
            let (mut here, mut there) = lines();
            let other = thread::spawn(move || there.agree(PeerRole::Responder).unwrap());
            let code = here.agree(PeerRole::Initiator).unwrap();
            assert_eq!(code, other.join().unwrap());
            codes.push(code);
        }
        assert_ne!(codes[0], codes[1]);
    }

    #[test]
    fn a_number_that_was_not_committed_to_is_refused() {
        let (mut here, mut there) = lines();
        let other = thread::spawn(move || there.agree(PeerRole::Responder));
        here.send(&code::commitment(&here.cipher.hash, &[1; NONCE_LEN])).unwrap();
        let _: [u8; NONCE_LEN] = here.receive().unwrap();
        // By now it knows both numbers, and would like to have said another one.
        here.send(&[2; NONCE_LEN]).unwrap();
        assert!(matches!(other.join().unwrap(), Err(PeerError::NotThem)));
    }

    #[test]
    fn what_follows_is_kept() {
        let (mut here, mut there) = lines();
        let other = thread::spawn(move || {
            there.agree(PeerRole::Responder).unwrap();
            let said: [u8; 5] = there.receive().unwrap();
            said
        });
        here.agree(PeerRole::Initiator).unwrap();
        here.send(b"hello").unwrap();
        assert_eq!(&other.join().unwrap(), b"hello");
    }

    #[test]
    fn one_who_goes_away_is_missed() {
        let (mut here, there) = lines();
        drop(there);
        assert!(matches!(here.agree(PeerRole::Initiator), Err(PeerError::Lost(_))));
    }
}
