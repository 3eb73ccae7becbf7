// What is missing for a policy to be followed, line by line, with what to do about it.

import classes from './PoliciesPage.module.css';

export function Warnings({ title, lines }: { title: string; lines: readonly string[] }) {
  return (
    <div className={classes.warnings} role="status">
      <strong>{title}</strong>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  );
}
