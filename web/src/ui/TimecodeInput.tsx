// A field for one timecode. Digits get their separators when the field is left or Enter is pressed; whether the
// label is legal at the rate is told by `check`, given from outside.

import { TextInput, type TextInputProps } from '@mantine/core';
import { withSeparators } from './timecode-typing';

export interface TimecodeInputProps extends Omit<TextInputProps, 'onChange' | 'value'> {
  value: string;
  dropFrame: boolean;
  onChange: (text: string) => void;
  /** The complete text, after separators were added. */
  onSettled?: (text: string) => void;
}

export function TimecodeInput({ value, dropFrame, onChange, onSettled, ...input }: TimecodeInputProps) {
  const settle = () => {
    const text = withSeparators(value, dropFrame);
    if (text !== value) onChange(text);
    onSettled?.(text);
  };
  return (
    <TextInput
      {...input}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
      inputMode="numeric"
      autoComplete="off"
      spellCheck={false}
      placeholder={dropFrame ? '00:00:00;00' : '00:00:00:00'}
      value={value}
      onChange={(change) => onChange(change.currentTarget.value)}
      onBlur={settle}
      onKeyDown={(press) => {
        if (press.key === 'Enter') settle();
      }}
    />
  );
}
