//! The program's logs: events of `tracing`, on the standard error.

use super::args::LogFormat;
use super::neutral;
use std::io::{self, Write};
use tracing::Level;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, Registry};

/// Chooses what is logged, like `debug` or `salon::net=trace,info`.
const FILTER_VARIABLE: &str = "SALON_LOG";

/// Begins to log what Salon says that is at least as grave as `least`, and the errors of what it
/// is built on, if the variable does not say otherwise. What can't be understood in that is passed
/// over.
pub fn begin(format: LogFormat, least: Level) {
    tracing_subscriber::registry().with(standard_error(format, least)).init();
}

/// As [`begin`], and the host's window can read along.
#[cfg(feature = "windows")]
pub fn begin_with_feed(format: LogFormat, least: Level) -> super::log_feed::LogFeed {
    let (layer, feed) = super::log_feed::feed();
    tracing_subscriber::registry().with(standard_error(format, least)).with(layer).init();
    feed
}

fn standard_error(format: LogFormat, least: Level) -> impl Layer<Registry> {
    let wish = std::env::var(FILTER_VARIABLE).ok().filter(|wish| !wish.is_empty());
    let filter = EnvFilter::builder()
        .with_default_directive(Level::ERROR.into())
        .parse_lossy(wish.unwrap_or_else(|| format!("error,salon={least}")));
    // Without colours: the writer makes every escape sequence harmless, its own among them.
    let logs = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(Stderr(format));
    match format {
        LogFormat::Text => logs.with_target(false).with_filter(filter).boxed(),
        LogFormat::Json => logs.json().flatten_event(true).with_filter(filter).boxed(),
    }
}

/// The standard error, on which what peers wrote can't act on the terminal.
struct Stderr(LogFormat);

impl<'a> MakeWriter<'a> for Stderr {
    type Writer = NeutralWriter<io::Stderr>;

    fn make_writer(&'a self) -> Self::Writer {
        NeutralWriter { inner: io::stderr(), format: self.0 }
    }
}

/// Writes each event, which comes whole, as one harmless line.
struct NeutralWriter<W> {
    inner: W,
    format: LogFormat,
}

impl<W: Write> Write for NeutralWriter<W> {
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(event);
        let text = text.strip_suffix('\n').unwrap_or(&text);
        let line = match self.format {
            LogFormat::Text => neutral::line(text),
            LogFormat::Json => neutral::json(text),
        };
        self.inner.write_all(format!("{line}\n").as_bytes())?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_one_harmless_line() {
        let written = |format, event: &str| {
            let mut writer = NeutralWriter { inner: Vec::new(), format };
            writer.write_all(event.as_bytes()).unwrap();
            String::from_utf8(writer.inner).unwrap()
        };
        let event = "INFO pseudo=a\u{1b}[2J\nINFO forged\n";
        assert_eq!(written(LogFormat::Text, event), "INFO pseudo=a\\u{1b}[2J\\nINFO forged\n");
        let event = "{\"pseudo\":\"\u{202e}\"}\n";
        assert_eq!(written(LogFormat::Json, event), "{\"pseudo\":\"\\u202e\"}\n");
    }
}
