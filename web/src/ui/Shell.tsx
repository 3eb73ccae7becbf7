// The frame around every page: navigation at the left, a thin bar above, the page itself. Nothing here scrolls but
// the page's own panes.

import { UnstyledButton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { words } from '../words';
import classes from './Shell.module.css';

export interface NavItem {
  readonly to: string;
  readonly label: string;
  readonly icon: ReactNode;
  /** How many wait there; zero is not shown. */
  readonly count?: number;
}

export interface NavGroup {
  readonly label?: string;
  readonly items: readonly NavItem[];
}

export type Connection = 'connecting' | 'live' | 'lost';

export interface ShellProps {
  product: string;
  groups: readonly NavGroup[];
  connection: Connection;
  onCommand: () => void;
  /** At the right of the bar: help, notices, the person. */
  tools: ReactNode;
  children: ReactNode;
}

function ConnectionMark({ connection }: { connection: Connection }) {
  return (
    <span className={classes.connection} data-state={connection} role="status" title={words.shell.connectionMeaning[connection]}>
      <span aria-hidden className={classes.dot} />
      {words.shell.connection[connection]}
    </span>
  );
}

export function Shell({ product, groups, connection, onCommand, tools, children }: ShellProps) {
  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#page">
        {words.shell.skip}
      </a>
      <nav className={classes.nav} aria-label={words.shell.navigation}>
        <Link to="/" className={classes.brand}>
          {product}
        </Link>
        {groups.map((group, index) => (
          <div key={group.label ?? index} className={classes.group}>
            {group.label !== undefined && <div className={classes.groupLabel}>{group.label}</div>}
            {group.items.map((item) => (
              <Link key={item.to} to={item.to} className={classes.item} activeProps={{ 'data-here': true, 'aria-current': 'page' }}>
                {item.icon}
                <span className={classes.itemLabel}>{item.label}</span>
                {item.count !== undefined && item.count > 0 && <span className={`${classes.count} number`}>{item.count}</span>}
              </Link>
            ))}
          </div>
        ))}
        <div className={classes.foot}>
          <ConnectionMark connection={connection} />
        </div>
      </nav>
      <div className={classes.main}>
        <header className={classes.bar}>
          <UnstyledButton className={classes.command} onClick={onCommand}>
            <span>{words.shell.command}</span>
            <kbd>Ctrl K</kbd>
          </UnstyledButton>
          <div className={classes.tools}>{tools}</div>
        </header>
        <main id="page" className={classes.page} tabIndex={-1}>
          {children}
        </main>
      </div>
    </div>
  );
}

export interface PageFrameProps {
  title: ReactNode;
  /** One line under the title. */
  subtitle?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** A page: its heading with what can be done, and a body that fills the rest. */
export function PageFrame({ title, subtitle, actions, children }: PageFrameProps) {
  return (
    <div className={classes.frame}>
      <div className={classes.heading}>
        <div className={classes.headingText}>
          <h1>{title}</h1>
          {subtitle !== undefined && <div className={classes.subtitle}>{subtitle}</div>}
        </div>
        {actions !== undefined && <div className={classes.actions}>{actions}</div>}
      </div>
      {children}
    </div>
  );
}
