// Figures against their limits, printed as a table when all were taken.

export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Absent where a figure only stands beside another one. */
  readonly atMost?: number;
  readonly atLeast?: number;
}

const figures: Figure[] = [];

export const keep = (...taken: readonly Figure[]): void => {
  figures.push(...taken);
};

export const isMissed = ({ value, atMost = Infinity, atLeast = -Infinity }: Figure): boolean => !(value <= atMost && value >= atLeast);

export const missed = (): readonly Figure[] => figures.filter(isMissed);

export function printTable(): void {
  const lines = figures.map((figure) => {
    const { name, value, unit, atMost, atLeast } = figure;
    const limit = atMost !== undefined ? `≤ ${atMost}` : atLeast !== undefined ? `≥ ${atLeast}` : '';
    return `${name.padEnd(84)} ${value.toFixed(value < 10 && !Number.isInteger(value) ? 2 : 0).padStart(9)} ${unit.padEnd(9)} ${limit.padEnd(10)} ${isMissed(figure) ? 'MISSED' : ''}`;
  });
  console.log(`\n${lines.join('\n')}\n`);
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
