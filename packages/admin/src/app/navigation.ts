import type { IconName } from '../parts/icons.ts';

/** An entry of the navigation on the left. */
export interface Place {
  readonly name: IconName;
  readonly title: string;
  /** Tenants' administrators may not see what is there. */
  readonly isForOperators?: boolean;
  /** Further pages of it, by the last part of their address. */
  readonly pages?: readonly (readonly [part: string, title: string])[];
}

/** Where one can go, in the order of the navigation. */
export const places: readonly Place[] = [
  { name: 'overview', title: 'Overview' },
  { name: 'integrations', title: 'Integrations' },
  {
    name: 'conferences',
    title: 'Conferences',
    pages: [
      ['', 'Scheduled'],
      ['queue', 'Waiting answers'],
      ['reservations', 'Reservations'],
    ],
  },
  {
    name: 'people',
    title: 'Users and rooms',
    pages: [
      ['users', 'Users'],
      ['rooms', 'Personal VMRs'],
    ],
  },
  { name: 'platforms', title: 'Platforms', isForOperators: true },
  { name: 'webhooks', title: 'Webhooks' },
  {
    name: 'alarms',
    title: 'Alarms',
    pages: [
      ['', 'Standing'],
      ['past', 'Past'],
    ],
  },
  { name: 'audit', title: 'Audit' },
  { name: 'administration', title: 'Administration' },
];
