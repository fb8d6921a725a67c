//! A whiteboard: people in a room draw together. Who serves hands out the link that is printed.
//! `cargo run --example whiteboard -- serve PSEUDO`, or `-- LINK PSEUDO`

mod board;
mod seat;
mod window;

use salon::net::{Config, Server};

fn main() -> std::process::ExitCode {
    let told = run().inspect_err(|error| eprintln!("{error}"));
    u8::from(told.is_err()).into()
}

fn run() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [to, pseudo] = &arguments[..] else { return Err("serve PSEUDO, or LINK PSEUDO".into()) };
    let (_server, link) = if to == "serve" { serve()? } else { (None, to.parse()?) };
    let seat = seat::Seat::take(&link, pseudo).map_err(|e| salon::texts::client_error(&e))?;
    println!("link {link}");
    let create = |context: &eframe::CreationContext<'_>| -> Result<Box<dyn eframe::App>, _> {
        salon::look::install(&context.egui_ctx);
        let ctx = context.egui_ctx.clone();
        seat.client.events().on_event(Box::new(move || ctx.request_repaint()));
        Ok(Box::new(window::Window { seat, cursor: board::Cursor::default() }))
    };
    let title = seat::say("Whiteboard|Tableau blanc");
    Ok(eframe::run_native(&format!("{title}: {pseudo}"), Default::default(), Box::new(create))?)
}

/// A server, and the link to it by which this machine is known around it.
fn serve() -> Result<(Option<Server>, salon::client::Link), Box<dyn std::error::Error>> {
    let server = Server::start(Config { open_rooms: true, ..Config::default() })?;
    // Nothing is sent: the system only says which of its addresses it would send from.
    let way = std::net::UdpSocket::bind("0.0.0.0:0")?;
    let around = way.connect("192.0.2.1:9").and_then(|()| way.local_addr());
    let host = around.map_or_else(|_| "127.0.0.1".into(), |address| address.ip().to_string());
    let link = format!("{host}:{}/board", server.local_addr().port()).parse()?;
    Ok((Some(server), link))
}
