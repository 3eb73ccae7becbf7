// The issues of a report for review tools, a file per tool; for whoever may flag issues, also the way in.

import { Button, Menu } from '@mantine/core';
import type { MarkerFormat } from '../../api/shapes';
import { markerFormatNames, markerWords } from '../../marker-words';

interface MarkerMenuProps {
  requestId: string;
  /** In a bar of small buttons. */
  isSmall?: boolean;
  /** Absent: markers are only taken out. */
  onImport?: () => void;
}

export function MarkerMenu({ requestId, isSmall = false, onImport }: MarkerMenuProps) {
  return (
    <Menu position="bottom-end" width={280}>
      <Menu.Target>
        <Button variant="default" {...(isSmall ? { size: 'compact-sm' } : {})}>
          {markerWords.menu}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {onImport !== undefined && (
          <>
            <Menu.Item onClick={onImport}>{markerWords.import}</Menu.Item>
            <Menu.Divider />
          </>
        )}
        <Menu.Label>{markerWords.takeOut}</Menu.Label>
        {(Object.keys(markerFormatNames) as MarkerFormat[]).map((format) => (
          <Menu.Item key={format} component="a" href={`/api/v1/requests/${requestId}/markers?format=${format}`} download>
            {markerFormatNames[format]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
