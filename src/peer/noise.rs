//! The encryption between two peers: the Noise protocol (`PROTOCOL.md`, "Between peers").

use super::error::PeerError;
use crate::proto::error_code::PeerRole;
use crate::proto::ids::PeerSecret;
use snow::{Builder, HandshakeState, TransportState};

/// The secret of the introduction stands before everything: who doesn't know it can't even begin.
const PATTERN: &str = "Noise_XXpsk0_25519_ChaChaPoly_BLAKE2s";

/// What both must have said before the first byte: this protocol, in this version.
const PROLOGUE: &[u8] = b"salon peer 1";

/// Bytes of the hash over a whole handshake.
pub(super) const HASH_LEN: usize = 32;

/// Bytes that hiding adds.
const TAG_LEN: usize = 16;

/// Bytes of a message's length, which stands before it.
const LENGTH_LEN: usize = 2;

/// The longest message of a handshake: two keys, each hidden, and a tag.
pub(super) const MAX_HANDSHAKE: usize = 128;

/// The message at the front of `came`, and how many bytes it took; `None` while some are missing.
pub(super) fn split(came: &[u8]) -> Option<(&[u8], usize)> {
    let (length, rest) = came.split_first_chunk::<LENGTH_LEN>()?;
    let length = usize::from(u16::from_be_bytes(*length));
    Some((rest.get(..length)?, LENGTH_LEN + length))
}

/// The length that the message at the front declares, if that much has come.
pub(super) fn declared(came: &[u8]) -> Option<usize> {
    came.first_chunk::<LENGTH_LEN>().map(|length| usize::from(u16::from_be_bytes(*length)))
}

/// Appends a message with its length.
fn framed(message: &[u8], out: &mut Vec<u8>) {
    let length = u16::try_from(message.len()).unwrap_or(u16::MAX);
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(message);
}

/// Three messages, of which the initiator says the first and the last.
pub(super) struct Handshake(HandshakeState);

impl Handshake {
    /// At its beginning. The keys are made for this handshake alone, so that nobody is recognised
    /// by them.
    pub fn new(role: PeerRole, secret: &PeerSecret) -> Result<Self, PeerError> {
        let builder = Builder::new(PATTERN.parse()?);
        let keys = builder.generate_keypair()?;
        let builder = builder.local_private_key(&keys.private)?.prologue(PROLOGUE)?;
        let builder = builder.psk(0, &secret.0)?;
        Ok(Self(match role {
            PeerRole::Initiator => builder.build_initiator()?,
            _ => builder.build_responder()?,
        }))
    }

    /// The next message, if it is this side's turn.
    pub fn say(&mut self) -> Result<Option<Vec<u8>>, PeerError> {
        if self.0.is_handshake_finished() || !self.0.is_my_turn() {
            return Ok(None);
        }
        let mut message = [0; MAX_HANDSHAKE];
        let length = self.0.write_message(&[], &mut message)?;
        let mut out = Vec::with_capacity(LENGTH_LEN + length);
        framed(message.get(..length).unwrap_or_default(), &mut out);
        Ok(Some(out))
    }

    /// A message of the other side.
    ///
    /// # Errors
    /// The other side doesn't know the secret, or says something else.
    pub fn hear(&mut self, message: &[u8]) -> Result<(), PeerError> {
        self.0.read_message(message, &mut [0; MAX_HANDSHAKE])?;
        Ok(())
    }

    /// Whether all was said.
    pub fn is_finished(&self) -> bool {
        self.0.is_handshake_finished()
    }

    /// What hides the bytes from now on.
    pub fn finish(self) -> Result<Cipher, PeerError> {
        let mut hash = [0; HASH_LEN];
        let said = self.0.get_handshake_hash();
        hash.copy_from_slice(said.get(..HASH_LEN).ok_or(PeerError::NotThem)?);
        Ok(Cipher { state: self.0.into_transport_mode()?, hash })
    }
}

/// Hides what is sent and shows what came, in order.
pub(super) struct Cipher {
    state: TransportState,
    /// Over all that was said to agree on it.
    pub hash: [u8; HASH_LEN],
}

impl Cipher {
    /// Appends one hidden message.
    ///
    /// # Errors
    /// It is longer than 65,519 bytes.
    pub fn seal(&mut self, plain: &[u8], out: &mut Vec<u8>) -> Result<(), PeerError> {
        let start = out.len() + LENGTH_LEN;
        let length = plain.len() + TAG_LEN;
        out.extend_from_slice(&u16::try_from(length).unwrap_or(u16::MAX).to_be_bytes());
        out.resize(start + length, 0);
        self.state.write_message(plain, out.get_mut(start..).unwrap_or_default())?;
        Ok(())
    }

    /// Shows one message, in `plain` alone.
    ///
    /// # Errors
    /// It is not what the other side has hidden.
    pub fn open(&mut self, message: &[u8], plain: &mut Vec<u8>) -> Result<(), PeerError> {
        plain.resize(message.len(), 0);
        let length = self.state.read_message(message, plain)?;
        plain.truncate(length);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The most that one message hides.
    const MAX_PLAIN: usize = u16::MAX as usize - TAG_LEN;

    fn pair(one: [u8; 32], other: [u8; 32]) -> Result<(Cipher, Cipher), PeerError> {
        let mut initiator = Handshake::new(PeerRole::Initiator, &PeerSecret(one))?;
        let mut responder = Handshake::new(PeerRole::Responder, &PeerSecret(other))?;
        while !(initiator.is_finished() && responder.is_finished()) {
            pass(&mut initiator, &mut responder)?;
            pass(&mut responder, &mut initiator)?;
        }
        Ok((initiator.finish()?, responder.finish()?))
    }

    fn pass(from: &mut Handshake, to: &mut Handshake) -> Result<(), PeerError> {
        match from.say()? {
            Some(bytes) => to.hear(split(&bytes).unwrap().0),
            None => Ok(()),
        }
    }

    #[test]
    fn both_come_to_the_same_and_what_is_said_is_hidden() {
        let (mut here, mut there) = pair([7; 32], [7; 32]).unwrap();
        assert_eq!(here.hash, there.hash);
        let mut sent = Vec::new();
        for said in [&b"hello"[..], b"", &[5; MAX_PLAIN]] {
            sent.clear();
            here.seal(said, &mut sent).unwrap();
            assert!(said.is_empty() || !sent.windows(said.len()).any(|window| window == said));
            let (message, length) = split(&sent).unwrap();
            assert_eq!((length, declared(&sent)), (sent.len(), Some(message.len())));
            let mut plain = Vec::new();
            there.open(message, &mut plain).unwrap();
            assert_eq!(plain, said);
        }
        assert!(here.seal(&[5; MAX_PLAIN + 1], &mut sent).is_err());
    }

    #[test]
    fn who_lacks_the_secret_is_told_from_the_first_message() {
        let mut initiator = Handshake::new(PeerRole::Initiator, &PeerSecret([1; 32])).unwrap();
        let mut responder = Handshake::new(PeerRole::Responder, &PeerSecret([2; 32])).unwrap();
        let first = initiator.say().unwrap().unwrap();
        assert!(responder.hear(split(&first).unwrap().0).is_err());
    }

    #[test]
    fn what_was_changed_on_the_way_is_refused() {
        let (mut here, mut there) = pair([7; 32], [7; 32]).unwrap();
        let mut sent = Vec::new();
        here.seal(b"hello", &mut sent).unwrap();
        *sent.last_mut().unwrap() ^= 1;
        assert!(there.open(split(&sent).unwrap().0, &mut Vec::new()).is_err());
    }

    #[test]
    fn a_message_waits_for_its_end() {
        let mut initiator = Handshake::new(PeerRole::Initiator, &PeerSecret([1; 32])).unwrap();
        let first = initiator.say().unwrap().unwrap();
        for end in 0..first.len() {
            assert_eq!(split(&first[..end]), None);
        }
        assert!(split(&first).is_some());
    }
}
