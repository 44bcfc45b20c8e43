//! The kinds whose rows are what their list of fields says, and a part: vendors with a contact, contracts with a term.

use super::{
    inputs::{self, put},
    matching::{View, flat, of_term},
    model::ImportKind,
    sheet::{CONTACT, Catalog},
    store::Stored,
    values::{Value, Values},
};
use crate::{
    Act, Result,
    contracts::{self, ContractInput},
    credentials::{self, CredentialInput},
    fields::{Field, FieldKind, Fields},
    locations::{self, LocationInput},
    people::{self, PersonInput},
    terms::TermInput,
    text::name_key,
    vendors::{self, Contact, VendorInput},
};
use sqlx::SqliteConnection;

/// What is stored with a thing.
#[derive(Debug, Default)]
pub(crate) struct Parts {
    pub contacts: Vec<Contact>,
    pub terms: Vec<TermInput>,
    pub devices: Vec<String>,
}

/// What a person enters about a thing of such a kind.
pub(crate) trait Thing: Fields + Clone + Send + Sync {
    const KIND: ImportKind;

    /// Puts what the row says of a part where it belongs; `term` is the one that the row speaks of.
    fn put_part(&mut self, _values: &Values, _term: Option<&str>) {}

    /// Puts the parts that are stored with it in their places.
    fn take_parts(&mut self, _parts: Parts) {}

    /// The thing as rows see it: `own` beside each of its parts.
    fn views(&self, _catalog: Catalog, own: Stored) -> Vec<View> {
        vec![View { term: None, fields: own }]
    }

    async fn create(conn: &mut SqliteConnection, act: &Act, input: Self) -> Result<String>;
    async fn update(
        conn: &mut SqliteConnection,
        act: &Act,
        id: &str,
        version: u32,
        input: Self,
    ) -> Result<()>;
    async fn load(conn: &mut SqliteConnection, act: &Act, id: &str) -> Result<(u32, Self)>;
}

/// The name of a field's column: a link goes by the name of what it leads to.
pub(crate) fn column(field: &Field<'_>) -> String {
    field.shown_name().to_owned()
}

/// The row's values onto a thing.
pub(super) fn onto<T: Thing>(input: &mut T, values: &Values, term: Option<&str>) {
    put(input, values, column);
    input.put_part(values, term);
}

/// A thing that the row brings.
pub(super) fn new<T: Thing>(values: &Values) -> T {
    let mut input = T::default();
    onto(&mut input, values, None);
    input
}

/// The thing that a row would become, as it is compared.
pub(super) fn as_new<T: Thing>(catalog: Catalog, values: &Values) -> Stored {
    let input: T = new(values);
    let own = flat(catalog, &input, column);
    input.views(catalog, own).into_iter().next().map(|view| view.fields).unwrap_or_default()
}

/// Whether a row says more of a part than a yes or no.
fn says_part(values: &Values, columns: impl Iterator<Item = (String, FieldKind<'static>)>) -> bool {
    let mut columns = columns.filter(|(_, kind)| *kind != FieldKind::YesNo);
    columns.any(|(column, _)| values.contains_key(column.as_str()))
}

fn of_contact(field: &Field<'_>) -> String {
    format!("{CONTACT}{}", field.name)
}

/// Runs `$body` with `$thing` as the input of a kind; `$other` for licenses and hardware, which have rules of their own.
macro_rules! with_thing {
    ($kind:expr, $thing:ident => $body:expr, $other:expr) => {
        match $kind {
            $crate::import::ImportKind::Vendors => {
                type $thing = $crate::vendors::VendorInput;
                $body
            }
            $crate::import::ImportKind::People => {
                type $thing = $crate::people::PersonInput;
                $body
            }
            $crate::import::ImportKind::Locations => {
                type $thing = $crate::locations::LocationInput;
                $body
            }
            $crate::import::ImportKind::Contracts => {
                type $thing = $crate::contracts::ContractInput;
                $body
            }
            $crate::import::ImportKind::Credentials => {
                type $thing = $crate::credentials::CredentialInput;
                $body
            }
            $crate::import::ImportKind::Licenses | $crate::import::ImportKind::Hardware => $other,
        }
    };
}
pub(crate) use with_thing;

macro_rules! thing {
    ($input:ident, $domain:ident, $kind:ident, |$act:ident| ($($today:expr)?) $(, $parts:item)*) => {
        impl Thing for $input {
            const KIND: ImportKind = ImportKind::$kind;

            $($parts)*

            async fn create(conn: &mut SqliteConnection, act: &Act, input: Self) -> Result<String> {
                $domain::create(conn, act, input).await
            }

            async fn update(conn: &mut SqliteConnection, act: &Act, id: &str, version: u32, input: Self) -> Result<()> {
                $domain::update(conn, act, id, version, input).await
            }

            async fn load(conn: &mut SqliteConnection, $act: &Act, id: &str) -> Result<(u32, Self)> {
                let _ = &$act;
                let thing = $domain::get(conn, id $(, $today)?).await?;
                Ok((thing.version, thing.fields))
            }
        }
    };
}

thing!(PersonInput, people, People, |act| (act.now.today));
thing!(LocationInput, locations, Locations, |act| ());
thing!(CredentialInput, credentials, Credentials, |act| ());
thing!(
    VendorInput,
    vendors,
    Vendors,
    |act| (),
    /// The contact of that address or name, else a new one.
    fn put_part(&mut self, values: &Values, _term: Option<&str>) {
        if !says_part(values, Contact::FIELDS.iter().map(|field| (of_contact(field), field.kind))) {
            return;
        }
        let mut told = Contact::default();
        put(&mut told, values, of_contact);
        if told.name.is_empty() {
            let called = [&told.email, &told.phone, &told.role].into_iter().flatten().next();
            told.name = called.cloned().unwrap_or_default();
        }
        let email = |contact: &Contact| contact.email.as_deref().map(name_key);
        let same_email = |contact: &Contact| email(&told).is_some() && email(contact) == email(&told);
        let same_name = |contact: &Contact| name_key(&contact.name) == name_key(&told.name);
        let found =
            self.contacts.iter().position(same_email).or_else(|| self.contacts.iter().position(same_name));
        let place = found.unwrap_or_else(|| {
            self.contacts.push(Contact { name: told.name.clone(), ..Contact::default() });
            self.contacts.len() - 1
        });
        if told.primary {
            self.contacts.iter_mut().for_each(|contact| contact.primary = false);
        }
        if let Some(contact) = self.contacts.get_mut(place) {
            put(contact, values, of_contact);
        }
    },
    fn take_parts(&mut self, parts: Parts) {
        self.contacts = parts.contacts;
    },
    /// One for each contact, and one without.
    fn views(&self, catalog: Catalog, own: Stored) -> Vec<View> {
        let of_each = |contact: &Contact| {
            let mut fields = own.clone();
            fields.extend(flat(catalog, contact, of_contact));
            View { term: None, fields }
        };
        let mut views: Vec<View> = self.contacts.iter().map(of_each).collect();
        views.push(View { term: None, fields: own });
        views
    }
);
thing!(
    ContractInput,
    contracts,
    Contracts,
    |act| (act.now.today),
    fn put_part(&mut self, values: &Values, term: Option<&str>) {
        if let Some(Value::Link { ids, .. }) = values.get("devices") {
            for id in ids {
                if !self.device_ids.contains(id) {
                    self.device_ids.push(id.clone());
                }
            }
        }
        let of_term = |field: &Field<'_>| super::sheet::term_column(ImportKind::Contracts, field);
        if !says_part(values, TermInput::FIELDS.iter().map(|field| (of_term(field), field.kind))) {
            return;
        }
        match self.terms.iter_mut().find(|own| own.id.is_some() && own.id.as_deref() == term) {
            Some(term) => inputs::onto_term(ImportKind::Contracts, term, values),
            None => {
                let mut term = TermInput::default();
                inputs::onto_term(ImportKind::Contracts, &mut term, values);
                self.terms.push(term);
            }
        }
    },
    fn take_parts(&mut self, parts: Parts) {
        self.terms = parts.terms;
        self.device_ids = parts.devices;
    },
    /// One for each term, without those that add seats to another one.
    fn views(&self, catalog: Catalog, mut own: Stored) -> Vec<View> {
        let mut devices = self.device_ids.clone();
        if !devices.is_empty() {
            devices.sort_unstable();
            own.insert("devices", devices.join(","));
        }
        let bases = self.terms.iter().filter(|term| term.adds_to_term_id.is_none());
        let of_each = |term: &TermInput| {
            let mut fields = own.clone();
            fields.extend(of_term(catalog, term));
            View { term: term.id.clone(), fields }
        };
        let views: Vec<View> = bases.map(of_each).collect();
        if views.is_empty() { vec![View { term: None, fields: own }] } else { views }
    }
);
