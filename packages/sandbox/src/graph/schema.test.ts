import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterEach, beforeEach, describe, expect, it, type TestContext } from 'vitest';
import { type GraphBed, inviteRoom, type Loose, startGraphBed } from '../../test-support/graph-client.ts';

const { VMRKIT_SCHEMA_DIR = '', CI } = process.env;
const file = join(VMRKIT_SCHEMA_DIR, 'graph', 'graph-v1.0-outlook-slice.schema.json');

let bed: GraphBed;

beforeEach(async () => {
  bed = await startGraphBed();
});

afterEach(() => bed.sandbox.close());

/** Gives a check that names what is wrong with a value of a type of Graph; skips the test without the schema. */
function checker(context: Pick<TestContext, 'skip'>): (type: string, value: unknown) => readonly unknown[] {
  if (!existsSync(file)) {
    const reason = 'VMRKIT_SCHEMA_DIR names no folder with the schema of Graph';
    if (CI === 'true') throw new Error(`In CI this must run: ${reason}`);
    process.stderr.write(`skipped: ${reason}\n`);
    return context.skip(reason);
  }
  const slice: Loose = JSON.parse(readFileSync(file, 'utf8'));
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  ajv.addSchema(slice);
  return (type, value) => {
    const validate = ajv.getSchema(`${slice.$id}#/$defs/${type}`);
    if (!validate) throw new Error(`The slice has no type ${type}`);
    return validate(value)
      ? []
      : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  };
}

const march = 'startDateTime=2030-03-01T00:00:00Z&endDateTime=2030-04-01T00:00:00Z';
const get = async (path: string) => (await bed.call('GET', path)).body;
const typeOf = (entity: Loose) => entity['@odata.type']?.replace('#microsoft.graph.', '') ?? 'message';

describe('answers keep to the schema of Graph', () => {
  it('messages of every kind, and their pages', async (context) => {
    const faults = checker(context);
    const { meeting } = await inviteRoom(bed);
    const name = { organizer: 'anna@corp.example', cleanId: meeting.cleanId };
    await bed.client.answer('room@corp.example', { cleanId: meeting.cleanId, response: 'Accept' });
    await bed.client.deliverNext('room@corp.example', { encrypted: true });
    await bed.client.mail({ from: 'anna@corp.example', to: ['room@corp.example'] });
    await bed.client.cancel(name);
    const entities: Loose[] = [];
    for (const path of [
      `${bed.room}/mailFolders/inbox`,
      `${bed.room}/mailFolders/deleteditems`,
      `${bed.anna}/mailFolders/inbox`,
    ]) {
      const page = await get(`/users/${path}/messages/delta`);
      expect(faults('messageDeltaCollection', page)).toEqual([]);
      expect(faults('messageCollection', await get(`/users/${path}/messages`))).toEqual([]);
      for (const { id } of page.value) {
        const user = path.split('/')[0];
        const expand = 'microsoft.graph.eventMessage/event,attachments';
        entities.push(await get(`/users/${user}/messages/${id}?$expand=${expand}`));
      }
    }
    expect(entities.map(typeOf).sort()).toEqual([
      'eventMessage',
      'eventMessageRequest',
      'eventMessageResponse',
      'message',
    ]);
    for (const entity of entities)
      expect([typeOf(entity), faults(typeOf(entity), entity)]).toEqual([typeOf(entity), []]);
    expect(faults('eventMessageRequest', { ...entities[0], surprise: 1 })).not.toEqual([]);
  });

  it('events of every kind', async (context) => {
    const faults = checker(context);
    const { meeting } = await inviteRoom(bed, {
      schedule: {
        start: '2030-03-04T09:00:00Z',
        end: '2030-03-04T10:00:00Z',
        timeZone: 'Customized Time Zone',
        recurrence: { pattern: { type: 'daily' }, range: { type: 'endDate', endDate: '2030-03-08' } },
      },
    });
    await bed.client.updateOccurrence(
      { organizer: 'anna@corp.example', cleanId: meeting.cleanId },
      { originalStart: '2030-03-05T09:00:00Z', subject: 'Other' },
    );
    await inviteRoom(bed, {
      schedule: { start: '2030-03-04T00:00:00Z', end: '2030-03-05T00:00:00Z', allDay: true },
    });
    const view = await get(`/users/${bed.room}/calendarView?${march}`);
    const list = await get(`/users/${bed.anna}/events`);
    expect([faults('eventCollection', view), faults('eventCollection', list)]).toEqual([[], []]);
    const kinds = [...view.value, ...list.value].map(({ type }: Loose) => type);
    expect(new Set(kinds)).toEqual(new Set(['occurrence', 'exception', 'singleInstance', 'seriesMaster']));
    const one = await get(`/users/${bed.room}/events/${view.value[0].id}`);
    expect(faults('event', one)).toEqual([]);
    expect(faults('event', { ...one, uid: 'x' })).not.toEqual([]);
  });

  it('folders, settings, subscriptions and errors', async (context) => {
    const faults = checker(context);
    expect(faults('mailFolder', await get(`/users/${bed.room}/mailFolders/inbox`))).toEqual([]);
    expect(faults('mailFolderCollection', await get(`/users/${bed.room}/mailFolders`))).toEqual([]);
    expect(faults('mailboxSettings', await get(`/users/${bed.room}/mailboxSettings`))).toEqual([]);
    expect(faults('odataError', await get(`/users/${bed.room}/messages/none`))).toEqual([]);
    expect(faults('subscriptionCollection', await get('/subscriptions'))).toEqual([]);
  });
});
