//! The end of a server.

use super::{done, kick};
use crate::support::PATIENCE;
use crate::support::guest::{Gone, Guest};
use crate::support::peer::Peer;
use crate::support::process::{Held, alone};
use crate::support::stage::{config, host_sees, start};
use salon::hub::host::{Command, HostError};
use salon::net::Config;
use salon::proto::error_code::ByeReason;
use salon::proto::ids::MemberId;
use std::net::{SocketAddr, TcpStream};

#[test]
fn a_stop_says_goodbye_to_everybody() {
    let _alone = alone();
    let before = Held::now();
    let server = start(config());
    let (address, host) = (server.local_addr(), server.host());
    let mut ada = Peer::named(address, "ada");
    ada.join("lobby");
    let (mut unnamed, _) = Peer::hello(address);
    let mut silent = Peer::connect(address);
    let lost = Peer::named(address, "lost").cut();
    host_sees(&server, |s| s.connections == 3 && s.clients.len() == 2);
    ada.heard();
    let stopped = host.stopped();
    assert_eq!(stopped.try_recv(), Err(crossbeam_channel::TryRecvError::Empty));
    server.stop("it is late");
    for peer in [&mut ada, &mut unnamed] {
        let ending = peer.ends();
        assert_eq!(ending.messages.len(), 1, "{ending:?}");
        ending.is_bye(ByeReason::Stopping, "it is late");
    }
    // One that had said nothing was told all the same.
    assert!(silent.comes_within(PATIENCE));
    drop((ada, unnamed, silent, lost));
    assert_eq!(
        stopped.recv_timeout(PATIENCE),
        Err(crossbeam_channel::RecvTimeoutError::Disconnected)
    );
    assert_eq!(host.command(kick(MemberId(1), "")), Err(HostError::Stopped));
    assert_eq!(host.snapshot(), Err(HostError::Stopped));
    assert!(host.send(kick(MemberId(1), "")).recv().is_err());
    assert!(host.watch(Box::new(|| {})).recv().is_err());
    assert!(std::net::TcpStream::connect(address).is_err());
    before.comes_back();
}

#[test]
fn the_host_stops_it_from_afar() {
    let _alone = alone();
    let server = start(config());
    let host = server.host();
    let mut ada = Peer::named(server.local_addr(), "ada");
    let stop = Command::Stop { reason: "bed time".into() };
    assert_eq!(done(&host, stop), 1);
    server.wait();
    ada.ends().is_bye(ByeReason::Stopping, "bed time");
}

/// Connects, enters the lobby, and talks there for as long as that can be done.
fn talk(server: SocketAddr, pseudo: &str) -> Result<(), Gone> {
    let mut guest = Guest::default();
    guest.open(TcpStream::connect(server).map_err(|_| Gone::Lost)?)?;
    assert_eq!((guest.name(pseudo)?, guest.join("lobby")?), (Ok(()), Ok(())));
    let lobby = guest.rooms()[0];
    loop {
        guest.say(lobby, "on and on")?;
        guest.settle()?;
        guest.heard.clear();
    }
}

#[test]
fn a_stop_in_the_middle_of_everything_ends_all_threads() {
    let _alone = alone();
    let before = Held::now();
    for round in 0..10 {
        let server = start(Config { announce_below: 10_000, ..config() });
        let address: SocketAddr = server.local_addr();
        std::thread::scope(|scope| {
            for n in 0..8 {
                // Until the server is gone, wherever they are then.
                scope.spawn(move || talk(address, &format!("p{n}")));
            }
            host_sees(&server, |snapshot| {
                snapshot.clients.iter().filter(|c| c.last_message.is_some()).count() > round % 8
            });
            server.stop("now");
        });
    }
    before.comes_back();
}
