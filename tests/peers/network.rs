//! Networks of a test's own: namespaces of the kernel, connected as the test wants, which nobody else
//! sees and which end with it.

use super::namespaces::{self, run};
use crossbeam_channel::{Receiver, Sender, bounded};
use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};
use socket2::{Domain, Protocol, Socket, Type};
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::os::fd::AsFd;
use std::thread;
use std::time::Duration;

/// All protocols, as a socket of packets wants it: big-endian.
const EVERY_PROTOCOL: i32 = (0x0003_u16).to_be() as i32;

/// How often who captures looks whether it is to stop.
const LOOK: Duration = Duration::from_millis(50);

/// Runs a test in networks of its own.
pub fn alone(test: &str, act: impl FnOnce()) {
    namespaces::alone(test, &["--net"], || {
        // `ip netns` keeps its names there.
        run("mount -t tmpfs none /run");
        act();
    });
}

/// A machine of its own, called `name`.
pub fn machine(name: &str) {
    run(&format!("ip netns add {name}; ip -n {name} link set lo up"));
}

/// A switch with these machines at it, each with its address.
pub fn switch(machines: &[(&str, &str)]) {
    run("ip link add switch type bridge; ip link set switch up");
    for (name, address) in machines {
        run(&format!(
            "ip link add port-{name} type veth peer name eth0 netns {name}
             ip link set port-{name} master switch up
             ip -n {name} address add {address}/24 dev eth0; ip -n {name} link set eth0 up"
        ));
    }
}

/// A cable between two machines, each end with its address. The first machine sends there whatever it
/// knows no other way for.
pub fn cable(one: (&str, &str), other: (&str, &str)) {
    let ((one, at_one), (other, at_other)) = (one, other);
    run(&format!(
        "ip -n {one} link add eth0 type veth peer name to-{one} netns {other}
         ip -n {one} address add {at_one}/24 dev eth0; ip -n {one} link set eth0 up
         ip -n {other} address add {at_other}/24 dev to-{one}; ip -n {other} link set to-{one} up
         ip -n {one} route add default via {at_other}"
    ));
}

/// Makes a router of a machine, as people have them at home: whoever is behind it is seen at its own
/// address in the network that it is at with `eth0`, and from there nothing comes in but answers.
pub fn router(name: &str) {
    run(&format!(
        "ip netns exec {name} sh -ec '
           PATH=$PATH:/usr/sbin:/sbin
           echo 1 > /proc/sys/net/ipv4/ip_forward
           nft add table ip home
           nft add chain ip home out \"{{ type nat hook postrouting priority srcnat; }}\"
           nft add rule ip home out oif eth0 masquerade
           for hook in input forward; do
             nft add chain ip home $hook \"{{ type filter hook $hook priority filter; }}\"
             nft add rule ip home $hook iif eth0 ct state new drop
           done'"
    ));
}

/// Does something on a machine. All threads that it starts are there, too.
pub fn on<T: Send>(name: &str, act: impl FnOnce() -> T + Send) -> T {
    thread::scope(|scope| {
        let there = scope.spawn(|| {
            let namespace = File::open(format!("/run/netns/{name}")).unwrap();
            move_into_link_name_space(namespace.as_fd(), Some(LinkNameSpaceType::Network)).unwrap();
            act()
        });
        there.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

/// Bytes that have come to a machine and gone from there, over its cables.
pub fn bytes_through(name: &str) -> u64 {
    on(name, || {
        let lines = std::fs::read_to_string("/proc/thread-self/net/dev").unwrap();
        let counted = lines.lines().skip(2).filter_map(|line| line.split_once(':'));
        let cables = counted.filter(|(device, _)| device.trim() != "lo");
        let number = |fields: &[&str], at: usize| fields[at].parse::<u64>().unwrap();
        cables
            .map(|(_, counts)| {
                let counts: Vec<&str> = counts.split_whitespace().collect();
                number(&counts, 0) + number(&counts, 8)
            })
            .sum()
    })
}

/// All packets that come to a machine or go from there.
pub struct Capture {
    stop: Sender<()>,
    thread: thread::JoinHandle<Vec<u8>>,
}

impl Capture {
    /// Begins to listen.
    pub fn on(name: &str) -> Self {
        let socket = on(name, || {
            let every = Some(Protocol::from(EVERY_PROTOCOL));
            Socket::new(Domain::PACKET, Type::RAW, every).unwrap()
        });
        // So that nothing is lost while others have the processor.
        socket.set_recv_buffer_size(64 * 1024 * 1024).unwrap();
        socket.set_read_timeout(Some(LOOK)).unwrap();
        let (stop, stopped) = bounded::<()>(0);
        Self { stop, thread: thread::spawn(move || collect(socket, &stopped)) }
    }

    /// All that was seen.
    pub fn stop(self) -> Vec<u8> {
        drop(self.stop);
        self.thread.join().unwrap()
    }
}

fn collect(mut socket: Socket, stopped: &Receiver<()>) -> Vec<u8> {
    let mut seen = Vec::new();
    let mut packet = vec![0; 128 * 1024];
    loop {
        match socket.read(&mut packet) {
            Ok(count) => seen.extend_from_slice(&packet[..count]),
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                if stopped.try_recv().is_err_and(|error| error.is_disconnected()) {
                    return seen;
                }
            }
            Err(error) => panic!("{error}"),
        }
    }
}

/// Whether `text` stands in what was seen.
pub fn has(seen: &[u8], text: &str) -> bool {
    seen.windows(text.len()).any(|window| window == text.as_bytes())
}
