// What a ticket says of where it was written: attached by the page, shown to support.

export const ticketContext = () => ({
  page: location.pathname,
  browser: navigator.userAgent,
  window: `${innerWidth} × ${innerHeight} @ ${devicePixelRatio}`,
  zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
});
