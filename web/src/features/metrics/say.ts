// Figures in words. A share is never said without its number of cases and its interval.

import type { ShareView, SpreadView } from '../../api/shapes';
import { metricsWords } from '../../metrics-words';
import { lengthText } from '../../ui/time';

/** Below this the interval says more than the value. */
export const FEW = 10;

export const percent = (share: number): string => {
  if (share === 0 || share === 1) return `${share * 100} %`;
  // Nearly all is not all, and nearly none is not none.
  if (share >= 0.9995) return '> 99.9 %';
  if (share < 0.0005) return '< 0.1 %';
  return `${(share * 100).toFixed(1)} %`;
};

export interface Said {
  readonly value: string;
  /** The cases and the interval; absent where nothing was measured. */
  readonly beside?: string;
  readonly isFew?: boolean;
}

export const sayShare = ({ part, whole, value, low, high }: ShareView): Said =>
  whole === 0
    ? { value: metricsWords.nothingMeasured }
    : { value: percent(value), beside: `${metricsWords.cases(part, whole)} · ${metricsWords.interval(percent(low), percent(high))}`, isFew: whole < FEW };

export const saySpread = ({ measured, median_s: median, p90_s: p90 }: SpreadView): Said =>
  median == null || p90 == null ? { value: metricsWords.nothingMeasured } : { value: lengthText(median), beside: metricsWords.p90(lengthText(p90), measured), isFew: measured < FEW };

export const decimal = (value: number | null | undefined): string => (value == null ? metricsWords.nothingMeasured : value.toFixed(value < 10 ? 2 : 1));

/** The shares of an accuracy, each with its whole. */
export const sharesOf = (accuracy: {
  confirmed: number;
  replaced: number;
  deleted: number;
  added: number;
  accuracy: number;
  accuracy_low: number;
  accuracy_high: number;
  precision: number;
  precision_low: number;
  precision_high: number;
  recall: number;
  recall_low: number;
  recall_high: number;
}): { readonly accuracy: ShareView; readonly precision: ShareView; readonly recall: ShareView } => {
  const { confirmed: c, replaced: e, deleted: d, added: m } = accuracy;
  return {
    accuracy: { part: c, whole: c + e + d + m, value: accuracy.accuracy, low: accuracy.accuracy_low, high: accuracy.accuracy_high },
    precision: { part: c, whole: c + e + d, value: accuracy.precision, low: accuracy.precision_low, high: accuracy.precision_high },
    recall: { part: c, whole: c + e + m, value: accuracy.recall, low: accuracy.recall_low, high: accuracy.recall_high },
  };
};
