//! `salon send`: offers files, and sends them to whoever takes them.

use super::{Carrier, Next, failure, trouble};
use crate::cli::exit::{Failure, Status};
use crate::cli::transfer_args::SendArgs;
use salon::texts::tr;
use salon::transfer::{To, Transfer, TransferState, Transfers};

/// Sends, until each file has arrived or won't.
///
/// # Errors
/// A file did not arrive.
pub fn run(args: SendArgs) -> Result<(), Failure> {
    let SendArgs { join, files, to, room, data } = args;
    let carrier = Carrier::begin(&join, data, "sent", Transfers::forgetful_of_outgoing)?;
    let to = match to.filter(|_| !room) {
        Some(pseudo) => To::Member(pseudo),
        None => To::Room(carrier.connected.enter()?.name()),
    };
    let mut failed = None;
    for file in &files {
        if let Err(problem) = carrier.transfers.offer(file, to.clone()) {
            let why = failure(&problem);
            let name = file.display().to_string();
            carrier.bars.tell(&tr!("cli-send-not", name = name, why = why.sentence.as_str()));
            failed.get_or_insert(why);
        }
    }
    let sent = send(&carrier);
    carrier.end();
    let not_all = || Failure::new(Status::Transfer, tr!("cli-send-failed"));
    sent.and_then(|all| match failed {
        None if all => Ok(()),
        _ => Err(not_all()),
    })
}

/// Waits until all are over. Whether all arrived.
fn send(carrier: &Carrier) -> Result<bool, Failure> {
    let (mut told, mut all) = (Vec::new(), true);
    loop {
        let list = carrier.look();
        let own: Vec<&Transfer> = list.iter().filter(|t| !t.is_incoming()).collect();
        for transfer in own.iter().filter(|t| t.state.is_over()) {
            if told.contains(&transfer.key) {
                continue;
            }
            told.push(transfer.key);
            let (name, with) = (transfer.name.as_str(), transfer.with.as_str());
            if let Some(why) = trouble(transfer) {
                carrier.bars.tell(&tr!("cli-send-not", name = name, why = why));
                all = false;
            } else if !transfer.is_room {
                carrier.bars.tell(&tr!("cli-sent", name = name, with = with));
            }
        }
        if own.iter().all(|transfer| transfer.state.is_over()) {
            return Ok(all);
        }
        if let Next::Interrupted = carrier.next(None)? {
            let begun = |t: &&&Transfer| {
                !t.state.is_over() && !matches!(t.state, TransferState::Offered { .. })
            };
            if own.iter().filter(begun).count() == 0 {
                own.iter().for_each(|transfer| carrier.transfers.cancel(transfer.key));
            }
            return Err(Failure::new(Status::Interrupted, tr!("cli-transfer-interrupted")));
        }
    }
}
