//! Which renditions a delivery gets, by the services of its requests. A pure rule. Whether the master can give them, and this
//! machine can make them, is asked when they are planned; the answer is shown.

use qc::request::Service;
use streams::RenditionKind;

/// What is in the master to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::deliveries) enum Shown {
    HighDynamicRange,
    StandardDynamicRange,
    SoundAlone,
}

/// The kinds that these services ask for, in the order in which people wait for them. The one for the browser is always among
/// them: production and post watch it, whatever the service of the review.
pub(in crate::deliveries) fn wanted(services: &[Service], shown: Shown) -> Vec<RenditionKind> {
    let is_hdr = match shown {
        Shown::SoundAlone => return vec![RenditionKind::Audio],
        Shown::HighDynamicRange => true,
        Shown::StandardDynamicRange => false,
    };
    let asks = |kind: RenditionKind| match kind {
        RenditionKind::Browser => true,
        RenditionKind::BrowserHdr => is_hdr && services.contains(&Service::Browser),
        RenditionKind::CastHdr => is_hdr && services.contains(&Service::Cast),
        RenditionKind::CastSdr => services.contains(&Service::Cast),
        RenditionKind::Audio => false,
    };
    RenditionKind::ALL
        .into_iter()
        .filter(|kind| asks(*kind))
        .collect()
}

/// Thumbnails and waveforms are drawn from this one.
pub(in crate::deliveries) fn has_extras(kind: RenditionKind) -> bool {
    matches!(kind, RenditionKind::Browser | RenditionKind::Audio)
}

#[cfg(test)]
mod tests {
    use RenditionKind::{Audio, Browser, BrowserHdr, CastHdr, CastSdr};

    use super::*;

    #[test]
    fn each_service_gets_the_screens_that_it_reviews_on() {
        let hdr = |services: &[Service]| wanted(services, Shown::HighDynamicRange);
        assert_eq!(hdr(&[Service::Browser]), [Browser, BrowserHdr]);
        assert_eq!(hdr(&[Service::Cast]), [Browser, CastHdr, CastSdr]);
        assert_eq!(hdr(&[Service::Download]), [Browser]);
        assert_eq!(
            hdr(&[Service::Cast, Service::Browser]),
            [Browser, BrowserHdr, CastHdr, CastSdr]
        );
    }

    #[test]
    fn a_master_in_standard_range_gets_no_stream_in_high_range() {
        let sdr = |services: &[Service]| wanted(services, Shown::StandardDynamicRange);
        assert_eq!(sdr(&[Service::Browser]), [Browser]);
        assert_eq!(sdr(&[Service::Cast]), [Browser, CastSdr]);
    }

    #[test]
    fn sound_alone_is_one_stream_for_every_service() {
        for service in Service::ALL {
            assert_eq!(wanted(&[*service], Shown::SoundAlone), [Audio]);
        }
    }
}
