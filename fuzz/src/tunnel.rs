//! What a peer says in a tunnel, once it is shown, while the program here says and takes what it likes.

use salon::proto::tunnel::{Broken, Channels, Frame, Heard, MAX_CHANNELS, MAX_DATA, WINDOW};
use std::collections::BTreeMap;

/// What is known of a channel from outside.
#[derive(Default)]
struct Model {
    /// Bytes that came and were not taken.
    waiting: usize,
    /// Bytes that came, less those for which credit was given.
    uncredited: usize,
    /// The byte that comes next, and the one that is to be taken next.
    next_in: u8,
    next_out: u8,
    gone: bool,
    other_ended: bool,
    /// Bytes that were said, less those for which credit came.
    sent: u64,
}

/// The first byte says which end it is; each of the following is a deed of either side. Whatever comes,
/// the bytes of a channel come out in order, and no more wait than its window.
pub fn tunnel(data: &[u8]) {
    let Some((how, mut rest)) = data.split_first() else { return };
    let mut channels = Channels::new(how & 1 == 0);
    let mut models = BTreeMap::new();
    while let Some((deed, more)) = rest.split_first() {
        rest = more;
        let (id, amount) = (argument(&mut rest), argument(&mut rest));
        let amount = usize::from(amount) * 257;
        let id = u32::from(id);
        let heard = match deed % 8 {
            0 => {
                let (message, behind) = rest.split_at(rest.len().min(amount / 257));
                rest = behind;
                hear_any(&mut channels, &mut models, message)
            }
            1 => hear(&mut channels, &mut models, id, Frame::Open),
            2 => {
                let next = models.get(&id).map_or(0, |model| model.next_in);
                let bytes: Vec<u8> = (0..amount).map(|at| pattern(next, at)).collect();
                hear(&mut channels, &mut models, id, Frame::Data(&bytes))
            }
            3 => hear(&mut channels, &mut models, id, Frame::Credit(amount as u32)),
            4 => hear(&mut channels, &mut models, id, Frame::End),
            _ => {
                here(&mut channels, &mut models, *deed, id, amount);
                Ok(())
            }
        };
        if heard.is_err() {
            return;
        }
        assert!(models.len() <= MAX_CHANNELS);
    }
}

fn argument(rest: &mut &[u8]) -> u8 {
    let (first, more) = rest.split_first().map_or((0, *rest), |(first, more)| (*first, more));
    *rest = more;
    first
}

fn pattern(first: u8, at: usize) -> u8 {
    first.wrapping_add((at % 256) as u8)
}

/// A message whose bytes are anything. What it holds is looked at as the frame that it is.
fn hear_any(
    channels: &mut Channels,
    models: &mut BTreeMap<u32, Model>,
    message: &[u8],
) -> Result<(), Broken> {
    match Frame::parse(message) {
        // Their content follows no pattern: it is not compared.
        Some((_, Frame::Data(_))) => Ok(()),
        Some((id, frame)) => hear(channels, models, id, frame),
        None => channels.hear(message).map(|heard| panic!("{heard:?} of {message:?}")),
    }
}

/// The other side says a frame.
fn hear(
    channels: &mut Channels,
    models: &mut BTreeMap<u32, Model>,
    id: u32,
    frame: Frame<'_>,
) -> Result<(), Broken> {
    let mut message = Vec::new();
    frame.append(id, &mut message);
    if frame == Frame::Other {
        message = vec![0xFF, 0, 0, 0, 1];
    }
    let heard = channels.hear(&message);
    if let Ok(Heard::Opened(id)) = heard {
        assert!(models.insert(id, Model::default()).is_none(), "{id} is open already");
    }
    let Some(model) = models.get_mut(&id) else {
        assert!(matches!(heard, Ok(Heard::PassedOver) | Err(_)), "{heard:?} of channel {id}");
        return heard.map(drop);
    };
    match frame {
        Frame::Data(bytes) if !model.other_ended => {
            let fits = model.uncredited + bytes.len() <= WINDOW as usize;
            assert_eq!(heard.is_ok(), fits, "{} and {} bytes", model.uncredited, bytes.len());
            heard?;
            model.uncredited += bytes.len();
            model.next_in = pattern(model.next_in, bytes.len());
            model.waiting += if model.gone { 0 } else { bytes.len() };
        }
        Frame::Credit(bytes) => model.sent = model.sent.saturating_sub(bytes.into()),
        Frame::End => model.other_ended = true,
        _ => {}
    }
    let channel = channels.get(id).expect("an open channel");
    assert!(channel.waiting().len() <= model.waiting && model.waiting <= WINDOW as usize);
    heard.map(drop)
}

/// The program here does something.
fn here(
    channels: &mut Channels,
    models: &mut BTreeMap<u32, Model>,
    deed: u8,
    id: u32,
    amount: usize,
) {
    if deed % 8 == 5 && deed & 8 != 0 {
        if let Some(id) = channels.open() {
            assert!(models.insert(id, Model::default()).is_none(), "{id} is open already");
        }
        return;
    }
    let (Some(channel), Some(model)) = (channels.get_mut(id), models.get_mut(&id)) else { return };
    match deed % 8 {
        5 => {
            let count = channel.may_send().min(amount);
            assert!(count <= MAX_DATA);
            channel.sent(count);
            model.sent += count as u64;
            assert!(model.sent <= u64::from(WINDOW), "more is sent than may be");
        }
        6 => {
            let taken: Vec<u8> = channel.waiting().iter().copied().take(amount).collect();
            for (at, byte) in taken.iter().enumerate() {
                assert_eq!(*byte, pattern(model.next_out, at), "a byte is out of order");
            }
            model.next_out = pattern(model.next_out, taken.len());
            channel.took(taken.len());
            model.waiting -= taken.len();
        }
        _ if deed & 8 == 0 => channel.end(),
        _ => {
            channel.gone();
            (model.gone, model.waiting) = (true, 0);
        }
    }
    if let Some(credit) = channel.credit_due() {
        model.uncredited =
            model.uncredited.checked_sub(credit as usize).expect("no more than came");
    }
    if channel.to_shut() {
        assert!(model.other_ended && model.waiting == 0);
    }
    if channel.is_over() {
        channels.remove(id);
        models.remove(&id);
    }
}
