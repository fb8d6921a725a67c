//! The person's side of the chat: lines in, lines out. On a terminal, what comes in is printed
//! above the line that is being typed.

use crate::cli::exit::{Failure, Status};
use crate::cli::input::{self, Line};
use crate::cli::{neutral, output};
use crossbeam_channel::{Receiver, Sender, bounded};
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};
use rustyline::error::ReadlineError;
use rustyline::{DefaultEditor, ExternalPrinter};
use salon::texts::tr;
use std::io::{self, IsTerminal};
use std::thread;

/// Ends the mode in which a terminal marks what is pasted, which the prompt had begun.
const PASTE_AS_TYPED: &str = "\x1b[?2004l";

/// Where lines are typed and printed.
pub struct Terminal {
    /// What is typed; disconnects at the end, or at Ctrl-C and Ctrl-D.
    pub lines: Receiver<Line>,
    /// None where lines are piped in, or the output is.
    prompt: Option<Prompt>,
}

/// A prompt on a terminal.
struct Prompt {
    /// Prints above it.
    printer: Box<dyn ExternalPrinter>,
    /// How the terminal was before.
    before: Termios,
}

/// The prompt's thread still waits for a line when the chat ends, and the terminal is in its hands.
impl Drop for Prompt {
    fn drop(&mut self) {
        // If the terminal is gone, there is nothing to be restored.
        let _ = tcsetattr(io::stdin(), OptionalActions::Drain, &self.before);
        let _ = output::print(&format!("{PASTE_AS_TYPED}\n"));
    }
}

impl Terminal {
    /// Begins to read lines.
    ///
    /// # Errors
    /// The terminal can't be read.
    pub fn open() -> Result<Self, Failure> {
        if !(io::stdin().is_terminal() && io::stdout().is_terminal()) {
            return Ok(Self { lines: input::lines()?, prompt: None });
        }
        let broken =
            |cause: String| Failure::new(Status::Failed, tr!("cli-input-failed", cause = cause));
        let before = tcgetattr(io::stdin()).map_err(|e| broken(e.to_string()))?;
        let mut editor = DefaultEditor::new().map_err(|e| broken(e.to_string()))?;
        let printer = editor.create_external_printer().map_err(|e| broken(e.to_string()))?;
        let (sender, lines) = bounded(1);
        // It ends with the input, or with the program.
        thread::Builder::new()
            .name("salon-prompt".into())
            .spawn(move || read(&mut editor, &sender))
            .map_err(|e| broken(e.to_string()))?;
        Ok(Self { lines, prompt: Some(Prompt { printer: Box::new(printer), before }) })
    }

    /// Whether a person types here, and not a script.
    pub fn has_prompt(&self) -> bool {
        self.prompt.is_some()
    }

    /// Prints one line; nothing in it acts on the terminal.
    ///
    /// # Errors
    /// It can't be printed.
    pub fn print(&mut self, line: &str) -> Result<(), Failure> {
        let line = format!("{}\n", neutral::line(line));
        match &mut self.prompt {
            Some(prompt) => prompt.printer.print(line).map_err(|e| {
                Failure::new(Status::Failed, tr!("cli-output-failed", cause = e.to_string()))
            }),
            // Whoever pipes lines in may not care for what comes out.
            None => output::print(&line).map(|_| ()),
        }
    }
}

/// Reads lines with a prompt, until Ctrl-C or Ctrl-D.
fn read(editor: &mut DefaultEditor, lines: &Sender<Line>) {
    loop {
        let line = match editor.readline("> ") {
            Ok(line) => line,
            Err(ReadlineError::Interrupted | ReadlineError::Eof) => return,
            Err(e) => {
                // The receiver may be gone, and then nobody is left to be told.
                let _ = lines.send(Line::Broken(e.to_string()));
                return;
            }
        };
        // A line that can't be remembered is no reason not to send it.
        let _ = editor.add_history_entry(&line);
        if lines.send(Line::Text(line)).is_err() {
            return;
        }
    }
}
