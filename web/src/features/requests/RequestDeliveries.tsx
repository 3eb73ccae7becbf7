// What a request is about: its deliveries, their files, and the streams made from them.

import { Link } from '@tanstack/react-router';
import type { RequestView } from '../../api/shapes';
import { assetKindNames, packageKindNames, words } from '../../words';
import { useMay } from '../access/session';
import { RenditionProgress } from '../deliveries/RenditionProgress';
import classes from './RequestDeliveries.module.css';

const text = words.requests.page;

export function RequestDeliveries({ request }: { request: RequestView }) {
  const may = useMay();
  return (
    <div className={classes.list}>
      {request.deliveries.map((delivery) => {
        const name = text.delivery(assetKindNames[delivery.asset_kind], delivery.number, packageKindNames[delivery.package_kind]);
        return (
          <article key={delivery.id} className={classes.delivery}>
            <div className={classes.name}>
              {may('see_delivery') ? (
                <Link to="/deliveries/$deliveryId" params={{ deliveryId: delivery.id }}>
                  {name}
                </Link>
              ) : (
                name
              )}
              <span className="dim"> {text.files(delivery.files.length)}</span>
            </div>
            <RenditionProgress renditions={delivery.renditions} />
            <details>
              <summary className="dim">{text.showFiles}</summary>
              <ul className={`${classes.files} mono`}>
                {delivery.files.map((path) => (
                  <li key={path}>{path}</li>
                ))}
              </ul>
            </details>
          </article>
        );
      })}
    </div>
  );
}
