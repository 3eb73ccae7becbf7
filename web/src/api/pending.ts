// The bodies and calls of nouns whose routes are not registered in the server's document yet. Goes as they come.

import type { Action, AssetKind, ClockView, EditRate, Page, PersonRef, RequestState, TitleRef } from './shapes';

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
export interface PlaybackView {
  request_id: string; edit_rate: EditRate; drop_frame: boolean; duration_frames: number; offset_frames: number; streams: StreamView[];
  watermark: string;
}
export interface SoundTrackView { name: string; language?: string | null; channels: string[] }
export interface StreamView {
  rendition_id: string; delivery_id: string; asset_kind: AssetKind; has_picture: boolean; tone_mapped: boolean; width?: number | null;
  height?: number | null; hls_url: string; dash_url: string; progressive_url?: string | null; thumbnails_url?: string | null;
  peaks_url?: string | null; sound_tracks: SoundTrackView[];
}
type Json<T> = { content: { 'application/json': T } };
type Empty = { content?: never };
type Of<Parameters, Body, Answer> = {
  parameters: Parameters & { header?: never; cookie?: never };
  responses: { 200: Answer extends undefined ? Empty : Json<Answer> };
} & (Body extends undefined ? { requestBody?: never } : { requestBody: Json<Body> });
type Call<Path, Query, Body, Answer> = Of<{ query?: Query; path: Path }, Body, Answer>;
type CallOfAll<Query, Body, Answer> = Of<{ query?: Query; path?: never }, Body, Answer>;
type Get<Answer, Query = Record<never, never>> = CallOfAll<Query, undefined, Answer>;

type GetOf<Path, Answer, Query = Record<never, never>> = Call<Path, Query, undefined, Answer>;
type SendTo<Path, Body, Answer> = Call<Path, Record<never, never>, Body, Answer>;
interface Paged { cursor?: string; limit?: number }
interface RequestId { request_id: string }

export interface PendingPaths {
  '/api/v1/requests/{request_id}/playback': { get: GetOf<RequestId, PlaybackView> };
  '/api/v1/downloads': { get: Get<Page<DownloadRow>, Paged> };
  '/api/v1/requests/{request_id}/files': { get: GetOf<RequestId, DownloadManifest> };
  '/api/v1/requests/{request_id}/files/{file_id}/verified': { post: SendTo<{ request_id: string; file_id: string }, FileVerified, DownloadFile> };
  '/api/v1/requests/{request_id}/download-complete': { post: GetOf<RequestId, unknown> };
}
