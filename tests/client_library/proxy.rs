//! A path to a server that breaks: after so many bytes, or now.

use salon::client::Link;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

pub struct Proxy {
    pub link: Link,
    path: Arc<Path>,
    thread: Option<JoinHandle<()>>,
}

type Budget = Box<dyn Fn(usize) -> usize + Send>;

#[derive(Default)]
struct Path {
    /// Bytes towards the client after which the connection of a number is cut.
    budget: Mutex<Option<Budget>>,
    current: Mutex<Option<(TcpStream, TcpStream)>>,
    connections: AtomicUsize,
    cuts: AtomicUsize,
    closed: AtomicBool,
}

impl Proxy {
    pub fn new(to: Link) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let link = Link::new("127.0.0.1", listener.local_addr().unwrap().port());
        let path = Arc::new(Path::default());
        let thread = std::thread::Builder::new().name("proxy".into()).spawn({
            let path = Arc::clone(&path);
            move || path.run(&listener, &to)
        });
        Self { link, path, thread: Some(thread.unwrap()) }
    }

    /// The connection that is there is cut, and each later one after as many bytes as `budget` says.
    pub fn cut_after(&self, budget: impl Fn(usize) -> usize + Send + 'static) {
        *self.path.budget.lock().unwrap() = Some(Box::new(budget));
        self.cut_now();
    }

    pub fn cut_now(&self) {
        if let Some((client, server)) = self.path.current.lock().unwrap().take() {
            drop(client.shutdown(Shutdown::Both));
            drop(server.shutdown(Shutdown::Both));
        }
    }

    pub fn cuts(&self) -> usize {
        self.path.cuts.load(Ordering::Relaxed)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.path.closed.store(true, Ordering::Relaxed);
        self.cut_now();
        // Wakes the accept, if nobody else does.
        drop(TcpStream::connect((self.link.host.as_str(), self.link.port)));
        drop(self.thread.take().unwrap().join());
    }
}

impl Path {
    fn run(&self, listener: &TcpListener, to: &Link) {
        while let Ok((client, _)) = listener.accept() {
            if self.closed.load(Ordering::Relaxed) {
                return;
            }
            let Ok(server) = TcpStream::connect((to.host.as_str(), to.port)) else { continue };
            let pair = || (client.try_clone().unwrap(), server.try_clone().unwrap());
            *self.current.lock().unwrap() = Some(pair());
            let number = self.connections.fetch_add(1, Ordering::Relaxed);
            let left = self.budget.lock().unwrap().as_ref().map(|budget| budget(number));
            let (mut from_client, mut to_server) = pair();
            let up = std::thread::spawn(move || {
                drop(std::io::copy(&mut from_client, &mut to_server));
                drop(to_server.shutdown(Shutdown::Both));
            });
            self.down(&server, &client, left);
            drop(client.shutdown(Shutdown::Both));
            drop(server.shutdown(Shutdown::Both));
            drop(up.join());
        }
    }

    /// Copies until the end, or the budget's.
    fn down(&self, mut from: &TcpStream, mut to: &TcpStream, left: Option<usize>) {
        let mut left = left.unwrap_or(usize::MAX);
        let mut buffer = [0; 4096];
        while left > 0 {
            let room = left.min(buffer.len());
            let Ok(read @ 1..) = from.read(&mut buffer[..room]) else { return };
            if to.write_all(&buffer[..read]).is_err() {
                return;
            }
            left -= read;
        }
        self.cuts.fetch_add(1, Ordering::Relaxed);
    }
}
