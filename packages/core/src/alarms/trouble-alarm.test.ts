import { createSeededRandom, createWeakMemoryDatabase, FakeClock } from '@vmrkit/testing';
import { expect, it } from 'vitest';
import { openStore } from '../collections/store.ts';
import { NotAllowedError, NotAuthenticatedError, UnavailableError } from '../errors/vmrkit-error.ts';
import { AlarmService } from './alarm-service.ts';
import { TroubleWatch } from './trouble-alarm.ts';

const away = new UnavailableError('Away.', { code: 'ERR_EWS_UNREACHABLE' });
const signIn = new NotAuthenticatedError('No.', { code: 'ERR_EWS_SIGN_IN' });
const denied = new NotAllowedError('No.', { code: 'ERR_EWS_NO_RIGHTS' });
const noHandles = new UnavailableError('None.', { code: 'ERR_PROCESS_FILE_LIMIT' });
const full = new UnavailableError('Full.', { code: 'ERR_MAILBOX_FULL' });
const well = null;

it.each<[string, readonly (Error | null)[], readonly string[]]>([
  ['nothing', [well, well], []],
  ['one failure', [away], []],
  ['two failures in a row', [away, away], []],
  ['three failures in a row', [away, away, away], ['exchange-unreachable']],
  ['failures that are mended in between', [away, away, well, away, away, well], []],
  ['failures of several kinds, by the last one', [away, signIn, denied], ['mailbox-not-allowed']],
  ['trouble that turns into another', [away, away, away, signIn], ['sign-in-needed']],
  ['trouble that lasts', [noHandles, noHandles, noHandles, noHandles], ['process-file-limit']],
  ['a quota that is used up', [full, full, full], ['mailbox-full']],
  ['trouble that is over', [signIn, signIn, signIn, well], []],
  ['trouble that comes back for a moment', [away, away, away, well, away], []],
])('a mailbox with %s', async (_, tries, standing) => {
  const { alarms: documents } = openStore(createWeakMemoryDatabase());
  const alarms = new AlarmService(documents, new FakeClock(), createSeededRandom(1));
  const troubles = new TroubleWatch();
  const about = { tenantId: 'default', integrationId: 'i', subject: 'm' };
  for (const each of tries) await troubles.note(each, { alarms, ...about });
  expect((await alarms.standing(['default'])).map(({ kind }) => kind)).toEqual(standing);
});
