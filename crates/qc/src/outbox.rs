//! What leaves the product, and how long it is tried: mails and webhook messages share one schedule over about a day. The
//! same message keeps its id through every attempt and when it is sent anew, so that its receiver can tell.

use std::time::Duration;

use crate::words::words;

words! { OutboxChannel { Mail = "mail", Webhook = "webhook" } }
words! {
    OutboxState {
        /// To be tried, for the first time or again.
        Waiting = "waiting",
        /// The receiver's machine took it.
        Sent = "sent",
        /// Given up.
        Failed = "failed",
    }
}

/// How long is waited after the first, second … try that failed.
const RETRIES: [Duration; 7] = [
    Duration::from_secs(5),
    Duration::from_secs(5 * 60),
    Duration::from_secs(30 * 60),
    Duration::from_secs(2 * 3600),
    Duration::from_secs(5 * 3600),
    Duration::from_secs(8 * 3600),
    Duration::from_secs(10 * 3600),
];

/// How much later than planned a try may be, so that what failed together is not tried together.
const SPREAD: f64 = 0.2;

/// When a message that has failed so many times is tried again; none after the last. `chance` is drawn from 0 to 1.
pub fn retry_after(tries: u32, chance: f64) -> Option<Duration> {
    let at = usize::try_from(tries).ok()?.checked_sub(1)?;
    let planned = RETRIES.get(at)?;
    Some(planned.mul_f64(1.0 + SPREAD * chance.clamp(0.0, 1.0)))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this mail was taken by the mail server; sent again, its reader would have it twice")]
pub struct SentAlready;

/// Whether a message may be sent anew. A webhook's receiver knows it by its id; a person would read a mail twice.
pub fn may_send_again(channel: OutboxChannel, state: OutboxState) -> Result<(), SentAlready> {
    if channel == OutboxChannel::Mail && state == OutboxState::Sent {
        Err(SentAlready)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_tried_for_about_a_day_at_growing_distances() {
        let waits =
            |chance| -> Vec<Duration> { (1..).map_while(|tries| retry_after(tries, chance)).collect() };
        for chance in [0.0, 0.5, 1.0] {
            let waits = waits(chance);
            assert!(waits.windows(2).all(|pair| pair[0] < pair[1]));
            let hours = waits.iter().sum::<Duration>().as_secs() / 3600;
            assert!((24..=32).contains(&hours), "{hours} hours");
        }
        assert_eq!(retry_after(0, 0.0), None);
        assert_eq!(retry_after(8, 0.0), None);
    }

    #[test]
    fn only_a_mail_that_was_taken_is_never_sent_twice() {
        for channel in OutboxChannel::ALL {
            for state in OutboxState::ALL {
                let is_refused = (*channel, *state) == (OutboxChannel::Mail, OutboxState::Sent);
                assert_eq!(may_send_again(*channel, *state).is_err(), is_refused);
            }
        }
    }
}
