// The strings of how work finds people: policies, breaks, giving work, versions in other languages, deeper checks.

export const assignmentWords = {
  policies: {
    warnHead: 'Warned at',
    keptHead: 'Fix checks kept',
    warnAt: 'Warning, in per cent of the lease',
    warnHow: 'The holder is told once when so much of the lease is over.',
    kept: 'Fix checks are kept for, in hours',
    keptHow: 'For the operator of the first QC; then anyone eligible may take them. 0 keeps nothing.',
    usual: 'usual (24 h)',
    notKept: 'not kept',
    missing: (count: number) => `${count} ${count === 1 ? 'thing is' : 'things are'} missing`,
    missingTitle: 'Saved. As things stand, this is missing:',
    nobody: 'Under this policy nobody could do the work:',
    saveAnyway: 'Save it all the same',
    stale: 'Somebody else changed this policy a moment ago. Close, look at it again, then repeat the change.',
  },
  breaks: {
    begin: 'Not now…',
    title: 'Not now',
    consequence: 'Nothing is served to you until you are back. What you were served and have not begun goes to others, and is not served to you again for 8 hours. What you have begun stays yours, and its clock goes on.',
    confirm: 'Begin the break',
    until: 'Until',
    untilHow: 'Leave it empty if you do not know.',
    lengths: { '15': '15 minutes', '30': '30 minutes', '60': 'an hour', '120': '2 hours', '240': '4 hours', '480': '8 hours', '1440': 'a day' },
    on: (reason: string) => `You are on a break: ${reason}`,
    since: (at: string) => `Since ${at}.`,
    ends: (at: string) => `It ends by itself on ${at}.`,
    open: 'It lasts until you come back.',
    back: 'I am back',
    putBack: (numbers: readonly number[]) => (numbers.length === 1 ? `Request ${numbers[0]} went back to the pool.` : `Requests ${numbers.join(', ')} went back to the pool.`),
    badge: 'On a break',
    untilText: (until: string) => `until ${until}`,
    list: 'Breaks',
    none: 'None yet.',
    range: (from: string, to: string) => `${from} – ${to}`,
    lasts: 'now',
  },
  give: {
    verification: 'Give the verification to somebody else…',
    verificationConsequence: (from: string | undefined) => (from === undefined ? 'Whoever gets it is told.' : `${from} loses it and is told, and so is whoever gets it. Verdicts given so far are taken back.`),
    holds: (count: number) => (count === 0 ? 'holds nothing' : `holds ${count}`),
    nobody: 'Nobody of your facility can take it.',
    others: (count: number) => `${count} ${count === 1 ? 'other cannot' : 'others cannot'} take it`,
    back: 'Back to the pool',
  },
  fullQc: {
    act: 'Ask for a Full QC…',
    title: 'Ask for a Full QC',
    consequence: (minutes: number) => `The longest new clip of this redelivery runs ${minutes} minutes. A ticket asks the studio to make this fix check a Full QC of the same operator. What is seen and decided stays.`,
    confirm: 'Send the ticket',
    note: (minutes: number) => `The redelivery has a new clip of ${minutes} minutes: a Full QC can be asked for.`,
    sent: (number: number) => `Ticket ${number} asks the studio for a Full QC.`,
    approve: 'Approve: make it a Full QC',
    approved: 'The fix check is a Full QC now; its operator is told.',
  },
  versions: {
    label: (language: string) => `Version in ${language}`,
    short: (language: string) => `(${language})`,
    field: 'Language of this version',
    fieldHow: 'Only if it is not the title’s own: de, es-419. Leave it empty for the original.',
  },
} as const;

/** "German (de)", or the tag alone where the browser has no name for it. */
export const languageText = (tag: string): string => {
  try {
    const name = new Intl.DisplayNames('en-GB', { type: 'language' }).of(tag);
    return name === undefined || name === tag ? tag : `${name} (${tag})`;
  } catch {
    return tag;
  }
};
