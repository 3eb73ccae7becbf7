// Drawing a box on the picture, by pointer or by keys alone: arrows move it, with Shift its lower right corner; Enter
// takes it, Escape leaves the one before.

import { useEffect, useRef, useState } from 'react';
import { reviewWords } from '../../review-words';
import { boxBetween, boxStyle, boxText, CENTRE, moved, type PictureBox, resized } from './picture-box';
import classes from './Screen.module.css';

const text = reviewWords.player;
const ARROWS: Readonly<Record<string, readonly [number, number]>> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

interface BoxDrawingProps {
  before: PictureBox | null;
  /** Null: nothing was drawn. */
  onDone: (box: PictureBox | null) => void;
}

export function BoxDrawing({ before, onDone }: BoxDrawingProps) {
  const [box, setBox] = useState(before ?? CENTRE);
  const corner = useRef<readonly [number, number] | null>(null);
  const layer = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    layer.current?.focus();
    // Back to the field in which one wrote.
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);

  const placeOf = (event: { clientX: number; clientY: number }): readonly [number, number] => {
    const { left, top, width, height } = layer.current?.getBoundingClientRect() ?? new DOMRect(0, 0, 1, 1);
    return [((event.clientX - left) / width) * 100, ((event.clientY - top) / height) * 100];
  };
  return (
    <div
      ref={layer}
      className={classes.drawing}
      tabIndex={0}
      role="application"
      aria-label={`${text.drawing} ${boxText(box)}`}
      onPointerDown={(press) => {
        if (press.button !== 0) return;
        // The picture beneath is not moved meanwhile, and the keys stay here.
        press.stopPropagation();
        press.nativeEvent.preventDefault();
        layer.current?.setPointerCapture(press.pointerId);
        layer.current?.focus();
        corner.current = placeOf(press);
      }}
      onPointerMove={(move) => {
        if (corner.current !== null) setBox(boxBetween(...corner.current, ...placeOf(move)));
      }}
      onPointerUp={(up) => {
        if (corner.current === null) return;
        const drawn = boxBetween(...corner.current, ...placeOf(up));
        corner.current = null;
        onDone(drawn);
      }}
      onKeyDown={(press) => {
        const by = ARROWS[press.key];
        if (by !== undefined) setBox((now) => (press.shiftKey ? resized(now, ...by) : moved(now, ...by)));
        else if (press.key === 'Enter') onDone(box);
        else if (press.key === 'Escape') onDone(null);
        else if (press.key === 'Tab') return;
        press.preventDefault();
        press.stopPropagation();
      }}
    >
      <div className={classes.box} style={boxStyle(box)} data-testid="box" />
      <div className={classes.drawHow}>{text.drawHow}</div>
    </div>
  );
}
