//! The list of error codes.

use api::issues::ErrorCodeView;
use qc::error_code::{ERROR_CODES, ErrorCode, Guidance};

use crate::access::Actor;
use crate::error::Problem;
use crate::extract::Json;

/// Every error code with its guidance per severity, in the order of the list.
#[utoipa::path(
    get, path = "/api/v1/error-codes", tag = "issues",
    responses((status = 200, body = Vec<ErrorCodeView>), (status = 401, body = Problem))
)]
pub async fn list_error_codes(_actor: Actor) -> Json<Vec<ErrorCodeView>> {
    Json(ERROR_CODES.iter().map(view).collect())
}

fn view(code: &ErrorCode) -> ErrorCodeView {
    ErrorCodeView {
        id: code.id.to_owned(),
        number: code.number,
        name: code.name.to_owned(),
        category: code.category.as_str().to_owned(),
        aliases: code.aliases.iter().map(|alias| (*alias).to_owned()).collect(),
        definition: code.definition.to_owned(),
        fyi: words(code.fyi),
        issue: words(code.issue),
        blocker: words(code.blocker),
    }
}

/// Nothing where the severity does not apply; an empty text where it applies and nothing is stated.
fn words(guidance: Guidance) -> Option<String> {
    match guidance {
        Guidance::Applies(words) => Some(words.to_owned()),
        Guidance::NotStated => Some(String::new()),
        Guidance::NotApplicable => None,
    }
}
