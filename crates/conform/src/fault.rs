//! The table of rules: for each what is wrong (with its facts), its id, how grave it is, who asks for it, how it is
//! said, and what to do. `docs/domain/rules.md` is written from here by a test. To add a rule add a row.

use audio::{Channel, Soundfield};
use imf::composition::FlattenError;
use imf::cpl::SequenceKind;
use imf::{PathRefusal, Sha1Hash};
use timecode::{EditRate, FrameCount};
use uuid::Uuid;

use crate::inspection::WavKind;
use crate::rule::Level::{Error, Info, Warning};
use crate::rule::Rule;
use crate::stated::{Listed, Stated};

macro_rules! rules {
    ($($name:ident { $($field:ident: $type:ty),* } $id:literal $level:ident $clause:literal
        $message:literal $fix:literal;)*) => {
        /// What is wrong, with its facts. `Display` says it in one clause.
        #[derive(Debug, Clone, PartialEq, thiserror::Error)]
        pub enum Fault {
            $(#[error($message)] $name { $($field: $type),* },)*
        }

        impl Fault {
            /// Every rule, in the order of the table.
            pub const RULES: &[Rule] =
                &[$(Rule { id: $id, level: $level, clause: $clause, fix: $fix }),*];
            /// How each says what is wrong, with the names of its facts.
            pub const MESSAGES: &[&str] = &[$($message),*];

            /// The rule that is broken.
            #[must_use]
            pub fn rule(&self) -> Rule {
                match self {
                    $(Fault::$name { .. } =>
                        Rule { id: $id, level: $level, clause: $clause, fix: $fix },)*
                }
            }
        }
    };
}

rules! {
    // The package and its documents.
    FolderUnreadable { reason: String }
        "delivery.unreadable" Error "" "the delivery's folder cannot be read: {reason}" "Deliver again.";
    AssetMapMissing {}
        "imf.assetmap.missing" Error "ST 429-9" "there is no ASSETMAP.xml"
        "Deliver the whole package with its AssetMap at the top.";
    AssetMapsSeveral {}
        "imf.assetmap.several" Error "ST 429-9" "there are both ASSETMAP.xml and ASSETMAP" "Deliver one AssetMap.";
    PathRefused { written: String, refusal: PathRefusal }
        "imf.assetmap.path-refused" Error "ST 429-9" "the path {written:?} {refusal}"
        "Name files relative to the AssetMap, inside the package.";
    PathsDifferByCase { written: String, other: String }
        "imf.assetmap.case-twins" Error "ST 429-9" "the paths {written:?} and {other:?} are the same but for case"
        "Give each file its own name.";
    AssetRepeated { id: Uuid }
        "imf.assetmap.repeated-id" Error "ST 429-9" "the id {id} stands for more than one file"
        "Give each file its own id.";
    AssetInPieces { chunk_count: usize, offset_bytes: u64, volume_index: u64 }
        "imf.assetmap.chunks" Error "ST 2067-2"
        "the file is in {chunk_count} chunks, from byte {offset_bytes}, on volume {volume_index}"
        "Deliver each file whole, on one volume.";
    LengthDiffers { listed_bytes: u64, found_bytes: u64 }
        "imf.assetmap.length-mismatch" Warning "ST 429-9"
        "the AssetMap says {listed_bytes} bytes, the file has {found_bytes}" "Write the AssetMap again.";
    AssetNotPacked { id: Uuid }
        "imf.pkl.asset-not-listed" Warning "ST 2067-2" "the packing list does not name {id}, the AssetMap does"
        "List every file of the package in the packing list.";
    DocumentUnreadable { reason: String }
        "imf.document.unreadable" Error "" "the document cannot be read: {reason}" "Deliver the file again.";
    DocumentIdDiffers { listed: Uuid, found: Uuid }
        "imf.document.id-mismatch" Error "ST 429-9" "the AssetMap knows it as {listed}, it calls itself {found}"
        "Make the ids in AssetMap and document equal.";
    DocumentsTooMany {}
        "imf.document.too-many" Error "" "the package has more documents than are read" "Split the delivery.";
    XmlDocumentType {}
        "imf.xml.doctype" Error "W3C XML 1.0" "it has a document type declaration, which is refused"
        "Remove the DOCTYPE: it can carry entity bombs and references to other files.";
    XmlNotWellFormed { reason: String }
        "imf.xml.not-well-formed" Error "W3C XML 1.0" "it is not well-formed XML: {reason}"
        "Write the document again with an XML tool.";
    XmlBeyondLimits { reason: String }
        "imf.xml.limits" Error "" "{reason}" "Documents are UTF-8, at most 16 MiB and 64 elements deep.";
    XmlWrongRoot { found: String, namespace: String }
        "imf.xml.wrong-root" Error "ST 2067-2, ST 2067-3, ST 429-9"
        "its root is {found} of the namespace {namespace:?}" "Use a published edition of the standard.";
    XmlSchema { problem: String }
        "imf.xml.schema" Error "ST 2067-2, ST 2067-3, ST 429-9" "{problem}" "Correct the document by its schema.";
    XmlOrder { problem: String }
        "imf.xml.order" Warning "ST 2067-2, ST 2067-3, ST 429-9" "{problem}" "Put the elements in the schema's order.";

    // Packing list and files.
    PackingListCount { count: usize }
        "imf.pkl.count" Error "Branded delivery specifications" "the package has {count} packing lists"
        "Deliver exactly one packing list that is marked as such in the AssetMap.";
    PackedAssetNotMapped { id: Uuid }
        "imf.pkl.asset-not-mapped" Error "ST 429-9" "the AssetMap does not say where {id} is"
        "List every file of the packing list in the AssetMap.";
    PackedAssetRepeated { id: Uuid }
        "imf.pkl.repeated-id" Error "ST 2067-2" "the packing list names {id} more than once" "List each file once.";
    HashUnreadable { hash: String, algorithm: Stated<String> }
        "imf.pkl.hash-unreadable" Error "ST 2067-2" "the hash {hash:?} of algorithm {algorithm} is no digest"
        "Write SHA-1 or SHA-256 digests in base64.";
    SizeDiffers { listed_bytes: u64, found_bytes: u64 }
        "imf.pkl.size-mismatch" Error "ST 2067-2"
        "the packing list says {listed_bytes} bytes, the file has {found_bytes}"
        "Transfer the file again; if it is right, write the packing list again.";
    HashDiffers { listed: String, found: Sha1Hash }
        "imf.pkl.hash-mismatch" Error "ST 2067-2" "the packing list says {listed}, the file has SHA-1 {found}"
        "Transfer the file again; if it is right, write the packing list again.";
    FileMissing { id: Option<Uuid> }
        "imf.file.missing" Error "ST 429-9" "the file is listed and not there" "Deliver the whole package.";
    FileNotPlain {}
        "file.not-plain" Error "ST 429-9" "a symbolic link or a folder stands where a file should be"
        "Deliver plain files.";
    FileUnreadable { reason: String }
        "file.unreadable" Error "" "the file cannot be read: {reason}" "Deliver the file again.";
    FileExtra { size_bytes: u64 }
        "imf.file.extra" Info "" "the file of {size_bytes} bytes is listed nowhere and not looked at"
        "Leave out what does not belong to the package.";

    // The composition.
    CompositionMissing {}
        "imf.cpl.missing" Error "ST 2067-2" "the package has no readable composition playlist" "Deliver a CPL.";
    CompositionsSeveral { count: usize, used: Uuid }
        "imf.cpl.several" Warning "Branded delivery specifications"
        "the package has {count} compositions; {used} is the one used" "Deliver one composition for one request.";
    ApplicationUnknown { applications: Listed<String> }
        "imf.cpl.application" Warning "ST 2067-2"
        "it identifies no application that is checked here: {applications}"
        "Identify the application in ExtensionProperties.";
    ImageTrackCount { count: usize }
        "imf.cpl.image-tracks" Error "ST 2067-2" "it has {count} main image tracks" "Use exactly one.";
    SoundMissing {}
        "imf.cpl.sound-missing" Error "ST 2067-2" "it has no main audio, IAB or S-ADM track"
        "Add the sound of the composition.";
    NoTimeline { error: FlattenError }
        "imf.cpl.timeline" Error "ST 2067-3" "the tracks make no time line: {error}"
        "Correct durations and edit rates of the resources.";
    SegmentDurationsDiffer { kind: SequenceKind, duration: u64, rate: EditRate, picture_duration: u64, picture_rate: EditRate }
        "imf.cpl.segment-durations" Error "ST 2067-3"
        "the {kind:?} sequence lasts {duration} at {rate}, the segment {picture_duration} at {picture_rate}"
        "Make all sequences of a segment equally long.";
    ResourceOverrun { entry_point: u64, source_duration: u64, intrinsic_duration: u64 }
        "imf.cpl.resource-overrun" Error "ST 2067-3"
        "entry point {entry_point} and source duration {source_duration} exceed the intrinsic duration {intrinsic_duration}"
        "Stay inside the track file.";
    ImageEditRateDiffers { composition: EditRate, resource: EditRate }
        "imf.cpl.edit-rate" Error "ST 2067-2" "the composition runs at {composition}, its picture at {resource}"
        "Give composition and picture the same edit rate.";
    DescriptorMissing { source_encoding: Uuid }
        "imf.cpl.descriptor-missing" Error "ST 2067-2"
        "SourceEncoding {source_encoding} names no essence descriptor of the composition"
        "List a descriptor for every track file used.";
    DescriptorDiffers { item: String, composition: String, file: String }
        "imf.cpl.descriptor-mismatch" Error "ST 2067-2"
        "its descriptor says {item} {composition}, the track file says {file}"
        "Write the descriptors from the track files.";
    TrackNotHomogeneous { track: Uuid, item: String, first: String, other: String }
        "imf.cpl.track-homogeneous" Error "ST 2067-2"
        "virtual track {track} changes its {item} from {first} to {other}"
        "Use essence of one kind throughout a virtual track.";
    SeveralLanguages { languages: Listed<String> }
        "imf.cpl.sound-languages" Warning "Branded delivery specifications"
        "its sound is in several languages: {languages}" "Deliver one composition for each language.";
    ResourceHashDiffers { track_file: Uuid, listed: String, found: Sha1Hash }
        "imf.cpl.resource-hash" Warning "ST 2067-3"
        "the resource says that track file {track_file} has the hash {listed}, it has {found}"
        "Write the composition again for the track files delivered.";
    MarkerOutside { label: String, frame: u64, duration: FrameCount }
        "imf.cpl.marker-outside" Warning "ST 2067-3"
        "the marker {label} stands at frame {frame} of a composition of {duration}" "Place markers inside the composition.";
    TimecodeUnusable { start: String, nominal_rate: u64, rate: EditRate }
        "imf.cpl.timecode" Warning "ST 2067-3"
        "its first timecode {start}, counted at {nominal_rate}, is none of a composition at {rate} that ends before midnight"
        "Write a first timecode at the composition's own rate. Until then labels begin at 00:00:00:00.";

    DescriptorUnused { id: Uuid }
        "imf.cpl.descriptor-unused" Error "ST 2067-2" "no resource refers to the essence descriptor {id}"
        "List the descriptors of the track files used, and no others.";
    DescriptorKind { kind: SequenceKind, name: String }
        "imf.cpl.descriptor-kind" Error "ST 2067-2" "a {kind:?} sequence refers to a {name}"
        "Refer to the descriptor of the track file.";
    TrackFragmented { track: Uuid }
        "imf.cpl.track-fragmented" Error "ST 2067-3" "the virtual track {track} is missing in this segment"
        "Let every virtual track run through every segment.";
    IdRepeated { id: Uuid }
        "imf.cpl.repeated-id" Error "ST 2067-3" "the id {id} stands for more than one thing" "Give each its own id.";
    SequenceUnknown { name: String, namespace: String }
        "imf.cpl.sequence-unknown" Error "ST 2067-2"
        "the sequence {name} of {namespace:?} is of no published edition" "Use the sequences of a published edition.";
    Silent {}
        "imf.cpl.silent" Warning "Branded delivery specifications" "it has no sound of any kind"
        "Add the sound of the composition.";
    MainAudioMissing {}
        "imf.cpl.main-audio-missing" Error "ST 2067-2" "it has no main audio track, which its edition of the core constraints asks for"
        "Add a main audio track, or write the composition by the core constraints of 2020.";
    EditionsDiffer { namespaces: Listed<String> }
        "imf.cpl.editions" Warning "ST 2067-2" "its sequences are of several editions of the core constraints: {namespaces}"
        "Write all sequences by one edition.";
    TrackFileNotHere { track_file: Uuid }
        "imf.track.not-here" Info "" "track file {track_file} is not at hand and was not checked"
        "Give the whole package, or the one that holds it, to be sure.";

    // Supplemental packages.
    TrackFileUnresolved { track_file: Uuid }
        "imf.supplemental.unresolved" Error "ST 2067-2"
        "track file {track_file} is in neither this package nor an earlier one"
        "Deliver the track file, or the package that has it, first.";
    TrackLost { track: Uuid, kind: SequenceKind }
        "imf.supplemental.track-lost" Error "Branded delivery specifications"
        "the {kind:?} track {track} of the composition that it supplements is gone"
        "Keep every track that was delivered before.";
    TrackFileElsewhere { track_file: Uuid }
        "imf.supplemental.not-given" Warning "ST 2067-2"
        "track file {track_file} is not in this package, and no earlier one was given to look for it"
        "Inspect it again with --against and the packages that it builds on.";
    EarlierUnreadable { package: usize }
        "imf.supplemental.earlier-unreadable" Warning "" "earlier package {package} could not be opened"
        "Ask for support: an accepted package should be readable.";
    TimelineDiffers { earlier_rate: EditRate, earlier_frames: FrameCount, rate: EditRate, frames: FrameCount }
        "imf.supplemental.timeline" Error "Branded delivery specifications"
        "it lasts {frames} at {rate}, the composition that it supplements {earlier_frames} at {earlier_rate}"
        "Supplement a composition without changing its time line, or deliver a new original version.";

    // Track files.
    TrackFileUnreadable { reason: String }
        "imf.track.unreadable" Error "ST 377-1" "it cannot be read as MXF: {reason}" "Wrap the essence again.";
    TrackFileTruncated { reason: String }
        "imf.track.truncated" Error "ST 377-1" "it is not whole: {reason}" "Transfer or wrap the file again.";
    TrackFileStructure { reason: String }
        "imf.track.structure" Warning "ST 377-1, ST 2067-5" "{reason}" "Wrap the essence again with an AS-02 tool.";
    EssenceKindDiffers { kind: SequenceKind, essence: String }
        "imf.track.kind" Error "ST 2067-2" "a {kind:?} sequence plays it, it carries {essence}"
        "Reference the right track file.";
    TrackFileIdDiffers { listed: Uuid, found: Uuid }
        "imf.track.id-mismatch" Error "ST 2067-2"
        "it is listed as {listed}, its file package says {found}"
        "Use the id of the MXF file package in AssetMap, packing list and composition.";
    TrackFileTooShort { needed: u64, found: u64, rate: EditRate }
        "imf.track.duration" Error "ST 2067-3"
        "the composition plays it up to edit unit {needed} at {rate}, it has {found}"
        "Correct the resource's durations, or deliver the whole track file.";
    IntrinsicDurationDiffers { listed: u64, found: u64, rate: EditRate }
        "imf.track.intrinsic-duration" Warning "ST 2067-3"
        "the resource says that it lasts {listed} at {rate}, it lasts {found}"
        "Write the track file's own duration as IntrinsicDuration.";
    TrackEditRateDiffers { resource: EditRate, file: EditRate }
        "imf.track.edit-rate" Error "ST 2067-2" "the composition plays it at {resource}, it is {file}"
        "Give resources the edit rate of their track file.";
    SampleRateWrong { found: Stated<EditRate> }
        "imf.sound.sample-rate" Error "Branded delivery specifications" "it has the sample rate {found}, not 48 kHz"
        "Deliver sound at 48 kHz.";
    SampleBitsWrong { found: Stated<u32> }
        "imf.sound.bits" Error "ST 2067-2" "its samples have {found} bits, not 24" "Deliver 24-bit sound.";
    SoundfieldCount { count: usize }
        "imf.sound.soundfield-count" Error "ST 2067-2" "it has {count} soundfield group labels"
        "Label exactly one soundfield in each sound track file.";
    ChannelLabelsWrong { channel_count: Stated<u32>, labelled: Listed<u32> }
        "imf.sound.channel-labels" Error "ST 2067-2"
        "of its {channel_count} channels the labels name {labelled}" "Label every channel once.";
    ChannelsIncomplete { soundfield: String, channels: Listed<String> }
        "imf.sound.channels" Error "ST 2067-8" "its soundfield {soundfield} is made of {channels}"
        "Carry and label the channels of the soundfield: L R C LFE Ls Rs for 5.1, L R for stereo.";
    ChannelOrder { soundfield: String, channels: Listed<String> }
        "imf.sound.channel-order" Warning "Branded delivery specifications" "its {soundfield} channels come as {channels}"
        "Use the order L R C LFE Ls Rs.";
    LabelIncomplete { item: String }
        "imf.sound.label-incomplete" Warning "ST 2067-2" "its soundfield label has no {item}"
        "Write title, version, content, element and language into the soundfield label.";
    ColourUnknown { primaries: Stated<String>, transfer: Stated<String> }
        "imf.picture.colour" Warning "ST 2067-21"
        "its colour is none of App 2E: primaries {primaries}, transfer {transfer}"
        "Label the picture's primaries and transfer characteristic.";
    PictureTooLarge { width: u32, height: u32 }
        "imf.picture.size" Error "ST 2067-21" "its picture of {width} × {height} exceeds 4096 × 3112"
        "Deliver a picture within App 2E.";
    ColourSystemWrong { primaries: Stated<String>, transfer: Stated<String>, equations: Stated<String> }
        "imf.picture.colour-system" Error "ST 2067-21 §6"
        "primaries {primaries}, transfer {transfer} and coding equations {equations} make none of its colour systems"
        "Label the picture by one colour system of the application.";
    PictureCharacteristics { found: String }
        "imf.picture.characteristics" Error "ST 2067-21 §6" "no row of the image table allows {found}"
        "Deliver a picture whose size, rate, depth, sampling and colour stand in one row of the table.";
    PictureLevels { black: u32, white: u32, depth: u32 }
        "imf.picture.levels" Error "ST 2067-21 §6"
        "its levels run from {black} to {white}, which is no quantization of {depth} bits"
        "Write the reference levels of the bit depth, or for RGB its full range.";
    PictureContainer { container: String }
        "imf.picture.container" Error "ST 2067-21, ST 422" "its container {container} does not say how frames are wrapped"
        "Wrap each frame by itself and label it as progressive (P1) or interlaced (I1, F1).";
    PictureCoding { coding: String }
        "imf.picture.coding" Error "ST 2067-21" "its coding {coding} is no JPEG 2000" "Deliver JPEG 2000.";
    PictureItemMissing { item: String }
        "imf.picture.item-missing" Error "ST 2067-21, ST 422" "its descriptor has no {item}"
        "Write the descriptor from the track file.";
    PictureLayout { expected: Listed<char>, found: Listed<String> }
        "imf.picture.layout" Error "ST 2067-21, ST 422"
        "its J2CLayout lists {found}, the picture is made of {expected} in its own depth"
        "List the components of the codestream in order, with their bits.";
    PictureProfile { profile: String, width: u32, height: u32 }
        "imf.picture.profile" Error "ST 2067-21, ISO/IEC 15444-1"
        "the JPEG 2000 profile {profile} is not for pictures of {width} × {height}"
        "Encode by the profile of the picture's size.";
    PictureRsiz { profile: String, rsiz: u32 }
        "imf.picture.rsiz" Warning "ST 2067-21, ISO/IEC 15444-1"
        "its label says profile {profile}, its Rsiz {rsiz:#06x} another" "Label the picture by the profile of its codestreams.";
    PicturePrecincts { found: Listed<String> }
        "imf.picture.precincts" Error "ST 2067-21, ISO/IEC 15444-15" "its precincts are {found}"
        "Use precincts of 128 × 128 in the lowest sub-band and 256 × 256 in all others.";
    CodestreamSizeDiffers { width: u32, height: u32, stored_width: u32 }
        "imf.picture.codestream-size" Error "ST 422"
        "its codestream is {width} × {height}, the picture {stored_width} wide" "Write the descriptor from the codestream.";
    CodestreamDiffers { frame: u64, item: String, descriptor: String, codestream: String }
        "imf.picture.codestream-mismatch" Error "ST 422"
        "the codestream of frame {frame} says {item} {codestream}, the descriptor {descriptor}"
        "Write the descriptor from the codestreams.";
    CodestreamBroken { frame: u64, reason: String }
        "imf.picture.codestream-broken" Error "ISO/IEC 15444-1" "frame {frame}: {reason}" "Encode and wrap the picture again.";
    IabDescriptor { item: String, found: Stated<String>, expected: String }
        "imf.iab.descriptor" Error "ST 2067-201 §5.9" "its {item} is {found}, not {expected}"
        "Write the descriptor of an immersive audio bitstream.";
    IabRateDiffers { track: EditRate, sample: EditRate }
        "imf.iab.rate" Error "ST 2067-201 §4.4" "its track runs at {track}, its descriptor at {sample}"
        "Give the track and the descriptor the frame rate of the bitstream.";
    IabEditRate { immersive: EditRate, picture: EditRate }
        "imf.iab.edit-rate" Error "ST 2067-201 §6.2" "it runs at {immersive}, which is no multiple of the picture's {picture}"
        "Give immersive sound an edit rate that is a multiple of the picture's.";
    IabFrame { frame: u64, reason: String }
        "imf.iab.frame" Error "ST 2098-2" "frame {frame}: {reason}" "Wrap the bitstream again.";
    IabLevelMissing {}
        "imf.iab.level" Warning "ST 2067-201" "its Preface does not name level 0 of the bitstream"
        "Write the label of IAB level 0 into the Preface's conforms-to specifications.";
    McaContent { content: Stated<String>, use_class: Stated<String> }
        "imf.sound.content" Error "ST 377-41 table 4" "content {content} and use class {use_class} do not go together"
        "Write MCAContent and MCAUseClass together, in a combination of the standard.";
    IsxdDescriptor { item: String }
        "imf.isxd.descriptor" Error "ST 2067-202" "its descriptor has no {item}" "Write the descriptor whole.";
    IsxdEditRate { documents: EditRate, picture: EditRate }
        "imf.isxd.edit-rate" Error "ST 2067-202" "its documents come at {documents}, the picture at {picture}"
        "Give both the same edit rate.";
    SAdmDescriptor { item: String, found: Stated<String>, expected: String }
        "imf.s-adm.descriptor" Error "ST 2067-203" "its {item} is {found}, not {expected}"
        "Write the descriptor of sound with serial ADM metadata.";
    SAdmParametersMissing { track: Uuid }
        "imf.s-adm.parameters" Error "ST 2067-203" "no MGASADMVirtualTrackParameterSet speaks of track {track}"
        "Write the parameter set of the virtual track into ExtensionProperties.";
    NotChecked { what: String }
        "imf.not-checked" Info "" "{what} is recognised and not checked further" "Nothing: a person should look at it.";
    TextNamespaceUnknown { namespace: Stated<String> }
        "imf.text.namespace" Warning "ST 2067-5, ST 2067-2" "its timed text is of {namespace}, not IMSC"
        "Deliver timed text in a profile of IMSC.";
    DolbyVisionUnreadable { reason: String }
        "imf.dolby-vision.unreadable" Warning "Dolby Vision metadata, RDD 47"
        "its Dolby Vision metadata cannot be used: {reason}"
        "Export the metadata again, as CM v2.9 or v4.0; streams are made as HDR10 meanwhile.";
    DolbyVisionEditRate { picture: EditRate, metadata: EditRate }
        "imf.dolby-vision.edit-rate" Warning "Dolby Vision metadata"
        "its Dolby Vision metadata run at {metadata}, the picture at {picture}"
        "Export the metadata at the picture's edit rate; streams are made as HDR10 meanwhile.";
    DolbyVisionFrames { picture: u64, metadata: u64 }
        "imf.dolby-vision.frames" Warning "Dolby Vision metadata"
        "its Dolby Vision metadata have {metadata} frames, the picture {picture}"
        "Export metadata for every frame of the composition; streams are made as HDR10 meanwhile.";
    DolbyVisionLevel1Missing { frame: u64 }
        "imf.dolby-vision.level-1" Warning "Dolby Vision metadata"
        "the shot that begins at frame {frame} has no L1" "Analyse every shot; streams are made as HDR10 meanwhile.";
    DolbyVisionSeveral { count: usize }
        "imf.dolby-vision.several" Warning "" "there are {count} sidecars with Dolby Vision metadata; this one is used"
        "Deliver one.";

    // WAV sets.
    WavSetEmpty {}
        "wav.set.empty" Error "" "there is no WAV file" "Deliver the sound as WAV files.";
    WavUnreadable { reason: String }
        "wav.file.unreadable" Error "EBU Tech 3285" "it cannot be read: {reason}" "Write the file again.";
    WavTruncated { missing_bytes: u64 }
        "wav.file.truncated" Error "EBU Tech 3285" "{missing_bytes} bytes of samples are missing" "Transfer the file again.";
    WavFormatWrong { found: String }
        "wav.format.not-pcm" Error "Branded delivery specifications" "its samples are {found}, not PCM" "Deliver PCM.";
    WavBitsWrong { found: u16 }
        "wav.format.bits" Error "Branded delivery specifications" "its samples have {found} bits, not 24"
        "Deliver 24-bit sound.";
    WavSampleRateWrong { found_hz: u32 }
        "wav.format.sample-rate" Error "Branded delivery specifications" "its sample rate is {found_hz} Hz, not 48,000"
        "Deliver sound at 48 kHz.";
    WavEmpty {}
        "wav.file.empty" Error "" "it has no samples" "Deliver the sound.";
    WavLengthDiffers { frames: u64, others: u64, other_file: String }
        "wav.set.lengths" Error "Branded delivery specifications"
        "it has {frames} samples, {other_file} has {others}" "Make all files of a set equally long.";
    WavChannelMissing { set: String, soundfield: Soundfield, missing: Listed<Channel> }
        "wav.set.channel-missing" Error "Branded delivery specifications"
        "the {soundfield} set {set:?} has no {missing}" "Deliver every channel.";
    WavChannelRepeated { channel: Channel, other_file: String }
        "wav.set.channel-repeated" Error "Branded delivery specifications"
        "it carries {channel}, as {other_file} does" "Deliver each channel once.";
    WavChannelCount { channels: u16, expected: u16 }
        "wav.set.channel-count" Error "Branded delivery specifications"
        "it has {channels} channels where its name promises {expected}" "Name files after what they carry.";
    WavSoundfieldUnknown { channels: u16 }
        "wav.set.soundfield" Error "Branded delivery specifications"
        "its {channels} channels and its name are no soundfield of a delivery"
        "Deliver 5.1 (six channels) and 2.0 (two), interleaved or as named mono files.";
    WavSoundfieldRepeated { soundfield: Soundfield, other_file: String }
        "wav.set.soundfield-repeated" Error "Branded delivery specifications"
        "it is a second {soundfield} beside {other_file}" "Deliver each soundfield once.";
    WavKindDiffers { expected: WavKind, named: WavKind }
        "wav.set.kind" Warning "" "its name says {named:?}, the delivery is {expected:?}"
        "Deliver each kind of sound as its own delivery.";
    WavSurroundMissing {}
        "wav.set.surround-missing" Warning "Branded delivery specifications" "the set has no 5.1" "Deliver 5.1 where it exists.";
    WavMaskDiffers { mask: Listed<Channel>, soundfield: Soundfield }
        "wav.format.channel-mask" Warning "Branded delivery specifications"
        "its channel mask says {mask}, which is not {soundfield}" "Write the channel mask of the soundfield, or none.";
    WavBextMissing {}
        "wav.bext.missing" Warning "EBU Tech 3285" "it has no bext chunk and so no time of its first sample"
        "Deliver broadcast WAV with a time reference.";
    WavTimeDiffers { samples: u64, others: u64, other_file: String }
        "wav.bext.time" Error "EBU Tech 3285"
        "its first sample is {samples} after midnight, that of {other_file} {others}"
        "Let all files of a set begin at the same time.";
    WavNoDelivery { found: String }
        "wav.format.no-delivery" Warning "Branded delivery specifications"
        "as a delivery it would be refused: {found}" "Deliver 24-bit PCM at 48 kHz.";
    WavIsAdm { programmes: u32, contents: u32, objects: u32, beds: u32, object_packs: u32, tracks: u32 }
        "wav.adm" Info "ITU-R BS.2076"
        "its ADM metadata have {programmes} programmes, {contents} contents, {objects} objects, {beds} packs of loudspeakers, {object_packs} of objects, {tracks} tracks"
        "Nothing: deliver immersive sound as its own kind.";
    AdmUnreadable { reason: String }
        "wav.adm.unreadable" Error "ITU-R BS.2076" "its axml chunk cannot be read: {reason}" "Export the ADM metadata again.";
    AdmTracks { channels: u16 }
        "wav.adm.tracks" Error "Branded delivery specifications" "it has {channels} tracks, more than 128"
        "Deliver at most 128 tracks.";
    AdmIdRepeated { id: String }
        "wav.adm.repeated-id" Error "ITU-R BS.2076" "the id {id} stands for two elements" "Export the ADM metadata again.";
    AdmTableMissing {}
        "wav.adm.chna" Error "ITU-R BS.2088" "it has ADM metadata and no chna chunk, which names their tracks"
        "Write the chna chunk.";
    AdmTrackBeyond { track: u16, uid: String, channels: u16 }
        "wav.adm.track-beyond" Error "ITU-R BS.2088" "its chna chunk gives track {track} to {uid}; there are {channels}"
        "Write the chna chunk of this file.";
    WavFileExtra { size_bytes: u64 }
        "wav.file.extra" Info "" "the file of {size_bytes} bytes is no WAV file and not looked at"
        "Leave out what does not belong to the set.";
}
