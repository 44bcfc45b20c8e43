//! QR codes: read from a picture, and drawn for a phone to join a Wi-Fi.

use crate::{Error, Result};
use image::{ImageFormat, ImageReader, Limits};
use qrcode::{EcLevel, QrCode, render::svg};
use secrecy::{ExposeSecret, SecretString};
use std::io::Cursor;
use zeroize::Zeroizing;

/// The largest picture that is taken, in bytes and in pixels a side.
pub const MAX_PICTURE_BYTES: usize = 20 * 1024 * 1024;
const MAX_SIDE: u32 = 12_000;
/// What a picture may need in memory while it is decoded.
const MAX_MEMORY: u64 = 256 * 1024 * 1024;

/// The text of the QR code in a PNG or JPEG picture.
///
/// # Errors
/// [`Error::Field`] in words when the file is no such picture, is too large, or holds no or several codes.
pub fn read_picture(bytes: &[u8]) -> Result<SecretString> {
    if bytes.len() > MAX_PICTURE_BYTES {
        return Err(refused("This picture is larger than 20 MB. Cut the QR code out of it."));
    }
    let format = image::guess_format(bytes).ok();
    let Some(format @ (ImageFormat::Png | ImageFormat::Jpeg)) = format else {
        return Err(refused("This is no PNG or JPEG picture."));
    };
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_MEMORY);
    reader.limits(limits);
    let picture = reader.decode().map_err(|_| refused("This picture is damaged or too large."))?;
    // What lets the ground through is read as if it lay on white paper.
    let picture = picture.into_luma_alpha8();
    let (width, height) = picture.dimensions();
    let grey: Vec<u8> = picture
        .pixels()
        .map(|pixel| {
            let [light, cover] = pixel.0.map(u16::from);
            u8::try_from((light * cover + 255 * (255 - cover)) / 255).unwrap_or(u8::MAX)
        })
        .collect();
    read_grey(width, height, &grey)
}

/// The text of the QR code in a picture given as pixels of red, green, blue and cover, as a clipboard has it.
///
/// # Errors
/// [`Error::Field`] in words when the pixels are not as many as the sides say, a side is over 12,000, or there are no
/// or several codes.
pub fn read_pixels(width: u32, height: u32, rgba: &[u8]) -> Result<SecretString> {
    if width > MAX_SIDE || height > MAX_SIDE || rgba.len() as u64 != u64::from(width) * u64::from(height) * 4
    {
        return Err(refused("This picture is damaged or too large."));
    }
    let grey: Vec<u8> = rgba
        .as_chunks::<4>()
        .0
        .iter()
        .map(|[red, green, blue, cover]| {
            let light = (u32::from(*red) * 299 + u32::from(*green) * 587 + u32::from(*blue) * 114) / 1000;
            let cover = u32::from(*cover);
            u8::try_from((light * cover + 255 * (255 - cover)) / 255).unwrap_or(u8::MAX)
        })
        .collect();
    read_grey(width, height, &grey)
}

fn read_grey(width: u32, height: u32, grey: &[u8]) -> Result<SecretString> {
    // A code drawn light on dark is tried turned over.
    let mut found = decode(width, height, |place| grey.get(place).copied().unwrap_or(u8::MAX));
    if found.is_empty() {
        found = decode(width, height, |place| 255 - grey.get(place).copied().unwrap_or(0));
    }
    match found.as_mut_slice() {
        [one] => Ok(SecretString::from(std::mem::take(&mut **one))),
        [] => Err(refused("No QR code could be read in this picture. Take it closer and straight on.")),
        _ => Err(refused("There are several QR codes in this picture. Cut out the one that is meant.")),
    }
}

fn decode(width: u32, height: u32, grey: impl Fn(usize) -> u8) -> Vec<Zeroizing<String>> {
    let (width, height) = (width as usize, height as usize);
    if width == 0 || height == 0 {
        return Vec::new();
    }
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| grey(y * width + x));
    prepared
        .detect_grids()
        .iter()
        .filter_map(|grid| grid.decode().ok())
        .map(|(_, text)| Zeroizing::new(text))
        .collect()
}

/// What a phone reads to join a Wi-Fi: `WIFI:T:WPA;S:name;P:password;;` (the form of the ZXing project, which
/// Android and iOS read).
pub fn wifi_text(network: &str, password: Option<&SecretString>) -> SecretString {
    let mut text = String::with_capacity(512);
    text.push_str(if password.is_some() { "WIFI:T:WPA;S:" } else { "WIFI:T:nopass;S:" });
    escape(&mut text, network);
    if let Some(password) = password {
        text.push_str(";P:");
        escape(&mut text, password.expose_secret());
    }
    text.push_str(";;");
    SecretString::from(text)
}

fn escape(text: &mut String, part: &str) {
    for c in part.chars() {
        if matches!(c, '\\' | ';' | ',' | ':' | '"') {
            text.push('\\');
        }
        text.push(c);
    }
}

/// A QR code as a drawing (SVG), dark on light with its quiet margin whatever the theme.
///
/// # Errors
/// [`Error::Refused`] when the text is too long for one.
pub fn draw(text: &SecretString) -> Result<SecretString> {
    let code = QrCode::with_error_correction_level(text.expose_secret(), EcLevel::M)
        .map_err(|_| Error::Refused("This is too long for a QR code.".into()))?;
    let drawing = code
        .render::<svg::Color<'_>>()
        .min_dimensions(240, 240)
        .dark_color(svg::Color("#000000"))
        .light_color(svg::Color("#ffffff"))
        .build();
    Ok(SecretString::from(drawing))
}

fn refused(message: &str) -> Error {
    Error::field("totp", message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{DynamicImage, GrayImage, Luma, LumaA};

    const TEXT: &str = "otpauth://totp/Acme:bob?secret=GEZDGNBVGY3TQOJQ&issuer=Acme";

    /// Draws a code, `scale` pixels a module, into a picture file.
    fn picture(text: &str, scale: u32, format: ImageFormat, paint: impl Fn(bool) -> LumaA<u8>) -> Vec<u8> {
        let code = QrCode::new(text).unwrap();
        let side = u32::try_from(code.width()).unwrap();
        let colors = code.to_colors();
        let picture = image::GrayAlphaImage::from_fn((side + 8) * scale, (side + 8) * scale, |x, y| {
            let at = |v: u32| (v / scale).checked_sub(4).filter(|v| *v < side);
            let dark =
                at(x).zip(at(y)).is_some_and(|(x, y)| colors[(y * side + x) as usize] == qrcode::Color::Dark);
            paint(dark)
        });
        let mut bytes = Cursor::new(Vec::new());
        let picture = DynamicImage::ImageLumaA8(picture);
        let picture = if format == ImageFormat::Jpeg { picture.into_luma8().into() } else { picture };
        picture.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    fn paper(dark: bool) -> LumaA<u8> {
        LumaA([if dark { 0 } else { 255 }, 255])
    }

    fn read(bytes: &[u8]) -> String {
        read_picture(bytes).unwrap().expose_secret().to_owned()
    }

    #[test]
    fn codes_are_read_from_pictures_of_either_kind() {
        assert_eq!(read(&picture(TEXT, 5, ImageFormat::Png, paper)), TEXT);
        assert_eq!(read(&picture(TEXT, 5, ImageFormat::Jpeg, paper)), TEXT);
        let glass = |dark: bool| LumaA([0, if dark { 255 } else { 0 }]);
        assert_eq!(read(&picture(TEXT, 4, ImageFormat::Png, glass)), TEXT, "drawn on nothing");
        let night = |dark: bool| LumaA([if dark { 255 } else { 0 }, 255]);
        assert_eq!(read(&picture(TEXT, 4, ImageFormat::Png, night)), TEXT, "light on dark");
    }

    #[test]
    fn pixels_of_a_clipboard_are_read_too() {
        let picture =
            image::load_from_memory(&picture(TEXT, 4, ImageFormat::Png, paper)).unwrap().into_rgba8();
        let text = read_pixels(picture.width(), picture.height(), picture.as_raw()).unwrap();
        assert_eq!(text.expose_secret(), TEXT);
        assert!(read_pixels(10, 10, &[0; 12]).is_err(), "a wrong size is refused");
        assert!(read_pixels(0, 0, &[]).is_err());
    }

    #[test]
    fn what_is_no_code_is_refused_in_words() {
        let empty = GrayImage::from_pixel(300, 300, Luma([255]));
        let mut bytes = Cursor::new(Vec::new());
        empty.write_to(&mut bytes, ImageFormat::Png).unwrap();
        let told = |bytes: &[u8]| read_picture(bytes).unwrap_err().to_string();
        assert!(told(&bytes.into_inner()).contains("No QR code"));
        assert!(told(b"GIF89a....").contains("PNG or JPEG"));
        let whole = picture(TEXT, 4, ImageFormat::Png, paper);
        assert!(told(&whole[..whole.len() / 3]).contains("damaged"));
        assert!(told(&vec![0; MAX_PICTURE_BYTES + 1]).contains("20 MB"));
    }

    #[test]
    fn a_wifi_is_written_so_that_phones_read_it() {
        let text = wifi_text("Guest; \"1\"", Some(&SecretString::from(r"a:b,c\d".to_owned())));
        assert_eq!(text.expose_secret(), r#"WIFI:T:WPA;S:Guest\; \"1\";P:a\:b\,c\\d;;"#);
        assert_eq!(wifi_text("Open", None).expose_secret(), "WIFI:T:nopass;S:Open;;");
        let drawing = draw(&text).unwrap();
        assert!(drawing.expose_secret().contains("<svg"));
        assert!(!drawing.expose_secret().contains("style="), "the page allows no inline styles");
        assert!(draw(&SecretString::from("x".repeat(5_000))).is_err());
    }
}
