//! Who a row means: matched by email, else user name, else full name; new ones counted, not yet written.

use super::{
    store,
    values::{Values, text},
};
use crate::text::name_key;
use std::collections::HashMap;

/// A person a row names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PersonRef {
    Known(String),
    /// The n-th of the people that the import brings.
    New(usize),
}

/// Who or what a row says holds the license or the device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Holder {
    Person(PersonRef),
    /// A device, by its id; of a license alone.
    Device(String),
    /// A device that is not here: the seat is somebody's, and nobody knows whose.
    Absent(String),
}

/// A person to be written.
#[derive(Debug, Clone, Default)]
pub(crate) struct NewPerson {
    pub name: String,
    pub email: Option<String>,
    pub username: Option<String>,
}

struct Known {
    person: PersonRef,
    has_email: bool,
}

/// The people there are and those the rows so far bring.
pub(crate) struct People {
    by_email: HashMap<String, PersonRef>,
    by_username: HashMap<String, PersonRef>,
    by_name: HashMap<String, Vec<Known>>,
    names: HashMap<String, String>,
    pub new: Vec<NewPerson>,
}

impl People {
    pub fn of(stored: Vec<store::Person>) -> People {
        let mut people = People {
            by_email: HashMap::new(),
            by_username: HashMap::new(),
            by_name: HashMap::new(),
            names: HashMap::new(),
            new: Vec::new(),
        };
        for person in stored {
            people.enter(
                PersonRef::Known(person.id.clone()),
                person.name_key,
                person.email_key,
                person.username.as_deref().map(name_key),
            );
            people.names.insert(person.id, person.name);
        }
        people
    }

    fn enter(&mut self, person: PersonRef, name: String, email: Option<String>, username: Option<String>) {
        self.by_name
            .entry(name)
            .or_default()
            .push(Known { person: person.clone(), has_email: email.is_some() });
        if let Some(email) = email {
            self.by_email.insert(email, person.clone());
        }
        if let Some(username) = username {
            self.by_username.entry(username).or_insert(person);
        }
    }

    /// What the person is called.
    pub fn name(&self, person: &PersonRef) -> &str {
        match person {
            PersonRef::Known(id) => self.names.get(id).map_or("", |name| name.as_str()),
            PersonRef::New(index) => self.new.get(*index).map_or("", |person| person.name.as_str()),
        }
    }

    /// The people that rows name, by the rows' places: those with an address first, bare names last, so that the order
    /// of the rows decides nothing.
    pub fn resolve_all<'v>(
        &mut self,
        rows: impl Iterator<Item = (usize, &'v Values)>,
    ) -> HashMap<usize, Result<Option<PersonRef>, String>> {
        let weight =
            |values: &Values| (!values.contains_key("holder_email"), !values.contains_key("holder_username"));
        let mut rows: Vec<(usize, &Values)> = rows.collect();
        rows.sort_by_key(|(place, values)| (weight(values), *place));
        rows.into_iter().map(|(place, values)| (place, self.resolve(values))).collect()
    }

    /// The person a row names, entered as new when there is none such. None when the row names nobody.
    ///
    /// # Errors
    /// Words for the row's problem when a bare name fits several people.
    fn resolve(&mut self, values: &Values) -> Result<Option<PersonRef>, String> {
        let (email, username) = (text(values, "holder_email"), text(values, "holder_username"));
        let parts: Vec<String> = ["holder_first_name", "holder_last_name"]
            .into_iter()
            .filter_map(|field| text(values, field))
            .collect();
        let full = text(values, "holder_name").or_else(|| (!parts.is_empty()).then(|| parts.join(" ")));
        let Some(name) = full.clone().or_else(|| username.clone()).or_else(|| email.clone()) else {
            return Ok(None);
        };
        let (email_key, user_key) = (email.as_deref().map(name_key), username.as_deref().map(name_key));
        if let Some(person) = email_key.as_ref().and_then(|key| self.by_email.get(key)) {
            return Ok(Some(person.clone()));
        }
        if email_key.is_none()
            && let Some(person) = user_key.as_ref().and_then(|key| self.by_username.get(key))
        {
            return Ok(Some(person.clone()));
        }
        let key = name_key(&name);
        let same: &[Known] = self.by_name.get(&key).map_or(&[], Vec::as_slice);
        // With an address in the row, someone who has another one is another person.
        let mut fitting = same
            .iter()
            .filter(|known| email_key.is_none() || !known.has_email)
            .map(|known| known.person.clone());
        match (fitting.next(), fitting.next()) {
            (Some(person), None) => {
                // From now on this is their address: another one is somebody else's.
                if let Some(email) = email_key {
                    let known = self.by_name.get_mut(&key).into_iter().flatten();
                    known.filter(|known| known.person == person).for_each(|known| known.has_email = true);
                    self.by_email.insert(email, person.clone());
                }
                return Ok(Some(person));
            }
            (Some(_), Some(_)) => {
                return Err(format!("Several people are called “{name}”. Say which by an email address."));
            }
            _ => {}
        }
        let person = PersonRef::New(self.new.len());
        self.new.push(NewPerson { name, email, username });
        self.enter(person.clone(), key, email_key, user_key);
        Ok(Some(person))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::values::Value;

    fn person(id: &str, name: &str, email: Option<&str>) -> store::Person {
        store::Person {
            id: id.into(),
            name: name.into(),
            name_key: name_key(name),
            email: None,
            email_key: email.map(name_key),
            username: None,
        }
    }

    fn named(pairs: &[(&'static str, &str)]) -> Values {
        pairs.iter().map(|(field, text)| (*field, Value::Text((*text).to_owned()))).collect()
    }

    #[test]
    fn people_match_by_address_then_name() {
        let mut people = People::of(vec![
            person("1", "Ann Lee", Some("ann@x.org")),
            person("2", "Bo Ek", None),
            person("3", "Cy Fox", None),
            person("4", "Cy Fox", None),
        ]);
        let mut who = |pairs: &[(&'static str, &str)]| people.resolve(&named(pairs));
        let known = |id: &str| Ok(Some(PersonRef::Known(id.into())));
        assert_eq!(who(&[("holder_email", "ANN@x.org"), ("holder_name", "Annabel")]), known("1"));
        assert_eq!(who(&[("holder_name", " ann  lee")]), known("1"));
        assert_eq!(who(&[("holder_name", "Bo Ek"), ("holder_email", "bo@x.org")]), known("2"));
        assert_eq!(
            who(&[("holder_name", "Ann Lee"), ("holder_email", "other@x.org")]),
            Ok(Some(PersonRef::New(0)))
        );
        assert_eq!(who(&[("holder_email", "other@x.org")]), Ok(Some(PersonRef::New(0))));
        assert_eq!(
            who(&[("holder_first_name", "Di"), ("holder_last_name", "Gow")]),
            Ok(Some(PersonRef::New(1)))
        );
        assert!(who(&[("holder_name", "Cy Fox")]).unwrap_err().contains("Several people"));
        assert_eq!(who(&[]), Ok(None));
    }
}
