//! The invariants of the whole, held against database and object store: what was acknowledged is there, what changed has
//! its history, nothing has outlived its time. It reads, and changes nothing; `assetqc check` and tests of failures run it.

use std::collections::{HashMap, HashSet};
use std::fmt;

use anyhow::Context;
use futures::TryStreamExt;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use sqlx::PgPool;
use streams::manifest::ProducedFile;

use crate::blobs::{BlobKey, Blobs};
use crate::history::seal;
use crate::measurements;

/// Something that must not be, by the invariant that it breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    pub invariant: Invariant,
    pub what: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Invariant {
    /// What was acknowledged is there.
    Kept,
    /// Work has one holder.
    OneHolder,
    /// Every change of a state has its history, and the other way round.
    History,
    /// The bytes are those that were delivered.
    SameBytes,
    /// Nothing orphaned outlives its time.
    NothingLeft,
    /// The history is as it was sealed.
    Sealed,
}

impl fmt::Display for Invariant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Invariant::Kept => "what was acknowledged is there",
            Invariant::OneHolder => "work has one holder",
            Invariant::History => "every change has its history",
            Invariant::SameBytes => "the bytes are those that were delivered",
            Invariant::NothingLeft => "nothing is left over",
            Invariant::Sealed => "the history is as it was sealed",
        })
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.invariant, self.what)
    }
}

/// How thoroughly to look.
#[derive(Clone, Debug, Default)]
pub struct Look {
    /// Every master is read whole, which takes its time.
    pub with_hashes: bool,
    /// A seal of the history that was noted down earlier: it must still be in the chain.
    pub noted_seal: Option<String>,
}

/// Everything that is wrong.
pub async fn check(db: &PgPool, blobs: &Blobs, look: &Look) -> anyhow::Result<Vec<Violation>> {
    let mut found = Vec::new();
    let stored: HashMap<BlobKey, u64> = blobs.list(None).await?.into_iter().collect();
    let wanted = list_wanted(db).await?;
    found.extend(missing(&wanted, &stored));
    found.extend(broken_uploads(db).await?);
    found.extend(holders(db).await?);
    found.extend(histories(db).await?);
    found.extend(left_over_blobs(db, &wanted, &stored).await?);
    found.extend(left_over_rows(db).await?);
    found.extend(seals(db, look.noted_seal.as_deref()).await?);
    if look.with_hashes {
        found.extend(other_bytes(db, blobs).await?);
    }
    Ok(found)
}

/// A blob that a row speaks of.
struct Wanted {
    key: String,
    size_bytes: u64,
    of: String,
}

async fn list_wanted(db: &PgPool) -> anyhow::Result<Vec<Wanted>> {
    let mut wanted = Vec::new();
    let files = sqlx::query!(
        r#"select path, size_bytes, blob_key as "blob_key!", delivery_id from delivery_file where blob_key is not null"#
    );
    for row in files.fetch_all(db).await? {
        let of = format!("{} of delivery {}", row.path, row.delivery_id);
        wanted.push(Wanted {
            key: row.blob_key,
            size_bytes: row.size_bytes.unsigned_abs(),
            of,
        });
    }
    let parts = sqlx::query!("select upload_id, offset_bytes, size_bytes, blob_key from upload_part");
    for row in parts.fetch_all(db).await? {
        let of = format!(
            "the part at byte {} of upload {}",
            row.offset_bytes, row.upload_id
        );
        wanted.push(Wanted {
            key: row.blob_key,
            size_bytes: row.size_bytes.unsigned_abs(),
            of,
        });
    }
    let attachments = sqlx::query!(
        r#"select id, name, size_bytes, blob_key as "blob_key!" from ticket_attachment where blob_key is not null"#
    );
    for row in attachments.fetch_all(db).await? {
        wanted.push(Wanted {
            key: row.blob_key,
            size_bytes: row.size_bytes.unsigned_abs(),
            of: format!("{}, the attachment {}", row.name, row.id),
        });
    }
    let measured = sqlx::query!(
        r#"select delivery_id, blob_prefix as "blob_prefix!", figures_bytes, series_bytes from measurement
         where blob_prefix is not null"#
    );
    for row in measured.fetch_all(db).await? {
        let parts = [
            (measurements::FIGURES, row.figures_bytes),
            (measurements::SERIES, row.series_bytes),
        ];
        wanted.extend(parts.map(|(name, size_bytes)| Wanted {
            key: format!("{}/{name}", row.blob_prefix),
            size_bytes: size_bytes.unwrap_or(0).unsigned_abs(),
            of: format!("{name}, measured of delivery {}", row.delivery_id),
        }));
    }
    #[derive(Deserialize)]
    struct Published {
        files: Vec<ProducedFile>,
    }
    let renditions = sqlx::query!(
        r#"select id, blob_prefix as "blob_prefix!", manifest as "manifest!" from rendition
         where state = 'ready' and blob_prefix is not null and manifest is not null"#
    );
    for row in renditions.fetch_all(db).await? {
        let published = Published::deserialize(&row.manifest)
            .with_context(|| format!("the manifest of rendition {} cannot be read", row.id))?;
        wanted.extend(published.files.into_iter().map(|file| Wanted {
            key: format!("{}/{}", row.blob_prefix, file.name),
            size_bytes: file.size_bytes,
            of: format!("{} of rendition {}", file.name, row.id),
        }));
    }
    Ok(wanted)
}

fn missing(wanted: &[Wanted], stored: &HashMap<BlobKey, u64>) -> Vec<Violation> {
    let size_of = |wanted: &Wanted| {
        wanted
            .key
            .parse()
            .ok()
            .and_then(|key: BlobKey| stored.get(&key).copied())
    };
    let wrong = wanted.iter().filter_map(|wanted| match size_of(wanted) {
        Some(size_bytes) if size_bytes == wanted.size_bytes => None,
        Some(size_bytes) => Some(format!(
            "{} has {size_bytes} bytes instead of {}",
            wanted.of, wanted.size_bytes
        )),
        None => Some(format!("{} is not in the object store", wanted.of)),
    });
    wrong
        .map(|what| Violation {
            invariant: Invariant::Kept,
            what,
        })
        .collect()
}

/// The offset that a client was told is what its parts make.
async fn broken_uploads(db: &PgPool) -> Result<Vec<Violation>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select u.id, u.offset_bytes, coalesce(sum(p.size_bytes), 0)::bigint as "kept!"
         from upload u join delivery_file f on f.id = u.delivery_file_id join delivery d on d.id = f.delivery_id
         left join upload_part p on p.upload_id = u.id
         where f.blob_key is null and d.state in ('uploading', 'inspecting')
         group by u.id having coalesce(sum(p.size_bytes), 0) <> u.offset_bytes"#
    );
    let broken = rows.fetch_all(db).await?.into_iter().map(|row| {
        let what = format!(
            "upload {} says {} bytes and keeps {}",
            row.id, row.offset_bytes, row.kept
        );
        Violation {
            invariant: Invariant::Kept,
            what,
        }
    });
    Ok(broken.collect())
}

async fn holders(db: &PgPool) -> Result<Vec<Violation>, sqlx::Error> {
    let rows = sqlx::query_scalar!(
        r#"select 'request ' || number || ' is ' || state || ' and nobody holds it' as "what!" from qc_request
            where state in ('assigned', 'downloading', 'in_qc', 'submitted') and operator_id is null
         union all
         select 'request ' || number || ' waits in the pool and somebody holds it' from qc_request
            where state in ('preparing', 'available') and operator_id is not null
         union all
         select 'a delivery is in ' || count(*) || ' open requests: ' || rd.delivery_id
            from request_delivery rd join qc_request r on r.id = rd.request_id
            where r.state not in ('approved', 'rejected', 'canceled') and r.round = 1 and r.calibration_id is null
            group by rd.delivery_id having count(*) > 1"#
    );
    let wrong = rows.fetch_all(db).await?.into_iter();
    Ok(wrong
        .map(|what| Violation {
            invariant: Invariant::OneHolder,
            what,
        })
        .collect())
}

/// The last state that the history knows is the state; and each change begins where the one before ended.
async fn histories(db: &PgPool) -> Result<Vec<Violation>, sqlx::Error> {
    let rows = sqlx::query_scalar!(
        r#"with noun as (
            select 'request' as noun, id, state, 'request ' || number as name from qc_request
            union all
            select 'delivery', id, state, 'delivery ' || id from delivery
         ), change as (
            select noun_id, noun, id, before ->> 'state' as before, after ->> 'state' as after,
                lag(after ->> 'state') over (partition by noun_id, noun order by id) as earlier,
                row_number() over (partition by noun_id, noun order by id desc) as from_last
            from history where after ? 'state'
         )
         select noun.name || ' is ' || noun.state || ', its history says ' || coalesce(change.after, 'nothing') as "what!"
            from noun left join change on change.noun_id = noun.id and change.noun = noun.noun and change.from_last = 1
            where coalesce(change.after, case noun.noun when 'delivery' then 'uploading' end) is distinct from noun.state
         union all
         select noun.name || ' went on from ' || change.before || ', where it had not come to: ' || change.earlier
            from change join noun on noun.id = change.noun_id and noun.noun = change.noun
            where change.earlier is not null and change.before is not null and change.before <> change.earlier"#
    );
    let wrong = rows.fetch_all(db).await?.into_iter();
    Ok(wrong
        .map(|what| Violation {
            invariant: Invariant::History,
            what,
        })
        .collect())
}

/// Rows of history that were changed, taken out, swapped or slipped in.
async fn seals(db: &PgPool, noted: Option<&str>) -> Result<Vec<Violation>, sqlx::Error> {
    let broken = seal::verify(db, noted).await?.into_iter();
    Ok(broken
        .map(|broken| Violation {
            invariant: Invariant::Sealed,
            what: broken.to_string(),
        })
        .collect())
}

/// Blobs that no row speaks of, and that nothing under way will.
async fn left_over_blobs(
    db: &PgPool,
    wanted: &[Wanted],
    stored: &HashMap<BlobKey, u64>,
) -> Result<Vec<Violation>, sqlx::Error> {
    let known: HashSet<&str> = wanted.iter().map(|wanted| wanted.key.as_str()).collect();
    let under_way = sqlx::query_scalar!(
        r#"select 'masters/' || id || '/' as "prefix!" from delivery where state in ('uploading', 'inspecting')
         union all select 'renditions/' || delivery_id || '/' from rendition where state in ('queued', 'running')
         union all select distinct 'renditions/' || delivery_id || '/chunks-' || attempt || '/' from render_chunk
         union all select 'measurements/' || delivery_id || '/' from measurement where state <> 'ready'
         union all select 'measurements/' || (payload ->> 'delivery') || '/' from job where kind = 'measurements.judge'
         union all select 'uploads/' || u.id || '/' from upload u where u.completed_at is null
         union all select 'uploads/' || u.id || '/' from upload u join delivery_file f on f.id = u.delivery_file_id
            where f.blob_key is null
         union all select (payload ->> 'prefix') || '/' from job where kind = 'deliveries.delete_blobs'"#
    );
    let under_way = under_way.fetch_all(db).await?;
    let is_left = |key: &&BlobKey| {
        !known.contains(key.as_str()) && !under_way.iter().any(|prefix| key.as_str().starts_with(prefix))
    };
    let left = stored.keys().filter(is_left);
    Ok(left
        .map(|key| Violation {
            invariant: Invariant::NothingLeft,
            what: format!("nobody knows of blob {key}"),
        })
        .collect())
}

async fn left_over_rows(db: &PgPool) -> Result<Vec<Violation>, sqlx::Error> {
    let rows = sqlx::query_scalar!(
        r#"select 'job ' || id || ' (' || kind || ') is parked: ' || coalesce(last_error, '') as "what!" from job
            where state = 'parked'
         union all
         select 'job ' || id || ' (' || kind || ') runs without its lease' from job
            where state = 'running' and lease_until < now() - interval '5 minutes'
         union all
         select 'the lease of request ' || number || ' ended long ago' from qc_request
            where state = 'assigned' and lease_until < now() - interval '1 hour'
         union all
         select 'delivery ' || d.id || ' has waited for bytes for more than eight days' from delivery d
            where d.state = 'uploading' and d.created_at < now() - interval '8 days' and not exists (
                select from upload u join delivery_file f on f.id = u.delivery_file_id
                where f.delivery_id = d.id and u.touched_at > now() - interval '8 days')
         union all
         select 'delivery ' || d.id || ' is inspected by nobody' from delivery d
            where d.state = 'inspecting' and d.failure is null and not exists (
                select from job where kind in ('deliveries.inspect', 'deliveries.assemble'))
         union all
         select 'the attachment ' || id || ' of a ticket should have been deleted' from ticket_attachment
            where blob_key is not null and delete_at < now() - interval '1 day'
         union all
         select 'rendition ' || n.id || ' is made by nobody' from rendition n
            where n.state in ('queued', 'running') and not exists (
                select from job where payload ->> 'delivery' = n.delivery_id::text
                    and kind in ('deliveries.render', 'deliveries.encode_chunk', 'deliveries.assemble_rendition',
                        'deliveries.make_captions'))
         union all
         select 'chunks of delivery ' || c.delivery_id || ' (making ' || c.attempt || ') should have been deleted'
            from render_chunk c where not exists (
                select from rendition n where n.delivery_id = c.delivery_id and n.attempt = c.attempt and n.state = 'running')
            and not exists (select from job where kind = 'deliveries.drop_chunks' and payload ->> 'delivery' = c.delivery_id::text)
            group by c.delivery_id, c.attempt
         union all
         select 'delivery ' || m.delivery_id || ' is measured by nobody' from measurement m
            where m.state in ('queued', 'running') and not exists (
                select from job where kind = 'measurements.measure' and payload ->> 'delivery' = m.delivery_id::text)"#
    );
    let left = rows.fetch_all(db).await?.into_iter();
    Ok(left
        .map(|what| Violation {
            invariant: Invariant::NothingLeft,
            what,
        })
        .collect())
}

async fn other_bytes(db: &PgPool, blobs: &Blobs) -> anyhow::Result<Vec<Violation>> {
    let rows = sqlx::query!(
        r#"select path, delivery_id, size_bytes, sha256 as "sha256!", blob_key as "blob_key!" from delivery_file
         where blob_key is not null and sha256 is not null"#
    );
    let mut found = Vec::new();
    for row in rows.fetch_all(db).await? {
        let mut hasher = Sha256::new();
        let mut pieces = blobs
            .read(&row.blob_key.parse()?, 0..row.size_bytes.unsigned_abs())
            .await?;
        while let Some(piece) = pieces.try_next().await? {
            hasher.update(&piece);
        }
        let sha256 = data_encoding::HEXLOWER.encode(&hasher.finalize());
        if sha256 != row.sha256 {
            let what = format!(
                "{} of delivery {} has the SHA-256 {sha256} instead of {}",
                row.path, row.delivery_id, row.sha256
            );
            found.push(Violation {
                invariant: Invariant::SameBytes,
                what,
            });
        }
    }
    Ok(found)
}
