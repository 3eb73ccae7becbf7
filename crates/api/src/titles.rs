//! Shows and titles, and a title's page: the living history of its assets.

use chrono::{DateTime, Utc};
use qc::asset::AssetKind;
use qc::id::{AssetId, ShowId, TitleId};
use qc::title::TitleKind;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::deliveries::DeliveryRow;
use crate::requests::RequestRow;

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ShowView {
    pub id: ShowId,
    pub name: String,
    pub title_count: i64,
    pub created_at: DateTime<Utc>,
    pub revision: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct NewShow {
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
}

/// A title as named beside a thing: `label` is "Harbour · S01E03 · The Ferry" or "The Long Tide".
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TitleRef {
    pub id: TitleId,
    pub show_id: ShowId,
    pub show: String,
    pub label: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TitleRow {
    #[serde(flatten)]
    pub title: TitleRef,
    pub kind: TitleKind,
    pub name: String,
    pub season: Option<i32>,
    pub episode: Option<i32>,
    pub language: String,
    pub delivery_count: i64,
    pub open_request_count: i64,
    /// Blockers and Issues that are neither resolved, replaced, deleted nor waived by agreement.
    pub open_issue_count: i64,
    pub last_activity_at: DateTime<Utc>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct NewTitle {
    pub show_id: ShowId,
    pub kind: TitleKind,
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    #[serde(default)]
    pub season: Option<i32>,
    #[serde(default)]
    pub episode: Option<i32>,
    /// BCP 47; `en` when absent.
    #[serde(default)]
    pub language: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AssetView {
    pub id: AssetId,
    pub kind: AssetKind,
    /// The language of a version of the picture that is not the original.
    pub language: Option<String>,
    pub deliveries: Vec<DeliveryRow>,
}

/// A title's page. Its history and its issues are lists of their own.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TitleView {
    #[serde(flatten)]
    pub row: TitleRow,
    pub assets: Vec<AssetView>,
    pub requests: Vec<RequestRow>,
    pub revision: i64,
}
