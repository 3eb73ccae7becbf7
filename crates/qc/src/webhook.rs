//! Webhooks: which acts are announced to other people's programs, by which name, and when an endpoint that does not answer
//! is given up. The names are those of the act's noun and outcome; several acts with the same outcome share one.

use chrono::{DateTime, Duration, Utc};

use crate::words::words;

words! {
    WebhookEvent {
        DeliveryAccepted = "delivery.accepted",
        DeliveryRejected = "delivery.rejected",
        DeliveryFailed = "delivery.failed",
        RequestOpened = "request.opened",
        RequestAssigned = "request.assigned",
        RequestReturned = "request.returned",
        RequestBegun = "request.begun",
        RequestSubmitted = "request.submitted",
        RequestVerified = "request.verified",
        RequestFixNotesNeeded = "request.fix_notes_needed",
        RequestFixNotesSubmitted = "request.fix_notes_submitted",
        RequestRedeliveryAsked = "request.redelivery_asked",
        RequestApproved = "request.approved",
        RequestRejected = "request.rejected",
        RequestHeld = "request.held",
        RequestReleased = "request.released",
        RequestCanceled = "request.canceled",
        RequestExtended = "request.extended",
        TicketOpened = "ticket.opened",
        TicketChanged = "ticket.changed",
    }
}

/// The type of the message that an endpoint is tried with; nobody subscribes to it.
pub const TEST: &str = "webhook.test";

impl WebhookEvent {
    /// As what an act of the history is announced; none for what stays within the product.
    pub fn of_act(act: &str) -> Option<WebhookEvent> {
        use WebhookEvent::*;
        Some(match act {
            "delivery.accepted" => DeliveryAccepted,
            "delivery.rejected" => DeliveryRejected,
            "delivery.failed" => DeliveryFailed,
            "request.opened" => RequestOpened,
            "request.taken" | "request.served" | "request.given" => RequestAssigned,
            "request.handed_back" | "request.lease_lapsed" | "request.returned" => RequestReturned,
            "request.begun" => RequestBegun,
            "request.submitted" => RequestSubmitted,
            "request.verified" => RequestVerified,
            "request.fix_notes_asked" => RequestFixNotesNeeded,
            "request.fix_notes_submitted" => RequestFixNotesSubmitted,
            "request.redelivery_asked" | "request.redelivery_awaited" => RequestRedeliveryAsked,
            "request.approved" => RequestApproved,
            "request.rejected" => RequestRejected,
            "request.held" => RequestHeld,
            "request.released" => RequestReleased,
            "request.canceled" => RequestCanceled,
            "request.extended" => RequestExtended,
            "ticket.opened" => TicketOpened,
            "ticket.changed" => TicketChanged,
            _ => return None,
        })
    }
}

const GIVEN_UP_AFTER: Duration = Duration::days(3);

/// Whether an endpoint that has answered nothing well since then is switched off.
pub fn is_given_up(failing_since: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now - failing_since >= GIVEN_UP_AFTER
}

pub const LIMIT_DESCRIPTION_CHARS: usize = 200;
pub const LIMIT_URL_CHARS: usize = 2000;
/// How long an old secret may go on signing beside the new one.
pub const LIMIT_OVERLAP_HOURS: u32 = 7 * 24;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_act_is_announced_under_its_own_noun() {
        for event in WebhookEvent::ALL {
            let noun = event.as_str().split('.').next().unwrap();
            let act = event.as_str();
            if let Some(named) = WebhookEvent::of_act(act) {
                assert!(named.as_str().starts_with(noun), "{act}");
            }
        }
        assert_eq!(
            WebhookEvent::of_act("request.taken"),
            Some(WebhookEvent::RequestAssigned)
        );
        assert_eq!(WebhookEvent::of_act("comment.added"), None);
    }

    #[test]
    fn an_endpoint_is_given_up_after_three_days_not_before() {
        let since: DateTime<Utc> = "2027-01-01T00:00:00Z".parse().unwrap();
        assert!(!is_given_up(since, since + Duration::hours(71)));
        assert!(is_given_up(since, since + Duration::hours(72)));
    }
}
