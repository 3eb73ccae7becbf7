// The calls of the server's HTTP interface in the shape that the typed client reads.

import type * as shape from './shapes';

type Json<T> = { content: { 'application/json': T } };
type Empty = { content?: never };
type Of<Parameters, Body, Answer> = {
  parameters: Parameters & { header?: never; cookie?: never };
  responses: { 200: Answer extends undefined ? Empty : Json<Answer> };
} & (Body extends undefined ? { requestBody?: never } : { requestBody: Json<Body> });
type Call<Path, Query, Body, Answer> = Of<{ query?: Query; path: Path }, Body, Answer>;
type CallOfAll<Query, Body, Answer> = Of<{ query?: Query; path?: never }, Body, Answer>;
type Get<Answer, Query = Record<never, never>> = CallOfAll<Query, undefined, Answer>;
type Send<Body, Answer> = CallOfAll<Record<never, never>, Body, Answer>;
type GetOf<Path, Answer, Query = Record<never, never>> = Call<Path, Query, undefined, Answer>;
type SendTo<Path, Body, Answer> = Call<Path, Record<never, never>, Body, Answer>;
interface Paged { cursor?: string; limit?: number }
interface RequestId { request_id: string }

export interface paths {
  '/api/v1/health': { get: Get<shape.HealthView> };
  '/api/v1/sessions': { get: Get<shape.SessionRow[]>; post: Send<shape.SignIn, shape.SessionView> };
  '/api/v1/session': { get: Get<shape.SessionView>; delete: Get<undefined> };
  '/api/v1/sessions/{session_id}': { delete: GetOf<{ session_id: string }, undefined> };
  '/api/v1/invitations/look-up': { post: Send<shape.InvitationToken, shape.InvitationView> };
  '/api/v1/invitations/accept': { post: Send<shape.AcceptInvitation, shape.SessionView> };

  '/api/v1/people': {
    get: Get<shape.Page<shape.PersonView>, Paged & { role?: shape.Role; facility_id?: string; q?: string }>;
    post: Send<shape.NewPerson, shape.Invited>;
  };
  '/api/v1/people/{person_id}': {
    get: GetOf<{ person_id: string }, shape.PersonView>;
    patch: SendTo<{ person_id: string }, shape.PersonChange, shape.PersonView>;
  };
  '/api/v1/people/{person_id}/invitation': { post: GetOf<{ person_id: string }, shape.Invited> };
  '/api/v1/people/{person_id}/shows': { put: SendTo<{ person_id: string }, shape.ShowIds, shape.PersonView> };

  '/api/v1/facilities': { get: Get<shape.FacilityView[]>; post: Send<shape.NewFacility, shape.FacilityView> };
  '/api/v1/facilities/{facility_id}': {
    get: GetOf<{ facility_id: string }, shape.FacilityView>;
    patch: SendTo<{ facility_id: string }, shape.NewFacility, shape.FacilityView>;
  };
  '/api/v1/facilities/{facility_id}/clearances': {
    put: SendTo<{ facility_id: string }, shape.ShowIds, shape.FacilityView>;
  };
  '/api/v1/legal-bars': { get: Get<shape.LegalBarView[]>; post: Send<shape.NewLegalBar, shape.LegalBarView> };
  '/api/v1/legal-bars/{legal_bar_id}': { delete: GetOf<{ legal_bar_id: string }, undefined> };

  '/api/v1/shows': { get: Get<shape.ShowView[]>; post: Send<shape.NewShow, shape.ShowView> };
  '/api/v1/titles': {
    get: Get<shape.Page<shape.TitleRow>, Paged & { show_id?: string; q?: string }>;
    post: Send<shape.NewTitle, shape.TitleView>;
  };
  '/api/v1/titles/{title_id}': { get: GetOf<{ title_id: string }, shape.TitleView> };
  '/api/v1/titles/{title_id}/history': { get: GetOf<{ title_id: string }, shape.Page<shape.HistoryRow>, Paged> };
  '/api/v1/titles/{title_id}/issues': { get: GetOf<{ title_id: string }, shape.IssueView[]> };

  '/api/v1/policies/requests': {
    get: Get<shape.RequestPolicyView[]>;
    put: Send<shape.SaveRequestPolicy, shape.RequestPolicyView>;
  };
  '/api/v1/policies/requests/{policy_id}': { delete: GetOf<{ policy_id: string }, undefined> };
  '/api/v1/policies/assignment': {
    get: Get<shape.AssignmentPolicyView[]>;
    put: Send<shape.SaveAssignmentPolicy, shape.AssignmentPolicyView>;
  };
  '/api/v1/policies/assignment/{policy_id}': { delete: GetOf<{ policy_id: string }, undefined> };

  '/api/v1/deliveries': {
    get: Get<shape.Page<shape.DeliveryRow>, Paged & { title_id?: string; state?: shape.DeliveryState }>;
    post: Send<shape.NewDelivery, shape.DeliveryView>;
  };
  '/api/v1/deliveries/{delivery_id}': { get: GetOf<{ delivery_id: string }, shape.DeliveryView> };
  '/api/v1/deliveries/{delivery_id}/cancel': { post: SendTo<{ delivery_id: string }, shape.Reason, shape.DeliveryView> };
  '/api/v1/renditions/{rendition_id}/retry': { post: GetOf<{ rendition_id: string }, shape.RenditionView> };

  '/api/v1/requests': {
    get: Get<
      shape.Page<shape.RequestRow>,
      Paged & {
        view?: 'pool' | 'mine' | 'facility' | 'all';
        state?: shape.RequestState[];
        service?: shape.Service[];
        priority?: shape.Priority;
        title_id?: string;
        show_id?: string;
        q?: string;
        bucket?: shape.Bucket;
      }
    >;
  };
  '/api/v1/requests/{request_id}': { get: GetOf<RequestId, shape.RequestView> };
  '/api/v1/work': { get: Get<shape.WorkView> };
  '/api/v1/work/next': { post: Get<shape.WorkView> };
  '/api/v1/requests/{request_id}/take': { post: GetOf<RequestId, shape.RequestView> };
  '/api/v1/requests/{request_id}/begin': { post: GetOf<RequestId, shape.RequestView> };
  '/api/v1/requests/{request_id}/hand-back': { post: SendTo<RequestId, shape.Reason, shape.RequestView> };
  '/api/v1/requests/{request_id}/reassign': { post: SendTo<RequestId, shape.Reassign, shape.RequestView> };
  '/api/v1/requests/{request_id}/hold': { post: SendTo<RequestId, shape.Reason, shape.RequestView> };
  '/api/v1/requests/{request_id}/release': { post: SendTo<RequestId, shape.Reason, shape.RequestView> };
  '/api/v1/requests/{request_id}/cancel': { post: SendTo<RequestId, shape.Reason, shape.RequestView> };
  '/api/v1/requests/{request_id}/priority': { post: SendTo<RequestId, { priority: shape.Priority }, shape.RequestView> };
  '/api/v1/requests/{request_id}/extensions': { post: SendTo<RequestId, shape.NewExtension, shape.RequestView> };
  '/api/v1/requests/{request_id}/history': { get: GetOf<RequestId, shape.HistoryRow[]> };
  '/api/v1/requests/{request_id}/issues': { get: GetOf<RequestId, shape.IssueView[]> };
  '/api/v1/verifications/{verification_id}/take': { post: GetOf<{ verification_id: string }, unknown> };
  '/api/v1/verifications/{verification_id}/begin': { post: GetOf<{ verification_id: string }, unknown> };
  '/api/v1/verifications/{verification_id}/hand-back': { post: SendTo<{ verification_id: string }, shape.Reason, unknown> };

  '/api/v1/downloads': { get: Get<shape.Page<shape.DownloadRow>, Paged> };
  '/api/v1/requests/{request_id}/files': { get: GetOf<RequestId, shape.DownloadManifest> };
  '/api/v1/requests/{request_id}/files/{file_id}/verified': {
    post: SendTo<{ request_id: string; file_id: string }, shape.FileVerified, shape.DownloadFile>;
  };
  '/api/v1/requests/{request_id}/download-complete': { post: GetOf<RequestId, shape.RequestView> };

  '/api/v1/metrics/operators': { get: Get<shape.OperatorMetrics[], { facility_id?: string; from?: string; to?: string }> };
  '/api/v1/notices': { get: Get<shape.Page<shape.NoticeView>, Paged> };
  '/api/v1/notices/{notice_id}/read': { post: GetOf<{ notice_id: string }, undefined> };
  '/api/v1/notices/read-all': { post: Get<undefined> };
  '/api/v1/tickets': { get: Get<shape.Page<shape.TicketView>, Paged>; post: Send<shape.NewTicket, shape.TicketView> };
  '/api/v1/tickets/{ticket_id}': { get: GetOf<{ ticket_id: string }, shape.TicketView> };
  '/api/v1/tickets/{ticket_id}/state': { post: SendTo<{ ticket_id: string }, shape.SetTicketState, shape.TicketView> };
  '/api/v1/tickets/{ticket_id}/onboard': { post: GetOf<{ ticket_id: string }, shape.Invited[]> };
  '/api/v1/metrics/operators/{person_id}/issues': { get: GetOf<{ person_id: string }, shape.MetricIssue[]> };
}
