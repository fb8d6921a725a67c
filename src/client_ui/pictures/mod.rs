//! Pictures: shown, sent and saved. What takes time is done by a thread of its own; the window asks
//! it and goes on drawing.

mod decode;
mod worker;

pub use decode::AttachError;
pub use worker::{Job, Outcome, PictureWorker};

use super::model::Picture;
use crate::raster::Bounds;
use egui::{Context, TextureHandle, TextureOptions, Vec2, vec2};
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Pictures that stay ready to be drawn. Of more, those that were not drawn for the longest time are
/// decoded anew when they are seen again.
const MAX_READY: usize = 24;

/// A picture in the window.
enum Shown {
    Waiting,
    Ready(TextureHandle),
    /// Its bytes are no picture that can be shown.
    Broken,
}

/// The pictures that were seen lately, the latest last.
pub struct Pictures {
    /// Started when there is the first picture.
    worker: Option<PictureWorker>,
    /// Where pictures are saved.
    folder: PathBuf,
    shown: VecDeque<(Arc<[u8]>, Shown)>,
}

/// What the drawing of a picture begins with.
pub enum View<'a> {
    /// It is not ready yet; this is how large it will be, in its own pixels, if that is known.
    Waiting(Option<Vec2>),
    /// It is.
    Ready(&'a TextureHandle),
    /// It can't be shown.
    Broken,
}

impl Default for Pictures {
    /// Saves among the person's downloads.
    fn default() -> Self {
        Self { worker: None, folder: downloads(), shown: VecDeque::new() }
    }
}

impl Pictures {
    /// Saves there instead of among the person's downloads.
    pub fn save_in(&mut self, folder: PathBuf) {
        self.folder = folder;
    }

    /// Where what comes is saved.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What there is to draw. What was never seen is begun to be decoded.
    pub fn view(&mut self, ctx: &Context, picture: &Picture) -> View<'_> {
        self.view_within(ctx, &picture.bytes, Bounds::LARGE)
    }

    /// The same, for a small picture that says what a file is: nothing large is decoded for it.
    pub fn view_small(&mut self, ctx: &Context, bytes: &Arc<[u8]>) -> View<'_> {
        self.view_within(ctx, bytes, Bounds::SMALL)
    }

    fn view_within(&mut self, ctx: &Context, bytes: &Arc<[u8]>, bounds: Bounds) -> View<'_> {
        let known = self.shown.iter().position(|(known, _)| Arc::ptr_eq(known, bytes));
        let entry = match known.and_then(|at| self.shown.remove(at)) {
            Some(entry) => entry,
            None => {
                if !self.ask(ctx, Job::Decode { bytes: bytes.clone(), bounds }) {
                    // Too many at once: it is asked for again in the next frame.
                    return View::Waiting(decode::size(bytes));
                }
                (bytes.clone(), Shown::Waiting)
            }
        };
        if self.shown.len() >= MAX_READY {
            self.shown.pop_front();
        }
        self.shown.push_back(entry);
        match self.shown.back().map(|(_, shown)| shown) {
            Some(Shown::Ready(texture)) => View::Ready(texture),
            Some(Shown::Broken) => View::Broken,
            Some(Shown::Waiting) | None => View::Waiting(decode::size(bytes)),
        }
    }

    /// Gives the thread something to do. Whether it takes it: it may be busy.
    #[must_use = "it may be busy"]
    pub fn ask(&mut self, ctx: &Context, job: Job) -> bool {
        let folder = self.folder.clone();
        let start = || {
            let ctx = ctx.clone();
            PictureWorker::start(Arc::new(move || ctx.request_repaint()), folder)
        };
        self.worker.get_or_insert_with(start).ask(job)
    }

    /// Takes in what is ready. What concerns the window is given on.
    pub fn take_in(&mut self, ctx: &Context) -> Vec<Outcome> {
        let outcomes = self.worker.iter().flat_map(PictureWorker::outcomes);
        let (mine, others): (Vec<_>, Vec<_>) =
            outcomes.partition(|outcome| matches!(outcome, Outcome::Decoded { .. }));
        for outcome in mine {
            let Outcome::Decoded { bytes, image } = outcome else { continue };
            let known = self.shown.iter_mut().find(|(known, _)| Arc::ptr_eq(known, &bytes));
            let Some((_, shown)) = known else { continue };
            *shown = match image {
                Some(image) => {
                    Shown::Ready(ctx.load_texture("picture", image, TextureOptions::LINEAR))
                }
                None => Shown::Broken,
            };
        }
        others
    }
}

/// Where the person's downloads are; the working folder where the system names none.
fn downloads() -> PathBuf {
    let folders = directories::UserDirs::new();
    let folder = |folders: &directories::UserDirs| {
        folders.download_dir().unwrap_or(folders.home_dir()).to_owned()
    };
    folders.as_ref().map_or_else(|| PathBuf::from("."), folder)
}

/// How large something of this size is shown within these bounds, at most in its own size.
pub fn fit(size: Vec2, most: Vec2) -> Vec2 {
    let scale = (most.x / size.x.max(1.0)).min(most.y / size.y.max(1.0)).min(1.0);
    vec2((size.x * scale).max(1.0).round(), (size.y * scale).max(1.0).round())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_shrink_but_do_not_grow() {
        let most = vec2(400.0, 300.0);
        assert_eq!(fit(vec2(100.0, 50.0), most), vec2(100.0, 50.0));
        assert_eq!(fit(vec2(800.0, 300.0), most), vec2(400.0, 150.0));
        assert_eq!(fit(vec2(300.0, 3000.0), most), vec2(30.0, 300.0));
        assert_eq!(fit(vec2(0.0, 0.0), most), vec2(1.0, 1.0));
    }
}
