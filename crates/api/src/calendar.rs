//! The calendar of one's due times: the address under which a calendar program fetches it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Whether one's calendar can be subscribed to. The address itself is shown only when it is made.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CalendarView {
    /// Absent when there is no address.
    pub created_at: Option<DateTime<Utc>>,
    /// When a calendar program fetched it last.
    pub last_read_at: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CalendarAddress {
    /// Whoever knows it reads the due times. Shown only now.
    pub url: String,
    pub created_at: DateTime<Utc>,
}
