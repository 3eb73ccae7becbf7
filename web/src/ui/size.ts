// Sizes of files as people read them: decimal units, as disks and line speeds are sold.

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

export const sizeText = (bytes: number): string => {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
};

export const percentText = (done: number, total: number): string =>
  total <= 0 ? '0 %' : `${Math.min(100, Math.floor((done / total) * 100))} %`;
