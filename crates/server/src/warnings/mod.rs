//! Warnings of clocks: who holds a request, who manages them, post and the studio hear of it before time runs out. When, and
//! who, is decided in `qc::sla`; here is remembered what was said, so that it is said once whatever number of servers
//! looks, and whenever they were restarted.

mod jobs;
mod sql;

use qc::id::RequestId;
use qc::notice::NoticeKind;
use qc::sla::{ClockKind, Told, Warning, told};

use crate::app::App;
use crate::error::ApiResult;
use crate::extensions::instant_text;
use crate::notices::{self, Notice, People};
use crate::requests::{self, Request};

pub use jobs::WarnOfClocks;

/// Sends the warning that is due of this clock, if it is still due: the request is read again and held meanwhile.
async fn warn(app: &App, id: RequestId, clock: ClockKind) -> ApiResult<()> {
    let mut tx = app.db.begin().await?;
    let request = requests::get(&mut tx, id).await?;
    requests::lock_unchanged(&mut tx, &request).await?;
    // A calibration is nobody's programme: only who holds it is held to its clock.
    let concerns_nobody = clock == ClockKind::Whole && request.calibration_id.is_some();
    if request.state.is_final() || concerns_nobody {
        return Ok(());
    }
    let rule = requests::clock_of(&request);
    let Some((running_since, _)) = rule.running(clock) else {
        return Ok(());
    };
    let said = sql::find_said(&mut tx, id, clock, running_since).await?;
    let Some(warning) = rule.warning(clock, said, request.now) else {
        return Ok(());
    };
    if !sql::insert(&mut tx, id, &warning).await? {
        return Ok(());
    }
    let notice = notice(&request, &warning);
    for people in people(&request, &warning) {
        notices::send(&mut tx, people, notice.clone()).await?;
    }
    Ok(tx.commit().await?)
}

fn people(request: &Request, warning: &Warning) -> Vec<People> {
    let told = told(warning.clock, warning.percent).iter();
    told.filter_map(|who| match who {
        Told::Holder => request.operator_id.map(People::Person),
        // Of a calibration only its operator knows.
        Told::VendorManagers | Told::Post | Told::Studio if request.calibration_id.is_some() => None,
        Told::VendorManagers => request.operator_facility_id.map(People::VendorManagers),
        Told::Post => Some(People::Post(request.show_id)),
        Told::Studio => Some(People::StudioAdmins),
    })
    .collect()
}

fn notice(request: &Request, warning: &Warning) -> Notice {
    let what = match warning.clock {
        ClockKind::Report => "the report",
        ClockKind::Whole => "review and verification",
    };
    let (name, due) = (request.name(), instant_text(warning.due_at));
    if warning.is_late() {
        let subject = format!("Late: {what} of {name}");
        return Notice::new(NoticeKind::ClockLate, subject, request.link())
            .saying(format!("It was due {due}."));
    }
    let subject = format!("{} % of the time for {what} of {name} is used", warning.percent);
    Notice::new(NoticeKind::ClockWarning, subject, request.link()).saying(format!("It is due {due}."))
}
