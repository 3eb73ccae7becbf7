// The bodies that go over the wire, by the names the server gives them.

export interface EditRate { num: number; den: number }

export type Role = 'operator' | 'verifier' | 'vendor_manager' | 'download_manager' | 'post' | 'production' | 'studio_admin';
export type PersonState = 'invited' | 'active' | 'asleep' | 'disabled';
export type AssetKind = 'primary_av' | 'printmaster' | 'music_and_effects' | 'atmos' | 'iab';
export type TitleKind = 'feature' | 'episode';
export type Service = 'download' | 'cast' | 'browser';
export type Priority = 'standard' | 'rush';
export type Phase = 'qc' | 'verification';
export type DeliveryPhase = 'first' | 'redelivery';
export type AssignmentModel = 'pull' | 'push' | 'managed';
export type AssignedHow = 'taken' | 'served' | 'given';
export type TaskKind = 'hdr' | 'sdr' | '5.1' | '2.0' | 'atmos' | 'pm' | 'me';
export type TaskDepth = 'full' | 'spot' | 'fix_check';
export type TaskState = 'not_started' | 'in_progress' | 'done';
export type Severity = 'blocker' | 'issue' | 'fyi';
export type Bucket = 'critical' | 'at_risk' | 'on_track';
export type IssueState = 'open' | 'will_fix' | 'creative_intent' | 'best_possible' | 'resolved' | 'replaced' | 'deleted';
export type IssueOrigin = 'operator' | 'verifier';
export type VerdictKind = 'confirmed' | 'severity_lowered' | 'replaced' | 'deleted' | 'added';
export type VerificationState = 'available' | 'assigned' | 'submitted';
export type Answer = 'production_will_fix' | 'creative_intent' | 'best_possible';
export type FixNoteState = 'draft' | 'submitted';
export type Waiver = 'none' | 'proposed' | 'agreed' | 'refused';
export type DeliveryState = 'uploading' | 'inspecting' | 'rejected' | 'accepted' | 'canceled';
export type PackageKind = 'original' | 'supplemental' | 'wav_set';
export type FindingSeverity = 'reject' | 'warn' | 'note';
export type RenditionKind = 'sdr' | 'audio' | 'thumbnails' | 'peaks';
export type RenditionState = 'queued' | 'running' | 'ready' | 'failed' | 'canceled';
export type ExtensionGround = 'download_trouble' | 'operator_unavailable' | 'tool_fault' | 'capacity_limits' | 'open_ticket';
export type TicketKind = 'blocker' | 'download_trouble' | 'player_fault' | 'sla_extension' | 'access' | 'onboarding' | 'other';
export type TicketState = 'new' | 'open' | 'pending' | 'solved' | 'closed';
export type RequestState =
  | 'preparing'
  | 'available'
  | 'assigned'
  | 'downloading'
  | 'in_qc'
  | 'submitted'
  | 'verification_available'
  | 'in_verification'
  | 'verified'
  | 'fix_notes_needed'
  | 'fix_notes_submitted'
  | 'awaiting_redelivery'
  | 'approved'
  | 'rejected'
  | 'on_hold'
  | 'canceled';

export interface Page<T> { items: T[]; next?: string | null; total?: number | null }
export interface PersonRef { id: string; name: string; role: Role; facility_id?: string | null; facility?: string | null }
export interface Reason { reason: string }
export interface Action { act: string; allowed: boolean; why_not?: string | null }

export interface SignIn { email: string; password: string; client?: 'browser' | 'cli' }
export interface SessionView { person: PersonView; permissions: string[]; expires_at: string }
export interface SessionRow {
  id: string; client: 'browser' | 'cli'; user_agent: string; address: string;
  created_at: string; last_seen_at: string; is_current: boolean;
}
export interface InvitationToken { token: string }
export interface InvitationView { email: string; first_name: string; last_name: string; expires_at: string }
export interface AcceptInvitation { token: string; password: string }

export interface PersonView {
  id: string; email: string; first_name: string; last_name: string; role: Role;
  facility_id?: string | null; facility?: string | null; skills: string[]; languages: string[];
  state: PersonState; show_ids: string[]; same_human_as: string[]; created_at: string; revision: number;
}
export interface NewPerson {
  email: string; first_name: string; last_name: string; role: Role; facility_id?: string | null;
  skills?: string[]; languages?: string[]; same_human_as?: string | null; show_ids?: string[];
}
export interface Invited { person: PersonView; invitation_link: string }
export interface PersonChange {
  first_name?: string | null; last_name?: string | null; facility_id?: string | null;
  skills?: string[] | null; languages?: string[] | null; state?: PersonState | null;
}
export interface ShowIds { show_ids: string[] }

export interface FacilityView {
  id: string; name: string; cleared_show_ids: string[]; people_count: number; created_at: string; revision: number;
}
export interface NewFacility { name: string }
export interface LegalBarView {
  id: string; person_id?: string | null; facility_id?: string | null; show_id?: string | null; title_id?: string | null;
  party: string; work: string; reason: string; created_at: string;
}
export interface NewLegalBar {
  person_id?: string | null; facility_id?: string | null; show_id?: string | null; title_id?: string | null; reason: string;
}

export interface ShowView { id: string; name: string; title_count: number; created_at: string; revision: number }
export interface NewShow { name: string }
export interface TitleRef { id: string; show_id: string; show: string; label: string }
export interface TitleRow extends TitleRef {
  kind: TitleKind; name: string; season?: number | null; episode?: number | null; language: string;
  delivery_count: number; open_request_count: number; open_issue_count: number; last_activity_at: string;
}
export interface NewTitle {
  show_id: string; kind: TitleKind; name: string; season?: number | null; episode?: number | null; language?: string | null;
}
export interface AssetView { id: string; kind: AssetKind; deliveries: DeliveryRow[] }
export interface TitleView extends TitleRow { assets: AssetView[]; requests: RequestRow[]; revision: number }

export interface TaskPlan { kind: TaskKind; depth: TaskDepth }
export interface SaveRequestPolicy {
  show_id?: string | null; asset_kind: AssetKind; delivery_phase: DeliveryPhase; service: Service; tasks: TaskPlan[]; priority: Priority;
}
export interface RequestPolicyView extends SaveRequestPolicy { id: string; revision: number }
export interface SaveAssignmentPolicy {
  show_id?: string | null; service: Service; phase: Phase; model: AssignmentModel; lease_s: number;
}
export interface AssignmentPolicyView extends SaveAssignmentPolicy { id: string; revision: number }

export interface NewFile { path: string; size_bytes: number }
export interface NewDelivery {
  title_id: string; asset_kind: AssetKind; answers_request_id?: string | null; edit_rate?: EditRate | null;
  drop_frame?: boolean; files: NewFile[];
}
export interface DeliveryRow {
  id: string; title: TitleRef; asset_id: string; asset_kind: AssetKind; number: number; package_kind: PackageKind;
  state: DeliveryState; created_at: string; created_by: PersonRef; accepted_at?: string | null;
  answers_request_id?: string | null; size_bytes: number; received_bytes: number; reject_count: number; warn_count: number;
}
export interface DeliveryFileView {
  id: string; path: string; size_bytes: number; received_bytes: number; sha1?: string | null; sha256?: string | null;
  upload_url?: string | null;
}
export interface FindingView {
  rule: string; severity: FindingSeverity; file?: string | null; place?: string | null; standard?: string | null;
  message: string; remedy: string;
}
export interface RenditionView {
  id: string; delivery_id: string; kind: RenditionKind; state: RenditionState; frames_total: number; frames_done: number;
  fps?: number | null; remaining_s?: number | null; attempt: number; error?: string | null;
}
export interface DeliveryView extends DeliveryRow {
  files: DeliveryFileView[]; findings: FindingView[]; request_ids: string[]; renditions: RenditionView[]; edit_rate?: EditRate | null;
  drop_frame: boolean; duration_frames?: number | null; composition?: Record<string, unknown> | null;
  failure?: string | null; actions: Action[]; revision: number;
}

export interface ClockView {
  report_due_at?: string | null; original_due_at?: string | null; whole_due_at: string; bucket: Bucket; used_percent: number;
}
export interface SeverityCounts { blocker: number; issue: number; fyi: number }
export interface TaskView {
  id: string; kind: TaskKind; depth: TaskDepth; state: TaskState; coverage: number[][]; wanted: number[][];
  covered_percent: number;
}
export interface RequestRow {
  id: string; number: number; title: TitleRef; service: Service; priority: Priority; state: RequestState; round: number;
  asset_kinds: AssetKind[]; tasks: TaskView[]; operator?: PersonRef | null; assigned_how?: AssignedHow | null;
  reserved_for?: PersonRef | null; reserved_until?: string | null; verifier?: PersonRef | null;
  verification_id?: string | null; clock: ClockView; issues: SeverityCounts; delivered_at: string; created_at: string;
  preparing_percent?: number | null; actions: Action[];
}
export interface RequestDelivery {
  id: string; asset_kind: AssetKind; number: number; package_kind: PackageKind; files: string[]; renditions: RenditionView[];
}
export interface ExtensionView {
  id: string; ground: ExtensionGround; extra_s: number; granted_by: PersonRef; ticket_id?: string | null; note: string; created_at: string;
}
export interface RequestView extends RequestRow {
  deliveries: RequestDelivery[]; edit_rate: EditRate; drop_frame: boolean; duration_frames: number;
  predecessor_id?: string | null; successor_id?: string | null; held_from?: RequestState | null; assigned_at?: string | null;
  lease_until?: string | null; downloaded_at?: string | null; begun_at?: string | null; submitted_at?: string | null;
  verified_at?: string | null; concluded_at?: string | null; gap_reason?: string | null; stopped_note?: string | null;
  redelivery_due_at?: string | null; redelivery_note?: string | null; extensions: ExtensionView[]; revision: number;
}
export interface WorkView { served?: RequestRow | null; held: RequestRow[]; why_nothing?: string | null }
export interface Reassign { person_id?: string | null; reason: string }
export interface NewExtension { ground: ExtensionGround; extra_h: number; ticket_id?: string | null; note?: string }

export interface Loudness { dialogue_lkfs: number; programme_lkfs: number }
export interface VerdictView {
  verification_id: string; issue_id: string; kind: VerdictKind; reason: string; severity_before?: Severity | null;
  severity_after?: Severity | null; replacement_id?: string | null; created_at: string;
}
export interface FixNoteView {
  id: string; request_id: string; issue_id: string; answer: Answer; reason: string; answered_by: PersonRef; state: FixNoteState;
  waiver: Waiver; waiver_by?: PersonRef | null; waiver_reason?: string | null; waiver_at?: string | null; updated_at: string; revision: number;
}
export interface IssueView {
  id: string; asset_id: string; asset_kind: AssetKind; number: number; request_id: string; request_number: number;
  delivery_id: string; delivery_number: number; code: string; code_name: string; severity: Severity; tasks: TaskKind[];
  files: string[]; first_frame: number; last_frame: number; in_timecode: string; out_timecode: string; description: string;
  loudness?: Loudness | null; state: IssueState; origin: IssueOrigin; author: PersonRef; supersedes_id?: string | null;
  superseded_by_id?: string | null; verdict?: VerdictView | null; fix_note?: FixNoteView | null; comment_count: number;
  created_at: string; updated_at: string; revision: number; actions: Action[];
}

export interface DownloadFile {
  file_id: string; path: string; size_bytes: number; sha1: string; sha256: string; url: string; sent_bytes: number;
  verified_at?: string | null;
}
export interface DownloadManifest { request_id: string; title: TitleRef; files: DownloadFile[] }
export interface DownloadRow {
  request_id: string; request_number: number; title: TitleRef; state: RequestState; operator?: PersonRef | null;
  clock: ClockView; file_count: number; size_bytes: number; sent_bytes: number; downloaded_at?: string | null; actions: Action[];
}
export interface FileVerified { sha256: string }

export interface HistoryRow {
  id: number; at: string; actor?: PersonRef | null; act: string; noun: string; noun_id: string; request_id?: string | null;
  request_number?: number | null; summary: string; before?: unknown; after?: unknown; reason: string;
}

export interface NoticeView {
  id: string; kind: string; subject: string; body: string; link: string; created_at: string; read_at?: string | null;
}

export interface NewTicket {
  request_id?: string | null; kind: TicketKind; subject: string; description: string; context?: Record<string, unknown>;
}
export interface TicketView {
  id: string; number: number; request_id?: string | null; request_number?: number | null; kind: TicketKind; team: string;
  subject: string; description: string; author: PersonRef; state: TicketState; context: Record<string, unknown>;
  created_at: string; revision: number; actions: Action[];
}
export interface SetTicketState { state: TicketState; reason?: string }
export interface MetricIssue {
  issue_id: string; request_id: string; request_number: number; operator_id: string; kind: VerdictKind; code_name: string; description: string;
}
export interface AccuracyView {
  confirmed: number; replaced: number; deleted: number; added: number; accuracy: number; precision: number; recall: number;
  accuracy_low: number; accuracy_high: number;
}
export interface OperatorMetrics {
  operator: PersonRef; reports: number; on_time_reports: number; on_time_percent: number; accuracy: AccuracyView;
}
export interface HealthView { status: string; version: string; database?: string | null; jail?: string | null; ffmpeg?: string | null }
