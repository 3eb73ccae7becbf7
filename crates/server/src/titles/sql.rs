//! Queries of shows, titles and assets.

use api::titles::{NewTitle, ShowView, TitleRef, TitleRow};
use chrono::{DateTime, Utc};
use qc::access::Scope;
use qc::asset::AssetKind;
use qc::id::{AssetId, ShowId, TitleId};
use qc::title::TitleKind;
use sqlx::types::Json;
use sqlx::{FromRow, PgExecutor, PgPool, Postgres, QueryBuilder};
use uuid::Uuid;

use crate::access::{Columns, push_scope};
use crate::db::Tx;

/// Shows that the scope reaches, in the order of names. Whoever has none of their own sees those of their titles.
pub(super) async fn list_shows(db: &PgPool, scope: &Scope) -> Result<Vec<ShowView>, sqlx::Error> {
    let mut query = QueryBuilder::<Postgres>::new(
        "select s.id, s.name, (select count(*) from title t where t.show_id = s.id) as title_count, s.created_at, s.revision
         from show s where ",
    );
    match scope {
        Scope::All => drop(query.push("true")),
        Scope::Shows(shows) => {
            let ids: Vec<Uuid> = shows.iter().map(|show| show.uuid()).collect();
            query.push("s.id = any(").push_bind(ids).push(")");
        }
        _ => {
            query.push("exists (select from title t where t.show_id = s.id and ");
            push_title_scope(&mut query, scope);
            query.push(")");
        }
    }
    query.push(" order by lower(s.name), s.id");
    let rows: Vec<Show> = query.build_query_as().fetch_all(db).await?;
    Ok(rows.into_iter().map(Show::view).collect())
}

#[derive(FromRow)]
struct Show {
    id: ShowId,
    name: String,
    title_count: i64,
    created_at: DateTime<Utc>,
    revision: i64,
}

impl Show {
    fn view(self) -> ShowView {
        let Show {
            id,
            name,
            title_count,
            created_at,
            revision,
        } = self;
        ShowView {
            id,
            name,
            title_count,
            created_at,
            revision,
        }
    }
}

pub(super) async fn insert_show(tx: &mut Tx, name: &str) -> Result<ShowView, sqlx::Error> {
    let id = ShowId::new();
    let row = sqlx::query!(
        "insert into show (id, name) values ($1, $2) returning created_at, revision",
        Uuid::from(id),
        name
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(ShowView {
        id,
        name: name.to_owned(),
        title_count: 0,
        created_at: row.created_at,
        revision: row.revision,
    })
}

pub(super) async fn insert(tx: &mut Tx, new: &NewTitle) -> Result<TitleId, sqlx::Error> {
    let id = TitleId::new();
    sqlx::query!(
        "insert into title (id, show_id, kind, name, season, episode, language) values ($1, $2, $3, $4, $5, $6, $7)",
        Uuid::from(id),
        Uuid::from(new.show_id),
        new.kind.as_str(),
        new.name.trim(),
        new.season,
        new.episode,
        new.language.as_deref().unwrap_or("en"),
    )
    .execute(&mut **tx)
    .await?;
    Ok(id)
}

pub(super) async fn asset_of(
    tx: &mut Tx,
    title: TitleId,
    kind: AssetKind,
    language: Option<&str>,
) -> Result<AssetId, sqlx::Error> {
    let asset = sqlx::query_scalar!(
        "insert into asset (id, title_id, kind, language) values ($1, $2, $3, $4)
         on conflict (title_id, kind, language) do update set kind = excluded.kind returning id",
        Uuid::from(AssetId::new()),
        Uuid::from(title),
        kind.as_str(),
        language,
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(AssetId::from(asset))
}

pub(super) async fn language_of(tx: &mut Tx, title: TitleId) -> Result<String, sqlx::Error> {
    sqlx::query_scalar!("select language from title where id = $1", Uuid::from(title))
        .fetch_one(&mut **tx)
        .await
}

/// The assets of a title, the originals first.
pub(super) async fn list_assets(
    db: &PgPool,
    title: TitleId,
) -> Result<Vec<(AssetId, AssetKind, Option<String>)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select id, kind as "kind: AssetKind", language from asset where title_id = $1 order by language nulls first, id"#,
        Uuid::from(title)
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (AssetId::from(row.id), row.kind, row.language))
        .collect())
}

/// Which titles a list shows.
pub(super) struct Wanted {
    pub show: Option<ShowId>,
    pub text: Option<String>,
    /// The label and id of the last row of the page before.
    pub after: Option<(String, TitleId)>,
    pub limit: i64,
}

const ROW: &str = "
    select t.id, title_ref(t.id) as title, t.kind, t.name, t.season, t.episode, t.language, t.revision,
        (select count(*) from delivery d join asset a on a.id = d.asset_id where a.title_id = t.id) as delivery_count,
        (select count(*) from qc_request r where r.title_id = t.id and r.calibration_id is null
            and r.state not in ('approved', 'rejected', 'canceled')) as open_request_count,
        (select count(*) from issue i join asset a on a.id = i.asset_id
            where a.title_id = t.id and i.calibration_request_id is null and i.severity <> 'fyi' and i.state in ('open', 'will_fix')) as open_issue_count,
        coalesce((select max(h.at) from history h where h.title_id = t.id), t.created_at) as last_activity_at
    from title t where ";

#[derive(FromRow)]
struct Row {
    title: Json<TitleRef>,
    kind: TitleKind,
    name: String,
    season: Option<i32>,
    episode: Option<i32>,
    language: String,
    delivery_count: i64,
    open_request_count: i64,
    open_issue_count: i64,
    last_activity_at: DateTime<Utc>,
}

impl Row {
    fn view(self) -> TitleRow {
        TitleRow {
            title: self.title.0,
            kind: self.kind,
            name: self.name,
            season: self.season,
            episode: self.episode,
            language: self.language,
            delivery_count: self.delivery_count,
            open_request_count: self.open_request_count,
            open_issue_count: self.open_issue_count,
            last_activity_at: self.last_activity_at,
        }
    }
}

pub(super) async fn find(
    db: impl PgExecutor<'_>,
    scope: &Scope,
    title: TitleId,
) -> Result<Option<TitleRow>, sqlx::Error> {
    let mut query = QueryBuilder::<Postgres>::new(ROW);
    push_title_scope(&mut query, scope);
    query.push(" and t.id = ").push_bind(Uuid::from(title));
    let row: Option<Row> = query.build_query_as().fetch_optional(db).await?;
    Ok(row.map(Row::view))
}

pub(super) async fn revision(db: &PgPool, title: TitleId) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!("select revision from title where id = $1", Uuid::from(title))
        .fetch_one(db)
        .await
}

/// Titles in the order of their labels; one more than `limit`, if there are.
pub(super) async fn list(db: &PgPool, scope: &Scope, wanted: &Wanted) -> Result<Vec<TitleRow>, sqlx::Error> {
    let mut query = QueryBuilder::<Postgres>::new(ROW);
    push_title_scope(&mut query, scope);
    if let Some(show) = wanted.show {
        query.push(" and t.show_id = ").push_bind(Uuid::from(show));
    }
    if let Some(text) = &wanted.text {
        let like = format!("%{}%", text.trim().replace(['%', '_', '\\'], ""));
        query
            .push(" and title_ref(t.id)->>'label' ilike ")
            .push_bind(like);
    }
    if let Some((label, id)) = &wanted.after {
        query
            .push(" and (lower(title_ref(t.id)->>'label'), t.id) > (")
            .push_bind(label.clone());
        query.push(", ").push_bind(Uuid::from(*id)).push(")");
    }
    query
        .push(" order by lower(title_ref(t.id)->>'label'), t.id limit ")
        .push_bind(wanted.limit + 1);
    let rows: Vec<Row> = query.build_query_as().fetch_all(db).await?;
    Ok(rows.into_iter().map(Row::view).collect())
}

const OF_REQUESTS: Columns = Columns {
    show: "t.show_id",
    people: &["r.operator_id", "v.verifier_id"],
    facilities: &["r.operator_facility_id"],
};

/// A title is seen by who is granted its show, and by who holds or held one of its requests.
fn push_title_scope(query: &mut QueryBuilder<Postgres>, scope: &Scope) {
    match scope {
        Scope::All | Scope::Nothing | Scope::Shows(_) => push_scope(query, scope, &OF_REQUESTS),
        Scope::AssignedTo(person) => {
            query.push("(exists (select from qc_request r left join verification v on v.request_id = r.id where r.title_id = t.id and ");
            push_scope(query, scope, &OF_REQUESTS);
            query.push(") or exists (select from history h where h.title_id = t.id and h.actor_id = ");
            query.push_bind(person.uuid()).push("))");
        }
        Scope::Facilities(_) | Scope::AnyOf(_) => {
            query.push("exists (select from qc_request r left join verification v on v.request_id = r.id where r.title_id = t.id and ");
            push_scope(query, scope, &OF_REQUESTS);
            query.push(")");
        }
    }
}
