//! Files that are offered or on their way, each as a card.

use super::model::Session;
use super::pictures::{Pictures, View, fit};
use super::port::TransferAct;
use super::sending::FileWish;
use super::window::Wish;
use crate::look::{
    self, ActionButton, Icon, Palette, card, from_right, icon, icon_button, low_list, rest, space,
    strong, truncated,
};
use crate::texts::{amount, tr, transfer_problem, transfer_progress};
use crate::transfer::{Transfer, TransferState};
use egui::accesskit::Live;
use egui::{Image, Label, ProgressBar, RichText, Ui, vec2};
use std::path::Path;

/// Of the window's height, as much as the files may take.
const SHARE: f32 = 0.35;

/// From this width on, what can be done with an offer has room beside its name, in points.
const ROOM_FOR_ACTS: f32 = 520.0;

/// How large the picture of a file is, in points.
const PREVIEW: egui::Vec2 = vec2(96.0, 64.0);

/// Lines that are shown of a text.
const MOST_LINES: usize = 3;

/// Shows them.
pub(super) fn show(
    ui: &mut Ui,
    session: &Session,
    pictures: &mut Pictures,
    folder: &Path,
    wishes: &mut Vec<Wish>,
) {
    let most = (ui.ctx().content_rect().height() * SHARE).max(100.0);
    low_list(ui, "files", most, |ui| {
        let mut sorted: Vec<_> = session.transfers.iter().collect();
        sorted.sort_by_key(|transfer| rank(transfer));
        for transfer in sorted {
            ui.push_id(transfer.key.0, |ui| file(ui, transfer, pictures, folder, wishes));
        }
    });
}

/// What waits for this person comes first, then what is under way; in sight without scrolling.
fn rank(transfer: &Transfer) -> u8 {
    match &transfer.state {
        _ if waits(transfer) => 0,
        TransferState::Offered { .. } | TransferState::Waiting => 2,
        state if state.is_over() => 3,
        _ => 1,
    }
}

/// Whether it waits for this person's answer.
fn waits(transfer: &Transfer) -> bool {
    transfer.is_incoming() && matches!(transfer.state, TransferState::Offered { .. })
}

fn file(
    ui: &mut Ui,
    transfer: &Transfer,
    pictures: &mut Pictures,
    folder: &Path,
    wishes: &mut Vec<Wish>,
) {
    card(ui).inner_margin(space::S).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        // What is offered, and how large it is, has the whole line where that is short.
        let below = waits(transfer) && ui.available_width() < ROOM_FOR_ACTS;
        from_right(ui, |ui| {
            ui.spacing_mut().item_spacing.x = space::XS;
            if !below {
                acts(ui, transfer, folder, wishes);
            }
            rest(ui, |ui| heading(ui, transfer));
        });
        preview(ui, transfer, pictures);
        let under_way = matches!(
            transfer.state,
            TransferState::Running
                | TransferState::Paused { .. }
                | TransferState::NoRoom
                | TransferState::Interrupted
        );
        if under_way {
            progress(ui, transfer);
        }
        let color = match transfer.state {
            TransferState::Failed(_) | TransferState::NoRoom => Palette::of(ui).danger,
            _ => Palette::of(ui).weak,
        };
        let text = RichText::new(standing(transfer, folder)).small().color(color);
        let response = ui.add(Label::new(text).wrap());
        if !under_way {
            ui.ctx().accesskit_node_builder(response.id, |node| node.set_live(Live::Polite));
        }
        if below {
            from_right(ui, |ui| {
                ui.spacing_mut().item_spacing.x = space::XS;
                acts(ui, transfer, folder, wishes);
            });
        }
    });
}

/// What it is, how large, and with whom.
fn heading(ui: &mut Ui, transfer: &Transfer) {
    let sign = if transfer.is_incoming() { Icon::Download } else { Icon::Upload };
    ui.label(icon(sign).color(Palette::of(ui).accent));
    let (name, size) = (transfer.name.as_str(), amount::bytes(transfer.size));
    let with = transfer.with.as_str();
    let text = match (transfer.is_incoming(), waits(transfer)) {
        (true, true) => tr!("client-file-from", name = name, size = size, pseudo = with),
        (true, false) => tr!("client-file-coming", name = name, size = size, pseudo = with),
        (false, _) => tr!("client-file-to", name = name, size = size, to = with),
    };
    truncated(ui, strong(text));
}

/// What its sender shows of it beforehand.
fn preview(ui: &mut Ui, transfer: &Transfer, pictures: &mut Pictures) {
    if !transfer.is_incoming() || transfer.state.is_over() {
        return;
    }
    if !transfer.picture.is_empty()
        && let View::Ready(texture) = pictures.view_small(ui.ctx(), &transfer.picture)
    {
        let size = fit(texture.size_vec2(), PREVIEW);
        ui.add(Image::new((texture.id(), size)).alt_text(tr!("client-picture")));
    }
    for line in transfer.text.lines().take(MOST_LINES) {
        let line: String = line.chars().filter(|c| !c.is_control()).collect();
        truncated(ui, RichText::new(line).small().monospace());
    }
}

fn progress(ui: &mut Ui, transfer: &Transfer) {
    let share = transfer.done as f64 / transfer.size.max(1) as f64;
    let bar = ProgressBar::new(share as f32).desired_height(6.0).fill(Palette::of(ui).accent);
    let response = ui.add(bar);
    let name = tr!("client-file-progress", name = transfer.name.as_str());
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(name));
}

/// How far it is, and what is to be known of it.
fn standing(transfer: &Transfer, folder: &Path) -> String {
    match &transfer.state {
        TransferState::Waiting => tr!("client-file-waiting"),
        TransferState::Offered { .. } if waits(transfer) => {
            tr!("client-file-where", folder = folder.display().to_string())
        }
        TransferState::Offered { .. } => tr!("client-file-offered"),
        TransferState::Paused { here: false, .. } => tr!("client-file-paused-there"),
        TransferState::Done if transfer.is_room => tr!("client-file-room-over"),
        TransferState::Done => match &transfer.path {
            Some(path) if transfer.is_incoming() => {
                tr!("client-file-saved", path = path.display().to_string())
            }
            _ => tr!("client-file-arrived"),
        },
        TransferState::Cancelled => tr!("transfer-state-cancelled"),
        TransferState::Failed(problem) => transfer_problem(problem),
        TransferState::Starting
        | TransferState::Running
        | TransferState::Paused { .. }
        | TransferState::NoRoom
        | TransferState::Interrupted => {
            let done = amount::bytes(transfer.done);
            tr!("client-file-standing", done = done, how = transfer_progress(transfer))
        }
    }
}

/// What can be done with it, from the right.
fn acts(ui: &mut Ui, transfer: &Transfer, folder: &Path, wishes: &mut Vec<Wish>) {
    let (key, name) = (transfer.key, transfer.name.as_str());
    let mut act = |ui: &mut Ui, button: ActionButton, wish: FileWish| {
        if ui.add(button.small()).clicked() {
            wishes.push(Wish::File(wish));
        }
    };
    let cancel = FileWish::Act(key, TransferAct::Cancel);
    match &transfer.state {
        TransferState::Offered { .. } if waits(transfer) => {
            let take = look::primary(tr!("client-file-accept"));
            let take = take.named(tr!("client-file-accept-which", name = name));
            act(ui, take, FileWish::Accept(key, folder.to_owned()));
            let elsewhere = look::secondary(tr!("client-file-elsewhere"));
            let elsewhere = elsewhere.named(tr!("client-file-elsewhere-which", name = name));
            act(ui, elsewhere, FileWish::AskWhere(key));
            let decline = look::secondary(tr!("client-file-decline"));
            act(ui, decline.named(tr!("client-file-decline-which", name = name)), cancel);
            return;
        }
        state if state.is_over() => {
            let put_away = icon_button(Icon::X, tr!("client-file-put-away", name = name));
            return act(ui, put_away, FileWish::Act(key, TransferAct::Forget));
        }
        _ => act(ui, icon_button(Icon::X, tr!("client-file-cancel", name = name)), cancel),
    }
    match &transfer.state {
        TransferState::Paused { here: true, .. } => {
            let resume = icon_button(Icon::Play, tr!("client-file-resume", name = name));
            act(ui, resume, FileWish::Act(key, TransferAct::Resume));
        }
        TransferState::Running | TransferState::Paused { .. } => {
            let pause = icon_button(Icon::Pause, tr!("client-file-pause", name = name));
            act(ui, pause, FileWish::Act(key, TransferAct::Pause));
        }
        _ => {}
    }
}
