//! The logs once more, for the host's window: lines in a bounded channel.

use super::neutral;
use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use salon::admin_ui::Wake;
use salon::hub::host::{LogLevel, LogLine};
use salon::look::FRAMES;
use salon::proto::ids::UnixMillis;
use std::fmt::{Debug, Write};
use std::sync::{Arc, OnceLock};
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::{Context, Layer};
use tracing_subscriber::registry::LookupSpan;

/// Most lines that wait for the window; of more, the oldest go.
const MAX_WAITING: usize = 2_000;

/// The window's end of it.
pub struct LogFeed {
    lines: Receiver<LogLine>,
    wake: Arc<OnceLock<Wake>>,
}

impl LogFeed {
    /// The lines from the beginning on. From now on, `wake` is called when there are some again.
    pub fn open(self, wake: Wake) -> Receiver<LogLine> {
        // It is opened once.
        let _ = self.wake.set(wake);
        self.lines
    }
}

/// The logs' end of it.
struct Feed {
    lines: Sender<LogLine>,
    /// The window's end, to take the oldest line out where there is no room.
    oldest: Receiver<LogLine>,
    wake: Arc<OnceLock<Wake>>,
}

/// A layer that feeds the window: what Salon says, and the errors of what it is built on.
pub fn feed<S>() -> (impl Layer<S>, LogFeed)
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    let (feed, window) = ends();
    let filter = Targets::new()
        .with_default(LevelFilter::ERROR)
        .with_target("salon", Level::DEBUG)
        .with_target(FRAMES, LevelFilter::OFF);
    (feed.with_filter(filter), window)
}

fn ends() -> (Feed, LogFeed) {
    let (sender, lines) = bounded(MAX_WAITING);
    let wake = Arc::new(OnceLock::new());
    let feed = Feed { lines: sender, oldest: lines.clone(), wake: Arc::clone(&wake) };
    (feed, LogFeed { lines, wake })
}

impl Feed {
    fn push(&self, line: LogLine) {
        let first = self.lines.is_empty();
        if let Err(TrySendError::Full(line)) = self.lines.try_send(line) {
            let _ = self.oldest.try_recv();
            let _ = self.lines.try_send(line);
        }
        if let Some(wake) = self.wake.get().filter(|_| first) {
            wake();
        }
    }
}

impl<S: Subscriber> Layer<S> for Feed {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut text = Text::default();
        event.record(&mut text);
        let level = match *event.metadata().level() {
            Level::ERROR => LogLevel::Error,
            Level::WARN => LogLevel::Warn,
            Level::INFO => LogLevel::Info,
            _ => LogLevel::Debug,
        };
        let at = UnixMillis(chrono::Utc::now().timestamp_millis());
        let text = text.message + &text.fields;
        self.push(LogLine { at, level, text: neutral::line(&text).into_owned() });
    }
}

/// An event as a line: its message, then its fields.
#[derive(Default)]
struct Text {
    message: String,
    fields: String,
}

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        // Writing into a text can't fail.
        let _ = match field.name() {
            "message" => write!(self.message, "{value:?}"),
            name => write!(self.fields, " {name}={value:?}"),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use tracing_subscriber::layer::SubscriberExt;

    #[test]
    fn lines_come_in_order_and_wake_the_window_once() {
        let (layer, window) = feed();
        let wakes = Arc::new(AtomicUsize::new(0));
        let woken = Arc::clone(&wakes);
        let wake = move || {
            woken.fetch_add(1, Ordering::Relaxed);
        };
        let lines = window.open(Arc::new(wake));
        let subscriber = tracing_subscriber::registry().with(layer);
        tracing::subscriber::with_default(subscriber, || {
            tracing::info!(target: "salon::net", member = 7, reason = ?"a\nb", "kicked");
            tracing::debug!(target: "salon::net", "connected");
            tracing::trace!(target: "salon::net", "too much");
            tracing::info!(target: "winit", "not ours");
            tracing::debug!(target: FRAMES, "of the window itself");
        });
        let lines: Vec<_> = lines.try_iter().map(|line| (line.level, line.text)).collect();
        assert_eq!(
            lines,
            [
                (LogLevel::Info, "kicked member=7 reason=\"a\\nb\"".to_owned()),
                (LogLevel::Debug, "connected".to_owned())
            ]
        );
        assert_eq!(wakes.load(Ordering::Relaxed), 1);
    }

    #[test]
    fn of_too_many_the_oldest_go() {
        let (feed, window) = ends();
        for n in 0..=MAX_WAITING {
            let (at, level) = (UnixMillis(0), LogLevel::Info);
            feed.push(LogLine { at, level, text: n.to_string() });
        }
        assert_eq!(window.lines.len(), MAX_WAITING);
        assert_eq!(window.lines.recv().unwrap().text, "1");
    }
}
