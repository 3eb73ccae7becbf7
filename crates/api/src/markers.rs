//! Markers of review tools on their way in: what a file was found to say, and what of it becomes issues.

pub use markers::Format as MarkerFormat;

use qc::id::IssueId;
use qc::severity::Severity;
use qc::task::TaskKind;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::issues::{FieldMessage, IssueForm, IssueView};

/// What a marker file says, marker by marker. Nothing was written.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MarkerPreview {
    pub format: MarkerFormat,
    /// As the bytes were read: "UTF-8", "Windows-1252".
    pub encoding: String,
    /// In the order of the file.
    pub rows: Vec<MarkerRow>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MarkerRow {
    /// "line 7"; "marker 3" in formats whose lines mean nothing.
    pub place: String,
    /// Why it cannot be placed on the programme; then there is no marker.
    pub refusal: Option<String>,
    pub marker: Option<MarkerView>,
}

/// A marker as an issue that could be flagged.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MarkerView {
    /// What the import knows it by.
    pub key: String,
    pub first_frame: u64,
    pub last_frame: u64,
    pub in_timecode: String,
    pub out_timecode: String,
    /// As the file calls it.
    pub code_text: String,
    /// The error code that it means, where that is known.
    pub code: Option<String>,
    pub severity: Option<Severity>,
    pub tasks: Vec<TaskKind>,
    pub files: Vec<String>,
    pub description: String,
    /// The issue that it is already.
    pub issue: Option<MarkedIssue>,
    /// Where the same marker stands in the file before.
    pub same_as: Option<String>,
    /// What is to be chosen or corrected before it can be an issue.
    pub errors: Vec<FieldMessage>,
    pub warnings: Vec<FieldMessage>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MarkedIssue {
    pub id: IssueId,
    pub number: i32,
}

/// Flag these markers as issues: all of them, or none.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ImportMarkers {
    #[schema(min_items = 1, max_items = 2000)]
    pub markers: Vec<ConfirmedMarker>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ConfirmedMarker {
    /// Of the preview.
    #[schema(min_length = 64, max_length = 64)]
    pub key: String,
    pub form: IssueForm,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MarkersImported {
    /// Those that were flagged now.
    pub issues: Vec<IssueView>,
    /// How many were issues already.
    pub already_there: u64,
}
