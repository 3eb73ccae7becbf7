// Where an issue stands on the timeline that is on screen: where it was flagged, or where a later delivery took it.

import type { IssueView, RequestView } from '../../api/shapes';

interface Place {
  readonly first_frame: number;
  readonly last_frame: number;
}

export const placeIn = (request: Pick<RequestView, 'deliveries'>, issue: Pick<IssueView, 'places' | 'first_frame' | 'last_frame'>): Place =>
  issue.places.find(({ delivery_id: id }) => request.deliveries.some((delivery) => delivery.id === id)) ?? issue;
