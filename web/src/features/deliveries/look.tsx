// How a delivery looks in any list.

import type { DeliveryState } from '../../api/shapes';
import { StateBadge, type Tone } from '../../ui/StateBadge';
import { deliveryStateNames } from '../../words';

const TONES: Readonly<Record<DeliveryState, Tone>> = {
  uploading: 'moving',
  inspecting: 'moving',
  rejected: 'bad',
  accepted: 'good',
  canceled: 'quiet',
};

export function DeliveryStateBadge({ state }: { state: DeliveryState }) {
  return <StateBadge tone={TONES[state]}>{deliveryStateNames[state]}</StateBadge>;
}
