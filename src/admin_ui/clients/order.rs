//! Which clients the table shows, and in which order.

use crate::hub::host::{ClientRow, Snapshot};
use crate::proto::ids::MemberId;
use std::cmp::Reverse;
use std::net::SocketAddr;
use std::sync::Arc;

/// By what the table can be sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SortKey {
    Pseudo,
    Address,
    Rooms,
    LastMessage,
    Since,
    MessagesIn,
    BytesIn,
    MessagesOut,
    BytesOut,
    RoundTrip,
    Lag,
}

/// By what the table is sorted, and from which end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order {
    pub key: SortKey,
    pub descending: bool,
}

impl Order {
    /// The order after a press on the heading of a column that sorts by these keys: by the first,
    /// from the end that people look for first; then from the other; then by the next key.
    pub fn pressed(self, keys: &[SortKey]) -> Self {
        let first = |key: SortKey| Self { key, descending: key.largest_first() };
        let Some(at) = keys.iter().position(|key| *key == self.key) else {
            return keys.first().copied().map_or(self, first);
        };
        if self.descending == self.key.largest_first() {
            return Self { descending: !self.descending, ..self };
        }
        keys.get(at + 1).or(keys.first()).copied().map_or(self, first)
    }
}

impl SortKey {
    /// Names begin with A; of amounts and times, the largest and newest are looked for.
    fn largest_first(self) -> bool {
        !matches!(self, Self::Pseudo | Self::Address | Self::Rooms | Self::Since)
    }
}

/// The rows of the table: made anew only when something that decides on them has changed.
#[derive(Debug)]
pub struct View {
    snapshot: Arc<Snapshot>,
    filter: String,
    order: Order,
    /// Indices of clients of the snapshot.
    rows: Vec<usize>,
}

impl Default for View {
    fn default() -> Self {
        let order = Order { key: SortKey::Pseudo, descending: false };
        Self { snapshot: Arc::default(), filter: String::new(), order, rows: Vec::new() }
    }
}

impl View {
    /// By what it is sorted.
    pub fn order(&self) -> Order {
        self.order
    }

    /// Shows those of `snapshot` in whose pseudo, address or rooms `filter` occurs.
    pub fn update(&mut self, snapshot: &Arc<Snapshot>, filter: &str, order: Order) {
        let same = Arc::ptr_eq(&self.snapshot, snapshot);
        if same && self.filter == filter && self.order == order {
            return;
        }
        self.snapshot = Arc::clone(snapshot);
        filter.clone_into(&mut self.filter);
        self.order = order;
        let wanted = filter.trim().to_lowercase();
        let clients = &snapshot.clients;
        self.rows = (0..clients.len())
            .filter(|at| clients.get(*at).is_some_and(|client| matches(client, &wanted)))
            .collect();
        sort(&mut self.rows, clients, order);
    }

    /// What it shows.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshot)
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// The client in a row.
    pub fn client(&self, row: usize) -> Option<&ClientRow> {
        self.snapshot.clients.get(*self.rows.get(row)?)
    }

    /// All clients, in the order of the rows.
    pub fn clients(&self) -> impl Iterator<Item = &ClientRow> {
        self.rows.iter().filter_map(|at| self.snapshot.clients.get(*at))
    }

    /// In which row somebody stands.
    pub fn row_of(&self, id: MemberId) -> Option<usize> {
        self.clients().position(|client| client.id == id)
    }
}

/// An address as people know it: an IPv4 one that came in over IPv6 as IPv4.
pub fn plain(address: SocketAddr) -> SocketAddr {
    SocketAddr::new(address.ip().to_canonical(), address.port())
}

fn matches(client: &ClientRow, wanted: &str) -> bool {
    let has = |text: &str| text.to_lowercase().contains(wanted);
    wanted.is_empty()
        || has(&client.pseudo)
        || has(&plain(client.address).to_string())
        || client.rooms.iter().any(|room| has(room))
}

fn sort(rows: &mut [usize], clients: &[ClientRow], order: Order) {
    // Equal ones keep the order in which they came, from either end.
    match order.key {
        SortKey::Pseudo => by(rows, clients, order, |client| client.pseudo.to_lowercase()),
        SortKey::Address => by(rows, clients, order, |client| plain(client.address)),
        SortKey::Rooms => by(rows, clients, order, |client| client.rooms.join(", ").to_lowercase()),
        SortKey::LastMessage => by(rows, clients, order, |client| client.last_message),
        SortKey::Since => by(rows, clients, order, |client| client.since),
        SortKey::MessagesIn => by(rows, clients, order, |client| client.traffic.messages_in),
        SortKey::BytesIn => by(rows, clients, order, |client| client.traffic.bytes_in),
        SortKey::MessagesOut => by(rows, clients, order, |client| client.traffic.messages_out),
        SortKey::BytesOut => by(rows, clients, order, |client| client.traffic.bytes_out),
        SortKey::RoundTrip => by(rows, clients, order, |client| client.round_trip),
        SortKey::Lag => by(rows, clients, order, |client| client.lag),
    }
}

fn by<K: Ord>(
    rows: &mut [usize],
    clients: &[ClientRow],
    order: Order,
    key: impl Fn(&ClientRow) -> K,
) {
    let key = |at: &usize| clients.get(*at).map(&key);
    if order.descending {
        rows.sort_by_cached_key(|at| Reverse(key(at)));
    } else {
        rows.sort_by_cached_key(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_goes_through_its_keys_and_both_ends() {
        let (asc, desc) = (false, true);
        let mut order = Order { key: SortKey::Pseudo, descending: asc };
        let mut press = |keys: &[SortKey]| {
            order = order.pressed(keys);
            (order.key, order.descending)
        };
        assert_eq!(press(&[SortKey::Pseudo]), (SortKey::Pseudo, desc));
        assert_eq!(press(&[SortKey::Pseudo]), (SortKey::Pseudo, asc));
        let both = [SortKey::MessagesIn, SortKey::BytesIn];
        for expected in [
            (SortKey::MessagesIn, desc),
            (SortKey::MessagesIn, asc),
            (SortKey::BytesIn, desc),
            (SortKey::BytesIn, asc),
            (SortKey::MessagesIn, desc),
        ] {
            assert_eq!(press(&both), expected);
        }
    }
}
