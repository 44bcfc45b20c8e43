//! The programs that look at a PDF from outside.

use holdfast_paper::Pdf;
use std::{path::PathBuf, process::Command};
use tempfile::TempDir;

/// A PDF in a folder of its own.
pub struct Printed {
    folder: TempDir,
}

impl Printed {
    /// Writes it down; with HOLDFAST_SHOTS also into that folder, its pages as pictures, to be looked at.
    pub fn new(name: &str, pdf: &Pdf) -> Printed {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("paper.pdf"), &pdf.bytes).unwrap();
        let printed = Printed { folder };
        if let Some(shots) = std::env::var_os("HOLDFAST_SHOTS") {
            let shots = PathBuf::from(shots);
            std::fs::create_dir_all(&shots).unwrap();
            std::fs::write(shots.join(format!("{name}.pdf")), &pdf.bytes).unwrap();
            let target = shots.join(name);
            run(Command::new("pdftoppm").args(["-png", "-r", "110"]).arg(printed.pdf()).arg(target));
        }
        assert_eq!(printed.info("Pages"), pdf.pages.to_string());
        printed
    }

    fn pdf(&self) -> PathBuf {
        self.folder.path().join("paper.pdf")
    }

    /// The words in reading order.
    pub fn text(&self) -> String {
        let text = run(Command::new("pdftotext").arg("-layout").arg(self.pdf()).arg("-"));
        text.replace('\u{a0}', " ")
    }

    /// The words of one page.
    pub fn page(&self, number: u32) -> String {
        let number = number.to_string();
        let pages = ["-layout", "-f", &number, "-l", &number];
        run(Command::new("pdftotext").args(pages).arg(self.pdf()).arg("-")).replace('\u{a0}', " ")
    }

    /// A line of what pdfinfo says.
    pub fn info(&self, key: &str) -> String {
        let text = run(Command::new("pdfinfo").arg(self.pdf()));
        let line = text.lines().find_map(|line| line.strip_prefix(&format!("{key}:")));
        line.unwrap_or_else(|| panic!("pdfinfo says no {key}: {text}")).trim().to_owned()
    }

    /// Each font: its name and whether it is embedded.
    pub fn fonts(&self) -> Vec<(String, bool)> {
        let text = run(Command::new("pdffonts").arg(self.pdf()));
        text.lines()
            .skip(2)
            .map(|line| {
                let words: Vec<&str> = line.split_whitespace().collect();
                // name type encoding emb sub uni object-id
                (words[0].to_owned(), words[words.len() - 5] == "yes")
            })
            .collect()
    }

    /// What zbar reads, printed with so many dots an inch: kind and content, sorted. Each of the places (page, and left,
    /// top, width and height in millimetres) is read by itself, as one holds a scanner to one label.
    pub fn codes(&self, dots: u32, places: &[(u32, [f32; 4])]) -> Vec<(String, String)> {
        let pixels = |length: f32| format!("{}", (length * dots as f32 / 25.4).round());
        let mut found = Vec::new();
        for (page, [left, top, width, height]) in places {
            let page = page.to_string();
            let picture = self.folder.path().join("label");
            run(Command::new("pdftoppm")
                .args(["-gray", "-singlefile", "-r", &dots.to_string(), "-f", &page, "-l", &page])
                .args([
                    "-x",
                    &pixels(*left),
                    "-y",
                    &pixels(*top),
                    "-W",
                    &pixels(*width),
                    "-H",
                    &pixels(*height),
                ])
                .arg(self.pdf())
                .arg(&picture));
            let output = Command::new("zbarimg")
                .args(["--quiet", "-Sdisable", "-Sqrcode.enable", "-Scode128.enable"])
                .arg(picture.with_extension("pgm"))
                .output()
                .expect("zbarimg starts; `cargo xtask setup` installs it");
            for line in String::from_utf8(output.stdout).unwrap().lines() {
                let (kind, content) = line.split_once(':').unwrap();
                found.push((kind.to_owned(), content.to_owned()));
            }
        }
        found.sort();
        found
    }
}

fn run(command: &mut Command) -> String {
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}; `cargo xtask setup` installs what is missing"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}
