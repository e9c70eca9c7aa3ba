import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectValidAnswers } from '../../test-support/schema-faults.ts';
import {
  equipment,
  getItemRequest,
  inviteRoom,
  startTestBed,
  type TestBed,
} from '../../test-support/soap-client.ts';
import type { Recording } from '../http/recorder.ts';
import type { RealitySwitches } from '../switches.ts';

const ANNA = '/o=Sandbox/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=anna';
const addressProperties =
  '<t:ExtendedFieldURI PropertyTag="0x5D01" PropertyType="String"/><t:ExtendedFieldURI PropertyTag="0x5D02" PropertyType="String"/>';
const resolve = (name: string) =>
  `<m:ResolveNames ReturnFullContactData="false" SearchScope="ActiveDirectory"><m:UnresolvedEntry>${name}</m:UnresolvedEntry></m:ResolveNames>`;
const withoutBody = (id: string) =>
  `<m:GetItem><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape><t:AdditionalProperties><t:FieldURI FieldURI="item:Subject"/></t:AdditionalProperties></m:ItemShape><m:ItemIds><t:ItemId Id="${id}"/></m:ItemIds></m:GetItem>`;

let bed: TestBed;
const recorded: Recording[] = [];

beforeEach(async () => {
  bed = await startTestBed({ record: true });
});

afterEach(async () => {
  recorded.push(...(await bed.client.recordings()));
  await bed.sandbox.close();
});

async function inboxId(): Promise<string> {
  return (await bed.client.folder(equipment, 'inbox'))[0]?.id ?? '';
}

describe('people', () => {
  it.each<[RealitySwitches['peopleInGetItem'], string, number, boolean]>([
    ['smtp', 'anna@corp.example', 2, true],
    ['ex-with-headers', ANNA, 0, true],
    ['ex', ANNA, 0, false],
  ])('are given as the switch says: %s', async (peopleInGetItem, address, properties, inHeaders) => {
    await bed.client.configure({ switches: { peopleInGetItem } });
    await inviteRoom(bed.client);
    const answer = await bed.call(getItemRequest([await inboxId()], addressProperties));
    for (const role of ['Organizer', 'From', 'Sender']) {
      const mailbox = answer.all(role)[0]?.children[0]?.children ?? [];
      expect(mailbox.find(({ name }) => name === 'EmailAddress')?.text).toBe(address);
    }
    expect(answer.all('ExtendedProperty')).toHaveLength(properties);
    const headers = answer.all('InternetMessageHeader').map(({ attributes }) => attributes.HeaderName);
    expect(headers.includes('From')).toBe(inHeaders);
  });

  it('are resolved by their name in the directory, whatever its case', async () => {
    for (const name of [ANNA, ANNA.toUpperCase(), `EX:${ANNA}`]) {
      const answer = await bed.call(resolve(name));
      expect(answer.texts('ResponseCode')).toEqual(['NoError']);
      expect(answer.texts('EmailAddress')).toEqual(['anna@corp.example']);
    }
  });

  it('several are a warning with all of them, none is an error', async () => {
    await bed.client.createMailbox({ email: 'anna@second.example' });
    for (const name of [ANNA, 'anna']) {
      const several = await bed.call(resolve(name));
      expect(several.texts('ResponseCode')).toEqual(['ErrorNameResolutionMultipleResults']);
      expect(several.all('ResolveNamesResponseMessage')[0]?.attributes.ResponseClass).toBe('Warning');
      expect(several.texts('EmailAddress')).toEqual(['anna@corp.example', 'anna@second.example']);
    }
    const none = await bed.call(resolve('/o=Sandbox/cn=nobody'));
    expect(none.texts('ResponseCode')).toEqual(['ErrorNameResolutionNoResults']);
  });
});

it.each(['ErrorContentConversionFailed', 'ErrorMimeContentConversionFailed'])(
  'a body that cannot be converted (%s) fails only who asks for it',
  async (code) => {
    await inviteRoom(bed.client);
    const id = await inboxId();
    await bed.client.poison(equipment, id, code);
    expect((await bed.call(getItemRequest([id]))).texts('ResponseCode')).toEqual([code]);
    expect((await bed.call(withoutBody(id))).texts('Subject')).toEqual(['Plan']);
  },
);

it('answers are compressed for whoever asks for that', async () => {
  const plain = await bed.call(resolve('anna'), { headers: { 'Accept-Encoding': 'identity' } });
  const compressed = await bed.call(resolve('anna'), { headers: { 'Accept-Encoding': 'deflate, gzip' } });
  expect([plain, compressed].map(({ headers }) => headers.get('content-encoding'))).toEqual([null, 'gzip']);
  expect(compressed.text).toBe(plain.text);
});

describe('all of the above', () => {
  it('gave answers that are valid against the EWS schema', (context) => {
    expectValidAnswers(context, recorded);
  });
});
