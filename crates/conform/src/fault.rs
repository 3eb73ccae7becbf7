//! The table of rules: for each what is wrong (with its facts), its id, how grave it is, who asks for it, how it is
//! said, and what to do. `docs/domain/rules.md` is written from here by a test. To add a rule add a row.

use audio::{Channel, Soundfield};
use imf::composition::FlattenError;
use imf::cpl::SequenceKind;
use imf::{PathRefusal, Sha1Hash};
use serde::{Deserialize, Serialize};
use timecode::{EditRate, FrameCount};
use uuid::Uuid;

use crate::inspection::WavKind;
use crate::rule::Rule;
use crate::rule::Severity::{Note, Reject, Warn};
use crate::stated::{Listed, Stated};

macro_rules! rules {
    ($($name:ident { $($field:ident: $type:ty),* } $id:literal $severity:ident $standard:literal
        $message:literal $remedy:literal;)*) => {
        /// What is wrong, with its facts. `Display` says it in one clause.
        #[derive(Debug, Clone, PartialEq, thiserror::Error, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Fault {
            $(#[error($message)] $name { $($field: $type),* },)*
        }

        impl Fault {
            /// Every rule, in the order of the table.
            pub const RULES: &[Rule] =
                &[$(Rule { id: $id, severity: $severity, standard: $standard, remedy: $remedy }),*];
            /// How each says what is wrong, with the names of its facts.
            pub const MESSAGES: &[&str] = &[$($message),*];

            /// The rule that is broken.
            #[must_use]
            pub fn rule(&self) -> Rule {
                match self {
                    $(Fault::$name { .. } =>
                        Rule { id: $id, severity: $severity, standard: $standard, remedy: $remedy },)*
                }
            }
        }
    };
}

rules! {
    // The package and its documents.
    FolderUnreadable { reason: String }
        "delivery.unreadable" Reject "" "the delivery's folder cannot be read: {reason}" "Deliver again.";
    AssetMapMissing {}
        "imf.assetmap.missing" Reject "ST 429-9" "there is no ASSETMAP.xml"
        "Deliver the whole package with its AssetMap at the top.";
    AssetMapsSeveral {}
        "imf.assetmap.several" Reject "ST 429-9" "there are both ASSETMAP.xml and ASSETMAP" "Deliver one AssetMap.";
    PathRefused { written: String, refusal: PathRefusal }
        "imf.assetmap.path-refused" Reject "ST 429-9" "the path {written:?} {refusal}"
        "Name files relative to the AssetMap, inside the package.";
    PathsDifferByCase { written: String, other: String }
        "imf.assetmap.case-twins" Reject "ST 429-9" "the paths {written:?} and {other:?} are the same but for case"
        "Give each file its own name.";
    AssetRepeated { id: Uuid }
        "imf.assetmap.repeated-id" Reject "ST 429-9" "the id {id} stands for more than one file"
        "Give each file its own id.";
    AssetInPieces { chunk_count: usize, offset_bytes: u64, volume_index: u64 }
        "imf.assetmap.chunks" Reject "ST 2067-2"
        "the file is in {chunk_count} chunks, from byte {offset_bytes}, on volume {volume_index}"
        "Deliver each file whole, on one volume.";
    LengthDiffers { listed_bytes: u64, found_bytes: u64 }
        "imf.assetmap.length-mismatch" Warn "ST 429-9"
        "the AssetMap says {listed_bytes} bytes, the file has {found_bytes}" "Write the AssetMap again.";
    AssetNotPacked { id: Uuid }
        "imf.pkl.asset-not-listed" Warn "ST 2067-2" "the packing list does not name {id}, the AssetMap does"
        "List every file of the package in the packing list.";
    DocumentUnreadable { reason: String }
        "imf.document.unreadable" Reject "" "the document cannot be read: {reason}" "Deliver the file again.";
    DocumentIdDiffers { listed: Uuid, found: Uuid }
        "imf.document.id-mismatch" Reject "ST 429-9" "the AssetMap knows it as {listed}, it calls itself {found}"
        "Make the ids in AssetMap and document equal.";
    DocumentsTooMany {}
        "imf.document.too-many" Reject "" "the package has more documents than are read" "Split the delivery.";
    XmlDocumentType {}
        "imf.xml.doctype" Reject "W3C XML 1.0" "it has a document type declaration, which is refused"
        "Remove the DOCTYPE: it can carry entity bombs and references to other files.";
    XmlNotWellFormed { reason: String }
        "imf.xml.not-well-formed" Reject "W3C XML 1.0" "it is not well-formed XML: {reason}"
        "Write the document again with an XML tool.";
    XmlBeyondLimits { reason: String }
        "imf.xml.limits" Reject "" "{reason}" "Documents are UTF-8, at most 16 MiB and 64 elements deep.";
    XmlWrongRoot { found: String, namespace: String }
        "imf.xml.wrong-root" Reject "ST 2067-2, ST 2067-3, ST 429-9"
        "its root is {found} of the namespace {namespace:?}" "Use a published edition of the standard.";
    XmlSchema { problem: String }
        "imf.xml.schema" Reject "ST 2067-2, ST 2067-3, ST 429-9" "{problem}" "Correct the document by its schema.";
    XmlOrder { problem: String }
        "imf.xml.order" Warn "ST 2067-2, ST 2067-3, ST 429-9" "{problem}" "Put the elements in the schema's order.";

    // Packing list and files.
    PackingListCount { count: usize }
        "imf.pkl.count" Reject "Branded delivery specifications" "the package has {count} packing lists"
        "Deliver exactly one packing list that is marked as such in the AssetMap.";
    PackedAssetNotMapped { id: Uuid }
        "imf.pkl.asset-not-mapped" Reject "ST 429-9" "the AssetMap does not say where {id} is"
        "List every file of the packing list in the AssetMap.";
    PackedAssetRepeated { id: Uuid }
        "imf.pkl.repeated-id" Reject "ST 2067-2" "the packing list names {id} more than once" "List each file once.";
    HashUnreadable { hash: String, algorithm: Stated<String> }
        "imf.pkl.hash-unreadable" Reject "ST 2067-2" "the hash {hash:?} of algorithm {algorithm} is no SHA-1 digest"
        "Write SHA-1 digests in base64.";
    SizeDiffers { listed_bytes: u64, found_bytes: u64 }
        "imf.pkl.size-mismatch" Reject "ST 2067-2"
        "the packing list says {listed_bytes} bytes, the file has {found_bytes}"
        "Transfer the file again; if it is right, write the packing list again.";
    HashDiffers { listed: Sha1Hash, found: Sha1Hash }
        "imf.pkl.hash-mismatch" Reject "ST 2067-2" "the packing list says SHA-1 {listed}, the file has {found}"
        "Transfer the file again; if it is right, write the packing list again.";
    FileMissing { id: Option<Uuid> }
        "imf.file.missing" Reject "ST 429-9" "the file is listed and not there" "Deliver the whole package.";
    FileNotPlain {}
        "file.not-plain" Reject "ST 429-9" "a symbolic link or a folder stands where a file should be"
        "Deliver plain files.";
    FileUnreadable { reason: String }
        "file.unreadable" Reject "" "the file cannot be read: {reason}" "Deliver the file again.";
    FileExtra { size_bytes: u64 }
        "imf.file.extra" Note "" "the file of {size_bytes} bytes is listed nowhere and not looked at"
        "Leave out what does not belong to the package.";

    // The composition.
    CompositionMissing {}
        "imf.cpl.missing" Reject "ST 2067-2" "the package has no readable composition playlist" "Deliver a CPL.";
    CompositionsSeveral { count: usize, used: Uuid }
        "imf.cpl.several" Warn "Branded delivery specifications"
        "the package has {count} compositions; {used} is the one used" "Deliver one composition for one request.";
    ApplicationUnknown { applications: Listed<String> }
        "imf.cpl.application" Warn "ST 2067-21"
        "it does not say that it is App 2E of 2016 or 2020: {applications}"
        "Identify the application in ExtensionProperties.";
    ImageTrackCount { count: usize }
        "imf.cpl.image-tracks" Reject "ST 2067-2" "it has {count} main image tracks" "Use exactly one.";
    SoundMissing {}
        "imf.cpl.sound-missing" Reject "ST 2067-2" "it has no main audio, IAB or S-ADM track"
        "Add the sound of the composition.";
    NoTimeline { error: FlattenError }
        "imf.cpl.timeline" Reject "ST 2067-3" "the tracks make no time line: {error}"
        "Correct durations and edit rates of the resources.";
    SegmentDurationsDiffer { kind: SequenceKind, duration: u64, rate: EditRate, picture_duration: u64, picture_rate: EditRate }
        "imf.cpl.segment-durations" Reject "ST 2067-3"
        "the {kind:?} sequence lasts {duration} at {rate}, the segment {picture_duration} at {picture_rate}"
        "Make all sequences of a segment equally long.";
    ResourceOverrun { entry_point: u64, source_duration: u64, intrinsic_duration: u64 }
        "imf.cpl.resource-overrun" Reject "ST 2067-3"
        "entry point {entry_point} and source duration {source_duration} exceed the intrinsic duration {intrinsic_duration}"
        "Stay inside the track file.";
    ImageEditRateDiffers { composition: EditRate, resource: EditRate }
        "imf.cpl.edit-rate" Reject "ST 2067-2" "the composition runs at {composition}, its picture at {resource}"
        "Give composition and picture the same edit rate.";
    DescriptorMissing { source_encoding: Uuid }
        "imf.cpl.descriptor-missing" Reject "ST 2067-2"
        "SourceEncoding {source_encoding} names no essence descriptor of the composition"
        "List a descriptor for every track file used.";
    DescriptorDiffers { item: String, composition: String, file: String }
        "imf.cpl.descriptor-mismatch" Reject "ST 2067-2"
        "its descriptor says {item} {composition}, the track file says {file}"
        "Write the descriptors from the track files.";
    TrackNotHomogeneous { track: Uuid, item: String, first: String, other: String }
        "imf.cpl.track-homogeneous" Reject "ST 2067-2"
        "virtual track {track} changes its {item} from {first} to {other}"
        "Use essence of one kind throughout a virtual track.";
    SeveralLanguages { languages: Listed<String> }
        "imf.cpl.sound-languages" Warn "Branded delivery specifications"
        "its sound is in several languages: {languages}" "Deliver one composition for each language.";
    ResourceHashDiffers { track_file: Uuid, listed: String, found: Sha1Hash }
        "imf.cpl.resource-hash" Warn "ST 2067-3"
        "the resource says that track file {track_file} has the hash {listed}, it has {found}"
        "Write the composition again for the track files delivered.";
    MarkerOutside { label: String, frame: u64, duration: FrameCount }
        "imf.cpl.marker-outside" Warn "ST 2067-3"
        "the marker {label} stands at frame {frame} of a composition of {duration}" "Place markers inside the composition.";
    TimecodeUnusable { start: String, nominal_rate: u64, rate: EditRate }
        "imf.cpl.timecode" Warn "ST 2067-3"
        "its first timecode {start}, counted at {nominal_rate}, is none of a composition at {rate} that ends before midnight"
        "Write a first timecode at the composition's own rate. Until then labels begin at 00:00:00:00.";

    // Supplemental packages.
    TrackFileUnresolved { track_file: Uuid }
        "imf.supplemental.unresolved" Reject "ST 2067-2"
        "track file {track_file} is in neither this package nor an earlier one"
        "Deliver the track file, or the package that has it, first.";
    EarlierUnreadable { package: usize }
        "imf.supplemental.earlier-unreadable" Warn "" "earlier package {package} could not be opened"
        "Ask for support: an accepted package should be readable.";
    TimelineDiffers { earlier_rate: EditRate, earlier_frames: FrameCount, rate: EditRate, frames: FrameCount }
        "imf.supplemental.timeline" Reject "Branded delivery specifications"
        "it lasts {frames} at {rate}, the composition that it supplements {earlier_frames} at {earlier_rate}"
        "Supplement a composition without changing its time line, or deliver a new original version.";

    // Track files.
    TrackFileUnreadable { reason: String }
        "imf.track.unreadable" Reject "ST 377-1" "it cannot be read as MXF: {reason}" "Wrap the essence again.";
    TrackFileTruncated { reason: String }
        "imf.track.truncated" Reject "ST 377-1" "it is not whole: {reason}" "Transfer or wrap the file again.";
    TrackFileStructure { reason: String }
        "imf.track.structure" Warn "ST 377-1, ST 2067-5" "{reason}" "Wrap the essence again with an AS-02 tool.";
    EssenceKindDiffers { kind: SequenceKind, essence: String }
        "imf.track.kind" Reject "ST 2067-2" "a {kind:?} sequence plays it, it carries {essence}"
        "Reference the right track file.";
    TrackFileIdDiffers { listed: Uuid, found: Uuid }
        "imf.track.id-mismatch" Reject "ST 2067-2"
        "it is listed as {listed}, its file package says {found}"
        "Use the id of the MXF file package in AssetMap, packing list and composition.";
    TrackFileTooShort { needed: u64, found: u64, rate: EditRate }
        "imf.track.duration" Reject "ST 2067-3"
        "the composition plays it up to edit unit {needed} at {rate}, it has {found}"
        "Correct the resource's durations, or deliver the whole track file.";
    IntrinsicDurationDiffers { listed: u64, found: u64, rate: EditRate }
        "imf.track.intrinsic-duration" Warn "ST 2067-3"
        "the resource says that it lasts {listed} at {rate}, it lasts {found}"
        "Write the track file's own duration as IntrinsicDuration.";
    TrackEditRateDiffers { resource: EditRate, file: EditRate }
        "imf.track.edit-rate" Reject "ST 2067-2" "the composition plays it at {resource}, it is {file}"
        "Give resources the edit rate of their track file.";
    SampleRateWrong { found: Stated<EditRate> }
        "imf.sound.sample-rate" Reject "Branded delivery specifications" "it has the sample rate {found}, not 48 kHz"
        "Deliver sound at 48 kHz.";
    SampleBitsWrong { found: Stated<u32> }
        "imf.sound.bits" Reject "ST 2067-2" "its samples have {found} bits, not 24" "Deliver 24-bit sound.";
    SoundfieldCount { count: usize }
        "imf.sound.soundfield-count" Reject "ST 2067-2" "it has {count} soundfield group labels"
        "Label exactly one soundfield in each sound track file.";
    ChannelLabelsWrong { channel_count: Stated<u32>, labelled: Listed<u32> }
        "imf.sound.channel-labels" Reject "ST 2067-2"
        "of its {channel_count} channels the labels name {labelled}" "Label every channel once.";
    ChannelsIncomplete { soundfield: String, channels: Listed<String> }
        "imf.sound.channels" Reject "ST 2067-8" "its soundfield {soundfield} is made of {channels}"
        "Carry and label the channels of the soundfield: L R C LFE Ls Rs for 5.1, L R for stereo.";
    ChannelOrder { soundfield: String, channels: Listed<String> }
        "imf.sound.channel-order" Warn "Branded delivery specifications" "its {soundfield} channels come as {channels}"
        "Use the order L R C LFE Ls Rs.";
    LabelIncomplete { item: String }
        "imf.sound.label-incomplete" Warn "ST 2067-2" "its soundfield label has no {item}"
        "Write title, version, content, element and language into the soundfield label.";
    ColourUnknown { primaries: Stated<String>, transfer: Stated<String> }
        "imf.picture.colour" Warn "ST 2067-21"
        "its colour is none of App 2E: primaries {primaries}, transfer {transfer}"
        "Label the picture's primaries and transfer characteristic.";
    PictureTooLarge { width: u32, height: u32 }
        "imf.picture.size" Reject "ST 2067-21" "its picture of {width} × {height} exceeds 4096 × 3112"
        "Deliver a picture within App 2E.";
    DolbyVisionUnreadable { reason: String }
        "imf.dolby-vision.unreadable" Warn "Dolby Vision metadata, RDD 47"
        "its Dolby Vision metadata cannot be used: {reason}"
        "Export the metadata again, as CM v2.9 or v4.0; streams are made as HDR10 meanwhile.";
    DolbyVisionEditRate { picture: EditRate, metadata: EditRate }
        "imf.dolby-vision.edit-rate" Warn "Dolby Vision metadata"
        "its Dolby Vision metadata run at {metadata}, the picture at {picture}"
        "Export the metadata at the picture's edit rate; streams are made as HDR10 meanwhile.";
    DolbyVisionFrames { picture: u64, metadata: u64 }
        "imf.dolby-vision.frames" Warn "Dolby Vision metadata"
        "its Dolby Vision metadata have {metadata} frames, the picture {picture}"
        "Export metadata for every frame of the composition; streams are made as HDR10 meanwhile.";
    DolbyVisionLevel1Missing { frame: u64 }
        "imf.dolby-vision.level-1" Warn "Dolby Vision metadata"
        "the shot that begins at frame {frame} has no L1" "Analyse every shot; streams are made as HDR10 meanwhile.";
    DolbyVisionSeveral { count: usize }
        "imf.dolby-vision.several" Warn "" "there are {count} sidecars with Dolby Vision metadata; this one is used"
        "Deliver one.";

    // WAV sets.
    WavSetEmpty {}
        "wav.set.empty" Reject "" "there is no WAV file" "Deliver the sound as WAV files.";
    WavUnreadable { reason: String }
        "wav.file.unreadable" Reject "EBU Tech 3285" "it cannot be read: {reason}" "Write the file again.";
    WavTruncated { missing_bytes: u64 }
        "wav.file.truncated" Reject "EBU Tech 3285" "{missing_bytes} bytes of samples are missing" "Transfer the file again.";
    WavFormatWrong { found: String }
        "wav.format.not-pcm" Reject "Branded delivery specifications" "its samples are {found}, not PCM" "Deliver PCM.";
    WavBitsWrong { found: u16 }
        "wav.format.bits" Reject "Branded delivery specifications" "its samples have {found} bits, not 24"
        "Deliver 24-bit sound.";
    WavSampleRateWrong { found_hz: u32 }
        "wav.format.sample-rate" Reject "Branded delivery specifications" "its sample rate is {found_hz} Hz, not 48,000"
        "Deliver sound at 48 kHz.";
    WavEmpty {}
        "wav.file.empty" Reject "" "it has no samples" "Deliver the sound.";
    WavLengthDiffers { frames: u64, others: u64, other_file: String }
        "wav.set.lengths" Reject "Branded delivery specifications"
        "it has {frames} samples, {other_file} has {others}" "Make all files of a set equally long.";
    WavChannelMissing { set: String, soundfield: Soundfield, missing: Listed<Channel> }
        "wav.set.channel-missing" Reject "Branded delivery specifications"
        "the {soundfield} set {set:?} has no {missing}" "Deliver every channel.";
    WavChannelRepeated { channel: Channel, other_file: String }
        "wav.set.channel-repeated" Reject "Branded delivery specifications"
        "it carries {channel}, as {other_file} does" "Deliver each channel once.";
    WavChannelCount { channels: u16, expected: u16 }
        "wav.set.channel-count" Reject "Branded delivery specifications"
        "it has {channels} channels where its name promises {expected}" "Name files after what they carry.";
    WavSoundfieldUnknown { channels: u16 }
        "wav.set.soundfield" Reject "Branded delivery specifications"
        "its {channels} channels and its name are no soundfield of a delivery"
        "Deliver 5.1 (six channels) and 2.0 (two), interleaved or as named mono files.";
    WavSoundfieldRepeated { soundfield: Soundfield, other_file: String }
        "wav.set.soundfield-repeated" Reject "Branded delivery specifications"
        "it is a second {soundfield} beside {other_file}" "Deliver each soundfield once.";
    WavKindDiffers { expected: WavKind, named: WavKind }
        "wav.set.kind" Warn "" "its name says {named:?}, the delivery is {expected:?}"
        "Deliver each kind of sound as its own delivery.";
    WavSurroundMissing {}
        "wav.set.surround-missing" Warn "Branded delivery specifications" "the set has no 5.1" "Deliver 5.1 where it exists.";
    WavMaskDiffers { mask: Listed<Channel>, soundfield: Soundfield }
        "wav.format.channel-mask" Warn "Branded delivery specifications"
        "its channel mask says {mask}, which is not {soundfield}" "Write the channel mask of the soundfield, or none.";
    WavBextMissing {}
        "wav.bext.missing" Warn "EBU Tech 3285" "it has no bext chunk and so no time of its first sample"
        "Deliver broadcast WAV with a time reference.";
    WavTimeDiffers { samples: u64, others: u64, other_file: String }
        "wav.bext.time" Reject "EBU Tech 3285"
        "its first sample is {samples} after midnight, that of {other_file} {others}"
        "Let all files of a set begin at the same time.";
    WavIsAdm {}
        "wav.adm" Note "ITU-R BS.2076" "it carries ADM metadata, which a printmaster does not need"
        "Deliver immersive sound as its own kind.";
    WavFileExtra { size_bytes: u64 }
        "wav.file.extra" Note "" "the file of {size_bytes} bytes is no WAV file and not looked at"
        "Leave out what does not belong to the set.";
}
