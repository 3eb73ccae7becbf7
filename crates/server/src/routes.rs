//! Every route of the product, in reading order; the API document is made of the same list. What an operation demands
//! of its caller stands in its handler's signature.

use axum::Router;
use axum::middleware;
use axum::routing::{any, get};
use tower_http::csrf::ConfigError;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::error::Problem;
use crate::{
    access, account_reviews, boards, breaks, calendar, calibrations, comments, delegations, deliveries, disk,
    disputes, downloads, edge, error_codes, events, extensions, facilities, fix_notes, health, history,
    issues, jobs, machine_findings, markers, measurements, metrics, notices, objections, outbox, people,
    playback, policies, presence, reports, requests, sampling, tasks, tickets, titles, tv_sessions,
    verification, web, webhooks,
};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Asset QC",
        description = "Quality control of film and television masters."
    ),
    components(schemas(Problem, qc::id::UploadId))
)]
struct Document;

fn operations() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(Document::openapi())
        // Signing in
        .routes(routes!(access::http::sign_in, access::http::list_sessions))
        .routes(routes!(access::http::get_session, access::http::sign_out))
        .routes(routes!(access::http::end_session))
        .routes(routes!(access::http::look_up_invitation))
        .routes(routes!(access::http::accept_invitation))
        // People and facilities
        .routes(routes!(people::http::list_people, people::http::invite_person))
        .routes(routes!(people::http::get_person, people::http::change_person))
        .routes(routes!(people::http::renew_invitation))
        .routes(routes!(people::http::grant_shows))
        .routes(routes!(people::http_leave::suspend_person))
        .routes(routes!(people::http_leave::disable_person))
        .routes(routes!(people::http_leave::bring_back_person))
        .routes(routes!(people::http_identity::link_same_human))
        .routes(routes!(people::http_identity::unlink_same_human))
        .routes(routes!(
            account_reviews::http::list_account_reviews,
            account_reviews::http::open_account_review
        ))
        .routes(routes!(account_reviews::http::list_reviewed_accounts))
        .routes(routes!(account_reviews::http::export_account_review))
        .routes(routes!(account_reviews::http::decide_account))
        .routes(routes!(account_reviews::http::speak_for_account))
        // The audit
        .routes(routes!(history::http::list_audit))
        .routes(routes!(history::http::export_audit))
        .routes(routes!(history::http::get_seal))
        .routes(routes!(history::http::get_history_row))
        .routes(routes!(
            facilities::http::list_facilities,
            facilities::http::create_facility
        ))
        .routes(routes!(
            facilities::http::get_facility,
            facilities::http::rename_facility
        ))
        .routes(routes!(facilities::http::clear_facility))
        .routes(routes!(
            facilities::http::list_legal_bars,
            facilities::http::create_legal_bar
        ))
        .routes(routes!(facilities::http::delete_legal_bar))
        // Shows, titles, policies
        .routes(routes!(titles::http::list_shows, titles::http::create_show))
        .routes(routes!(titles::http::list_titles, titles::http::create_title))
        .routes(routes!(titles::http::get_title))
        .routes(routes!(history::http::list_title_history))
        .routes(routes!(history::http::get_title_history_choices))
        .routes(routes!(history::http::export_title_history))
        .routes(routes!(titles::http::list_title_comments))
        .routes(routes!(titles::http::list_title_issues))
        .routes(routes!(
            policies::http::list_request_policies,
            policies::http::save_request_policy
        ))
        .routes(routes!(policies::http::delete_request_policy))
        .routes(routes!(
            policies::http::list_assignment_policies,
            policies::http::save_assignment_policy
        ))
        .routes(routes!(policies::http::delete_assignment_policy))
        .routes(routes!(
            sampling::http::list_sampling_policies,
            sampling::http::save_sampling_policy
        ))
        .routes(routes!(sampling::http::preview_sampling_policy))
        .routes(routes!(sampling::http::delete_sampling_policy))
        .routes(routes!(
            policies::http_fix_notes::list_fix_note_policies,
            policies::http_fix_notes::save_fix_note_policy
        ))
        .routes(routes!(policies::http_fix_notes::delete_fix_note_policy))
        .routes(routes!(
            measurements::http_thresholds::get_thresholds,
            measurements::http_thresholds::save_thresholds
        ))
        // Deliveries
        .routes(routes!(
            deliveries::http::list_deliveries,
            deliveries::http::create_delivery
        ))
        .routes(routes!(deliveries::http::get_delivery))
        .routes(routes!(deliveries::http::cancel_delivery))
        .routes(routes!(deliveries::http_inspect::inspect_again))
        .routes(routes!(deliveries::renditions::http::retry_rendition))
        .routes(routes!(deliveries::renditions::http_cancel::cancel_rendition))
        .routes(routes!(measurements::http::retry_measurement))
        .routes(routes!(measurements::http::judge_measurement))
        .routes(routes!(
            deliveries::uploads::http::get_upload_options,
            deliveries::uploads::http::create_upload
        ))
        .routes(routes!(
            deliveries::uploads::http::get_upload_offset,
            deliveries::uploads::http::append_to_upload,
            deliveries::uploads::http::delete_upload
        ))
        // Playback
        .routes(routes!(playback::http::get_playback))
        .routes(routes!(playback::http::get_rendition_file))
        .routes(routes!(playback::http::get_still))
        .routes(routes!(playback::http_content_map::get_content_map))
        // Review on a TV
        .routes(routes!(
            tv_sessions::http::get_tv_session,
            tv_sessions::http::pair_tv,
            tv_sessions::http::end_tv_session
        ))
        .routes(routes!(tv_sessions::http::offer_tv))
        .routes(routes!(tv_sessions::http::take_tv_over))
        .routes(routes!(tv_sessions::http::open_tv_desk))
        .routes(routes!(tv_sessions::http::open_tv_screen))
        // Downloads
        .routes(routes!(downloads::http::list_downloads))
        .routes(routes!(downloads::http::get_download_manifest))
        .routes(routes!(downloads::http::download_file))
        .routes(routes!(downloads::http::confirm_file))
        .routes(routes!(downloads::http::complete_download))
        // Requests
        .routes(routes!(requests::http::list_requests))
        .routes(routes!(requests::http::get_request))
        .routes(routes!(history::http::list_request_history))
        .routes(routes!(history::http::get_request_history_choices))
        .routes(routes!(history::http::export_request_history))
        .routes(routes!(requests::http::get_work))
        .routes(routes!(requests::http::serve_next))
        .routes(routes!(breaks::http::list_breaks, breaks::http::begin_break))
        .routes(routes!(breaks::http::end_break))
        .routes(routes!(requests::http_assign::take_request))
        .routes(routes!(requests::http_assign::begin_review))
        .routes(routes!(requests::http_assign::hand_back))
        .routes(routes!(requests::http_assign::reassign_request))
        .routes(routes!(requests::http_assign::list_candidates))
        .routes(routes!(requests::http_retier::ask_full_qc))
        .routes(routes!(requests::http_assign::submit_report))
        .routes(routes!(requests::http_hold::stop_review))
        .routes(routes!(requests::http_hold::resume_review))
        .routes(routes!(requests::http_hold::hold_request))
        .routes(routes!(requests::http_hold::release_request))
        .routes(routes!(requests::http_assign::cancel_request))
        .routes(routes!(requests::http_assign::set_priority))
        .routes(routes!(extensions::http::extend_sla))
        .routes(routes!(extensions::http::ask_extension))
        // Due times as a calendar
        .routes(routes!(
            calendar::http::get_calendar,
            calendar::http::renew_calendar_address,
            calendar::http::revoke_calendar_address
        ))
        .routes(routes!(calendar::http::export_calendar))
        .routes(routes!(calendar::http::read_calendar_feed))
        // Tasks and the watch list
        .routes(routes!(tasks::http::save_coverage))
        .routes(routes!(tasks::http::finish_task))
        .routes(routes!(tasks::http::reopen_task))
        .routes(routes!(tasks::http::list_watch_items))
        .routes(routes!(tasks::http::decide_watch_item))
        .routes(routes!(tasks::http_missing::flag_missing_asset))
        // Issues
        .routes(routes!(issues::http::list_issues, issues::http::create_issue))
        .routes(routes!(issues::http::check_issue))
        .routes(routes!(
            issues::http::get_issue,
            issues::http::change_issue,
            issues::http::delete_issue
        ))
        .routes(routes!(
            issues::http_draft::get_draft,
            issues::http_draft::save_draft,
            issues::http_draft::discard_draft
        ))
        // What the machine measured and offers
        .routes(routes!(measurements::http::list_measurements))
        .routes(routes!(measurements::http::get_measured_series))
        .routes(routes!(machine_findings::http::list_machine_findings))
        .routes(routes!(machine_findings::http::accept_machine_finding))
        .routes(routes!(machine_findings::http::dismiss_machine_finding))
        .routes(routes!(machine_findings::http::reopen_machine_finding))
        .routes(routes!(machine_findings::http_compare::compare_machine_findings))
        // Who is there
        .routes(routes!(
            presence::http::be_present,
            presence::http::leave_presence
        ))
        // Comments
        .routes(routes!(comments::http::get_talk))
        .routes(routes!(comments::http::create_comment))
        .routes(routes!(comments::http::list_readers))
        .routes(routes!(
            comments::http_draft::get_comment_draft,
            comments::http_draft::save_comment_draft,
            comments::http_draft::discard_comment_draft
        ))
        .routes(routes!(
            comments::http::get_comment,
            comments::http::correct_comment,
            comments::http::delete_comment
        ))
        .routes(routes!(comments::http::read_comments))
        // Verification
        .routes(routes!(verification::http::get_verification))
        .routes(routes!(verification::http::take_verification))
        .routes(routes!(verification::http::begin_verification))
        .routes(routes!(verification::http::hand_back_verification))
        .routes(routes!(verification::http_assign::reassign_verification))
        .routes(routes!(verification::http_assign::list_verification_candidates))
        .routes(routes!(verification::http::give_verdict))
        .routes(routes!(verification::http::withdraw_verdict))
        .routes(routes!(verification::http::submit_verification))
        .routes(routes!(verification::http::list_verifier_changes))
        // Disputes
        .routes(routes!(disputes::http::dispute_verdict))
        .routes(routes!(disputes::http::list_disputes))
        .routes(routes!(disputes::http::get_dispute))
        .routes(routes!(disputes::http::answer_dispute))
        .routes(routes!(disputes::http::decide_dispute))
        .routes(routes!(disputes::http::withdraw_dispute))
        // Calibration
        .routes(routes!(
            calibrations::http::list_calibrations,
            calibrations::http::create_calibration
        ))
        .routes(routes!(
            calibrations::http::get_calibration,
            calibrations::http::change_calibration
        ))
        .routes(routes!(calibrations::http::list_calibration_masters))
        .routes(routes!(calibrations::http::give_calibration))
        .routes(routes!(calibrations::http::close_calibration))
        // Fix notes and reports
        .routes(routes!(fix_notes::http::get_fix_notes))
        .routes(routes!(fix_notes::http::save_fix_note))
        .routes(routes!(fix_notes::http::submit_fix_notes))
        .routes(routes!(fix_notes::http_bulk::answer_issues))
        .routes(routes!(fix_notes::http_bulk::undo_answers))
        .routes(routes!(fix_notes::http_bulk::decide_waiver))
        .routes(routes!(fix_notes::http_bulk::decide_waivers))
        .routes(routes!(objections::http::object_to_issue))
        .routes(routes!(objections::http::decide_objection))
        .routes(routes!(objections::http::withdraw_objection))
        .routes(routes!(delegations::http::list_delegations))
        .routes(routes!(
            delegations::http::list_request_delegations,
            delegations::http::delegate_fix_notes
        ))
        .routes(routes!(delegations::http::get_delegation))
        .routes(routes!(delegations::http::save_delegated_answer))
        .routes(routes!(delegations::http::finish_delegation))
        .routes(routes!(delegations::http::resume_delegation))
        .routes(routes!(delegations::http::revoke_delegation))
        .routes(routes!(fix_notes::http_redelivery::ask_redelivery))
        .routes(routes!(fix_notes::http_redelivery::estimate_redelivery))
        .routes(routes!(reports::http::get_report))
        .routes(routes!(reports::http::export_report_csv))
        .routes(routes!(
            markers::http::export_markers,
            markers::http::import_markers
        ))
        .routes(routes!(markers::http::preview_markers))
        .routes(routes!(error_codes::http::list_error_codes))
        // Boards, metrics, notices, tickets
        .routes(routes!(boards::http::get_facility_board))
        .routes(routes!(boards::http::get_show_board))
        .routes(routes!(boards::http::get_studio_board))
        .routes(routes!(metrics::http::get_metrics))
        .routes(routes!(metrics::http::export_metrics_csv))
        .routes(routes!(metrics::http::list_code_metrics))
        .routes(routes!(metrics::http::list_metric_reports))
        .routes(routes!(metrics::http::list_metric_issues))
        .routes(routes!(metrics::http_scorecards::get_operator_scorecard))
        .routes(routes!(metrics::http_scorecards::get_facility_scorecard))
        .routes(routes!(notices::http::list_notices))
        .routes(routes!(notices::http::read_notice))
        .routes(routes!(notices::http::read_all_notices))
        .routes(routes!(
            notices::http_settings::get_notice_settings,
            notices::http_settings::change_notice_settings
        ))
        // What leaves the product
        .routes(routes!(
            webhooks::http::list_webhooks,
            webhooks::http::create_webhook
        ))
        .routes(routes!(
            webhooks::http::get_webhook,
            webhooks::http::change_webhook,
            webhooks::http::delete_webhook
        ))
        .routes(routes!(webhooks::http::rotate_webhook_secret))
        .routes(routes!(webhooks::http_messages::test_webhook))
        .routes(routes!(webhooks::http_messages::replay_webhook))
        .routes(routes!(outbox::http::list_outbox))
        .routes(routes!(outbox::http::get_outbox_message))
        .routes(routes!(outbox::http::send_again))
        .routes(routes!(tickets::http::list_ticket_kinds))
        .routes(routes!(tickets::http::list_tickets, tickets::http::open_ticket))
        .routes(routes!(tickets::http::get_ticket))
        .routes(routes!(tickets::http::list_request_tickets))
        .routes(routes!(tickets::http_attachments::upload_ticket_attachment))
        .routes(routes!(tickets::http_attachments::show_ticket_attachment))
        .routes(routes!(tickets::http_attachments::download_ticket_attachment))
        .routes(routes!(tickets::http_answer::reply_to_ticket))
        .routes(routes!(tickets::http_answer::set_ticket_state))
        .routes(routes!(tickets::http_answer::assign_ticket))
        .routes(routes!(tickets::http_answer::retry_ticket_sync))
        .routes(routes!(tickets::onboarding::approve_onboarding))
        .routes(routes!(tickets::considerations::list_suggested_bars))
        .routes(routes!(tickets::retiering::approve_retiering))
        .routes(routes!(extensions::http::get_asked_extension))
        .routes(routes!(extensions::http::grant_extension))
        .routes(routes!(extensions::http::refuse_extension))
        // Background work
        .routes(routes!(jobs::http::list_jobs))
        .routes(routes!(jobs::http::retry_job))
        .routes(routes!(jobs::http::cancel_job))
        .routes(routes!(jobs::http::prioritise_job))
        .routes(routes!(jobs::http::list_workers))
        // Live events and health
        .routes(routes!(events::http::follow_events))
        .routes(routes!(health::get_health))
}

/// The whole product as one service.
pub fn router(app: &App) -> Result<Router, ConfigError> {
    let (operations, document) = operations().split_for_parts();
    let document = serde_json::to_value(&document).unwrap_or_default();
    let routes = operations
        .route("/api/openapi.json", get(|| async { axum::Json(document) }))
        .route("/api/{*path}", any(edge::no_such_operation))
        .fallback(web::serve_web_app)
        .layer(middleware::from_fn_with_state(
            app.clone(),
            disk::refuse_masters_when_full,
        ))
        .with_state(app.clone());
    edge::with_edge(routes, &app.settings)
}

/// The API document: what the web app's client is generated from.
pub fn document() -> utoipa::openapi::OpenApi {
    operations().into_openapi()
}
