// What a ticket says of where it was written: attached by the page, shown to support.

import type { RequestView } from '../../api/shapes';
import { serviceNames } from '../../words';

export const ticketContext = () => ({
  page: location.pathname,
  browser: navigator.userAgent,
  window: `${innerWidth} × ${innerHeight} @ ${devicePixelRatio}`,
  zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
});

/** Title, episode and QC type: what a ticket about a request is called. */
export const ticketSubject = ({ title, service, number }: RequestView): string => `${title.label} · ${serviceNames[service]} QC · ${number}`;
