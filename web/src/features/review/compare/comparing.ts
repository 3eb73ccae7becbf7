/** Whether the delivery before is compared with, and the way to begin and to end it. */
export interface Comparing {
  readonly isOn: boolean;
  readonly toggle: () => void;
}
