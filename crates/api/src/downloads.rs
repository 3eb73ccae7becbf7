//! Hand-over of masters: the manifest of a request's files, and transfers as the download manager sees them.

use chrono::{DateTime, Utc};
use qc::id::{DeliveryFileId, RequestId};
use qc::request::RequestState;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::page::{Action, PersonRef};
use crate::requests::ClockView;
use crate::titles::TitleRef;

/// The files to fetch for a request, each with its hashes. `url` is valid for 15 minutes, for this person and file.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DownloadManifest {
    pub request_id: RequestId,
    pub title: TitleRef,
    pub files: Vec<DownloadFile>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DownloadFile {
    pub file_id: DeliveryFileId,
    /// `delivery-1/CPL_….xml`: the delivery's number, then the path within it.
    pub path: String,
    pub size_bytes: u64,
    pub sha1: String,
    pub sha256: String,
    pub url: String,
    /// Bytes sent to anyone of the facility for this request.
    pub sent_bytes: u64,
    pub verified_at: Option<DateTime<Utc>>,
}

/// One row of the download manager's first screen.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DownloadRow {
    pub request_id: RequestId,
    pub request_number: i64,
    pub title: TitleRef,
    pub state: RequestState,
    pub operator: Option<PersonRef>,
    pub clock: ClockView,
    pub file_count: i64,
    pub size_bytes: u64,
    pub sent_bytes: u64,
    pub downloaded_at: Option<DateTime<Utc>>,
    pub actions: Vec<Action>,
}

/// The receiver's word that a file arrived with this hash.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct FileVerified {
    /// Lower-case hexadecimal SHA-256 of the bytes received.
    pub sha256: String,
}
