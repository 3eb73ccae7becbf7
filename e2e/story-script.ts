// What is said in the story: the texts of its issues, and its steps as the title's page tells them in the end.

export const DOWNLOAD_ISSUE = 'Half a second of silence in both channels, in the middle of the sentence.';

/** What stands in the report of the Cast title, and what the verifier writes. */
export const CAST = {
  dropOut: 'Both channels fall silent while she turns around.',
  banding: 'Steps in the gradient of the sky behind the ferry.',
  flare: 'A ring of light at the upper left of the picture.',
  dirt: 'A hair at the right edge of the picture.',
  artifacts: 'Blocks in the sky behind the ferry, worst at the horizon.',
  black: 'One black frame between the two shots of the pier.',
} as const;

/** Steps of the Cast title's life, as its page tells them, and who took them. */
export const STEPS: readonly (readonly [RegExp, string])[] = [
  [/^Delivery 1 of the primary A\/V announced/, 'Max Faber'],
  [/^Delivery 1 of the primary A\/V accepted/, 'The system'],
  [/^Request \d+ taken/, 'Olga Berg'],
  [/^Request \d+ begun/, 'Olga Berg'],
  [/^Request \d+ submitted/, 'Olga Berg'],
  [/^Verification of request \d+ served/, 'Vik Moreau'],
  [/^Verification of request \d+ submitted/, 'Vik Moreau'],
  [/^Issue \d+ \[016\] Audio Drop Out\/Mute created/, 'Olga Berg'],
  [/^Issue \d+ .*replaced by issue \d+/, 'Vik Moreau'],
  [/severity lowered to fyi/i, 'Vik Moreau'],
  [/^Fix note on .*saved: creative intent/, 'Max Faber'],
  [/^Fix note on .*waiver agreed/, 'Pia Lund'],
  [/^Issue \d+ .*resolved/, 'Olga Berg'],
  [/^Delivery 2 of the primary A\/V accepted/, 'The system'],
  [/^Request \d+ approved/, 'The system'],
];
