//! Two clients whom a server introduces, and who then speak to each other without it.
//! `cargo run --example peers`

use salon::client::{Client, Event, Link, Options};
use salon::net::{Config, Server};
use salon::peer::{self, MeetOptions, PeerSession};
use std::error::Error;
use std::thread;

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

fn main() -> Outcome<()> {
    let config = Config { listen: ([127, 0, 0, 1], 0).into(), ..Config::default() };
    let server = Server::start(config)?;
    let link = Link::new("127.0.0.1", server.local_addr().port());
    let ada = Client::connect(&link, Options::new("Ada"))?;
    let bob = Client::connect(&link, Options::new("Bob"))?;

    let asking = peer::ask(&ada, bob.member())?;
    let bobs = thread::Builder::new().name("bob".into()).spawn(move || meet(&bob))?;
    let to_bob = meet(&ada)?;
    let to_ada = bobs.join().map_err(|_| "Bob's thread panicked")??;
    println!("{:?} was agreed to; {:?}", asking.id(), to_bob.path());
    println!("Ada sees {}, Bob sees {}", to_bob.code(), to_ada.code());

    server.stop("they need it no more");
    to_bob.room().post("Are you still there?")?;
    for event in to_ada.client().events().iter() {
        if let Event::Posted { pseudo, content, .. } = event {
            println!("{pseudo}: {}", content.text().unwrap_or_default());
            break;
        }
    }
    Ok(())
}

/// Agrees with whoever asks, and meets whom the server introduces.
fn meet(client: &Client) -> Outcome<PeerSession> {
    for event in client.events().iter() {
        match event {
            Event::Opened { sequence, .. } if peer::is_asked(&sequence) => {
                peer::agree(client, &sequence)?;
            }
            Event::Introduced { introduction, .. } => {
                return Ok(peer::meet(client, &introduction, MeetOptions::default())?);
            }
            _ => {}
        }
    }
    Err("the session is over".into())
}
