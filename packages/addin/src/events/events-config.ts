import type { PaneConfig } from '../pane/pane-config.ts';

/** What an integration's event script knows of it, without asking anybody. */
export interface EventsConfig {
  /** What happens by itself in a new appointment. */
  readonly newAppointment: 'off' | 'offer' | 'add';
  /** A meeting without a tag may get a room too, so that its lack is no fault. */
  readonly roomsWithoutTag: boolean;
  readonly singleUse: boolean;
  readonly exchangeTokens: boolean;
  readonly entra: PaneConfig['entra'];
}

/** Name of the variable that the served script sets before the bundle. */
export const EVENTS_CONFIG = 'vmrkitEventsConfig';

/** Id of the button that opens the pane, as manifests have it. */
export const PANE_BUTTON = 'vmrkit.button';

/** Id of the resource of its smallest icon. */
export const PANE_ICON = 'icon.16';

/** Functions that manifests name. Clients keep a manifest for long, so a name that was issued stays. */
export const manifestFunctions = {
  /** The button on phones. */
  mobile: 'vmrkitToggleRoom',
  /** OnAppointmentSend. */
  send: 'vmrkitCheckRoom',
  /** OnNewAppointmentOrganizer. */
  newAppointment: 'vmrkitNewAppointment',
} as const;
