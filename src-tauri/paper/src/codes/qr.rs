//! QR codes (ISO/IEC 18004), as areas on paper.

use qrcode::{Color, EcLevel, QrCode, Version, bits::Bits, types::QrError};

/// Light modules around the code that the standard asks for.
const QUIET_ZONE: i32 = 4;
/// The number by which a code says that its bytes are UTF-8 (AIM ECI assignment 26). Readers guess without it.
const UTF_8: u32 = 26;

/// A code as rows of dark runs.
pub(crate) struct Matrix {
    /// Row by row.
    modules: Vec<Color>,
    /// Modules along a side, without the quiet zone.
    size: i32,
}

impl Matrix {
    /// The smallest code that holds the text with at least medium error correction (15 %). None when it is too long.
    pub(crate) fn of(text: &str) -> Option<Matrix> {
        let code = if text.is_ascii() {
            QrCode::with_error_correction_level(text, EcLevel::M).ok()?
        } else {
            (1..=40).find_map(|version| told_utf_8(text, Version::Normal(version)).ok())?
        };
        let size = i32::try_from(code.width()).ok()?;
        Some(Matrix { modules: code.to_colors(), size })
    }

    /// Modules along a side, the quiet zone included.
    pub(crate) fn side(&self) -> i32 {
        self.size + 2 * QUIET_ZONE
    }

    /// The dark areas of a code whose quiet zone begins at (x, y), with modules of so many points.
    pub(crate) fn areas(&self, x: f32, y: f32, module: f32) -> Vec<[f32; 4]> {
        let size = self.size;
        let mut areas = Vec::new();
        for row in 0..size {
            let mut column = 0;
            while column < size {
                let start = column;
                while column < size && self.is_dark(column, row) {
                    column += 1;
                }
                if column > start {
                    areas.push([
                        x + (start + QUIET_ZONE) as f32 * module,
                        y + (row + QUIET_ZONE) as f32 * module,
                        (column - start) as f32 * module,
                        module,
                    ]);
                }
                column += 1;
            }
        }
        areas
    }

    fn is_dark(&self, column: i32, row: i32) -> bool {
        let place = usize::try_from(row * self.size + column).ok();
        place.and_then(|place| self.modules.get(place)) == Some(&Color::Dark)
    }
}

/// A code of this size whose bytes say that they are UTF-8.
fn told_utf_8(text: &str, version: Version) -> Result<QrCode, QrError> {
    let mut bits = Bits::new(version);
    bits.push_eci_designator(UTF_8)?;
    bits.push_byte_data(text.as_bytes())?;
    bits.push_terminator(EcLevel::M)?;
    QrCode::with_bits(bits, EcLevel::M)
}
