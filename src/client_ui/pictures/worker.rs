//! The thread that decodes, shrinks, reads and saves pictures.

use super::decode::{self, AttachError};
use crate::client_ui::model::{Picture, TalkId};
use crate::client_ui::worker::Wake;
use crate::raster::{Bounds, MAX_FILE};
use crossbeam_channel::{Receiver, Sender, bounded};
use egui::ColorImage;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

/// Jobs that may wait. Over it the window asks again in a later frame, or says that it is busy.
const MAX_JOBS: usize = 32;

/// Pictures of one name that are told apart when they are saved.
const MAX_SAVED: u32 = 10_000;

/// What is to be done.
pub enum Job {
    /// Answered by [`Outcome::Decoded`].
    Decode {
        /// What to decode.
        bytes: Arc<[u8]>,
        /// Nothing over them is.
        bounds: Bounds,
    },
    /// Answered by [`Outcome::Prepared`].
    PrepareFile {
        /// Where it is to be sent.
        talk: TalkId,
        /// Where it is.
        path: PathBuf,
    },
    /// Answered by [`Outcome::Prepared`].
    PrepareImage {
        /// Where it is to be sent.
        talk: TalkId,
        /// From the clipboard.
        image: Arc<ColorImage>,
    },
    /// Answered by [`Outcome::Saved`].
    Save(Picture),
}

/// What came of a job.
pub enum Outcome {
    /// It can be drawn, or is no picture.
    Decoded {
        /// As the job named it.
        bytes: Arc<[u8]>,
        /// In the size in which it is shown at most.
        image: Option<ColorImage>,
    },
    /// It can be sent, or not.
    Prepared {
        /// As the job named it.
        talk: TalkId,
        /// What is sent.
        picture: Result<Picture, AttachError>,
    },
    /// It was saved there, or not.
    Saved(Result<PathBuf, String>),
}

/// The thread `salon-pictures`. It ends when this is dropped, after the job that it has begun.
pub struct PictureWorker {
    jobs: Sender<Job>,
    done: Receiver<Outcome>,
}

impl PictureWorker {
    /// Starts it. Pictures are saved in `folder`. Where the system gives no thread, no job is ever
    /// taken.
    pub fn start(wake: Wake, folder: PathBuf) -> Self {
        let (jobs, to_do) = bounded::<Job>(MAX_JOBS);
        let (told, done) = bounded(MAX_JOBS);
        let run = move || {
            for job in to_do {
                // Full means that the window is not drawn: the thread waits for it, or for its end.
                if told.send(work(job, &folder)).is_err() {
                    return;
                }
                wake();
            }
        };
        if let Err(error) = thread::Builder::new().name("salon-pictures".into()).spawn(run) {
            tracing::warn!(%error, "no pictures: the system gives no thread");
        }
        Self { jobs, done }
    }

    pub(super) fn ask(&self, job: Job) -> bool {
        self.jobs.try_send(job).is_ok()
    }

    pub(super) fn outcomes(&self) -> impl Iterator<Item = Outcome> {
        self.done.try_iter()
    }
}

fn work(job: Job, folder: &Path) -> Outcome {
    match job {
        Job::Decode { bytes, bounds } => {
            Outcome::Decoded { image: decode::shown(&bytes, bounds), bytes }
        }
        Job::PrepareFile { talk, path } => {
            let picture = read(&path).and_then(decode::to_send);
            Outcome::Prepared { talk, picture }
        }
        Job::PrepareImage { talk, image } => {
            Outcome::Prepared { talk, picture: decode::image_to_send(&image) }
        }
        Job::Save(picture) => {
            Outcome::Saved(save(&picture, folder).map_err(|error| error.to_string()))
        }
    }
}

fn read(path: &Path) -> Result<Vec<u8>, AttachError> {
    let unreadable = |error: io::Error| AttachError::Unreadable(error.to_string());
    let found = fs::metadata(path).map_err(unreadable)?;
    // Neither a folder nor something that may never end.
    if !found.is_file() {
        return Err(AttachError::NoPicture);
    }
    if found.len() > MAX_FILE {
        return Err(AttachError::TooLarge);
    }
    fs::read(path).map_err(unreadable)
}

/// Saves under a name that is not taken.
fn save(picture: &Picture, folder: &Path) -> io::Result<PathBuf> {
    let ending = match picture.content_type.as_str() {
        "image/png" => "png",
        "image/jpeg" => "jpg",
        "image/gif" => "gif",
        "image/webp" => "webp",
        _ => "img",
    };
    fs::create_dir_all(folder)?;
    for number in 1..MAX_SAVED {
        let path = folder.join(format!("salon-{number}.{ending}"));
        match fs::File::create_new(&path) {
            Ok(mut file) => {
                io::Write::write_all(&mut file, &picture.bytes)?;
                return Ok(path);
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}
