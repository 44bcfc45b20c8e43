//! Writes a planned import through the domains' own use cases, within the caller's transaction.

use super::{
    inputs,
    links::Pending,
    model::{ImportKind, RowResult},
    parents::Child,
    people::{Holder, NewPerson, PersonRef},
    plan::{Plan, Planned, Target, person_of},
    rows::{Parsed, Row},
    things::{self, Thing, with_thing},
    true_ups,
    values::{date, text},
};
use crate::{
    Act, Cancel, Error, Result, hardware,
    licenses::{self, AssignmentInput},
    locations,
    people::{self, PersonInput},
    secrets::{self, About, Slot, StagedSecret},
    terms::TermInput,
};
use sqlx::SqliteConnection;
use std::collections::HashMap;

/// Writes every new and changed row, until `cancel` says to stop. `staged` holds the license keys by row number.
pub(super) async fn write(
    conn: &mut SqliteConnection,
    act: &Act,
    parsed: &Parsed,
    plan: &Plan,
    staged: &HashMap<u32, StagedSecret>,
    cancel: &Cancel,
    mut progress: impl FnMut(u32, u32) + Send,
) -> Result<()> {
    let total = u32::try_from(parsed.rows.len()).unwrap_or(u32::MAX);
    let mut writer = Writer {
        act,
        plan,
        people: HashMap::new(),
        things: HashMap::new(),
        children: Vec::new(),
        pending: Vec::new(),
    };
    let mut done = 0;
    // Seats that were added come after the licenses they are added to.
    let mut order: Vec<(usize, (&Row, &Planned))> = parsed.rows.iter().zip(&plan.rows).enumerate().collect();
    order.sort_by_key(|(_, (row, _))| true_ups::is_one(row));
    for (index, (row, planned)) in order {
        cancel.check()?;
        if matches!(planned.result, RowResult::New | RowResult::Update) {
            let written = match parsed.kind {
                ImportKind::Licenses if true_ups::is_one(row) => writer.added_seats(conn, row, planned).await,
                ImportKind::Licenses => {
                    writer.license(conn, index, row, planned, staged.get(&row.number)).await
                }
                ImportKind::Hardware => writer.device(conn, row, planned).await,
                other => {
                    with_thing!(other, T => writer.thing::<T>(conn, index, row, planned).await, Ok(()))
                }
            };
            written.map_err(|error| in_row(row.number, error))?;
        }
        done += 1;
        if done % 100 == 0 || done == total {
            progress(done, total);
        }
    }
    for child in &writer.children {
        child.place(conn, act).await.map_err(|error| in_row(child.row, error))?;
    }
    let mut known = HashMap::new();
    for one in &writer.pending {
        let placed = with_thing!(parsed.kind, T => one.place::<T>(conn, act, &mut known).await, Ok(()));
        placed.map_err(|error| in_row(one.row, error))?;
    }
    Ok(())
}

/// Says in which row a domain refused.
fn in_row(number: u32, error: Error) -> Error {
    match error {
        Error::Field { message, .. } | Error::Taken { message, .. } => Error::Import(format!(
            "Row {number}: {message} Nothing was written: mend the row, or leave it out of the file."
        )),
        Error::Conflict { .. } => Error::Import(format!(
            "Row {number}: its record was changed while the import ran. Nothing was written: import again."
        )),
        other => other,
    }
}

struct Writer<'a> {
    act: &'a Act,
    plan: &'a Plan,
    /// Ids of the people written so far.
    people: HashMap<usize, String>,
    /// Ids of the licenses and other things written so far, by the row's place.
    things: HashMap<usize, String>,
    /// Things written so far that are still to be linked.
    pending: Vec<Pending>,
    /// Devices written so far that belong to others.
    children: Vec<Child>,
}

impl Writer<'_> {
    async fn license(
        &mut self,
        conn: &mut SqliteConnection,
        index: usize,
        row: &Row,
        planned: &Planned,
        staged: Option<&StagedSecret>,
    ) -> Result<()> {
        let act = self.act;
        let joined = planned.joins.and_then(|leader| self.things.get(&leader).cloned());
        let id = match (joined, &planned.target) {
            (Some(id), _) => id,
            (None, None) => licenses::create(conn, act, inputs::new_license(&row.values)).await?,
            (None, Some(target)) => {
                if planned.fields_differ {
                    change_license(conn, act, row, target).await?;
                }
                target.id.clone()
            }
        };
        self.things.insert(index, id.clone());
        if planned.hand_over
            && let Some(holder) = &planned.holder
        {
            let (person_id, device_id) = match holder {
                Holder::Person(person) => (Some(self.person(conn, person).await?), None),
                Holder::Device(device) => (None, Some(device.clone())),
                Holder::Absent(_) => (None, None),
            };
            let seat = AssignmentInput {
                license_id: id.clone(),
                person_id,
                device_id,
                quantity: 1,
                ..AssignmentInput::default()
            };
            licenses::assign(conn, act, seat).await?;
        }
        if let Some(staged) = staged {
            // One key is replaced; beside several the new one stands on its own.
            let key_id = match planned.target.as_ref().map(|target| target.keys.as_slice()) {
                Some([only]) => only.clone(),
                _ => licenses::add_key(conn, act, &id, None).await?,
            };
            let about = About::default();
            secrets::adopt(conn, act, staged, &Slot::license_key(key_id), &about).await?;
        }
        Ok(())
    }

    async fn thing<T: Thing>(
        &mut self,
        conn: &mut SqliteConnection,
        index: usize,
        row: &Row,
        planned: &Planned,
    ) -> Result<()> {
        let joined = planned.joins.and_then(|leader| self.things.get(&leader).cloned());
        let id = match joined.or_else(|| planned.target.as_ref().map(|target| target.id.clone())) {
            None => T::create(conn, self.act, things::new::<T>(&row.values)).await?,
            Some(id) => {
                let (version, mut input) = T::load(conn, self.act, &id).await?;
                let term = planned.target.as_ref().and_then(|target| target.term.as_deref());
                let mut values = row.values.clone();
                if planned.joins.is_some() {
                    values.remove("name");
                }
                things::onto(&mut input, &values, term);
                T::update(conn, self.act, &id, version, input).await?;
                id
            }
        };
        self.pending.extend(Pending::of(T::KIND, &id, row));
        self.things.insert(index, id);
        Ok(())
    }

    /// A term that adds seats to another one of its license.
    async fn added_seats(&mut self, conn: &mut SqliteConnection, row: &Row, planned: &Planned) -> Result<()> {
        let joined = planned.joins.and_then(|leader| self.things.get(&leader).cloned());
        let Some(id) = joined.or_else(|| planned.target.as_ref().map(|target| target.id.clone())) else {
            return Ok(());
        };
        let license = licenses::get(conn, &id, self.act.now.today).await?;
        let mut input = license.fields;
        let known = planned.target.as_ref().and_then(|target| target.term.as_ref());
        match input.terms.iter_mut().find(|term| known.is_some() && term.id.as_ref() == known) {
            Some(term) => inputs::onto_term(ImportKind::Licenses, term, &row.values),
            None => {
                let end = date(&row.values, "ends_on").map(|end| end.to_string());
                let bases =
                    input.terms.iter().filter(|term| term.adds_to_term_id.is_none() && term.ends_on == end);
                let base = bases.min_by_key(|term| term.starts_on.clone()).and_then(|term| term.id.clone());
                let mut term = TermInput { adds_to_term_id: base, ..TermInput::default() };
                inputs::onto_term(ImportKind::Licenses, &mut term, &row.values);
                input.terms.push(term);
            }
        }
        licenses::update(conn, self.act, &id, license.version, input).await
    }

    async fn device(&mut self, conn: &mut SqliteConnection, row: &Row, planned: &Planned) -> Result<()> {
        let holder = match planned.holder.as_ref().and_then(person_of) {
            Some(person) if planned.hand_over => Some(self.person(conn, person).await?),
            _ => None,
        };
        if let Some(location) = text(&row.values, "location") {
            locations::nest(conn, self.act, &row.within, &location).await?;
        }
        let id = match &planned.target {
            None => {
                let mut input = inputs::new_device(&row.values);
                input.holder_id = holder;
                hardware::create(conn, self.act, input).await?
            }
            Some(target) => {
                let mut input = hardware::input_of(conn, &target.id).await?;
                inputs::onto_device(&mut input, &row.values);
                if holder.is_some() {
                    input.holder_id = holder;
                }
                hardware::update(conn, self.act, &target.id, target.version, input).await?;
                target.id.clone()
            }
        };
        self.children.extend(Child::of(&id, row));
        Ok(())
    }

    async fn person(&mut self, conn: &mut SqliteConnection, person: &PersonRef) -> Result<String> {
        let index = match person {
            PersonRef::Known(id) => return Ok(id.clone()),
            PersonRef::New(index) => *index,
        };
        if let Some(id) = self.people.get(&index) {
            return Ok(id.clone());
        }
        let NewPerson { name, email, username } =
            self.plan.people.new.get(index).cloned().unwrap_or_default();
        let input = PersonInput { name, email, username, ..PersonInput::default() };
        let id = people::create(conn, self.act, input).await?;
        self.people.insert(index, id.clone());
        Ok(id)
    }
}

async fn change_license(conn: &mut SqliteConnection, act: &Act, row: &Row, target: &Target) -> Result<()> {
    let license = licenses::get(conn, &target.id, act.now.today).await?;
    let mut input = license.fields;
    inputs::onto_license(&mut input, &row.values);
    match input.terms.iter_mut().find(|term| term.id.is_some() && term.id == target.term) {
        Some(term) => inputs::onto_term(ImportKind::Licenses, term, &row.values),
        None => {
            let mut term = TermInput::default();
            inputs::onto_term(ImportKind::Licenses, &mut term, &row.values);
            input.terms.push(term);
        }
    }
    licenses::update(conn, act, &target.id, target.version, input).await
}
