//! The short code that two people compare, and the commitment that keeps whoever stands in between
//! from grinding one (`PROTOCOL.md`, "The code").

use super::noise::HASH_LEN;
use std::fmt;

/// Bytes of the random number that each side adds.
pub(super) const NONCE_LEN: usize = 32;

/// Codes there are.
const CODES: u64 = 1_000_000;

/// What the first hash is for, and the second: neither can be taken for the other.
const COMMITMENT: &str = "salon 2026 peer commitment";
const CODE: &str = "salon 2026 peer code";

/// Six digits, which both sides see alike if nobody stands between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Code(u32);

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:03} {:03}", self.0 / 1000, self.0 % 1000)
    }
}

/// What the initiator says of its number before it has seen the responder's.
pub(super) fn commitment(handshake: &[u8; HASH_LEN], nonce: &[u8; NONCE_LEN]) -> [u8; HASH_LEN] {
    let mut hasher = blake3::Hasher::new_derive_key(COMMITMENT);
    hasher.update(handshake).update(nonce);
    *hasher.finalize().as_bytes()
}

/// The code of a handshake and of the numbers of both sides.
pub(super) fn code(
    handshake: &[u8; HASH_LEN],
    initiator: &[u8; NONCE_LEN],
    responder: &[u8; NONCE_LEN],
) -> Code {
    let mut hasher = blake3::Hasher::new_derive_key(CODE);
    hasher.update(handshake).update(initiator).update(responder);
    let mut first = [0; 8];
    hasher.finalize_xof().fill(&mut first);
    Code(u32::try_from(u64::from_be_bytes(first) % CODES).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_six_digits_in_two_groups() {
        assert_eq!(Code(7).to_string(), "000 007");
        assert_eq!(Code(999_999).to_string(), "999 999");
    }

    #[test]
    fn it_hangs_on_all_that_goes_in() {
        let all = code(&[1; 32], &[2; 32], &[3; 32]);
        for other in [
            code(&[0; 32], &[2; 32], &[3; 32]),
            code(&[1; 32], &[0; 32], &[3; 32]),
            code(&[1; 32], &[2; 32], &[0; 32]),
            code(&[1; 32], &[3; 32], &[2; 32]),
        ] {
            assert_ne!(all, other);
        }
        assert_ne!(commitment(&[1; 32], &[2; 32]), commitment(&[2; 32], &[2; 32]));
    }
}
