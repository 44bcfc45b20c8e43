//! What there is, without the values.

use crate::{
    Outcome,
    args::credential::{List, One},
    context::Context,
    output::{self, Align, Table},
};
use anyhow::Result;
use holdfast_core::{
    credentials::{self, Credential, CredentialRow},
    list::ListQuery,
    secrets::SecretState,
};

pub async fn list(context: &Context, args: &List) -> Result<Outcome> {
    let db = context.open_to_read().await?;
    let query = ListQuery {
        filter: args.filter.clone(),
        only: args.only.clone(),
        limit: args.limit,
        ..ListQuery::default()
    };
    let page = credentials::list(&mut *db.read().await?, &query, context.now.today).await?;
    db.close().await;
    if context.json {
        output::print_json(&page)?;
    } else if page.rows.is_empty() {
        output::message("There are none of these.");
    } else {
        output::print(&table(context, &page.rows))?;
    }
    Ok(Outcome::Done)
}

fn table(context: &Context, rows: &[CredentialRow]) -> String {
    let mut table = Table::new()
        .leading("Name")
        .shrinking("Kind")
        .shrinking("Username")
        .column("Value", Align::Left)
        .column("Rotate", Align::Right)
        .column("", Align::Left);
    for row in rows {
        table.row(vec![
            row.fields.name.clone(),
            output::word(&row.fields.kind),
            row.fields.username.clone().unwrap_or_default(),
            output::word(&row.secret),
            output::date(row.rotate_on.as_deref()),
            output::relative(row.rotate_on.as_deref(), context.now.today),
        ]);
    }
    table.render()
}

pub async fn show(context: &Context, args: &One) -> Result<Outcome> {
    let db = context.open_to_read().await?;
    let credential = super::find(context, &db, &args.id).await?;
    db.close().await;
    if context.json {
        output::print_json(&credential)?;
    } else {
        output::print(&lines(&credential))?;
    }
    Ok(Outcome::Done)
}

fn lines(credential: &Credential) -> String {
    let fields = &credential.fields;
    let mut text = String::new();
    let mut line = |name: &str, value: Option<&str>| {
        if let Some(value) = value {
            text.push_str(&format!("{name}: {}\n", value.replace('\n', "\n  ")));
        }
    };
    line("Name", Some(&fields.name));
    line("Kind", Some(&output::word(&fields.kind)));
    line("Username", fields.username.as_deref());
    line("Address", fields.url.as_deref());
    line("Vendor", fields.vendor.as_deref());
    line("License", credential.license.as_deref());
    line("Device", credential.device.as_deref());
    line("Person", credential.person.as_deref());
    line("Rotate by", credential.rotate_on.as_deref());
    line("Expires", fields.expires_on.as_deref());
    line("Tags", Some(fields.tags.join(", ")).filter(|tags| !tags.is_empty()).as_deref());
    line("Notes", fields.notes.as_deref());
    line("Id", Some(&credential.id));
    for field in &credential.secrets {
        let mut told = vec![output::word(&field.state)];
        told.extend(field.changed_on.as_ref().map(|day| format!("changed {day}")));
        told.extend(field.strength.map(|score| format!("strength {score} of 4")));
        if !field.previous.is_empty() {
            told.push(output::count(
                u32::try_from(field.previous.len()).unwrap_or(u32::MAX),
                "previous value",
                "previous values",
            ));
        }
        if field.state == SecretState::None {
            told.remove(0);
        }
        line(&format!("Value “{}”", field.field), Some(&told.join(", ")));
    }
    text
}
