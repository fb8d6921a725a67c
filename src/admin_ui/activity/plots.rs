//! The last minutes as three plots: messages, bytes, clients.

use super::{Activity, SPAN, Second};
use crate::look::{self, Palette, space};
use crate::texts::{amount, tr};
use egui::accesskit::Role;
use egui::{Color32, RichText, Ui, vec2};
use egui_plot::{GridMark, Line, LineStyle, Plot, PlotPoints};

/// The heights of the lines above and below a plot, in points.
const HEAD: f32 = 20.0;
const FOOT: f32 = 16.0;

/// Under this width they take two lines each, in points.
const NARROW: f32 = 260.0;

/// One line of a plot.
struct Curve {
    name: String,
    now: String,
    value: fn(&Second) -> f64,
    color: Color32,
    style: LineStyle,
}

/// Shows them side by side.
pub fn show(ui: &mut Ui, activity: &Activity) {
    let palette = Palette::of(ui);
    let now = activity.present();
    let inward = |now: String, value| Curve {
        name: tr!("admin-in"),
        now,
        value,
        color: palette.accent,
        style: LineStyle::Solid,
    };
    // Told apart without colours, too.
    let outward = |now: String, value| Curve {
        name: tr!("admin-out"),
        now,
        value,
        color: palette.warning,
        style: LineStyle::dashed_dense(),
    };
    let each = |bytes: f64| amount::bytes(bytes.round() as u64);
    let clients = Curve {
        name: String::new(),
        now: amount::count(now.clients as u64),
        value: |second| second.clients,
        color: palette.accent,
        style: LineStyle::Solid,
    };
    ui.spacing_mut().item_spacing.x = space::L;
    ui.columns_const(|[messages, bytes, people]| {
        plot(
            messages,
            activity,
            &tr!("admin-plot-messages"),
            &[
                inward(amount::rate(now.messages_in), |second| second.messages_in),
                outward(amount::rate(now.messages_out), |second| second.messages_out),
            ],
            amount::rate,
        );
        plot(
            bytes,
            activity,
            &tr!("admin-plot-bytes"),
            &[
                inward(each(now.bytes_in), |second| second.bytes_in),
                outward(each(now.bytes_out), |second| second.bytes_out),
            ],
            |bytes| amount::bytes(bytes.round() as u64),
        );
        plot(people, activity, &tr!("admin-plot-clients"), &[clients], amount::rate);
    });
}

fn plot(
    ui: &mut Ui,
    activity: &Activity,
    title: &str,
    curves: &[Curve],
    written: fn(f64) -> String,
) {
    let narrow = ui.available_width() < NARROW;
    head(ui, title, curves, narrow);
    let spoken = curves.iter().map(|curve| format!("{} {}", curve.name, curve.now));
    let spoken = format!("{title}: {}", spoken.collect::<Vec<_>>().join(", "));
    let highest = activity.seconds().fold(1.0_f64, |highest, second| {
        curves.iter().map(|curve| (curve.value)(second)).fold(highest, f64::max)
    });
    let palette = Palette::of(ui);
    let feet = if narrow { 2.0 } else { 1.0 };
    let below = feet * (FOOT + ui.spacing().item_spacing.y);
    let height = (ui.available_height() - below).max(16.0);
    let response = still(Plot::new(title), palette.line, highest).height(height).show(ui, |plot| {
        plot.set_plot_bounds_x(-(SPAN as f64)..=0.0);
        plot.set_plot_bounds_y(0.0..=highest * 1.1);
        for curve in curves {
            let count = activity.seconds().len();
            let points = activity
                .seconds()
                .enumerate()
                .map(|(at, second)| [at as f64 + 1.0 - count as f64, (curve.value)(second)]);
            let line = Line::new(curve.name.clone(), PlotPoints::from_iter(points));
            plot.line(line.color(curve.color).style(curve.style).width(1.5));
        }
    });
    ui.ctx().accesskit_node_builder(response.response.id, |node| {
        node.set_role(Role::Image);
        node.set_label(spoken);
    });
    foot(ui, written(highest), narrow);
}

/// What the plot is of, and how it stands now; on two lines where one has no room.
fn head(ui: &mut Ui, title: &str, curves: &[Curve], narrow: bool) {
    let title = RichText::new(title).color(Palette::of(ui).weak);
    ui.spacing_mut().interact_size.y = HEAD;
    if narrow {
        look::truncated(ui, title.clone().small());
    }
    look::from_right(ui, |ui| {
        for curve in curves.iter().rev() {
            let now = format!("{} {}", curve.name, curve.now);
            let now = look::strong(now.trim()).color(curve.color);
            ui.label(if narrow { now.small() } else { now });
        }
        if !narrow {
            look::rest(ui, |ui| look::truncated(ui, title));
        }
    });
}

/// What the edges of the plot stand for.
fn foot(ui: &mut Ui, highest: String, narrow: bool) {
    let color = Palette::of(ui).weak;
    let small = |text: String| RichText::new(text).small().color(color);
    let highest = tr!("admin-plot-highest", amount = highest);
    let span = tr!("admin-plot-span", minutes = SPAN / 60);
    ui.spacing_mut().interact_size.y = FOOT;
    look::from_right(ui, |ui| {
        ui.label(small(tr!("admin-plot-now")));
        let left = if narrow { span } else { tr!("admin-both", one = span, other = &highest) };
        look::rest(ui, |ui| look::truncated(ui, small(left)));
    });
    if narrow {
        look::truncated(ui, small(highest));
    }
}

/// A plot to look at: nothing in it moves under the pointer. Lines stand at nothing and at the
/// highest.
fn still(plot: Plot<'_>, grid: Color32, highest: f64) -> Plot<'_> {
    let mark = move |value| GridMark { value, step_size: highest };
    plot.allow_drag(false)
        .allow_zoom(false)
        .allow_scroll(false)
        .allow_axis_zoom_drag(false)
        .allow_boxed_zoom(false)
        .allow_double_click_reset(false)
        .show_background(false)
        .show_crosshair(false)
        .show_x(false)
        .show_y(false)
        .show_axes([false, false])
        .show_grid([false, true])
        .y_grid_spacer(move |_| vec![mark(0.0), mark(highest)])
        .grid_color(grid)
        .grid_fade(0.0)
        .set_margin_fraction(vec2(0.0, 0.0))
        .auto_bounds(false)
        .label_formatter(|_| None)
}
