import type { NumberSpace } from '../../allocation/number-space.ts';
import { rotateSpaceKey } from '../../allocation/number-spaces.ts';
import {
  isReservation,
  type Reservation,
  type ReservationIndex,
  type ReservationRecord,
} from '../../allocation/reservation.ts';
import { type PinsHolder, rotatePins, type SealedPins } from '../../allocation/sealed-pins.ts';
import type { IntegrationRef } from '../../identity/tenancy.ts';
import {
  type IntegrationEntry,
  type IntegrationIndex,
  isIntegration,
} from '../../integration/integration-document.ts';
import { rotateRecordSecrets, type StoredIntegrationRecord } from '../../integration/record-secrets.ts';
import type { Meeting, MeetingIndex } from '../../meetings/meeting.ts';
import { isRoom, type RoomEntry } from '../../personal-rooms/room.ts';
import { rotatePluginSecret, type StoredPluginSecret } from '../../secrets/plugin-secrets.ts';
import { DEPLOYMENT } from '../../store/document-collection.ts';
import { isWebhook, type WebhookEntry, type WebhookIndex } from '../../webhooks/webhook.ts';
import { rotateWebhookSecrets } from '../../webhooks/webhook-records.ts';
import type { KeyRotationDeps } from './key-rotation-types.ts';
import type { SealedDocuments } from './rotate-collection.ts';

type Deps = Pick<KeyRotationDeps, 'store' | 'secretBox'>;

/** All integrations; `look` learns which there are. */
export function integrationDocuments(
  { store, secretBox }: Deps,
  look: (ref: IntegrationRef) => void,
): SealedDocuments<IntegrationEntry, IntegrationIndex> {
  return {
    collection: store.integrations,
    partition: null,
    query: { index: 'tenant', equals: [] },
    look: ({ tenantId }, integrationId) => look({ tenantId, integrationId }),
    rotate: async (integration) => {
      if (!isIntegration(integration)) return integration;
      const record = integration.record as StoredIntegrationRecord;
      const rotated = await rotateRecordSecrets(record, secretBox);
      return rotated === record ? integration : { ...integration, record: rotated };
    },
  };
}

/** What plugins keep for all integrations. */
export function pluginSecretDocuments({
  store,
  secretBox,
}: Deps): SealedDocuments<StoredPluginSecret, 'integration'> {
  return {
    collection: store.pluginSecrets,
    partition: null,
    query: { index: 'integration', equals: [] },
    rotate: (secret) => rotatePluginSecret(secret, secretBox),
  };
}

/** All number spaces: the keys themselves stay as they are. */
export function numberSpaceDocuments({
  store,
  secretBox,
}: Deps): SealedDocuments<NumberSpace, 'prefix' | 'family'> {
  return {
    collection: store.numberSpaces,
    partition: DEPLOYMENT,
    query: { index: 'prefix', equals: [] },
    rotate: (space) => rotateSpaceKey(space, secretBox),
  };
}

/** All webhooks: those secrets that still sign. */
export function webhookDocuments({ store, secretBox }: Deps): SealedDocuments<WebhookEntry, WebhookIndex> {
  return {
    collection: store.webhooks,
    partition: null,
    query: { index: 'tenant', equals: [] },
    rotate: async (webhook, id) => {
      if (!isWebhook(webhook)) return webhook;
      const { secret, retired } = await rotateWebhookSecrets(webhook, { id, secretBox });
      const isCurrent = secret === webhook.secret && retired?.secret === webhook.retired?.secret;
      return isCurrent ? webhook : { ...webhook, secret, retired };
    },
  };
}

/** An integration's reservations, the released ones included; `look` is shown each. */
export function reservationDocuments(
  { store, secretBox }: Deps,
  { ref, look }: { readonly ref: IntegrationRef; readonly look: (reservation: Reservation) => void },
): SealedDocuments<ReservationRecord, ReservationIndex> {
  return {
    collection: store.reservations,
    partition: ref.tenantId,
    query: { index: 'integration', equals: [ref.integrationId] },
    look: (record) => {
      if (isReservation(record)) look(record);
    },
    rotate: async (record, reservationId) => {
      if (!isReservation(record) || record.pins === null) return record;
      const pins = await rotatePins(record.pins, { ref: { ...ref, reservationId }, secretBox });
      return pins === record.pins ? record : { ...record, pins };
    },
  };
}

/** An integration's meetings: their conferences keep the PINs of their reservations, or those that they were given by hand. */
export function meetingDocuments(
  { store, secretBox }: Deps,
  ref: IntegrationRef,
): SealedDocuments<Meeting, MeetingIndex> {
  return {
    collection: store.meetings,
    partition: ref.tenantId,
    query: { index: 'integration', equals: [ref.integrationId] },
    rotate: async (meeting) => {
      const { conference } = meeting;
      if (conference === null) return meeting;
      const { id: conferenceId, reservationId, edits } = conference;
      const rotate = (sealed: SealedPins | null, holder: PinsHolder) =>
        sealed && rotatePins(sealed, { ref: { ...ref, ...holder }, secretBox });
      const pins = await rotate(conference.pins, { reservationId });
      const given = edits?.pins?.sealed ?? null;
      const sealed = await rotate(given, { conferenceId });
      if (pins === conference.pins && sealed === given) return meeting;
      const rotated = edits && { edits: { ...edits, pins: edits.pins && { sealed } } };
      return { ...meeting, conference: { ...conference, pins, ...rotated } };
    },
  };
}

/** All personal rooms: they keep PINs. */
export function roomDocuments({
  store,
  secretBox,
}: Deps): SealedDocuments<RoomEntry, 'tenant' | 'owner' | 'forget' | 'audit'> {
  return {
    collection: store.rooms,
    partition: null,
    query: { index: 'tenant', equals: [] },
    rotate: async (room, roomId) => {
      if (!isRoom(room) || room.pins === null) return room;
      const { tenantId } = room;
      const pins = await rotatePins(room.pins, { ref: { tenantId, roomId }, secretBox });
      return pins === room.pins ? room : { ...room, pins };
    },
  };
}
