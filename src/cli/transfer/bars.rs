//! A bar for each transfer that is under way, on a terminal.

use crate::cli::neutral;
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use salon::texts;
use salon::transfer::{Transfer, TransferKey, TransferState};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// Positions of a bar: a thousandth each.
const WHOLE: u64 = 1000;

/// See the module. Where the standard error is no terminal, nothing is drawn.
pub(super) struct Bars {
    all: MultiProgress,
    bars: RefCell<BTreeMap<TransferKey, ProgressBar>>,
}

impl Bars {
    pub fn new() -> Self {
        Self { all: MultiProgress::new(), bars: RefCell::default() }
    }

    /// Draws what is under way.
    pub fn draw(&self, list: &[Transfer]) {
        let mut bars = self.bars.borrow_mut();
        let shown = |t: &&Transfer| !t.state.is_over() && !t.is_room && accepted(&t.state);
        for transfer in list.iter().filter(shown) {
            let bar = bars.entry(transfer.key).or_insert_with(|| self.bar(transfer));
            bar.set_position(thousandths(transfer));
            bar.set_message(texts::transfer_progress(transfer));
        }
        bars.retain(|key, bar| {
            let goes_on = list.iter().filter(shown).any(|transfer| transfer.key == *key);
            if !goes_on {
                bar.finish_and_clear();
            }
            goes_on
        });
    }

    fn bar(&self, transfer: &Transfer) -> ProgressBar {
        let bar = self.all.add(ProgressBar::new(WHOLE));
        // The template is a constant: it can't be wrong.
        let style = ProgressStyle::with_template("{prefix:24!} [{bar:24}] {percent:>3} % {msg}");
        if let Ok(style) = style {
            bar.set_style(style.progress_chars("##-"));
        }
        bar.set_prefix(neutral::line(&transfer.name).into_owned());
        bar
    }

    /// Tells something above the bars.
    pub fn tell(&self, sentence: &str) {
        self.all.suspend(|| crate::cli::output::complain(sentence));
    }

    /// Nothing more is drawn.
    pub fn clear(&self) {
        // A terminal that is gone needs no clearing.
        let _ = self.all.clear();
    }
}

fn accepted(state: &TransferState) -> bool {
    !matches!(state, TransferState::Offered { .. } | TransferState::Waiting)
}

fn thousandths(transfer: &Transfer) -> u64 {
    let size = u128::from(transfer.size.max(1));
    u64::try_from(u128::from(transfer.done) * u128::from(WHOLE) / size).unwrap_or(WHOLE)
}
