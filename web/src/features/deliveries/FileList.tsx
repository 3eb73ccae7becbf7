// The files of a delivery, with their hashes once the last byte has arrived.

import type { DeliveryFileView } from '../../api/shapes';
import { sizeText } from '../../ui/size';
import { words } from '../../words';
import classes from './DeliveryPage.module.css';

const text = words.deliveries.files;

export function FileList({ files }: { files: readonly DeliveryFileView[] }) {
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">{text.path}</th>
          <th scope="col" className={classes.end}>
            {text.size}
          </th>
          <th scope="col">SHA-1</th>
          <th scope="col">SHA-256</th>
        </tr>
      </thead>
      <tbody className="mono">
        {files.map((file) => (
          <tr key={file.id}>
            <td>{file.path}</td>
            <td className={classes.end}>{sizeText(file.size_bytes)}</td>
            <td className={classes.hash} title={file.sha1 ?? undefined}>
              {file.sha1 ?? <span className="dim">{text.notYet}</span>}
            </td>
            <td className={classes.hash} title={file.sha256 ?? undefined}>
              {file.sha256}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
