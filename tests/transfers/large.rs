//! A file of 5 GiB, which is more than 32 bits count. It takes its time and its room: `make soak`.

use crate::people::{Pair, offer, server, until};
use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom, Write};

const SIZE: u64 = 5 * 1024 * 1024 * 1024;

/// Memory that this process has: the server and both sides.
fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
}

#[test]
#[ignore = "5 GiB"]
fn five_gibibytes_arrive_and_memory_is_flat() {
    let server = server();
    let Pair { adas, bobs, ada, bob } = Pair::at(&server);
    let people = [&ada, &bob];
    let path = adas.path("disk.img");
    let mut file = File::create(&path).unwrap();
    file.set_len(SIZE).unwrap();
    // Where 32 bits end, and at the end of the file.
    for at in [0, (1 << 32) - 2, SIZE - 5] {
        file.seek(SeekFrom::Start(at)).unwrap();
        file.write_all(b"mark!").unwrap();
    }
    drop(file);
    let (sent, key) = offer(&people, &path);
    bob.transfers.accept(key, &bobs.downloads()).unwrap();
    let begun = until(&people, || (bob.get(key).done > SIZE / 100).then(resident));
    let mut most = begun;
    // It takes longer than other tests wait for anything.
    while !(ada.get(sent).state.is_over() && bob.get(key).state.is_over()) {
        most = most.max(resident());
    }
    assert!(most - begun < 8 * 1024 * 1024, "{} bytes more", most - begun);
    let arrived = bob.get(key).path.expect("it has arrived");
    assert_eq!(arrived.metadata().unwrap().len(), SIZE);
    let mut arrived = File::open(arrived).unwrap();
    for at in [0, (1 << 32) - 2, SIZE - 5] {
        let mut mark = [0; 5];
        arrived.seek(SeekFrom::Start(at)).unwrap();
        arrived.read_exact(&mut mark).unwrap();
        assert_eq!(&mark, b"mark!", "at {at}");
    }
}
