//! The server of the gradebook.

use crate::access::new_user;
use crate::fault::Error;
use crate::service::{Gradebook, ROOM, gradebook};
use crate::store::{OpenError, Role, Store};
use salon::net::{Config, RoomConfig, Server, StartError};
use salon::services::{Services, Share};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

/// Who can sign in at first.
pub const FIRST_TEACHER: &str = "teacher";

/// Calls that wait; what is more is answered BUSY. Every change waits for the disk, and a whole school may
/// hand in its marks on the same evening.
const QUEUE: usize = 1024;

/// Why it can't be served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The database.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// What stands in it.
    #[error(transparent)]
    Store(#[from] Error),
    /// The server.
    #[error(transparent)]
    Start(#[from] StartError),
}

/// A gradebook that is served.
pub struct Served {
    /// Where.
    pub server: Server,
    /// The password of [`FIRST_TEACHER`], if nobody could sign in before.
    pub first_password: Option<String>,
}

/// Serves the database at `path`, which is made if there is none. `password` is the first teacher's, if
/// nobody can sign in yet.
///
/// # Errors
/// The database can't be used, or the address.
pub fn serve(path: &Path, listen: SocketAddr, password: &str) -> Result<Served, ServeError> {
    let store = Arc::new(Store::open(path)?);
    let first_password = if store.has_users()? {
        None
    } else {
        store.add_user(&new_user(FIRST_TEACHER, password, Role::Teacher)?)?;
        Some(password.to_owned())
    };
    let server = Server::start(Config {
        listen,
        name: "Gradebook".into(),
        rooms: vec![RoomConfig::new(ROOM, "What has changed")],
        services: Services::default().with_share(
            gradebook::Serve(Gradebook::new(store)),
            Share { threads: 4, queue: QUEUE },
        ),
        ..Config::default()
    })?;
    Ok(Served { server, first_password })
}
