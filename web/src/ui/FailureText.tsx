// Why something failed: a line, and the tool's own words behind it, opened on demand.

import { failureOf } from './failure';
import classes from './FailureText.module.css';

export function FailureText({ text, label }: { text: string; label: string }) {
  const { line, whole } = failureOf(text);
  return (
    <div className={classes.failure}>
      <p>{line}</p>
      {whole !== undefined && (
        <details>
          <summary>{label}</summary>
          <pre className="mono" tabIndex={0}>
            {whole}
          </pre>
        </details>
      )}
    </div>
  );
}
