// Digits typed without separators, as timecode: filled from the right, as cue sheets are typed. Only the look; what
// is legal at which rate is decided by whoever knows the rate.

const FIELDS = 4;
const DIGITS = 2 * FIELDS;

/** "1000" → "00:00:10:00"; "1.12." keeps its meaning of empty fields: "00:01:12:00" is typed "1.12." or "11200". */
export const withSeparators = (typed: string, dropFrame: boolean): string => {
  const text = typed.trim();
  if (text === '') return '';
  const last = dropFrame || text.includes(';') ? ';' : ':';
  const groups = text.split(/[:;.,]/);
  const fields =
    groups.length > 1
      ? groups.map((group) => group.padStart(2, '0')).slice(-FIELDS)
      : (text.padStart(Math.max(DIGITS, text.length), '0').match(/\d{2}/g) ?? []);
  if (!/^[\d:;.,]+$/.test(text) || fields.some((field) => field.length > 2) || text.replaceAll(/\D/g, '').length > DIGITS) return text;
  const full = [...Array<string>(Math.max(0, FIELDS - fields.length)).fill('00'), ...fields];
  return `${full.slice(0, 3).join(':')}${last}${full[3]}`;
};
