//! The documents, one a file: plain data in, a PDF out.

pub mod custody;
pub mod leaving;
pub mod letter;
pub mod report;
pub mod stock_take;

use crate::{flow::Fact, stationery::long_date};
use chrono::NaiveDate;
use holdfast_core::people::Person;

/// Who holds or held something.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonOnPaper {
    pub name: String,
    pub department: Option<String>,
    pub job_title: Option<String>,
    pub employee_number: Option<String>,
    pub email: Option<String>,
    pub location: Option<String>,
}

impl PersonOnPaper {
    pub fn of(person: &Person) -> PersonOnPaper {
        let fields = person.fields.clone();
        PersonOnPaper {
            name: fields.name,
            department: fields.department,
            job_title: fields.job_title,
            employee_number: fields.employee_number,
            email: fields.email,
            location: fields.location,
        }
    }

    fn facts(&self) -> Vec<Fact<'_>> {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        vec![
            Fact::new("Name", self.name.clone()),
            Fact::new("Department", text(&self.department)),
            Fact::new("Job title", text(&self.job_title)),
            Fact::code("Employee number", text(&self.employee_number)),
            Fact::new("Email", text(&self.email)),
            Fact::new("Location", text(&self.location)),
        ]
    }
}

fn date(date: Option<NaiveDate>) -> String {
    date.map(long_date).unwrap_or_default()
}

/// "1 device", "2 devices".
fn count(number: usize, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
}

/// Texts that are there, one below the other.
fn stacked(parts: &[Option<&str>]) -> String {
    let parts: Vec<&str> =
        parts.iter().flatten().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
    parts.join("\n")
}
