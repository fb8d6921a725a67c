//! What a sequence of the kind `salon/file` carries, and what its answer
//! (`PROTOCOL.md`, "Kinds of this program").

use crate::proto::coding::cut;
use crate::proto::limits::MAX_STREAM_NAME;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// The kind of the sequence.
pub(super) const KIND: &str = "salon/file";

/// The longest preview, in bytes.
pub const MAX_PREVIEW: usize = 8 * 1024;

/// How much of a text is shown beforehand, in bytes.
const TEXT_PREVIEW: usize = 1024;

crate::payload! {
    /// Somebody offers a file.
    pub struct FileOffer: "application/vnd.salon.file" {
        /// Which transfer it is. The same one, offered again, goes on where it stopped.
        pub transfer: u128,
        /// What its owner calls it, 255 bytes at most: no name of a file yet.
        pub name: String,
        /// How many bytes it has.
        pub size: u64,
        /// What it is, as `image/png`.
        pub media_type: String,
        /// The beginning of a text; empty for what is none.
        pub text: String,
        /// A picture of it as PNG or JPEG, of 8 KiB at most; empty for none.
        pub picture: Vec<u8>,
    }
}

crate::payload! {
    /// Somebody takes the file, or goes on with it.
    pub struct FileAnswer: "application/vnd.salon.file-answer" {
        /// How many bytes of it they have already.
        pub have: u64,
    }
}

/// A name that fits into an offer.
pub(super) fn name_of(path: &Path) -> String {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    cut(&name.unwrap_or_default(), MAX_STREAM_NAME).to_owned()
}

/// What a file is, by its name.
pub(super) fn media_type_of(path: &Path) -> String {
    mime_guess::from_path(path).first_or_octet_stream().essence_str().to_owned()
}

/// The beginning of a file that is text.
pub(super) fn text_of(file: &mut File, media_type: &str) -> String {
    let mut bytes = Vec::new();
    if !media_type.starts_with("text/")
        || file.take(TEXT_PREVIEW as u64).read_to_end(&mut bytes).is_err()
    {
        return String::new();
    }
    let valid = match std::str::from_utf8(&bytes) {
        Ok(text) => text,
        // The last character may be cut.
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(bytes.get(..error.valid_up_to()).unwrap_or_default())
                .unwrap_or_default()
        }
        Err(_) => "",
    };
    valid.to_owned()
}

/// A small picture of a file that is one.
#[cfg(feature = "pictures")]
pub(super) fn picture_of(file: &mut File, size: u64, media_type: &str) -> Vec<u8> {
    use crate::raster::{MAX_FILE, small};
    let mut bytes = Vec::new();
    if !media_type.starts_with("image/")
        || size > MAX_FILE
        || file.take(MAX_FILE).read_to_end(&mut bytes).is_err()
    {
        return Vec::new();
    }
    small(&bytes, MAX_PREVIEW).unwrap_or_default()
}

/// Without the feature `pictures`, none is read.
#[cfg(not(feature = "pictures"))]
pub(super) fn picture_of(_: &mut File, _: u64, _: &str) -> Vec<u8> {
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn a_text_is_shown_beforehand_and_nothing_else() {
        let preview = |bytes: &[u8], kind: &str| {
            let mut file = tempfile::NamedTempFile::new().unwrap();
            file.write_all(bytes).unwrap();
            text_of(&mut file.reopen().unwrap(), kind)
        };
        assert_eq!(preview("é".as_bytes(), "text/plain"), "é");
        assert_eq!(preview(&"xé".repeat(1000).into_bytes(), "text/plain").len(), 1024);
        assert_eq!(preview("éa".repeat(1000).as_bytes(), "text/plain").len(), 1023);
        assert_eq!(preview(b"\xff\xfe", "text/plain"), "");
        assert_eq!(preview(b"hello", "image/png"), "");
    }

    #[test]
    fn a_name_says_what_a_file_is() {
        assert_eq!(media_type_of(Path::new("a/b.png")), "image/png");
        assert_eq!(media_type_of(Path::new("b")), "application/octet-stream");
        assert_eq!(name_of(Path::new("/a/été.txt")), "été.txt");
        assert_eq!(name_of(Path::new("/")), "");
    }
}
