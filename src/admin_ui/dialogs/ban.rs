//! Whom to keep out, by what, and for how long.

use super::{Whom, named, reason, too_long};
use crate::admin_ui::commands::Order;
use crate::hub::host::{BanTarget, Snapshot};
use crate::look::{self, Choice, Dialog, Field, Palette};
use crate::proto::limits::MAX_REASON;
use crate::proto::name::Pseudo;
use crate::texts::{name_error, tr};
use egui::{ComboBox, Context, RichText, Ui};
use std::collections::BTreeSet;
use std::net::IpAddr;
use std::time::Duration;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// For how long one can be kept out, in seconds.
const TIMES: [u64; 6] = [10 * MINUTE, HOUR, 8 * HOUR, DAY, 7 * DAY, 365 * DAY];

/// See the module.
pub struct BanForm {
    /// Clients that were chosen; nobody where the host types whom.
    whom: Vec<Whom>,
    typed: String,
    by_pseudo: bool,
    by_address: bool,
    seconds: u64,
    reason: String,
}

impl BanForm {
    /// The question for how long to keep these out.
    pub fn of(whom: Vec<Whom>) -> Self {
        Self {
            whom,
            typed: String::new(),
            by_pseudo: true,
            by_address: false,
            seconds: HOUR,
            reason: String::new(),
        }
    }

    /// The question whom to keep out.
    pub fn anybody() -> Self {
        Self::of(Vec::new())
    }

    /// Asks.
    pub fn show(&mut self, ctx: &Context, snapshot: &Snapshot) -> Option<Choice> {
        let wrong = too_long(&self.reason, MAX_REASON);
        let count = self.whom.len();
        let pseudo = self.whom.first().map_or("", |one| one.pseudo.as_str());
        let title = tr!("admin-ban-title", count = count, pseudo = pseudo);
        Dialog::new(title, look::danger(tr!("admin-ban-confirm")))
            .dismiss(tr!("admin-cancel"))
            .enabled(wrong.is_none() && !self.targets().is_empty())
            .show(ctx, |ui, just_opened| {
                if self.whom.is_empty() {
                    self.typed_ui(ui, just_opened);
                } else {
                    self.chosen_ui(ui, snapshot);
                }
                self.time_ui(ui);
                let focus = just_opened && !self.whom.is_empty();
                reason(&mut self.reason, wrong).focus(focus).show(ui);
                look::weak(ui, tr!("admin-ban-undo"));
            })
    }

    fn typed_ui(&mut self, ui: &mut Ui, just_opened: bool) {
        let typed = self.typed.trim();
        let wrong = match typed.parse::<IpAddr>() {
            Err(_) if !typed.is_empty() => Pseudo::new(typed).err().map(name_error),
            _ => None,
        };
        Field::new(tr!("admin-ban-typed"), &mut self.typed)
            .hint(tr!("admin-ban-typed-hint"))
            .wrong(wrong)
            .focus(just_opened)
            .show(ui);
        ui.label(tr!("admin-ban-typed-what"));
    }

    fn chosen_ui(&mut self, ui: &mut Ui, snapshot: &Snapshot) {
        named(ui, &self.whom);
        let count = self.whom.len();
        let first = self.whom.first();
        let pseudo = first.map_or("", |one| one.pseudo.as_str());
        let address = first.map_or_else(String::new, |one| one.address.to_string());
        ui.label(tr!("admin-ban-what", count = count, pseudo = pseudo));
        let by_pseudo = tr!("admin-ban-by-pseudo", count = count, pseudo = pseudo);
        let by_address = tr!("admin-ban-by-address", count = count, address = address);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = look::space::XS;
            look::check(ui, &mut self.by_pseudo, by_pseudo);
            look::check(ui, &mut self.by_address, by_address);
            let others = self.others(snapshot);
            if !others.is_empty() {
                let color = Palette::of(ui).warning;
                let (count, pseudos) = (others.len(), shortened(&others));
                let others = tr!("admin-ban-others", count = count, pseudos = pseudos);
                ui.label(RichText::new(others).color(color));
            }
            if !self.by_pseudo && !self.by_address {
                let color = Palette::of(ui).danger;
                ui.label(RichText::new(tr!("admin-ban-by-nothing")).color(color));
            }
        });
    }

    /// Who would be sent away as well, since they come from the same address.
    fn others<'a>(&self, snapshot: &'a Snapshot) -> Vec<&'a str> {
        if !self.by_address {
            return Vec::new();
        }
        let addresses: BTreeSet<IpAddr> = self.whom.iter().map(|one| one.address).collect();
        let meant = |id| self.whom.iter().any(|one| one.id == id);
        snapshot
            .clients
            .iter()
            .filter(|client| addresses.contains(&client.address.ip().to_canonical()))
            .filter(|client| !meant(client.id))
            .map(|client| client.pseudo.as_str())
            .collect()
    }

    fn time_ui(&mut self, ui: &mut Ui) {
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = look::space::XS;
            let color = Palette::of(ui).weak;
            let label = ui.label(RichText::new(tr!("admin-ban-for")).color(color).small());
            let list = ComboBox::from_id_salt("for")
                .width(ui.available_width())
                .selected_text(span(self.seconds))
                .show_ui(ui, |ui| {
                    for seconds in TIMES {
                        if look::entry(ui, self.seconds == seconds, span(seconds)) {
                            self.seconds = seconds;
                        }
                    }
                })
                .response
                .labelled_by(label.id);
            look::list_gives_back(ui.ctx(), &list);
        });
    }

    fn targets(&self) -> Vec<BanTarget> {
        if self.whom.is_empty() {
            let typed = self.typed.trim();
            let address = typed.parse().map(BanTarget::Address);
            let pseudo = || Pseudo::new(typed).map(|pseudo| BanTarget::Pseudo(pseudo.to_string()));
            return address.or_else(|_| pseudo()).into_iter().collect();
        }
        let pseudos = self.whom.iter().filter(|_| self.by_pseudo);
        let pseudos = pseudos.map(|one| BanTarget::Pseudo(one.pseudo.clone()));
        let addresses = self.whom.iter().filter(|_| self.by_address).map(|one| one.address);
        // Each once, however many share it.
        let addresses: BTreeSet<IpAddr> = addresses.collect();
        pseudos.chain(addresses.into_iter().map(BanTarget::Address)).collect()
    }

    /// What was agreed to.
    pub fn order(&self) -> Order {
        let name = self.whom.first().map_or(self.typed.trim(), |one| one.pseudo.as_str());
        Order::Ban {
            targets: self.targets(),
            name: name.to_owned(),
            people: self.whom.len().max(1),
            lasts: Duration::from_secs(self.seconds),
            reason: self.reason.trim().to_owned(),
        }
    }
}

/// The first of some names.
fn shortened(names: &[&str]) -> String {
    const MOST: usize = 5;
    let mut text = names.iter().take(MOST).copied().collect::<Vec<_>>().join(", ");
    if names.len() > MOST {
        text.push('…');
    }
    text
}

/// A span of time in words.
fn span(seconds: u64) -> String {
    match seconds {
        ..HOUR => tr!("admin-minutes", count = seconds / MINUTE),
        HOUR..DAY => tr!("admin-hours", count = seconds / HOUR),
        _ => tr!("admin-days", count = seconds / DAY),
    }
}
