//! QR codes (ISO/IEC 18004), as areas on paper.

use qrcodegen::{QrCode, QrCodeEcc, QrSegment};

/// Light modules around the code that the standard asks for.
const QUIET_ZONE: i32 = 4;
/// The number by which a code says that its bytes are UTF-8 (AIM ECI assignment 26). Readers guess without it.
const UTF_8: u32 = 26;

/// A code as rows of dark runs.
pub(crate) struct Matrix {
    code: QrCode,
}

impl Matrix {
    /// The smallest code that holds the text with at least medium error correction (15 %). None when it is too long.
    pub(crate) fn of(text: &str) -> Option<Matrix> {
        let mut segments = QrSegment::make_segments(text);
        if !text.is_ascii() {
            segments.insert(0, QrSegment::make_eci(UTF_8));
        }
        QrCode::encode_segments(&segments, QrCodeEcc::Medium).ok().map(|code| Matrix { code })
    }

    /// Modules along a side, the quiet zone included.
    pub(crate) fn side(&self) -> i32 {
        self.code.size() + 2 * QUIET_ZONE
    }

    /// The dark areas of a code whose quiet zone begins at (x, y), with modules of so many points.
    pub(crate) fn areas(&self, x: f32, y: f32, module: f32) -> Vec<[f32; 4]> {
        let size = self.code.size();
        let mut areas = Vec::new();
        for row in 0..size {
            let mut column = 0;
            while column < size {
                let start = column;
                while column < size && self.code.get_module(column, row) {
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
}
