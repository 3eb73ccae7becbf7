// Choices of the page that are kept in this browser: columns, panes. Nothing of the content.

const PREFIX = 'assetqc.';

export const remembered = <T>(key: string): T | undefined => {
  try {
    const kept = localStorage.getItem(PREFIX + key);
    return kept === null ? undefined : (JSON.parse(kept) as T);
  } catch {
    return undefined;
  }
};

/** Storage may be full or forbidden: then the choice lives as long as the page. */
export const remember = (key: string, value: unknown): void => {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    return;
  }
};
