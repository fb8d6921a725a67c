//! What an end of a stream says: any bytes, in any pieces.

use salon::proto::error_code::StreamRole;
use salon::proto::ids::Correlation;
use salon::proto::limits::UNKNOWN_LENGTH;
use salon::proto::message::{Credit, Message, Start};
use salon::proto::stream::Flow;

/// The first byte says which end speaks, whether the stream has begun and its length is known, and how long
/// the pieces are; the rest is what the end says. However it is cut, the same is passed on or refused.
pub fn stream(data: &[u8]) {
    let Some((how, input)) = data.split_first() else { return };
    let role = if how & 1 == 0 { StreamRole::Sender } else { StreamRole::Receiver };
    let mut flow = Flow::new(if how & 2 == 0 { 1000 } else { UNKNOWN_LENGTH });
    if how & 4 == 0 {
        let mut begin = Start { offset: 10 }.to_frame(Correlation(0));
        Credit { upto: 700 }.append(Correlation(0), &mut begin);
        assert_eq!(flow.pass(StreamRole::Receiver, &begin), Ok(begin.len()));
    }
    let whole = flow.clone().pass(role, input);
    if let Ok(passed) = whole {
        assert!(passed <= input.len());
    }
    let (mut kept, mut passed) = (Vec::new(), 0);
    for piece in input.chunks(1 + usize::from(how >> 3)) {
        kept.extend_from_slice(piece);
        match flow.pass(role, &kept) {
            Ok(count) => {
                kept.drain(..count);
                passed += count;
            }
            Err(_) => return assert!(whole.is_err(), "refused in pieces, and not whole"),
        }
    }
    assert_eq!(whole, Ok(passed), "refused whole, and not in pieces");
}
