//! What is on the disk where somebody types a path. A disk may be slow, or far away: a thread looks, and
//! the window goes on.

use super::wishes::expanded;
use super::worker::Wake;
use crossbeam_channel::{Receiver, Sender, bounded};
use rustix::fs::{Access, access};
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

/// Entries that are read of a folder, which may have millions.
const MOST_READ: usize = 20_000;

/// Entries that are shown of them: the first by name.
const MOST_SHOWN: usize = 500;

/// What somebody looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sought {
    /// A file, to send it.
    File,
    /// A folder, to write into it.
    Folder,
}

/// What stands at a path that was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// What was typed.
    pub typed: String,
    /// What it is.
    pub place: Place,
    /// What lies in that folder, or begins so in the one above it: folders first.
    pub entries: Vec<Entry>,
}

/// What a path leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// Nothing.
    Nothing,
    /// Something that is no folder.
    File,
    /// A folder.
    Folder,
    /// A folder into which nothing can be written: what the system says.
    ReadOnly(String),
}

/// One of a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// `None` for the folder above.
    pub name: Option<String>,
    /// What to type to have it.
    pub path: String,
    /// Whether it is one itself.
    pub is_folder: bool,
}

/// The thread `salon-disk`. It ends when this is dropped, after what it looks at.
#[derive(Debug)]
pub(super) struct Disk {
    typed: Sender<String>,
    found: Receiver<Found>,
}

impl Disk {
    /// Starts it. Where the system gives no thread, nothing is ever found.
    pub fn start(sought: Sought, wake: Wake) -> Self {
        // One at a time is asked for: the window asks for what is typed when it has its answer.
        let (typed, to_find) = bounded::<String>(1);
        let (told, found) = bounded(1);
        let run = move || {
            for typed in to_find {
                if told.send(find(typed, sought)).is_err() {
                    return;
                }
                wake();
            }
        };
        if let Err(error) = thread::Builder::new().name("salon-disk".into()).spawn(run) {
            tracing::warn!(%error, "no folders are shown: the system gives no thread");
        }
        Self { typed, found }
    }

    /// Looks at it. Whether that is begun: it may be busy.
    pub fn look_at(&self, typed: &str) -> bool {
        self.typed.try_send(typed.to_owned()).is_ok()
    }

    /// What was found.
    pub fn found(&self) -> Option<Found> {
        self.found.try_recv().ok()
    }
}

fn find(typed: String, sought: Sought) -> Found {
    let path = expanded(if typed.is_empty() { "~/" } else { &typed });
    let place = place(&path);
    let within = matches!(place, Place::Folder | Place::ReadOnly(_));
    let (folder, beginning) = if within {
        (path, String::new())
    } else {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        (path.parent().map_or_else(PathBuf::new, Path::to_owned), name)
    };
    let entries = entries(&folder, &beginning, sought);
    Found { typed, place, entries }
}

fn place(path: &Path) -> Place {
    match fs::metadata(path) {
        Ok(found) if found.is_dir() => match access(path, Access::WRITE_OK | Access::EXEC_OK) {
            Ok(()) => Place::Folder,
            Err(error) => Place::ReadOnly(std::io::Error::from(error).to_string()),
        },
        Ok(_) => Place::File,
        Err(_) => Place::Nothing,
    }
}

/// What lies there and begins so. What is hidden stays so until its dot is typed.
fn entries(folder: &Path, beginning: &str, sought: Sought) -> Vec<Entry> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let lower = beginning.to_lowercase();
    let read = fs::read_dir(folder).into_iter().flatten().flatten().take(MOST_READ);
    let mut entries: Vec<Entry> = read
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let hidden = name.starts_with('.') && !beginning.starts_with('.');
            if hidden || !name.to_lowercase().starts_with(&lower) {
                return None;
            }
            // A link counts as what it leads to.
            let is_folder = entry.path().is_dir();
            let path = spelled(&entry.path(), is_folder)?;
            (is_folder || sought == Sought::File).then_some(Entry {
                name: Some(name),
                path,
                is_folder,
            })
        })
        .collect();
    entries.sort_by_cached_key(|entry| {
        let name = entry.name.clone().unwrap_or_default();
        (!entry.is_folder, name.to_lowercase(), name)
    });
    entries.truncate(MOST_SHOWN);
    let above = folder.parent().and_then(|above| spelled(above, true));
    let above = above.filter(|_| beginning.is_empty());
    let above = above.map(|path| Entry { name: None, path, is_folder: true });
    above.into_iter().chain(entries).collect()
}

/// As somebody would type it; `None` for what can't be typed.
fn spelled(path: &Path, is_folder: bool) -> Option<String> {
    let path = path.to_str().filter(|path| !path.is_empty())?;
    Some(if is_folder && !path.ends_with('/') { format!("{path}/") } else { path.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(found: &Found) -> Vec<&str> {
        found.entries.iter().map(|entry| entry.name.as_deref().unwrap_or("..")).collect()
    }

    #[test]
    fn what_was_typed_is_found_and_how_it_may_go_on() {
        let home = tempfile::tempdir().unwrap();
        for folder in ["Été", "deep/er", ".hidden"] {
            fs::create_dir_all(home.path().join(folder)).unwrap();
        }
        for file in ["a.txt", "Deed.pdf"] {
            fs::write(home.path().join(file), "x").unwrap();
        }
        let root = home.path().to_str().unwrap();
        let at = |typed: &str, sought| find(format!("{root}{typed}"), sought);
        let found = at("", Sought::File);
        assert_eq!(names(&found), ["..", "deep", "Été", "a.txt", "Deed.pdf"]);
        assert_eq!(
            (found.place, found.entries[1].path.clone()),
            (Place::Folder, format!("{root}/deep/"))
        );
        assert_eq!(names(&at("/", Sought::Folder)), ["..", "deep", "Été"]);
        let begun = at("/de", Sought::File);
        assert_eq!((names(&begun), &begun.place), (vec!["deep", "Deed.pdf"], &Place::Nothing));
        assert_eq!(at("/a.txt", Sought::Folder).place, Place::File);
        assert_eq!(names(&at("/.h", Sought::Folder)), [".hidden"]);
        let nothing = at("/none/at/all", Sought::File);
        assert_eq!((nothing.place, nothing.entries), (Place::Nothing, vec![]));
    }
}
