//! The policy of thresholds: what counts as a fault. Each save is a new version; no version is ever changed, because
//! findings name the one that judged them.

use api::measurements::{SaveThresholds, ThresholdsPolicy, ThresholdsView};
use axum::extract::State;
use axum::http::StatusCode;
use measure::Thresholds;
use qc::id::PolicyId;
use serde_json::{Value, json};

use super::{JudgeDelivery, sql_thresholds as sql};
use crate::access::May;
use crate::app::App;
use crate::error::{ApiError, ApiResult, FieldProblem, Problem};
use crate::extract::Json;
use crate::history::{self, Act};
use crate::idempotency::{IdempotencyKey, Turn};
use crate::jobs;
use crate::policies::ManagePolicies;
use crate::requests::stated_in;

/// Beyond any value that makes sense; what is not a number does not come through JSON.
const MOST: f64 = 100_000.0;

/// The thresholds in force, and every version that ever was.
#[utoipa::path(get, path = "/api/v1/policies/thresholds", tag = "policies", responses((status = 200, body = ThresholdsPolicy)))]
pub async fn get_thresholds(
    State(app): State<App>,
    May(_actor, ()): May<ManagePolicies>,
) -> ApiResult<Json<ThresholdsPolicy>> {
    Ok(Json(policy(&app).await?))
}

/// Set thresholds: a new version, which judges what is measured from now on.
///
/// With `judge_open`, the deliveries of open requests are judged anew from what was measured.
#[utoipa::path(
    post, path = "/api/v1/policies/thresholds", tag = "policies", request_body = SaveThresholds,
    responses((status = 201, body = ThresholdsPolicy), (status = 422, body = Problem))
)]
pub async fn save_thresholds(
    State(app): State<App>,
    May(actor, ()): May<ManagePolicies>,
    key: IdempotencyKey,
    Json(form): Json<SaveThresholds>,
) -> ApiResult<(StatusCode, Json<ThresholdsPolicy>)> {
    let note = stated_in("note", &form.note, "Say why they change.")?;
    let thresholds = read(&form.thresholds)?;
    let once = key
        .begin::<u32>(&app.db, actor.person, "save_thresholds", &form)
        .await?;
    if let Turn::First(mut once) = once {
        let version = sql::next_version(&mut once.tx).await?.unsigned_abs();
        let thresholds = Thresholds {
            version,
            ..thresholds
        };
        sql::insert(&mut once.tx, &thresholds, note, actor.person).await?;
        // A version has no id of its own; the audit finds it by its number.
        let act = Act::new(actor.person, "policy.saved", PolicyId::new());
        let after = json!({ "policy": "thresholds", "version": version, "thresholds": thresholds });
        history::record(&mut once.tx, act.changed(json!({}), after).because(note)).await?;
        if form.judge_open {
            for delivery in sql::list_judged_otherwise(&mut *once.tx, version).await? {
                jobs::enqueue_again(&mut once.tx, &JudgeDelivery { delivery }).await?;
            }
        }
        once.commit(&version).await?;
    }
    Ok((StatusCode::CREATED, Json(policy(&app).await?)))
}

async fn policy(app: &App) -> ApiResult<ThresholdsPolicy> {
    let mut versions = sql::list(&app.db).await.map_err(ApiError::internal)?;
    let own = Thresholds::default();
    versions.push(ThresholdsView {
        version: own.version,
        thresholds: own,
        note: String::new(),
        saved_by: None,
        saved_at: None,
    });
    let in_force = versions.first().map_or(own.version, |latest| latest.version);
    let otherwise = sql::list_judged_otherwise(&app.db, in_force).await?;
    Ok(ThresholdsPolicy {
        in_force,
        versions,
        judged_otherwise: otherwise.len() as i64,
    })
}

/// The thresholds of a form, or 422 with every value that is wrong.
fn read(form: &Value) -> ApiResult<Thresholds> {
    let mut wrong = Vec::new();
    for group in ["picture", "sound", "sync"] {
        let values = form.get(group).and_then(Value::as_object).into_iter().flatten();
        for (name, value) in values {
            let field = format!("thresholds.{group}.{name}");
            match value.as_f64() {
                None => wrong.push(FieldProblem::new(field, "not_a_number", "Give a number.")),
                Some(value) if value.abs() > MOST => {
                    wrong.push(FieldProblem::new(
                        field,
                        "range",
                        "This is far beyond what can be measured.",
                    ));
                }
                // Levels are below full scale or a correlation; everything else is a share, a count or a time.
                Some(value) if value < 0.0 && !may_be_negative(name) => {
                    wrong.push(FieldProblem::new(
                        field,
                        "range",
                        "Give a number that is not below 0.",
                    ));
                }
                Some(_) => {}
            }
        }
    }
    if !wrong.is_empty() {
        return Err(ApiError::Invalid(wrong));
    }
    serde_json::from_value(form.clone()).map_err(|error| {
        ApiError::invalid(
            "thresholds",
            "unreadable",
            format!("These are no thresholds: {error}."),
        )
    })
}

fn may_be_negative(name: &str) -> bool {
    ["_dbfs", "_db", "_dbtp", "_lkfs", "_correlation"]
        .iter()
        .any(|unit| name.ends_with(unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_is_the_products_own() {
        let read = read(&json!({ "picture": { "freeze_s": 1.0 } })).expect("thresholds");
        let own = Thresholds::default();
        assert_eq!((read.picture.freeze_s, read.sound), (1.0, own.sound));
    }

    #[test]
    fn the_products_own_can_be_saved_as_they_are() {
        let own = serde_json::to_value(Thresholds::default()).expect("json");
        assert_eq!(read(&own).expect("thresholds"), Thresholds::default());
    }

    #[test]
    fn unknown_names_wrong_types_and_impossible_values_are_refused() {
        for form in [
            json!({ "picture": { "freez_s": 1.0 } }),
            json!({ "picture": { "freeze_s": "long" } }),
            json!({ "picture": { "freeze_s": -1.0 } }),
            json!({ "picture": { "cadence_count": 1.5 } }),
            json!({ "sound": { "silence_s": 1e9 } }),
            json!({ "sync": { "window_s": -1.0 } }),
        ] {
            assert!(read(&form).is_err(), "{form}");
        }
    }
}
