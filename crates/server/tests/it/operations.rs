//! Every operation of the API document and what it demands of its caller: written out in `docs/domain/operations.md`, and
//! tried by every role, as people of the story and as people of another facility and another show. An operation without
//! a row here fails. `UPDATE_EXPECT=1` writes the document anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use expect_test::expect_file;
use qc::access::{Permission, Permission::*, may, roles};
use qc::person::Role;
use qc::request::{AssignmentModel, Phase, Service};
use reqwest::Method;
use serde_json::json;
use uuid::Uuid;

use crate::world::{Person, Story, issue, text};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Needs {
    /// Nobody need be signed in.
    Door,
    /// Whoever is signed in, to what is their own.
    Session,
    May(Permission),
    AnyOf(&'static [Permission]),
}
use Needs::{AnyOf, Door, May, Session};

const ROWS: &[(&str, Needs)] = &[
    ("list_deliveries", May(SeeDelivery)),
    ("create_delivery", May(CreateDelivery)),
    ("get_delivery", May(SeeDelivery)),
    ("cancel_delivery", May(CancelDelivery)),
    ("get_facility_board", May(SeeFacilityBoard)),
    ("get_show_board", May(SeeShowBoard)),
    ("get_studio_board", May(SeeStudioBoard)),
    ("list_error_codes", Session),
    ("follow_events", Session),
    ("get_tv_session", May(ReviewOnTv)),
    ("pair_tv", May(ReviewOnTv)),
    ("end_tv_session", May(ReviewOnTv)),
    ("offer_tv", May(ReviewOnTv)),
    ("take_tv_over", May(ReviewOnTv)),
    ("open_tv_desk", May(ReviewOnTv)),
    ("open_tv_screen", Door),
    ("list_facilities", May(ManageFacilities)),
    ("create_facility", May(ManageFacilities)),
    ("get_facility", May(ManageFacilities)),
    ("rename_facility", May(ManageFacilities)),
    ("clear_facility", May(ManageFacilities)),
    ("decide_waiver", May(DecideWaiver)),
    ("decide_waivers", May(DecideWaiver)),
    ("answer_issues", May(AnswerFixNote)),
    ("undo_answers", May(AnswerFixNote)),
    ("object_to_issue", May(ObjectToIssue)),
    ("decide_objection", May(DecideObjection)),
    ("withdraw_objection", May(ObjectToIssue)),
    ("list_delegations", May(SeeDelegation)),
    ("list_request_delegations", May(SeeDelegation)),
    ("delegate_fix_notes", May(DelegateFixNotes)),
    ("get_delegation", May(SeeDelegation)),
    ("save_delegated_answer", May(AnswerFixNote)),
    ("finish_delegation", May(AnswerFixNote)),
    ("resume_delegation", May(DelegateFixNotes)),
    ("revoke_delegation", May(DelegateFixNotes)),
    ("estimate_redelivery", May(EstimateRedelivery)),
    ("get_health", Door),
    ("accept_invitation", Door),
    ("look_up_invitation", Door),
    ("get_issue", May(SeeReport)),
    ("list_measurements", May(SeeReport)),
    ("get_measured_series", May(SeeReport)),
    ("retry_measurement", May(MeasureDelivery)),
    ("judge_measurement", May(MeasureDelivery)),
    ("get_thresholds", May(ManagePolicies)),
    ("save_thresholds", May(ManagePolicies)),
    ("list_machine_findings", May(SeeMachineFindings)),
    ("accept_machine_finding", May(DecideMachineFinding)),
    ("dismiss_machine_finding", May(DecideMachineFinding)),
    ("reopen_machine_finding", May(DecideMachineFinding)),
    ("compare_machine_findings", May(SeeReport)),
    ("delete_issue", May(EditIssue)),
    ("change_issue", May(EditIssue)),
    ("get_talk", May(SeeRequest)),
    ("create_comment", May(Comment)),
    ("list_readers", May(Comment)),
    ("get_comment_draft", May(SeeRequest)),
    ("save_comment_draft", May(SeeRequest)),
    ("discard_comment_draft", May(SeeRequest)),
    ("get_comment", May(Comment)),
    ("correct_comment", May(Comment)),
    ("delete_comment", May(Comment)),
    ("read_comments", May(Comment)),
    ("list_title_comments", May(SeeTitle)),
    ("list_legal_bars", May(ManageFacilities)),
    ("create_legal_bar", May(ManageFacilities)),
    ("delete_legal_bar", May(ManageFacilities)),
    ("get_metrics", May(SeeMetrics)),
    ("export_metrics_csv", May(SeeMetrics)),
    ("list_code_metrics", May(SeeMetrics)),
    ("list_metric_reports", May(SeeMetrics)),
    ("list_metric_issues", May(SeeMetrics)),
    ("get_operator_scorecard", May(SeeMetrics)),
    ("get_facility_scorecard", May(SeeMetrics)),
    ("list_notices", Session),
    ("read_all_notices", Session),
    ("read_notice", Session),
    ("get_notice_settings", Session),
    ("change_notice_settings", Session),
    ("list_webhooks", May(ManageWebhooks)),
    ("create_webhook", May(ManageWebhooks)),
    ("get_webhook", May(ManageWebhooks)),
    ("change_webhook", May(ManageWebhooks)),
    ("delete_webhook", May(ManageWebhooks)),
    ("rotate_webhook_secret", May(ManageWebhooks)),
    ("test_webhook", May(ManageWebhooks)),
    ("replay_webhook", May(ManageWebhooks)),
    ("list_outbox", May(SeeOutbox)),
    ("get_outbox_message", May(SeeOutbox)),
    ("send_again", May(SeeOutbox)),
    ("list_people", May(SeePeople)),
    ("invite_person", May(ManagePeople)),
    ("get_person", May(SeePeople)),
    ("change_person", May(ManagePeople)),
    ("renew_invitation", May(ManagePeople)),
    ("grant_shows", May(ManagePeople)),
    ("suspend_person", May(SuspendPerson)),
    ("disable_person", May(ManagePeople)),
    ("bring_back_person", May(SuspendPerson)),
    ("link_same_human", May(ManagePeople)),
    ("unlink_same_human", May(ManagePeople)),
    ("list_account_reviews", May(SeePeople)),
    ("open_account_review", May(ManagePeople)),
    ("list_reviewed_accounts", May(SeePeople)),
    ("export_account_review", May(SeePeople)),
    ("decide_account", May(ManagePeople)),
    ("speak_for_account", May(SpeakForAccount)),
    ("list_assignment_policies", May(ManagePolicies)),
    ("save_assignment_policy", May(ManagePolicies)),
    ("delete_assignment_policy", May(ManagePolicies)),
    ("list_sampling_policies", May(ManagePolicies)),
    ("save_sampling_policy", May(ManagePolicies)),
    ("preview_sampling_policy", May(ManagePolicies)),
    ("delete_sampling_policy", May(ManagePolicies)),
    ("list_fix_note_policies", May(ManagePolicies)),
    ("save_fix_note_policy", May(ManagePolicies)),
    ("delete_fix_note_policy", May(ManagePolicies)),
    ("list_request_policies", May(ManagePolicies)),
    ("save_request_policy", May(ManagePolicies)),
    ("delete_request_policy", May(ManagePolicies)),
    ("retry_rendition", May(RetryRendition)),
    ("cancel_rendition", May(RetryRendition)),
    ("inspect_again", May(RetryRendition)),
    ("list_jobs", May(ManageJobs)),
    ("list_workers", May(ManageJobs)),
    ("retry_job", May(ManageJobs)),
    ("cancel_job", May(ManageJobs)),
    ("prioritise_job", May(ManageJobs)),
    ("list_requests", May(SeeRequest)),
    ("get_request", May(SeeRequest)),
    ("begin_review", May(BeginReview)),
    ("cancel_request", May(CancelRequest)),
    ("get_draft", May(SeeRequest)),
    ("save_draft", May(SeeRequest)),
    ("discard_draft", May(SeeRequest)),
    ("extend_sla", May(ExtendSla)),
    ("ask_extension", May(AskExtension)),
    ("get_asked_extension", May(SeeTicket)),
    ("grant_extension", May(ExtendSla)),
    ("refuse_extension", May(ExtendSla)),
    ("get_calendar", Session),
    ("renew_calendar_address", Session),
    ("revoke_calendar_address", Session),
    ("export_calendar", Session),
    ("read_calendar_feed", Door),
    ("get_fix_notes", May(SeeReport)),
    ("submit_fix_notes", May(SubmitFixNotes)),
    ("save_fix_note", May(AnswerFixNote)),
    ("hand_back", May(HandBack)),
    ("list_request_history", May(SeeHistory)),
    ("get_request_history_choices", May(SeeHistory)),
    ("export_request_history", May(SeeHistory)),
    ("hold_request", May(HoldRequest)),
    ("stop_review", May(StopReview)),
    ("resume_review", May(StopReview)),
    ("list_issues", May(SeeRequest)),
    ("create_issue", May(EditIssue)),
    ("check_issue", May(SeeRequest)),
    ("set_priority", May(SetPriority)),
    ("reassign_request", May(ReassignRequest)),
    ("list_candidates", May(ReassignRequest)),
    ("ask_full_qc", May(AskFullQc)),
    ("list_breaks", May(SeeBreaks)),
    ("begin_break", May(TakeBreak)),
    ("end_break", May(TakeBreak)),
    ("reassign_verification", May(ReassignVerification)),
    ("list_verification_candidates", May(ReassignVerification)),
    ("approve_retiering", May(AnswerTicket)),
    ("ask_redelivery", May(AskRedelivery)),
    ("release_request", May(HoldRequest)),
    ("get_report", May(SeeReport)),
    ("export_report_csv", May(SeeReport)),
    ("export_markers", May(SeeReport)),
    ("preview_markers", May(EditIssue)),
    ("import_markers", May(EditIssue)),
    ("submit_report", May(SubmitReport)),
    ("take_request", May(TakeRequest)),
    ("list_watch_items", May(SeeRequest)),
    ("get_session", Session),
    ("sign_out", Session),
    ("list_sessions", Session),
    ("sign_in", Door),
    ("end_session", Session),
    ("list_shows", May(SeeTitle)),
    ("create_show", May(ManageShows)),
    ("save_coverage", May(SaveCoverage)),
    ("finish_task", May(SaveCoverage)),
    ("reopen_task", May(SaveCoverage)),
    ("list_tickets", May(OpenTicket)),
    ("open_ticket", May(OpenTicket)),
    ("list_ticket_kinds", Session),
    ("list_request_tickets", May(SeeRequest)),
    ("get_ticket", May(SeeTicket)),
    ("reply_to_ticket", May(SeeTicket)),
    ("assign_ticket", May(AnswerTicket)),
    ("retry_ticket_sync", May(AnswerTicket)),
    ("upload_ticket_attachment", May(OpenTicket)),
    ("show_ticket_attachment", May(SeeTicket)),
    ("download_ticket_attachment", May(AnswerTicket)),
    ("approve_onboarding", May(AnswerTicket)),
    ("list_suggested_bars", May(AnswerTicket)),
    ("set_ticket_state", May(AnswerTicket)),
    ("list_titles", May(SeeTitle)),
    ("create_title", May(ManageShows)),
    ("get_title", May(SeeTitle)),
    ("list_title_history", May(SeeHistory)),
    ("get_title_history_choices", May(SeeHistory)),
    ("export_title_history", May(SeeHistory)),
    ("get_history_row", May(SeeHistory)),
    ("list_audit", May(SeeAudit)),
    ("export_audit", May(SeeAudit)),
    ("get_seal", May(SeeAudit)),
    ("list_title_issues", May(SeeTitle)),
    ("create_upload", May(CreateDelivery)),
    ("get_upload_options", Session),
    ("delete_upload", May(CreateDelivery)),
    ("get_upload_offset", May(CreateDelivery)),
    ("append_to_upload", May(CreateDelivery)),
    ("get_verification", May(SeeReport)),
    ("list_verifier_changes", May(SeeVerdicts)),
    ("dispute_verdict", May(DisputeVerdict)),
    ("list_disputes", May(SeeVerdicts)),
    ("get_dispute", May(SeeVerdicts)),
    ("answer_dispute", May(AnswerDispute)),
    ("decide_dispute", May(DecideDispute)),
    ("withdraw_dispute", May(DisputeVerdict)),
    ("list_calibrations", May(SeeCalibration)),
    ("create_calibration", May(ManageCalibrations)),
    ("list_calibration_masters", May(ManageCalibrations)),
    ("get_calibration", May(SeeCalibration)),
    ("change_calibration", May(ManageCalibrations)),
    ("give_calibration", May(ManageCalibrations)),
    ("close_calibration", May(ManageCalibrations)),
    ("begin_verification", May(TakeVerification)),
    ("hand_back_verification", May(HandBackVerification)),
    ("submit_verification", May(SubmitVerification)),
    ("take_verification", May(TakeVerification)),
    ("give_verdict", May(GiveVerdict)),
    ("withdraw_verdict", May(GiveVerdict)),
    ("decide_watch_item", May(DecideWatchItem)),
    ("flag_missing_asset", May(DecideWatchItem)),
    ("get_work", May(SeeRequest)),
    ("serve_next", AnyOf(&[TakeRequest, TakeVerification])),
    ("list_downloads", May(DownloadMaster)),
    ("download_file", May(DownloadMaster)),
    ("get_rendition_file", May(PlayStream)),
    ("get_still", May(PlayStream)),
    ("complete_download", May(DownloadMaster)),
    ("get_download_manifest", May(DownloadMaster)),
    ("confirm_file", May(DownloadMaster)),
    ("get_playback", May(PlayStream)),
    ("get_content_map", May(PlayStream)),
    ("be_present", May(SeeRequest)),
    ("leave_presence", May(SeeRequest)),
];

/// The author's alone, whoever else asks.
const OF_THE_AUTHOR: [&str; 2] = ["correct_comment", "delete_comment"];

struct Operation {
    name: String,
    method: Method,
    path: String,
    /// What must stand behind the question mark.
    query: Vec<String>,
    needs: Needs,
}

impl Operation {
    fn allows(&self, role: Role) -> bool {
        match self.needs {
            Door | Session => true,
            May(permission) => may(role, permission),
            AnyOf(permissions) => permissions.iter().any(|permission| may(role, *permission)),
        }
    }

    fn names_something(&self) -> bool {
        self.path.contains('{')
    }

    /// The path with the story's own things in it.
    fn path_of(&self, things: &BTreeMap<&'static str, Uuid>) -> String {
        let part = |part: &str| match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
            Some(name) => things.get(name).copied().unwrap_or_else(Uuid::now_v7).to_string(),
            None => part.to_owned(),
        };
        let path = self.path.split('/').map(part).collect::<Vec<_>>().join("/");
        let query = self
            .query
            .iter()
            .map(|name| format!("{name}={}", part(&format!("{{{name}}}"))));
        format!("{path}?{}", query.collect::<Vec<_>>().join("&"))
    }

    async fn tried_by(&self, person: &Person, things: &BTreeMap<&'static str, Uuid>) -> u16 {
        let call = person.call(self.method.clone(), &self.path_of(things));
        // Only the head of the answer: live events have no end.
        call.send().await.expect("an answer").status().as_u16()
    }
}

fn operations() -> Vec<Operation> {
    let document = serde_json::to_value(server::routes::document()).expect("a document");
    let rows: BTreeMap<&str, Needs> = ROWS.iter().copied().collect();
    assert_eq!(rows.len(), ROWS.len(), "an operation has two rows");
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            let name = text(&operation["operationId"]);
            let needs = rows.get(name.as_str()).copied();
            operations.push(Operation {
                needs: needs.unwrap_or_else(|| panic!("{name} has no row in ROWS: who may call it?")),
                method: method.to_uppercase().parse().expect("a method"),
                path: path.clone(),
                query: needed(operation),
                name,
            });
        }
    }
    let known: BTreeSet<&str> = operations
        .iter()
        .map(|operation| operation.name.as_str())
        .collect();
    let gone: Vec<&&str> = rows.keys().filter(|name| !known.contains(**name)).collect();
    assert!(gone.is_empty(), "no such operations any more: {gone:?}");
    operations
}

/// The query parameters that a call must have.
fn needed(operation: &serde_json::Value) -> Vec<String> {
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let needed = parameters.filter(|parameter| parameter["in"] == "query" && parameter["required"] == true);
    needed.map(|parameter| text(&parameter["name"])).collect()
}

#[test]
fn what_every_operation_demands_is_written_down() {
    let mut out = String::from(
        "# Operations\n\nWritten by a test of the server. What each operation demands of its caller: the permission, and the roles \
         that it belongs to (see [access.md](access.md)). Whether it is theirs to do to this object is asked besides: what they \
         do not see is answered with 404, what they see and may not do with 403.\n\n\
         | operation | call | permission | roles |\n|---|---|---|---|\n",
    );
    for Operation {
        name,
        method,
        path,
        needs,
        ..
    } in operations()
    {
        let (permission, roles) = match needs {
            Door => ("none".to_owned(), "not signed in".to_owned()),
            Session => ("one's own".to_owned(), "everyone".to_owned()),
            May(permission) => (permission.to_string(), in_words(roles(permission))),
            AnyOf(permissions) => {
                let names: Vec<&str> = permissions.iter().map(|permission| permission.as_str()).collect();
                let all: Vec<Role> = permissions
                    .iter()
                    .flat_map(|permission| roles(*permission))
                    .copied()
                    .collect();
                (names.join(" or "), in_words(&all))
            }
        };
        let _ = writeln!(out, "| {name} | `{method} {path}` | {permission} | {roles} |");
    }
    expect_file!["../../../../docs/domain/operations.md"].assert_eq(&out);
}

fn in_words(roles: &[Role]) -> String {
    if roles.len() == Role::ALL.len() {
        return "everyone".to_owned();
    }
    roles
        .iter()
        .map(|role| role.as_str())
        .collect::<Vec<_>>()
        .join(", ")
}

#[tokio::test]
async fn nobody_does_what_their_role_or_their_place_does_not_allow() {
    let story = Story::begin().await;
    let things = things_of(&story).await;
    let insiders = insiders(&story);
    let outsiders = outsiders(&story).await;
    let mut wrong = Vec::new();
    for operation in operations() {
        // Signing out ends the session that the other calls need.
        if operation.needs == Door || operation.name == "sign_out" {
            continue;
        }
        for (role, person) in &outsiders {
            let status = operation.tried_by(person, &things).await;
            let is_elsewhere = operation.names_something() && *role != Role::StudioAdmin;
            let is_right = match (operation.allows(*role), is_elsewhere) {
                (_, true) => matches!(status, 403 | 404),
                (false, false) => status == 403 || operation.names_something() && status == 404,
                (true, false) if OF_THE_AUTHOR.contains(&operation.name.as_str()) => status == 403,
                (true, false) => !matches!(status, 401 | 403 | 500..),
            };
            if !is_right {
                wrong.push(format!("{} by a {role} of elsewhere: {status}", operation.name));
            }
        }
        for (role, person) in &insiders {
            let status = operation.tried_by(person, &things).await;
            let is_right = match operation.allows(*role) {
                true => status != 401 && status < 500,
                false => matches!(status, 403 | 404),
            };
            if !is_right {
                wrong.push(format!("{} by the story's {role}: {status}", operation.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn insiders(story: &Story) -> [(Role, &Person); 7] {
    [
        (Role::Operator, &story.olga),
        (Role::Verifier, &story.vik),
        (Role::VendorManager, &story.vera),
        (Role::DownloadManager, &story.dan),
        (Role::Post, &story.pia),
        (Role::Production, &story.max),
        (Role::StudioAdmin, &story.ada),
    ]
}

/// One of each role, at a facility that is cleared for nothing, onboarded to no show.
async fn outsiders(story: &Story) -> Vec<(Role, Person)> {
    let elsewhere = story.world.facility("Elsewhere").await;
    let mut people = Vec::new();
    for role in Role::ALL {
        let facility = role.is_of_facility().then_some(elsewhere);
        let person = story
            .world
            .person(*role, &format!("{role}@elsewhere.example"), facility)
            .await;
        people.push((*role, person));
    }
    people
}

/// A report that waits for fix notes, and everything that hangs on it, by the names of paths.
async fn things_of(story: &Story) -> BTreeMap<&'static str, Uuid> {
    story
        .assigns(Service::Cast, Phase::Verification, AssignmentModel::Pull)
        .await;
    let id = story.available(Service::Cast).await;
    story
        .olga
        .post(&format!("/api/v1/requests/{id}/take"), ())
        .await
        .expect(200);
    let issues = story.finishes(&story.olga, &id, &[issue("issue", 10, 20)]).await;
    let missed = json!({ "kind": "added", "issue": issue("fyi", 50, 60), "reason": "missed" });
    let verification = story.verifies(&story.vik, &id, &[missed]).await;
    let added: Uuid = sqlx::query_scalar("select issue_id from verdict where kind = 'added'")
        .fetch_one(&story.world.app().db)
        .await
        .expect("an added issue");
    let dispute = format!("/api/v1/verifications/{verification}/verdicts/{added}/dispute");
    story
        .olga
        .post(&dispute, json!({ "reason": "It is meant so" }))
        .await
        .expect(201);
    story.answers(&id, &issues[0], "creative_intent").await;
    let noel = story.world.production("noel@vendor.example").await;
    story.delegates(&id, &issues, &noel).await;
    let objection = json!({ "issue_id": issues[0], "reason": "a lighthouse, as shot" });
    let path = format!("/api/v1/requests/{id}/objections");
    story.max.post(&path, objection).await.expect(201);
    let seen = json!({ "calls": [], "errors": [] });
    let attached = story
        .olga
        .post("/api/v1/ticket-attachments?kind=diagnostics", seen)
        .await
        .expect(201);
    let form = json!({
        "kind": "access", "subject": "No sound", "description": "Since this morning", "attachment_ids": [attached["id"]],
    });
    story.olga.post("/api/v1/tickets", form).await.expect(201);
    let bar = json!({ "person_id": story.omar.id, "title_id": story.title, "reason": "a relative" });
    story.ada.post("/api/v1/legal-bars", bar).await.expect(201);
    let said = json!({ "body": "The sound is gone", "visibility": "production" });
    let talk = format!("/api/v1/talks/{id}");
    story
        .olga
        .post(&format!("{talk}/comments"), said)
        .await
        .expect(201);
    story.ada.post("/api/v1/account-reviews", ()).await.expect(201);
    let mut things = BTreeMap::from([
        ("about_id", id.parse().expect("an id")),
        ("person_id", story.omar.id.uuid()),
        ("facility_id", story.northlight.uuid()),
        ("title_id", story.title.uuid()),
    ]);
    for (name, table) in [
        ("request_id", "qc_request"),
        ("delivery_id", "delivery"),
        ("file_id", "delivery_file"),
        ("rendition_id", "rendition"),
        ("task_id", "task"),
        ("issue_id", "issue"),
        ("verification_id", "verification"),
        ("fix_note_id", "fix_note"),
        ("dispute_id", "dispute"),
        ("objection_id", "objection"),
        ("delegation_id", "delegation"),
        ("ticket_id", "ticket"),
        ("attachment_id", "ticket_attachment"),
        ("notice_id", "notice"),
        ("legal_bar_id", "legal_bar"),
        ("comment_id", "comment"),
        ("review_id", "account_review"),
        ("policy_id", "request_policy"),
    ] {
        let query = format!("select id from {table} order by id limit 1");
        let found = sqlx::query_scalar(sqlx::AssertSqlSafe(query))
            .fetch_one(&story.world.app().db)
            .await;
        things.insert(name, found.unwrap_or_else(|error| panic!("{table}: {error}")));
    }
    let session =
        sqlx::query_scalar("select id from session where person_id = $1").bind(story.omar.id.uuid());
    things.insert(
        "session_id",
        session.fetch_one(&story.world.app().db).await.expect("a session"),
    );
    // Streams that were never made cannot be played.
    let unmade = sqlx::query("update rendition set state = 'running'");
    unmade.execute(&story.world.app().db).await.expect("unmade");
    things
}
