// The picture in a window of its own, for a second screen. The element itself goes there, so that it is the same
// picture, proven as before, and the page drives it; its keys are the page's. It comes back when either window closes.

const NAME = 'asset-qc-picture';

export interface SecondScreen {
  /** Brings the picture back. */
  close(): void;
}

/** Null where the browser opens no window. `className` is the other page's body's. */
export function toSecondScreen(picture: HTMLElement, { title, className, onClose }: { title: string; className: string; onClose: () => void }): SecondScreen | null {
  const other = window.open('', NAME, 'popup,width=1280,height=760');
  if (other === null) return null;
  const place = document.createComment('the picture is on the second screen');
  picture.before(place);
  dress(other.document, title, className);
  const ends = new AbortController();
  const { signal } = ends;
  const back = () => {
    if (signal.aborted) return;
    ends.abort();
    // The page may have been left meanwhile: then there is nowhere to go back to.
    if (place.isConnected) place.replaceWith(picture);
    other.close();
    onClose();
  };
  other.addEventListener('keydown', (press) => forward(press), { signal });
  other.addEventListener('pagehide', back, { signal });
  window.addEventListener('pagehide', back, { signal });
  other.document.body.replaceChildren(picture);
  return { close: back };
}

function dress({ documentElement, head, body }: Document, title: string, className: string): void {
  for (const { name, value } of document.documentElement.attributes) documentElement.setAttribute(name, value);
  const heading = head.ownerDocument.createElement('title');
  heading.textContent = title;
  head.replaceChildren(heading, ...[...document.querySelectorAll('link[rel="stylesheet"], style')].map((sheet) => sheet.cloneNode(true)));
  body.className = className;
}

/** A key pressed over there means what it means here. */
function forward(press: KeyboardEvent): void {
  const copy = new KeyboardEvent(press.type, press);
  if (!window.dispatchEvent(copy)) press.preventDefault();
}
