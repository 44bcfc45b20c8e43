//! Code 128 (ISO/IEC 15417): code sets B and C, chosen so that the symbol is short.

/// Widths of bar, space, bar, space, bar, space for each symbol value; 103 to 105 begin, 106 ends (with a last bar).
const SYMBOLS: [&str; 107] = [
    "212222", "222122", "222221", "121223", "121322", "131222", "122213", "122312", "132212", "221213",
    "221312", "231212", "112232", "122132", "122231", "113222", "123122", "123221", "223211", "221132",
    "221231", "213212", "223112", "312131", "311222", "321122", "321221", "312212", "322112", "322211",
    "212123", "212321", "232121", "111323", "131123", "131321", "112313", "132113", "132311", "211313",
    "231113", "231311", "112133", "112331", "132131", "113123", "113321", "133121", "313121", "211331",
    "231131", "213113", "213311", "213131", "311123", "311321", "331121", "312113", "312311", "332111",
    "314111", "221411", "431111", "111224", "111422", "121124", "121421", "141122", "141221", "112214",
    "112412", "122114", "122411", "142112", "142211", "241211", "221114", "413111", "241112", "134111",
    "111242", "121142", "121241", "114212", "124112", "124211", "411212", "421112", "421211", "212141",
    "214121", "412121", "111143", "111341", "131141", "114113", "114311", "411113", "411311", "113141",
    "114131", "311141", "411131", "211412", "211214", "211232", "2331112",
];

const START_B: usize = 104;
const START_C: usize = 105;
const TO_B: usize = 100;
const TO_C: usize = 99;
const STOP: usize = 106;
/// Light modules on either side that the standard asks for.
const QUIET_ZONE: u32 = 10;

/// A symbol as dark runs: first module and width in modules, the left quiet zone included.
pub(crate) struct Symbol {
    bars: Vec<(u32, u32)>,
    modules: u32,
}

impl Symbol {
    /// The symbol of a text of printable ASCII characters; None for any other text.
    pub(crate) fn of(text: &str) -> Option<Symbol> {
        let values = values(text)?;
        let mut bars = Vec::new();
        let mut at = QUIET_ZONE;
        for value in values {
            for (place, width) in SYMBOLS.get(value)?.bytes().enumerate() {
                let width = u32::from(width - b'0');
                if place % 2 == 0 {
                    bars.push((at, width));
                }
                at += width;
            }
        }
        Some(Symbol { bars, modules: at + QUIET_ZONE })
    }

    /// Modules from edge to edge, both quiet zones included.
    pub(crate) fn modules(&self) -> u32 {
        self.modules
    }

    /// The bars of a symbol whose quiet zone begins at (x, y), with modules of so many points.
    pub(crate) fn areas(&self, x: f32, y: f32, module: f32, height: f32) -> Vec<[f32; 4]> {
        self.bars
            .iter()
            .map(|(at, width)| [x + *at as f32 * module, y, *width as f32 * module, height])
            .collect()
    }
}

/// Start, data, check and stop.
fn values(text: &str) -> Option<Vec<usize>> {
    let bytes = text.as_bytes();
    if bytes.is_empty() || !bytes.iter().all(|byte| (32..=126).contains(byte)) {
        return None;
    }
    let mut values = Vec::new();
    let mut in_c = false;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let digits = bytes.iter().skip(at).take_while(|byte| byte.is_ascii_digit()).count();
        let whole = digits == bytes.len();
        let edge = at == 0 || at + digits == bytes.len();
        // Pairs of digits pay for the change of code set from four on at an edge, from six on within.
        let worth = digits
            >= if whole {
                2
            } else if edge {
                4
            } else {
                6
            };
        let as_pairs = if in_c { digits >= 2 } else { worth && digits % 2 == 0 };
        if !as_pairs {
            if in_c || values.is_empty() {
                values.push(if values.is_empty() { START_B } else { TO_B });
                in_c = false;
            }
            values.push(usize::from(*byte) - 32);
            at += 1;
            continue;
        }
        if !in_c {
            values.push(if values.is_empty() { START_C } else { TO_C });
            in_c = true;
        }
        let pair = bytes.get(at..at + 2)?;
        values.push(pair.iter().fold(0, |value, digit| value * 10 + usize::from(digit - b'0')));
        at += 2;
    }
    let check = values.iter().enumerate().map(|(place, value)| place.max(1) * value).sum::<usize>() % 103;
    values.extend([check, STOP]);
    Some(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_symbol_is_eleven_modules_wide() {
        for (value, widths) in SYMBOLS.iter().enumerate() {
            let sum: u32 = widths.bytes().map(|width| u32::from(width - b'0')).sum();
            assert_eq!(sum, if value == STOP { 13 } else { 11 }, "{value}");
        }
        let distinct: std::collections::HashSet<&&str> = SYMBOLS.iter().collect();
        assert_eq!(distinct.len(), SYMBOLS.len());
    }

    #[test]
    fn the_check_symbol_is_that_of_the_standard() {
        // 104 + 1*48 + 2*42 + 3*42 + 4*17 + 5*18 + 6*19 + 7*35 = 879, and 879 modulo 103 is 55.
        assert_eq!(values("PJJ123C").unwrap(), [104, 48, 42, 42, 17, 18, 19, 35, 55, 106]);
    }

    #[test]
    fn digits_go_in_pairs_where_that_is_shorter() {
        assert_eq!(values("123456").unwrap().len(), 1 + 3 + 2);
        // HF- in set B, then a change and two pairs.
        assert_eq!(values("HF-0042").unwrap().len(), 1 + 3 + 1 + 2 + 2);
        // An odd digit is left to set B.
        assert_eq!(values("HF-00421").unwrap().len(), 1 + 4 + 1 + 2 + 2);
    }

    #[test]
    fn what_the_code_cannot_hold_is_refused() {
        assert!(Symbol::of("Größe").is_none());
        assert!(Symbol::of("").is_none());
        assert!(Symbol::of("A\nB").is_none());
    }
}
