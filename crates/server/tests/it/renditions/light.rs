//! What a master says of its light, in levels and in Dolby Vision, comes to the televisions, whichever worker makes the chunks.

use masters::{DolbyVision, DolbyVisionForm, DolbyVisionVersion};
use qc::request::Service;
use serde_json::{Value, json};

use super::studio::{CHUNK_FRAMES, Studio};

#[tokio::test(flavor = "multi_thread")]
async fn what_a_master_says_of_its_light_goes_with_the_stream_for_televisions() {
    let studio = Studio::open(1).await;
    studio.reviews_by(Service::Cast).await;
    let master = studio.master_with(2 * CHUNK_FRAMES, |spec| {
        (spec.width, spec.height) = (320, 180);
        let (form, version) = (DolbyVisionForm::Embedded, DolbyVisionVersion::Cm40);
        spec.light_levels.max_cll = Some(987);
        spec.dolby_vision = Some(DolbyVision::of(spec, form, version));
    });
    let delivery = studio
        .accepts(&master, &["browser", "cast_hdr", "thumbnails", "peaks"])
        .await;
    let (one, other) = (studio.worker(), studio.worker());
    let states = studio.settles(delivery).await;
    one.stop().await;
    other.stop().await;
    assert!(states.values().all(|state| state == "ready"), "{states:?}");
    let manifest: Value =
        sqlx::query_scalar("select manifest from rendition where delivery_id = $1 and kind = 'cast_hdr'")
            .bind(delivery.uuid())
            .fetch_one(&studio.story.world.app().db)
            .await
            .expect("a manifest");
    let picture = &manifest["picture"];
    // Zero says to a screen that it is not known.
    assert_eq!(
        picture["light_level"],
        json!({ "maximum_content": 987, "maximum_frame_average": 0 })
    );
    assert_eq!(picture["dolby_vision"]["level"], 1, "{picture}");
    assert!(picture["without_dolby_vision"].is_null(), "{picture}");

    // The page is told that there is some; the metadata themselves are megabytes.
    let view = studio.view(delivery).await;
    let carried = &view["composition"]["picture"]["dolby_vision"];
    assert_eq!(carried["form"], "embedded");
    assert!(carried["metadata"].is_null(), "{carried}");
}
