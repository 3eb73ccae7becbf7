//! Shows, titles, the title's page.

use api::Page;
use api::comments::CommentView;
use api::issues::IssueView;
use api::titles::{AssetView, NewShow, NewTitle, ShowView, TitleRow, TitleView};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use qc::access::Scope;
use qc::id::{ShowId, TitleId};
use qc::title::TitleKind;
use serde::Deserialize;
use serde_json::json;

use super::sql::{self, Wanted};
use super::{ListTitles, ManageShows, SeeTitle, scope};
use crate::access::May;
use crate::app::App;
use crate::error::{ApiError, ApiResult, FieldProblem, Problem};
use crate::events::{self, Event, EventKind};
use crate::extract::{Json, PageQuery, Query, Revised, page};
use crate::history::{self, Act};
use crate::idempotency::{IdempotencyKey, Turn};
use crate::{comments, deliveries, issues, requests};

/// Shows that the caller sees, in the order of names.
#[utoipa::path(get, path = "/api/v1/shows", tag = "titles", responses((status = 200, body = Vec<ShowView>)))]
pub async fn list_shows(
    State(app): State<App>,
    May(actor, ()): May<ListTitles>,
) -> ApiResult<Json<Vec<ShowView>>> {
    Ok(Json(sql::list_shows(&app.db, &scope(&actor)).await?))
}

/// Add a show.
#[utoipa::path(
    post, path = "/api/v1/shows", tag = "titles", request_body = NewShow,
    responses((status = 201, body = ShowView), (status = 422, body = Problem))
)]
pub async fn create_show(
    State(app): State<App>,
    May(actor, ()): May<ManageShows>,
    key: IdempotencyKey,
    Json(form): Json<NewShow>,
) -> ApiResult<impl IntoResponse> {
    if let Some(problem) = check_name(&form.name) {
        return Err(ApiError::Invalid(vec![problem]));
    }
    let view = match key
        .begin::<ShowView>(&app.db, actor.person, "create_show", &form)
        .await?
    {
        Turn::Again(view) => view,
        Turn::First(mut once) => {
            let view = sql::insert_show(&mut once.tx, form.name.trim())
                .await
                .map_err(refused)?;
            let act = Act::new(actor.person, "show.created", view.id);
            history::record(&mut once.tx, act.changed(json!({}), json!({ "name": view.name }))).await?;
            once.commit(&view).await?;
            view
        }
    };
    Ok((StatusCode::CREATED, Json(view)))
}

/// Which titles a list shows.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TitleQuery {
    pub show_id: Option<ShowId>,
    /// Part of a label: "Harbour · S01"
    pub q: Option<String>,
    pub cursor: Option<String>,
    pub limit: Option<u32>,
}

/// Titles that the caller sees, in the order of their labels.
#[utoipa::path(
    get, path = "/api/v1/titles", tag = "titles", params(TitleQuery),
    responses((status = 200, body = Page<TitleRow>))
)]
pub async fn list_titles(
    State(app): State<App>,
    May(actor, ()): May<ListTitles>,
    Query(query): Query<TitleQuery>,
) -> ApiResult<Json<Page<TitleRow>>> {
    let paging = PageQuery {
        cursor: query.cursor,
        limit: query.limit,
    };
    let limit = paging.limit();
    let text = query.q.filter(|text| !text.trim().is_empty());
    let wanted = Wanted {
        show: query.show_id,
        text,
        after: paging.after()?,
        limit,
    };
    let titles = sql::list(&app.db, &scope(&actor), &wanted).await?;
    Ok(Json(page(titles, limit, |row| {
        (row.title.label.to_lowercase(), row.title.id)
    })))
}

/// Add a feature, or an episode of a show.
#[utoipa::path(
    post, path = "/api/v1/titles", tag = "titles", request_body = NewTitle,
    responses((status = 201, body = TitleRow), (status = 422, body = Problem))
)]
pub async fn create_title(
    State(app): State<App>,
    May(actor, ()): May<ManageShows>,
    key: IdempotencyKey,
    Json(form): Json<NewTitle>,
) -> ApiResult<impl IntoResponse> {
    check(&form)?;
    let row = match key
        .begin::<TitleRow>(&app.db, actor.person, "create_title", &form)
        .await?
    {
        Turn::Again(row) => row,
        Turn::First(mut once) => {
            let id = sql::insert(&mut once.tx, &form).await.map_err(refused)?;
            let act = Act::new(actor.person, "title.created", id).of_title(id);
            history::record(
                &mut once.tx,
                act.changed(json!({}), json!({ "name": form.name.trim() })),
            )
            .await?;
            events::record(&mut once.tx, Event::new(EventKind::Title, id).of_title(id)).await?;
            let row = sql::find(&mut *once.tx, &Scope::All, id)
                .await?
                .ok_or(ApiError::NotFound)?;
            once.commit(&row).await?;
            row
        }
    };
    Ok((StatusCode::CREATED, Json(row)))
}

/// A title's page: its assets with their deliveries, and its requests.
#[utoipa::path(
    get, path = "/api/v1/titles/{title_id}", tag = "titles", params(("title_id" = TitleId, Path)),
    responses((status = 200, body = TitleView), (status = 404, body = Problem))
)]
pub async fn get_title(
    State(app): State<App>,
    May(actor, row): May<SeeTitle>,
) -> ApiResult<Revised<TitleView>> {
    let title = row.title.id;
    let mut assets = Vec::new();
    for (id, kind, language) in sql::list_assets(&app.db, title).await? {
        let deliveries = deliveries::list_of_asset(&app.db, id).await?;
        assets.push(AssetView {
            id,
            kind,
            language,
            deliveries,
        });
    }
    let requests = requests::list_of_title(&app, &actor, title).await?;
    let revision = sql::revision(&app.db, title).await?;
    Ok(Revised(
        revision,
        TitleView {
            row,
            assets,
            requests,
            revision,
        },
    ))
}

/// What was said about a title and its issues that the caller reads, the newest first.
#[utoipa::path(
    get, path = "/api/v1/titles/{title_id}/comments", tag = "comments", params(("title_id" = TitleId, Path), PageQuery),
    responses((status = 200, body = Page<CommentView>), (status = 404, body = Problem))
)]
pub async fn list_title_comments(
    State(app): State<App>,
    May(actor, row): May<SeeTitle>,
    Query(paging): Query<PageQuery>,
) -> ApiResult<Json<Page<CommentView>>> {
    let limit = paging.limit();
    let said = comments::list_of_title(&app.db, &actor, row.title.id, paging.after()?, limit).await?;
    Ok(Json(page(said, limit, |comment| comment.id)))
}

/// Which issues of a title.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TitleIssuesQuery {
    /// Only those that something is still to be done about
    #[serde(default)]
    pub open: bool,
    /// `next` of the page before
    pub cursor: Option<String>,
    /// Rows on a page, at most 200
    pub limit: Option<u32>,
}

/// Every issue ever flagged on a title that the caller may see, whatever became of it, by asset and number.
#[utoipa::path(
    get, path = "/api/v1/titles/{title_id}/issues", tag = "titles",
    params(("title_id" = TitleId, Path), TitleIssuesQuery),
    responses((status = 200, body = Page<IssueView>), (status = 404, body = Problem), (status = 422, body = Problem))
)]
pub async fn list_title_issues(
    State(app): State<App>,
    May(actor, row): May<SeeTitle>,
    Query(TitleIssuesQuery { open, cursor, limit }): Query<TitleIssuesQuery>,
) -> ApiResult<Json<Page<IssueView>>> {
    let paging = PageQuery { cursor, limit };
    Ok(Json(
        issues::page_of_title(&app, &actor, row.title.id, open, &paging).await?,
    ))
}

fn check(form: &NewTitle) -> ApiResult<()> {
    let mut wrong: Vec<FieldProblem> = check_name(&form.name).into_iter().collect();
    for (field, number) in [("season", form.season), ("episode", form.episode)] {
        match (form.kind, number) {
            (TitleKind::Episode, Some(1..=9999)) | (TitleKind::Feature, None) => {}
            (TitleKind::Episode, _) => wrong.push(FieldProblem::new(
                field,
                "number",
                "Give a number from 1 to 9,999.",
            )),
            (TitleKind::Feature, _) => wrong.push(FieldProblem::new(field, "number", "A feature has none.")),
        }
    }
    if form
        .language
        .as_deref()
        .is_some_and(|tag| !super::is_language_tag(tag))
    {
        wrong.push(FieldProblem::new(
            "language",
            "tag",
            "Give a language tag such as en or es-419.",
        ));
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(ApiError::Invalid(wrong))
    }
}

fn check_name(name: &str) -> Option<FieldProblem> {
    let is_right = (1..=200).contains(&name.trim().chars().count()) && !name.chars().any(char::is_control);
    (!is_right).then(|| FieldProblem::new("name", "length", "Write 1 to 200 characters."))
}

fn refused(error: sqlx::Error) -> ApiError {
    match error.as_database_error().and_then(|error| error.constraint()) {
        Some("show_name_key") => ApiError::invalid("name", "taken", "There is a show of this name."),
        Some("title_episode") => ApiError::invalid("episode", "taken", "The show has this episode already."),
        Some("title_feature") => {
            ApiError::invalid("name", "taken", "The show has a feature of this name already.")
        }
        Some("title_show_id_fkey") => ApiError::invalid("show_id", "unknown", "There is no such show."),
        _ => error.into(),
    }
}
