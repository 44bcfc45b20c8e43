//! Filters as SQL: literals of this crate and bound values.

use super::{
    columns::{Column, Place, Shape},
    meaning::{Filter, Test},
    values::PARTS,
};
use crate::{
    Result,
    ids::Kind,
    list::{like_anywhere, trigram_phrase},
    money,
};
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

/// What a list knows of its own SQL.
pub(crate) struct Source<'a> {
    /// The kind's table in the query.
    pub alias: &'static str,
    /// The SQL of a computed column, where it is another than that by which the list sorts. The currency of an amount is
    /// asked for by its name and `_currency`.
    pub computed: &'a dyn Fn(&str) -> Option<String>,
    /// Appends ` AND …` for a condition of the list.
    pub condition: &'a dyn Fn(&mut QueryBuilder<Sqlite>, &str) -> Result<()>,
}

impl Filter {
    /// Appends ` AND (…)` for each term.
    pub(crate) fn push(&self, builder: &mut QueryBuilder<Sqlite>, source: &Source<'_>) -> Result<()> {
        for term in &self.terms {
            // A blank column answers a comparison with NULL: turned round, that is yes.
            builder.push(if term.negative { " AND coalesce((" } else { " AND (" });
            for (index, test) in term.tests.iter().enumerate() {
                if index > 0 {
                    builder.push(" OR ");
                }
                self.test(builder, source, test)?;
            }
            builder.push(if term.negative { "), 0) = 0" } else { ")" });
        }
        Ok(())
    }

    fn test(&self, builder: &mut QueryBuilder<Sqlite>, source: &Source<'_>, test: &Test) -> Result<()> {
        match test {
            Test::Anywhere(text) => self.anywhere(builder, source, text)?,
            Test::Condition(only) => {
                builder.push("(1");
                (source.condition)(builder, only)?;
                builder.push(")");
            }
            Test::Blank(column) => blank(builder, source, column),
            Test::Text { column, text, whole } => text_test(builder, source, column, text, *whole),
            Test::Words { column, words } => {
                builder.push(source.sql(column)).push(" IN (");
                let mut list = builder.separated(", ");
                for word in words {
                    list.push_bind(word.clone());
                }
                builder.push(")");
            }
            Test::Days { column, from, to } => {
                between(builder, &source.sql(column), from.clone(), to.clone());
            }
            Test::Numbers { column, from, to } => between(builder, &source.sql(column), *from, *to),
            Test::Amounts { column, from, to, currency } => {
                let code = source.currency(column);
                builder.push("(1");
                if from.is_some() || to.is_some() {
                    builder.push(" AND ");
                    between(builder, &format!("{} * {}", source.sql(column), parts(&code)), *from, *to);
                }
                if let Some(currency) = currency {
                    builder.push(format!(" AND {code} = ")).push_bind(currency.code().to_owned());
                }
                builder.push(")");
            }
            Test::YesNo { column, yes } => {
                let not = if *yes { "<>" } else { "=" };
                builder.push(format!("{} {not} 0", source.sql(column)));
            }
        }
        Ok(())
    }

    /// In the thing's search text, in the name of what it links to, or in a column that shows it.
    fn anywhere(&self, builder: &mut QueryBuilder<Sqlite>, source: &Source<'_>, text: &str) -> Result<()> {
        let alias = source.alias;
        builder.push("(");
        found(builder, &format!("{alias}.id"), text, false);
        for column in &self.shown {
            if let Place::Linked(link, to) = &column.place {
                // What a device is a part of is no column of its list.
                if column.listed || *to != Kind::Device || alias != "d" {
                    builder.push(" OR ");
                    found(builder, &format!("{alias}.{link}"), text, true);
                }
            } else if let Some(test) = column.shows(text, self.today) {
                builder.push(" OR ");
                self.test(builder, source, &test)?;
            }
        }
        builder.push(")");
        Ok(())
    }
}

/// Whether the search text of the thing with this id, or its title alone, holds a text.
fn found(builder: &mut QueryBuilder<Sqlite>, id: &str, text: &str, title: bool) {
    builder.push(format!("{id} IN (SELECT e.entity_id FROM search_entry e WHERE "));
    match trigram_phrase(text) {
        Some(phrase) => {
            let scope = if title { format!("title : {phrase}") } else { phrase };
            builder
                .push("e.rowid IN (SELECT rowid FROM search_text WHERE search_text MATCH ")
                .push_bind(scope)
                .push("))");
        }
        None => {
            builder
                .push(if title { "e.title LIKE " } else { "e.title || ' ' || e.codes LIKE " })
                .push_bind(like_anywhere(text))
                .push(" ESCAPE '\\')");
        }
    }
}

impl Source<'_> {
    /// A column's value.
    fn sql(&self, column: &Column) -> String {
        let alias = self.alias;
        match &column.place {
            Place::Stored(name) | Place::Amount(name, _) | Place::Linked(name, _) => {
                format!("{alias}.{name}")
            }
            Place::Tagged => "NULL".to_owned(),
            Place::Computed(sort) => (self.computed)(&column.name).unwrap_or_else(|| (*sort).to_owned()),
            Place::Custom(name) => custom(alias, name, "value"),
        }
    }

    /// The currency of an amount.
    fn currency(&self, column: &Column) -> String {
        let alias = self.alias;
        match &column.place {
            Place::Amount(_, currency) => format!("{alias}.{currency}"),
            Place::Computed(sort) => (self.computed)(&format!("{}_currency", column.name))
                .unwrap_or_else(|| sort.replace("_minor", "_currency")),
            Place::Custom(name) => custom(alias, name, "currency"),
            Place::Stored(_) | Place::Linked(..) | Place::Tagged => "NULL".to_owned(),
        }
    }
}

/// A column of the value of a field that people defined. Its name was made by [`crate::fields::custom`].
fn custom(alias: &str, name: &str, column: &str) -> String {
    format!(
        "(SELECT fv.{column} FROM field_value fv JOIN custom_field cf ON cf.id = fv.field_id
           WHERE fv.entity_id = {alias}.id AND cf.name = '{name}' AND cf.deleted_at IS NULL)"
    )
}

/// By what minor units are multiplied to be compared as parts of one.
fn parts(currency: &str) -> String {
    let list = |decimals: u32| format!("'{}'", money::with_decimals(decimals).replace(' ', "', '"));
    format!(
        "CASE WHEN {currency} IN ({}) THEN {PARTS} WHEN {currency} IN ({}) THEN {} ELSE {} END",
        list(0),
        list(3),
        PARTS / 1000,
        PARTS / 100,
    )
}

fn between<'q, T>(builder: &mut QueryBuilder<Sqlite>, sql: &str, from: Option<T>, to: Option<T>)
where
    T: sqlx::Encode<'q, Sqlite> + sqlx::Type<Sqlite> + 'q,
{
    match (from, to) {
        (Some(from), Some(to)) => {
            builder.push(format!("{sql} BETWEEN ")).push_bind(from).push(" AND ").push_bind(to);
        }
        (Some(from), None) => {
            builder.push(format!("{sql} >= ")).push_bind(from);
        }
        (None, Some(to)) => {
            builder.push(format!("{sql} <= ")).push_bind(to);
        }
        (None, None) => {
            builder.push(format!("{sql} IS NOT NULL"));
        }
    }
}

fn blank(builder: &mut QueryBuilder<Sqlite>, source: &Source<'_>, column: &Column) {
    let alias = source.alias;
    match column.shape {
        Shape::Tags => {
            builder.push(format!("NOT EXISTS (SELECT 1 FROM tagging g WHERE g.entity_id = {alias}.id)"));
        }
        Shape::Text => {
            builder.push(format!("coalesce({}, '') = ''", source.sql(column)));
        }
        _ => {
            builder.push(format!("{} IS NULL", source.sql(column)));
        }
    }
}

fn text_test(
    builder: &mut QueryBuilder<Sqlite>,
    source: &Source<'_>,
    column: &Column,
    text: &str,
    whole: bool,
) {
    let alias = source.alias;
    let pattern = pattern(text, whole);
    match &column.place {
        Place::Tagged => {
            builder
                .push(format!(
                    "{alias}.id IN (SELECT g.entity_id FROM tagging g JOIN tag t ON t.id = g.tag_id WHERE t.name GLOB "
                ))
                .push_bind(pattern)
                .push(")");
        }
        Place::Linked(link, to) => {
            builder
                .push(format!("{alias}.{link} IN (SELECT x.id FROM {to} x WHERE x.name GLOB "))
                .push_bind(pattern)
                .push(")");
        }
        _ => {
            builder.push(format!("{} GLOB ", source.sql(column))).push_bind(pattern);
        }
    }
}

/// A pattern of GLOB that finds a text in either case, which LIKE does for the letters of English alone.
fn pattern(text: &str, whole: bool) -> String {
    let mut pattern = String::new();
    for sign in text.chars() {
        let one = |mut changed: Box<dyn Iterator<Item = char>>| {
            let first = changed.next();
            first.filter(|_| changed.next().is_none()).unwrap_or(sign)
        };
        let (lower, upper) = (one(Box::new(sign.to_lowercase())), one(Box::new(sign.to_uppercase())));
        if lower != upper {
            pattern.extend(['[', lower, upper, ']']);
        } else if matches!(sign, '*' | '?' | '[') {
            pattern.extend(['[', sign, ']']);
        } else {
            pattern.push(sign);
        }
    }
    if whole { pattern } else { format!("*{pattern}*") }
}

/// How many values are proposed.
const PROPOSED: i64 = 12;

/// Values of a column that hold a text, the most used first.
pub(super) async fn values(
    conn: &mut SqliteConnection,
    kind: Kind,
    column: &Column,
    text: &str,
) -> Result<Vec<String>> {
    let mut builder = match &column.place {
        Place::Tagged => {
            let mut builder = QueryBuilder::new(
                "SELECT t.name AS value FROM tagging g JOIN tag t ON t.id = g.tag_id WHERE g.entity = ",
            );
            builder.push_bind(kind.as_str());
            builder
        }
        Place::Linked(link, to) => QueryBuilder::new(format!(
            "SELECT y.name AS value FROM {kind} x JOIN {to} y ON y.id = x.{link} WHERE x.deleted_at IS NULL"
        )),
        Place::Stored(name) => {
            QueryBuilder::new(format!("SELECT x.{name} AS value FROM {kind} x WHERE x.deleted_at IS NULL"))
        }
        Place::Custom(name) => {
            let mut builder = QueryBuilder::new(format!(
                "SELECT fv.value AS value FROM field_value fv JOIN custom_field cf ON cf.id = fv.field_id
                   WHERE cf.name = '{name}' AND cf.deleted_at IS NULL AND cf.kind = "
            ));
            builder.push_bind(kind.as_str());
            builder
        }
        Place::Amount(..) | Place::Computed(_) => return Ok(Vec::new()),
    };
    builder
        .push(" AND value GLOB ")
        .push_bind(pattern(text, false))
        .push(" AND length(value) BETWEEN 1 AND 60 GROUP BY value ORDER BY count(*) DESC, value COLLATE NOCASE LIMIT ")
        .push_bind(PROPOSED);
    Ok(builder.build_query_scalar().fetch_all(conn).await?)
}
