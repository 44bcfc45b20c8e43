//! People of the sample: departments with a head, some who left and some who will.

use super::{Company, words};
use crate::{
    Act, Result,
    people::{self, PersonInput},
};
use sqlx::SqliteConnection;

pub(super) async fn fill(
    conn: &mut SqliteConnection,
    act: &Act,
    company: &mut Company,
    count: u32,
) -> Result<()> {
    let mut heads: Vec<Option<String>> = vec![None; words::DEPARTMENTS.len()];
    for index in 0..count as usize {
        let place = index % words::DEPARTMENTS.len();
        let manager = heads.get(place).cloned().flatten();
        let id = people::create(conn, act, one(company, index, place, manager)).await?;
        if let Some(head) = heads.get_mut(place).filter(|head| head.is_none()) {
            *head = Some(id.clone());
        }
        company.people.push(id);
    }
    Ok(())
}

fn one(company: &mut Company, index: usize, place: usize, manager_id: Option<String>) -> PersonInput {
    let pick =
        |list: &[&'static str], at: usize| list.get(at % list.len().max(1)).copied().unwrap_or_default();
    // Strides without a common factor walk through every pair of names before one comes again.
    let first = pick(&words::FIRST_NAMES, index * 7 + index / words::LAST_NAMES.len());
    let last = pick(&words::LAST_NAMES, index * 5);
    let round = index / (words::FIRST_NAMES.len() * words::LAST_NAMES.len());
    let number = if round == 0 { String::new() } else { (round + 1).to_string() };
    let mark = if company.mark.is_empty() { String::new() } else { format!(".{}", company.mark) };
    let local = format!("{}{number}{mark}", local_part(first, last));
    let (department, titles) = words::DEPARTMENTS.get(place).copied().unwrap_or_default();
    let dice = &mut company.dice;
    let heads_department = manager_id.is_none();
    let leaves_on = match dice.between(0, 99) {
        _ if heads_department => None,
        0..=5 => Some(dice.between(4, 160)).map(|days| dice.ago(days).to_string()),
        6..=8 => Some(dice.between(5, 60)).map(|days| dice.ahead(days).to_string()),
        _ => None,
    };
    let days_here = dice.between(200, 3600);
    PersonInput {
        name: format!("{first} {last}"),
        email: Some(format!("{local}@{}", words::DOMAIN)),
        username: Some(local),
        employee_number: Some(format!("{:05}", 10_001 + index)),
        job_title: Some(if heads_department {
            format!("Head of {department}")
        } else {
            dice.word(&titles).to_owned()
        }),
        department: Some(department.to_owned()),
        phone: dice.percent(70).then(|| format!("+49 30 23125 {:03}", index % 1000)),
        location: Some(
            dice.word(&[
                words::LOCATIONS[0],
                words::LOCATIONS[1],
                words::LOCATIONS[3],
                words::LOCATIONS[4],
                words::LOCATIONS[5],
            ])
            .to_owned(),
        ),
        manager_id,
        starts_on: Some(dice.ago(days_here).to_string()),
        leaves_on,
        ..PersonInput::default()
    }
}

/// "anna.krueger".
pub(super) fn local_part(first: &str, last: &str) -> String {
    plain(&format!("{first} {last}"))
}

/// Lower-case ASCII, words joined by dots.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::new();
    for letter in text.to_lowercase().chars() {
        match letter {
            'ä' => plain.push_str("ae"),
            'ö' => plain.push_str("oe"),
            'ü' => plain.push_str("ue"),
            'ß' => plain.push_str("ss"),
            'ı' => plain.push('i'),
            'č' => plain.push('c'),
            letter if letter.is_ascii_alphanumeric() => plain.push(letter),
            _ if plain.ends_with('.') || plain.is_empty() => {}
            _ => plain.push('.'),
        }
    }
    plain.trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn addresses_are_plain_and_distinct() {
        assert_eq!(local_part("Leyla", "Aydın"), "leyla.aydin");
        assert_eq!(local_part("Pieter", "de Vries"), "pieter.de.vries");
        assert_eq!(plain("Ferris & Boyd Licensing"), "ferris.boyd.licensing");
        let mut company = Company::default();
        let addresses: HashSet<_> = (0..5000).map(|index| one(&mut company, index, 0, None).email).collect();
        assert_eq!(addresses.len(), 5000);
    }
}
