// Every string that people see of comments.

import type { Visibility } from './api/shapes';

export const visibilityNames: Readonly<Record<Visibility, string>> = {
  vendor: 'The facility and the studio',
  studio: 'The studio only',
  production: 'Everyone, with production',
};

export const commentWords = {
  title: 'Comments',
  unread: (count: number) => `${count} new`,
  none: 'Nothing has been said yet.',
  noneNext: 'Ask or tell what does not belong into the description of an issue.',
  noneOfTitle: 'Nothing has been said about this title yet.',
  closed: 'Those who work on this request talk here.',
  label: 'Comment',
  placeholder: 'Say something. @ names a person, who is then told.',
  to: 'Read by',
  toFacility: (facility: string) => `${facility} and the studio`,
  send: 'Send',
  sendKeys: 'Ctrl + Enter sends',
  reply: 'Reply',
  replyingTo: (name: string) => `Reply to ${name}`,
  stopReply: 'Do not reply to it',
  correct: 'Correct',
  delete: 'Delete',
  deleted: 'Deleted by its author.',
  deleteTitle: 'Delete this comment?',
  deleteConsequence: 'Its words go for everyone; that it was there stays, and the history keeps what it said.',
  corrected: 'corrected',
  isNew: 'Not seen yet',
  permalink: 'Link to this comment',
  onIssue: (number: number) => `Issue ${number}`,
  onRequest: (number: number) => `Request ${number}`,
  people: 'People who read this',
  older: 'Older comments',
  keeping: { opening: '', idle: '', typing: '', saving: 'Keeping…', saved: 'Draft kept', unreachable: 'Not kept: no connection', conflict: 'Also typed in another tab' },
} as const;
