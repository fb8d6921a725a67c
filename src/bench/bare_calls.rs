//! What calls are compared with: a server of as many threads as Salon's, which does next to nothing but
//! the system calls. A thread for each client reads and hands over; as many workers as a service has
//! take what was handed over, and answer each `CALL` with its own value.

use salon::proto::header::Frame;
use salon::proto::limits::MAX_BODY_PAYLOAD;
use salon::proto::message::{CallResult, FromClient, Message};
use std::collections::VecDeque;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::Builder;

/// As many as a service has where nothing else is said.
const WORKERS: usize = 4;

/// What one read brings at most, in bytes.
const READ: usize = 64 * 1024;

/// What was handed over. The generator has one call under way for each client: that bounds it.
#[derive(Default)]
struct Queue {
    waiting: Mutex<VecDeque<Handed>>,
    more: Condvar,
}

/// A frame, and where its answer goes.
struct Handed {
    stream: Arc<TcpStream>,
    frame: Vec<u8>,
}

/// Serves until the standard input ends.
pub fn serve(listener: TcpListener) -> io::Result<()> {
    let queue = Arc::new(Queue::default());
    for number in 0..WORKERS {
        let queue = Arc::clone(&queue);
        Builder::new().name(format!("worker-{number}")).spawn(move || queue.work())?;
    }
    let accept = move || {
        for (number, stream) in listener.incoming().map_while(Result::ok).enumerate() {
            let queue = Arc::clone(&queue);
            let thread = Builder::new().name(format!("client-{number}"));
            // Where there are no more threads, the generator misses the answers and says so.
            let _ = thread.spawn(move || queue.read(stream));
        }
    };
    Builder::new().name("listener".into()).spawn(accept)?;
    io::stdin().read_to_end(&mut Vec::new()).map(drop)
}

impl Queue {
    fn waiting(&self) -> MutexGuard<'_, VecDeque<Handed>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A client's thread: ends with the connection.
    fn read(&self, stream: TcpStream) {
        if stream.set_nodelay(true).is_err() {
            return;
        }
        let stream = Arc::new(stream);
        let (mut buffer, mut unread) = (vec![0; READ], Vec::new());
        loop {
            let Ok(count @ 1..) = (&*stream).read(&mut buffer) else { return };
            unread.extend_from_slice(buffer.get(..count).unwrap_or_default());
            while let Ok(Some((_, rest))) = Frame::split(&unread, |_| MAX_BODY_PAYLOAD) {
                let end = unread.len() - rest.len();
                let frame = unread.drain(..end).collect();
                let stream = Arc::clone(&stream);
                self.waiting().push_back(Handed { stream, frame });
                self.more.notify_one();
            }
        }
    }

    /// A worker: ends with the process.
    fn work(&self) {
        loop {
            let handed = {
                let mut waiting = self.waiting();
                loop {
                    match waiting.pop_front() {
                        Some(handed) => break handed,
                        None => {
                            waiting =
                                self.more.wait(waiting).unwrap_or_else(PoisonError::into_inner);
                        }
                    }
                }
            };
            let Ok(Some((frame, _))) = Frame::split(&handed.frame, |_| MAX_BODY_PAYLOAD) else {
                continue;
            };
            if let Ok(Some(FromClient::Call(call))) = FromClient::decode(&frame) {
                let answer = CallResult { value: call.value }.to_frame(frame.header.correlation);
                // A client that is gone needs none.
                let _ = (&*handed.stream).write_all(&answer);
            }
        }
    }
}
