// A button that, when it cannot be pressed, says why. It stays reachable by keyboard and by a screen reader, which a
// truly disabled button is not.

import { Button, Tooltip, type ButtonProps } from '@mantine/core';
import { useId, type ReactNode } from 'react';

export interface ReasonButtonProps extends ButtonProps {
  /** Why it cannot be pressed now. Absent: it can. */
  whyNot?: string | null | undefined;
  /** The reason stands beside the button, not only in its tooltip. */
  tellsReason?: boolean;
  onClick: () => void;
  children: ReactNode;
}

export function ReasonButton({ whyNot, tellsReason = false, onClick, children, ...button }: ReasonButtonProps) {
  const reasonId = useId();
  if (whyNot == null) {
    return (
      <Button {...button} onClick={onClick}>
        {children}
      </Button>
    );
  }
  const refused = (
    <Tooltip label={whyNot} disabled={tellsReason} events={{ hover: true, focus: true, touch: true }}>
      <Button {...button} aria-disabled data-disabled aria-describedby={reasonId} onClick={(press) => press.preventDefault()}>
        {children}
        {!tellsReason && (
          <span id={reasonId} className="only-for-readers">
            {whyNot}
          </span>
        )}
      </Button>
    </Tooltip>
  );
  if (!tellsReason) return refused;
  return (
    <>
      {refused}
      <span id={reasonId} className="dim" style={{ order: 1 }}>
        {whyNot}
      </span>
    </>
  );
}
