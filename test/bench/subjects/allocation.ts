import { DEPLOYMENT } from '@vmrkit/core';
import { ReservationService } from '@vmrkit/core/composition';
import type { VmrKit } from '@vmrkit/sdk';
import { numberSpaceId, spaceNumberId } from '../../../packages/core/src/allocation/number-space.ts';
import { integration, KitWorld } from '../../support/kit-world.ts';
import { atLeast, type Subject } from './subject.ts';

const LEAST = 0.9;
const DIGITS = 5;
const SIZE = 10 ** DIGITS;
const BULK = 1_000;
const DRAWS = 80;
const FILLS = [0, 0.9, 0.999];

/** (e): reservations a second of processor time, where more and more numbers of a space are in use. */
export const allocation: Subject = {
  id: 'e',
  title: 'Allocation in a full space',
  async measure() {
    const world = await KitWorld.create();
    const rows = await world.withKit(async (kit) => {
      await timed(kit, { prefix: '60', draws: DRAWS });
      const timings = [];
      for (const [place, fill] of FILLS.entries()) {
        const prefix = String(70 + place);
        await timed(kit, { prefix, draws: 1 });
        if (fill > 0) await fillSpace(kit, { prefix, fill });
        timings.push({ fill, cpuMs: await timed(kit, { prefix, draws: DRAWS }) });
      }
      return timings;
    });
    await world.close();
    const empty = rows[0]?.cpuMs ?? 0;
    const marks = rows
      .slice(1)
      .map(({ fill, cpuMs }) =>
        atLeast(`speed at ${fill * 100} % fill, in times an empty space’s`, LEAST, empty / cpuMs),
      );
    return { figures: { rows }, marks };
  },
};

/** Milliseconds of processor time a reservation. */
async function timed(
  kit: VmrKit,
  { prefix, draws }: { readonly prefix: string; readonly draws: number },
): Promise<number> {
  const live = (await kit.get('integrationRegistry')).find(integration.id);
  if (live?.allocation == null) throw new TypeError('The integration gives out rooms.');
  const aliasFormat = { prefix, suffixLength: DIGITS, domain: 'vmr.example' };
  const reservations = new ReservationService(
    { ...live.allocation, aliasFormat },
    await kit.get('allocation'),
  );
  const before = process.cpuUsage();
  for (let draw = 0; draw < draws; draw += 1) {
    const asked = { draftKey: null, callerKey: null, language: null, mailboxId: 'bench' };
    await reservations.reserve({ ...asked, correlationId: `bench-${draw}` });
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / draws;
}

/** As after years: every number was given out once, and so many are in use. */
async function fillSpace(
  kit: VmrKit,
  { prefix, fill }: { readonly prefix: string; readonly fill: number },
): Promise<void> {
  const { numberSpaces, spaceNumbers } = await kit.get('store');
  const spaceId = numberSpaceId(prefix, DIGITS);
  const [space] = await numberSpaces.load(DEPLOYMENT, [spaceId]);
  if (!space) throw new TypeError('The space was drawn from.');
  const numbers = Array.from({ length: SIZE }, (_, number) => number);
  for (let from = 0; from < SIZE; from += BULK) {
    await spaceNumbers.commit(
      DEPLOYMENT,
      numbers.slice(from, from + BULK).map((number) => ({
        op: 'insert',
        id: spaceNumberId(spaceId, number),
        value: {
          spaceId,
          number,
          state:
            (number * 7_919) % SIZE < fill * SIZE
              ? { kind: 'live', reservationId: `old-${number}`, reviewAt: null }
              : { kind: 'free', rank: String((number * 104_729) % SIZE).padStart(DIGITS, '0') },
        },
      })),
    );
  }
  const { revision, value } = space;
  await numberSpaces.commit(DEPLOYMENT, [
    { op: 'replace', id: spaceId, revision, value: { ...value, next: SIZE } },
  ]);
}
