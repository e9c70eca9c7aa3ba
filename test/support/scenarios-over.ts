import { readFileSync } from 'node:fs';
import { DemoWorld, equipment, integrations } from '@vmrkit/example-demo';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ExchangeScenarioWorld } from '../scenarios/exchange-scenario-world.ts';
import { play, scenarios } from '../scenarios/read-scenarios.ts';
import { reserved } from './bookings.ts';

const DAY = 86_400_000;

/** How an integration may reach Exchange; their deployments differ in the record alone. */
const names = { ews: 'EWS', graph: 'Microsoft Graph' } as const;
const rooms: ReadonlySet<string> = new Set(Object.values(equipment).map(({ email }) => email));

/** Every scenario over one provider; a file each, so that they run side by side. */
export function scenariosOver(provider: keyof typeof names): void {
  describe(`scenarios over ${names[provider]}`, () => {
    let world: DemoWorld;
    let scene: ExchangeScenarioWorld;
    /** Each begins long after whatever the one before it can have left behind. */
    let begin = Date.parse('2027-01-04T09:00:00Z');

    beforeAll(async () => {
      world = await DemoWorld.start({ provider });
    });
    afterEach(() => scene.close());
    afterAll(() => world.close());

    it.each(scenarios)('$title', async (scenario) => {
      begin += 60 * DAY;
      await world.moveClockTo(begin);
      const { sandbox, addIn, platform } = world;
      scene = new ExchangeScenarioWorld({ sandbox, addIn, platform, begin, deferredHtml, whole: world });
      await play(scenario, scene);
    });

    it('[S1.2e] took no right at Microsoft Graph that its guide does not ask for', async () => {
      const { rights } = await world.sandbox.graph.state();
      const guide = readFileSync(new URL('../../docs/guides/microsoft-365.md', import.meta.url), 'utf8');
      const asked = [...guide.matchAll(/^\| `Application (\S+)` \| (.*?) \|/gm)];
      const unasked = rights.flatMap(({ permission, mailboxes }) => {
        // Who may write may read.
        const names = [permission, permission.replace(/\.Read(Basic\.All)?$/, '.ReadWrite')];
        return mailboxes.filter((mailbox) => {
          const where = rooms.has(mailbox) ? 'equipment' : 'organizers';
          return !asked.some(([, name = '', place = '']) => names.includes(name) && place.startsWith(where));
        });
      });
      expect(rights.length > 0).toBe(provider === 'graph');
      expect(unasked).toEqual([]);
    });

    async function deferredHtml(): Promise<string> {
      await reserved(world, integrations.sales);
      await world.stopManager();
      const { html } = await world.addIn.reserve(integrations.sales);
      await world.startManager();
      return html;
    }
  });
}
