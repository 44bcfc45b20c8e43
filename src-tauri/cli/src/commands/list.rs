//! `holdfast list`: the lists of the window, for scripts.

use crate::{
    Outcome,
    args::{List, ListKind},
    context::Context,
    output, sheet,
};
use anyhow::Result;
use holdfast_core::{
    contracts, credentials,
    db::Db,
    export, hardware, licenses,
    list::{ListQuery, Page},
    locations, people, vendors,
};
use serde::Serialize;
use serde_json::Value;

pub async fn run(context: &Context, args: &List) -> Result<Outcome> {
    let db = context.open_to_read().await?;
    answer(context, args, &db).await?;
    db.close().await;
    Ok(Outcome::Done)
}

async fn answer(context: &Context, args: &List, db: &Db) -> Result<()> {
    let (sort, descending) = match args.sort.strip_prefix('-') {
        Some(field) => (field, true),
        None => (args.sort.as_str(), false),
    };
    let query = ListQuery {
        filter: args.filter.clone(),
        sort: sort.to_owned(),
        descending,
        offset: args.offset,
        limit: args.limit,
        ..ListQuery::default()
    };
    let today = context.now.today;
    match args.kind {
        ListKind::Licenses => {
            let page = licenses::list(&mut *db.read().await?, &query, today).await?;
            print(context, args, db, &page).await
        }
        ListKind::Contracts => {
            let page = contracts::list(&mut *db.read().await?, &query, today).await?;
            print(context, args, db, &page).await
        }
        ListKind::Hardware => {
            let page = hardware::list(&mut *db.read().await?, &query, today).await?;
            print(context, args, db, &page).await
        }
        ListKind::Credentials => {
            let page = credentials::list(&mut *db.read().await?, &query, today).await?;
            print(context, args, db, &page).await
        }
        ListKind::Vendors => {
            let page = vendors::list(&mut *db.read().await?, &query, today).await?;
            print(context, args, db, &page).await
        }
        ListKind::People => {
            let page = people::list(&mut *db.read().await?, &query, today).await?;
            print(context, args, db, &page).await
        }
        ListKind::Locations => {
            let page = locations::list(&mut *db.read().await?, &query, today).await?;
            print(context, args, db, &page).await
        }
    }
}

async fn print<Row: Serialize>(context: &Context, args: &List, db: &Db, page: &Page<Row>) -> Result<()> {
    if context.json {
        return output::print_json(page);
    }
    if page.rows.is_empty() {
        output::message(if page.total > 0 {
            "No rows there: --offset goes past the last one."
        } else if args.filter.is_empty() {
            "There are none yet."
        } else {
            "Nothing matches the filter."
        });
        return Ok(());
    }
    let rows: Vec<Value> = page.rows.iter().map(serde_json::to_value).collect::<Result<_, _>>()?;
    // The window draws the seats beside those used, and has room for more.
    let (also, without): (&[&str], &[&str]) = match args.kind {
        ListKind::Licenses => (&["seats"], &[]),
        ListKind::Credentials => (&[], &["secret"]),
        ListKind::Vendors => (&[], &["account_number", "credentials"]),
        _ => (&[], &[]),
    };
    let table = export::shown_at_first(&mut *db.read().await?, args.kind.into(), &rows, also).await?;
    let table = without.iter().fold(table, |table, name| table.without(name));
    output::print(&sheet::printed_whole(&table))?;
    if (page.rows.len() as u64) < u64::from(page.total) {
        output::message(&format!("{} of {} shown", page.rows.len(), page.total));
    }
    Ok(())
}
