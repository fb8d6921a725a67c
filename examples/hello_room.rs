//! A server with a room and a typed message of its own; a client that joins it, sees who is there
//! and posts. `cargo run --example hello_room`

use salon::client::{Client, Event, Link, Options};
use salon::net::{Config, RoomConfig, Server};

salon::payload! { struct Dot: "hello/dot" { x: u16, y: u16 } }

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let rooms = vec![RoomConfig::new("canvas", "Draw here")];
    let config = Config { listen: ([127, 0, 0, 1], 0).into(), rooms, ..Config::default() };
    let server = Server::start(config)?;

    let link = Link::new("127.0.0.1", server.local_addr().port());
    let client = Client::connect(&link, Options::new("Ada"))?;
    let room = client.join("canvas")?;
    println!("here: {:?}", room.members());
    room.send(&Dot { x: 3, y: 4 })?;
    let Event::Posted { pseudo, content, .. } = client.events().recv()? else { return Ok(()) };
    println!("{pseudo}: {:?}", content.get::<Dot>()?);
    Ok(())
}
