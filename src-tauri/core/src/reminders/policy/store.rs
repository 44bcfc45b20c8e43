//! SQL of the rules, and of what decides which one holds.

use super::model::{PolicyKind, ReminderRule, ReminderRuleInput};
use crate::{Result, ids::Kind, list::own_sql, text::name_key};
use sqlx::{QueryBuilder, SqliteConnection};
use std::collections::{HashMap, HashSet};

/// Tables whose things have a category.
const WITH_CATEGORY: [&str; 3] = ["license", "contract", "device"];

#[derive(sqlx::FromRow)]
struct RuleRow {
    id: String,
    version: u32,
    subject_kind: Option<String>,
    subject_id: Option<String>,
    category: Option<String>,
    kind: Option<String>,
    steps: Option<String>,
    muted: bool,
    email_to: Option<String>,
    person_id: Option<String>,
    title: Option<String>,
    person: Option<String>,
}

impl From<RuleRow> for ReminderRule {
    fn from(row: RuleRow) -> ReminderRule {
        ReminderRule {
            id: row.id,
            version: row.version,
            name: row.title.or_else(|| row.category.clone()).unwrap_or_default(),
            person: row.person,
            fields: ReminderRuleInput {
                category: row.category,
                subject_id: row.subject_id,
                subject_kind: row.subject_kind.as_deref().and_then(Kind::parse),
                kind: row.kind.as_deref().and_then(PolicyKind::parse),
                steps: row.steps.map(|steps| steps.split(' ').filter_map(|step| step.parse().ok()).collect()),
                muted: row.muted,
                email_to: row.email_to.map(|to| to.split_whitespace().map(str::to_owned).collect()),
                person_id: row.person_id,
            },
        }
    }
}

/// All rules, of one thing or of everything; those of things in Trash only when that thing is asked for.
pub(super) async fn rules(
    conn: &mut SqliteConnection,
    subject_id: Option<&str>,
) -> Result<Vec<ReminderRule>> {
    let rows: Vec<RuleRow> = sqlx::query_as(
        "SELECT r.id, r.version, r.subject_kind, r.subject_id, r.category, r.kind, r.steps, r.muted, r.email_to,
           r.person_id, e.title, p.name AS person
         FROM reminder_rule r LEFT JOIN search_entry e ON e.entity_id = r.subject_id
           LEFT JOIN person p ON p.id = r.person_id AND p.deleted_at IS NULL
        WHERE CASE WHEN ?1 IS NULL THEN r.subject_id IS NULL OR e.entity_id IS NOT NULL ELSE r.subject_id = ?1 END
        ORDER BY r.subject_id IS NOT NULL, r.category_key, e.title, r.id",
    )
    .bind(subject_id)
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(ReminderRule::from).collect())
}

/// The id of the rule with this scope, when there is one.
pub(super) async fn find(conn: &mut SqliteConnection, rule: &ReminderRuleInput) -> Result<Option<String>> {
    Ok(sqlx::query_scalar(
        "SELECT id FROM reminder_rule
          WHERE subject_id IS ?1 AND category_key IS ?2 AND subject_kind IS ?3 AND kind IS ?4",
    )
    .bind(&rule.subject_id)
    .bind(rule.category.as_deref().map(name_key))
    .bind(rule.subject_kind.map(Kind::as_str))
    .bind(rule.kind.map(|kind| crate::text_enum::word(&kind)))
    .fetch_optional(conn)
    .await?)
}

/// The comparable form of every thing's category.
pub(super) async fn categories(conn: &mut SqliteConnection) -> Result<HashMap<String, String>> {
    let mut found = HashMap::new();
    for table in WITH_CATEGORY {
        let sql =
            format!("SELECT id, category FROM {table} WHERE category IS NOT NULL AND deleted_at IS NULL");
        let rows: Vec<(String, String)> = sqlx::query_as(own_sql(sql)).fetch_all(&mut *conn).await?;
        found.extend(rows.into_iter().map(|(id, category)| (id, name_key(&category))));
    }
    Ok(found)
}

/// Things behind whose dates a certificate stands.
pub(super) async fn certificates(conn: &mut SqliteConnection) -> Result<HashSet<String>> {
    let ids: Vec<String> = sqlx::query_scalar(
        "SELECT id FROM contract WHERE kind = 'certificate' AND deleted_at IS NULL
             UNION ALL SELECT id FROM credential WHERE kind = 'certificate_key' AND deleted_at IS NULL",
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().collect())
}

/// Email addresses of people, where they have one.
pub(super) async fn addresses(
    conn: &mut SqliteConnection,
    people: &[String],
) -> Result<HashMap<String, String>> {
    if people.is_empty() {
        return Ok(HashMap::new());
    }
    let mut builder = QueryBuilder::new(
        "SELECT id, email FROM person WHERE email IS NOT NULL AND deleted_at IS NULL AND id IN (",
    );
    let mut ids = builder.separated(", ");
    for person in people {
        ids.push_bind(person);
    }
    builder.push(")");
    let rows: Vec<(String, String)> = builder.build_query_as().fetch_all(conn).await?;
    Ok(rows.into_iter().collect())
}
