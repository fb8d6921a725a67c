//! Pictures as pixels: from bytes that anybody may have made, within bounds, and made smaller.

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbImage};
use std::io::Cursor;

/// Largest file that is read to make something smaller of it, in bytes.
pub(crate) const MAX_FILE: u64 = 64 * 1024 * 1024;

/// Sides of a small picture, in pixels: the first that fits.
const SMALL_SIDES: [u32; 6] = [192, 160, 128, 96, 64, 32];

/// How well a small picture is kept, in percent.
const SMALL_QUALITY: u8 = 70;

/// What of a picture is decoded at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bounds {
    /// Widest and highest, in pixels.
    side: u32,
    /// Memory, in bytes.
    memory: u64,
}

impl Bounds {
    /// For a picture of a person's own, or one that they are shown in full.
    pub const LARGE: Self = Self { side: 12_000, memory: 256 * 1024 * 1024 };

    /// For a small one that only says what something is.
    #[cfg(feature = "windows")]
    pub const SMALL: Self = Self { side: 1024, memory: 8 * 1024 * 1024 };
}

/// Upright, as it is to be seen. `None` if it is no picture, or over the bounds.
pub(crate) fn decode(bytes: &[u8], bounds: Bounds) -> Option<DynamicImage> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(bounds.side);
    limits.max_image_height = Some(bounds.side);
    limits.max_alloc = Some(bounds.memory);
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    // What the reader was told bounds what decoding takes besides, and not the picture itself.
    if decoder.total_bytes() > bounds.memory {
        return None;
    }
    let orientation = decoder.orientation().ok();
    let mut image = DynamicImage::from_decoder(decoder).ok()?;
    orientation.into_iter().for_each(|orientation| image.apply_orientation(orientation));
    Some(image)
}

/// The same, no larger than a square of this side.
pub(crate) fn within(image: DynamicImage, side: u32) -> DynamicImage {
    if image.width() <= side && image.height() <= side {
        return image;
    }
    image.resize(side, side, FilterType::Triangle)
}

/// JPEG knows no transparency.
pub(crate) fn on_white(image: &DynamicImage) -> RgbImage {
    let rgba = image.to_rgba8();
    RgbImage::from_fn(rgba.width(), rgba.height(), |x, y| {
        let [r, g, b, alpha] = rgba.get_pixel(x, y).0.map(u32::from);
        image::Rgb([r, g, b].map(|c| ((c * alpha + 255 * (255 - alpha)) / 255) as u8))
    })
}

/// As JPEG, kept so well, in percent.
pub(crate) fn jpeg(image: &DynamicImage, quality: u8) -> Option<Vec<u8>> {
    let mut jpeg = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut jpeg, quality);
    image.write_with_encoder(encoder).ok()?;
    Some(jpeg)
}

/// As PNG.
pub(crate) fn png(image: &DynamicImage) -> Option<Vec<u8>> {
    let mut png = Vec::new();
    image.write_to(&mut Cursor::new(&mut png), ImageFormat::Png).ok()?;
    Some(png)
}

/// A small picture of a picture: PNG where that is within `most` bytes, else JPEG. `None` for what is
/// no picture.
pub(crate) fn small(bytes: &[u8], most: usize) -> Option<Vec<u8>> {
    let image = within(decode(bytes, Bounds::LARGE)?, SMALL_SIDES[0]);
    if let Some(png) = png(&image).filter(|png| png.len() <= most) {
        return Some(png);
    }
    let opaque = DynamicImage::from(on_white(&image));
    let sides = SMALL_SIDES.into_iter();
    let mut tried = sides.filter_map(|side| jpeg(&within(opaque.clone(), side), SMALL_QUALITY));
    tried.find(|jpeg| jpeg.len() <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(side: u32) -> DynamicImage {
        let mut random = fastrand::Rng::with_seed(3);
        DynamicImage::from(RgbImage::from_fn(side, side, |_, _| image::Rgb([random.u8(..); 3])))
    }

    #[test]
    fn a_picture_that_unfolds_to_too_much_is_none() {
        let picture = png(&DynamicImage::new_rgba8(4, 4)).unwrap();
        let decoded = |memory| decode(&picture, Bounds { side: 8, memory }).is_some();
        assert_eq!((decoded(4 * 4 * 4), decoded(4 * 4 * 4 - 1)), (true, false));
    }

    #[test]
    fn a_small_picture_is_within_its_bounds() {
        for (image, format) in [
            (DynamicImage::new_rgba8(2000, 1000), ImageFormat::Png),
            (noise(600), ImageFormat::Jpeg),
        ] {
            let made = small(&png(&image).unwrap(), 8192).unwrap();
            assert!(made.len() <= 8192 && image::guess_format(&made).unwrap() == format);
            let shown = decode(&made, Bounds::LARGE).unwrap();
            assert!(shown.width() <= 192 && shown.width() >= 64, "{}", shown.width());
        }
        assert_eq!(small(b"no picture", 8192), None);
        assert_eq!(small(&png(&noise(600)).unwrap(), 10), None);
    }

    #[cfg(feature = "windows")]
    #[test]
    fn what_is_larger_than_it_may_be_is_not_decoded() {
        let large = png(&DynamicImage::new_rgb8(1025, 2)).unwrap();
        assert!(decode(&large, Bounds::SMALL).is_none());
        assert!(decode(&large, Bounds::LARGE).is_some());
    }
}
