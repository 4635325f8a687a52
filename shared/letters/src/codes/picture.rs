//! A QR code as a picture.
//!
//! `qrcodegen` writes the text as bytes and nothing else; encoders that choose modes by themselves write parts of an
//! accented name as Shift JIS, which some readers then show as Japanese.

use png::{BitDepth, ColorType, DeflateCompression, Encoder, EncodingError, Filter};
use qrcodegen::{QrCode, QrCodeEcc, QrSegment, Version};

/// The largest code, 69 modules wide (EPC069-12); UPI keeps to it as well, for the sake of phones' cameras.
const LARGEST: u8 = 13;
/// The width of a module in the picture, in pixels: two a CSS pixel, for sharp edges on dense screens. At most a byte.
const MODULE_PIXELS: usize = 6;
/// The width of a module in the letter, in CSS pixels. The largest code is then 231 wide, and fits a phone of 320.
const MODULE_CSS_PIXELS: u32 = 3;
/// The white border that readers need, in modules (ISO/IEC 18004). Part of the picture, so that the code stays readable
/// where the letter's background is dark.
const QUIET_MODULES: i32 = 4;

/// A picture of one bit a pixel.
pub(super) struct Picture {
    pub(super) png: Vec<u8>,
    /// How wide and high the letter shows it, in CSS pixels.
    pub(super) side: u32,
}

impl Picture {
    /// Draws the text at error level M; none if it is too long.
    pub(super) fn of(text: &str) -> Option<Self> {
        let bytes = [QrSegment::make_bytes(text.as_bytes())];
        let code = QrCode::encode_segments_advanced(
            &bytes,
            QrCodeEcc::Medium,
            Version::MIN,
            Version::new(LARGEST),
            None,
            false, // no higher level than asked for: EPC069-12 names M
        );
        let code = code.ok()?;
        let modules = u32::try_from(code.size() + 2 * QUIET_MODULES).ok()?;
        // Writing to memory does not fail.
        let png = png(&code, modules).ok()?;
        Some(Self {
            png,
            side: modules * MODULE_CSS_PIXELS,
        })
    }
}

fn png(code: &QrCode, modules: u32) -> Result<Vec<u8>, EncodingError> {
    let modules = usize::try_from(modules).unwrap_or_default();
    let pixels = modules * MODULE_PIXELS;
    let mut picture = Vec::with_capacity(pixels.div_ceil(8) * pixels);
    for y in (-QUIET_MODULES..).take(modules) {
        let row = row(code, y, modules);
        for _ in 0..MODULE_PIXELS {
            picture.extend_from_slice(&row);
        }
    }
    let side = u32::try_from(pixels).unwrap_or_default();
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, side, side);
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(BitDepth::One);
    // Rows come six times and modules alike, which the compression finds by itself: filters, made for photographs, cost
    // a third more bytes, and more effort only time.
    encoder.set_filter(Filter::NoFilter);
    encoder.set_deflate_compression(DeflateCompression::Level(4));
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&picture)?;
    writer.finish()?;
    Ok(file)
}

/// A row of pixels: eight a byte, the leftmost in the highest bit; a set bit is white.
fn row(code: &QrCode, y: i32, modules: usize) -> Vec<u8> {
    let mut row = Vec::with_capacity((modules * MODULE_PIXELS).div_ceil(8));
    // The pixels that fill no byte yet, the latest in the lowest bit.
    let (mut pixels, mut count) = (0_u16, 0);
    for x in (-QUIET_MODULES..).take(modules) {
        let white = if code.get_module(x, y) {
            0
        } else {
            (1 << MODULE_PIXELS) - 1
        };
        pixels = pixels << MODULE_PIXELS | white;
        count += MODULE_PIXELS;
        if count >= 8 {
            count -= 8;
            row.push((pixels >> count).to_le_bytes()[0]);
        }
    }
    if count > 0 {
        row.push((pixels << (8 - count)).to_le_bytes()[0]);
    }
    row
}
