//! From bytes to pictures and back. Bytes come from anybody: every step is bounded.

use crate::client_ui::model::Picture;
use crate::proto::limits::MAX_BODY;
use crate::raster::{self, Bounds, decode, on_white, within};
use egui::{ColorImage, Vec2, vec2};
use image::{DynamicImage, ImageFormat, ImageReader};
use std::io::Cursor;
use thiserror::Error;

/// What is shown is not larger than this, in pixels.
const SHOWN_SIDE: u32 = 1280;

/// What is too large to be sent is made this large, in pixels: the first size that fits.
const SENT_SIDES: [u32; 6] = [1920, 1600, 1200, 900, 640, 400];

/// How well a picture that is made smaller is kept, in percent.
const JPEG_QUALITY: u8 = 82;

/// Why a picture can't be sent.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AttachError {
    /// The file can't be read.
    #[error("the file can't be read: {0}")]
    Unreadable(String),
    /// It is no picture, or of a kind that isn't known.
    #[error("it is no picture that can be read")]
    NoPicture,
    /// It is too large to be made smaller.
    #[error("the picture is too large")]
    TooLarge,
}

/// The type that others know a format by. Only what every window shows is sent as it is.
fn content_type(format: ImageFormat) -> Option<&'static str> {
    match format {
        ImageFormat::Png => Some("image/png"),
        ImageFormat::Jpeg => Some("image/jpeg"),
        ImageFormat::Gif => Some("image/gif"),
        ImageFormat::WebP => Some("image/webp"),
        _ => None,
    }
}

/// How large a picture says that it is, in pixels.
pub(super) fn size(bytes: &[u8]) -> Option<Vec2> {
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    let (width, height) = reader.into_dimensions().ok()?;
    Some(vec2(width as f32, height as f32))
}

/// A picture, ready to be drawn. `None` if it is none, or too large.
pub(super) fn shown(bytes: &[u8], bounds: Bounds) -> Option<ColorImage> {
    let image = within(decode(bytes, bounds)?, SHOWN_SIDE).into_rgba8();
    let size = [image.width() as usize, image.height() as usize];
    Some(ColorImage::from_rgba_unmultiplied(size, image.as_raw()))
}

/// Makes the bytes of a file ready to be sent: as they are if they fit, else smaller.
pub(super) fn to_send(bytes: Vec<u8>) -> Result<Picture, AttachError> {
    let format = image::guess_format(&bytes).map_err(|_| AttachError::NoPicture)?;
    let image = decode(&bytes, Bounds::LARGE).ok_or(AttachError::NoPicture)?;
    match content_type(format) {
        Some(content_type) if bytes.len() <= MAX_BODY as usize => {
            Ok(Picture { content_type: content_type.to_owned(), bytes: bytes.into() })
        }
        _ => smaller(image),
    }
}

/// Makes a picture from the clipboard ready to be sent.
pub(super) fn image_to_send(image: &ColorImage) -> Result<Picture, AttachError> {
    let [width, height] = image.size.map(u32::try_from);
    let (Ok(width), Ok(height)) = (width, height) else { return Err(AttachError::TooLarge) };
    let rgba = image.pixels.iter().flat_map(|pixel| pixel.to_srgba_unmultiplied()).collect();
    let image = image::RgbaImage::from_raw(width, height, rgba).ok_or(AttachError::NoPicture)?;
    let image = DynamicImage::from(image);
    if let Some(png) = raster::png(&image).filter(|png| png.len() <= MAX_BODY as usize) {
        return Ok(Picture { content_type: "image/png".to_owned(), bytes: png.into() });
    }
    smaller(image)
}

fn smaller(image: DynamicImage) -> Result<Picture, AttachError> {
    let image = DynamicImage::from(on_white(&image));
    for side in SENT_SIDES {
        let smaller = within(image.clone(), side);
        let jpeg = raster::jpeg(&smaller, JPEG_QUALITY).ok_or(AttachError::NoPicture)?;
        if jpeg.len() <= MAX_BODY as usize {
            return Ok(Picture { content_type: "image/jpeg".to_owned(), bytes: jpeg.into() });
        }
    }
    Err(AttachError::TooLarge)
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::Color32;

    fn noise(side: usize) -> ColorImage {
        let mut seed = 1_u32;
        let pixels = (0..side * side).map(|_| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            Color32::from_rgb((seed >> 24) as u8, (seed >> 16) as u8, (seed >> 8) as u8)
        });
        ColorImage::new([side, side], pixels.collect())
    }

    #[test]
    fn what_fits_is_sent_as_it_is() {
        let picture = image_to_send(&noise(32)).unwrap();
        assert_eq!(picture.content_type, "image/png");
        assert_eq!(size(&picture.bytes), Some(vec2(32.0, 32.0)));
        let again = to_send(picture.bytes.to_vec()).unwrap();
        assert_eq!(again, picture);
        assert_eq!(shown(&picture.bytes, Bounds::LARGE).unwrap().size, [32, 32]);
    }

    #[test]
    fn what_is_too_large_is_made_smaller() {
        let picture = image_to_send(&noise(900)).unwrap();
        assert_eq!(picture.content_type, "image/jpeg");
        assert!(picture.bytes.len() <= MAX_BODY as usize);
        assert!(shown(&picture.bytes, Bounds::LARGE).is_some());
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        assert_eq!(to_send(b"hello".to_vec()), Err(AttachError::NoPicture));
        assert_eq!(to_send(Vec::new()), Err(AttachError::NoPicture));
        // The beginning of a picture, and nothing behind it.
        assert_eq!(to_send(b"\x89PNG\r\n\x1a\n".to_vec()), Err(AttachError::NoPicture));
        assert!(shown(b"\xff\xd8\xff", Bounds::LARGE).is_none() && size(b"GIF89a").is_none());
    }
}
