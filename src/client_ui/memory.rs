//! What the window remembers from one time to the next: where the person went, as whom, which rooms
//! call nobody or post directly, whether the desktop may, and where files go.

use super::dialogs::ConnectForm;
use crate::client::Link;
use eframe::Storage;
use std::path::PathBuf;

const ADDRESS: &str = "address";
const PSEUDO: &str = "pseudo";
const RECENT: &str = "recent";
const MUTED: &str = "muted";
const DIRECT: &str = "direct";
const DESKTOP: &str = "desktop";
const FOLDER: &str = "folder";

/// Places that are remembered. Of more, the one that was left for the longest time goes.
const MAX_RECENT: usize = 6;

/// Rooms that a list remembers. Of more, the oldest is as any other again.
const MAX_ROOMS: usize = 200;

/// What is kept, beside what was typed last to connect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remembered {
    /// Where the person was, the latest first: a link, and the pseudo there.
    pub recent: Vec<(String, String)>,
    /// Whether the desktop shows what calls the person.
    pub desktop: bool,
    /// Where the last file that came was put; `None` until a folder was chosen.
    pub folder: Option<PathBuf>,
    /// Rooms that call nobody: an address, and a room there.
    muted: Vec<(String, String)>,
    /// Rooms in which posts may go from peer to peer, likewise.
    direct: Vec<(String, String)>,
}

impl Default for Remembered {
    fn default() -> Self {
        let (muted, direct) = (Vec::new(), Vec::new());
        Self { recent: Vec::new(), desktop: true, folder: None, muted, direct }
    }
}

impl Remembered {
    /// What was kept last time.
    pub fn recall(storage: Option<&dyn Storage>) -> Self {
        let get = |key| storage.and_then(|storage| storage.get_string(key)).unwrap_or_default();
        Self {
            recent: pairs(&get(RECENT)),
            desktop: get(DESKTOP) != "off",
            folder: Some(get(FOLDER)).filter(|folder| !folder.is_empty()).map(PathBuf::from),
            muted: pairs(&get(MUTED)),
            direct: pairs(&get(DIRECT)),
        }
    }

    /// Keeps it for the next time.
    pub(super) fn keep(&self, storage: &mut dyn Storage, form: &ConnectForm) {
        storage.set_string(ADDRESS, form.address.clone());
        storage.set_string(PSEUDO, form.pseudo.clone());
        storage.set_string(RECENT, lines(&self.recent));
        storage.set_string(MUTED, lines(&self.muted));
        storage.set_string(DIRECT, lines(&self.direct));
        let folder = self.folder.as_ref().map(|folder| folder.to_string_lossy().into_owned());
        storage.set_string(FOLDER, folder.unwrap_or_default());
        storage.set_string(DESKTOP, if self.desktop { "on" } else { "off" }.to_owned());
    }

    /// The person is somewhere, as somebody.
    pub(super) fn was_at(&mut self, link: &Link, pseudo: &str) {
        let place = (link.to_string(), pseudo.to_owned());
        self.recent.retain(|known| *known != place);
        self.recent.insert(0, place);
        self.recent.truncate(MAX_RECENT);
    }

    /// The rooms that call nobody at an address.
    pub(super) fn muted_at(&self, link: &Link) -> Vec<String> {
        let address = link.address();
        let here = self.muted.iter().filter(|(at, _)| *at == address);
        here.map(|(_, room)| room.clone()).collect()
    }

    /// A room calls nobody from now on, or does again.
    pub(super) fn mute(&mut self, link: &Link, room: &str, muted: bool) {
        keep_room(&mut self.muted, link, room, muted);
    }

    /// Whether posts may go from peer to peer in a room.
    pub(super) fn posts_directly(&self, link: &Link, room: &str) -> bool {
        let address = link.address();
        self.direct.iter().any(|(at, known)| *at == address && known == room)
    }

    /// Posts may go from peer to peer in a room from now on, or no longer.
    pub(super) fn post_directly(&mut self, link: &Link, room: &str, allowed: bool) {
        keep_room(&mut self.direct, link, room, allowed);
    }
}

/// Puts a room on such a list, or takes it off. Of too many, the oldest are given up.
fn keep_room(rooms: &mut Vec<(String, String)>, link: &Link, room: &str, on: bool) {
    let one = (link.address(), room.to_owned());
    rooms.retain(|known| *known != one);
    if on {
        rooms.push(one);
    }
    let over = rooms.len().saturating_sub(MAX_ROOMS);
    rooms.drain(..over);
}

/// What was typed the last time to connect.
pub(super) fn recall_form(storage: Option<&dyn Storage>) -> ConnectForm {
    let get = |key| storage.and_then(|storage| storage.get_string(key)).unwrap_or_default();
    ConnectForm::new(get(ADDRESS), get(PSEUDO))
}

/// Names have neither tabs nor line ends.
fn lines(pairs: &[(String, String)]) -> String {
    pairs.iter().map(|(a, b)| format!("{a}\t{b}\n")).collect()
}

fn pairs(lines: &str) -> Vec<(String, String)> {
    let pair = |line: &str| line.split_once('\t').map(|(a, b)| (a.to_owned(), b.to_owned()));
    lines.lines().filter_map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[derive(Default)]
    struct Kept(HashMap<String, String>);

    impl Storage for Kept {
        fn get_string(&self, key: &str) -> Option<String> {
            self.0.get(key).cloned()
        }
        fn set_string(&mut self, key: &str, value: String) {
            self.0.insert(key.to_owned(), value);
        }
        fn remove_string(&mut self, key: &str) {
            self.0.remove(key);
        }
        fn flush(&mut self) {}
    }

    #[test]
    fn what_is_kept_comes_back() {
        let link: Link = "salon://h:1/lobby".parse().unwrap();
        let folder = Some("/home/léa/in".into());
        let mut remembered = Remembered { desktop: false, folder, ..Remembered::default() };
        for pseudo in ["a", "b", "c", "d", "e", "f", "g", "c"] {
            remembered.was_at(&link, pseudo);
        }
        remembered.mute(&link, "café noir", true);
        remembered.mute(&link, "lobby", true);
        remembered.mute(&link, "lobby", false);
        remembered.post_directly(&link, "lobby", true);
        let mut kept = Kept::default();
        remembered.keep(&mut kept, &ConnectForm::new("h".into(), "Léa".into()));
        assert_eq!(Remembered::recall(Some(&kept)), remembered);
        assert_eq!(recall_form(Some(&kept)), ConnectForm::new("h".into(), "Léa".into()));
        assert_eq!(remembered.muted_at(&link), ["café noir"]);
        assert!(remembered.posts_directly(&link, "lobby"));
        assert!(!remembered.posts_directly(&link, "café noir"));
        let pseudos: Vec<_> = remembered.recent.iter().map(|(_, pseudo)| pseudo.as_str()).collect();
        assert_eq!(pseudos, ["c", "g", "f", "e", "d", "b"]);
        assert_eq!(Remembered::recall(None), Remembered::default());
    }
}
