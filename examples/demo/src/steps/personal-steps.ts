import type { CompanySignIn } from '../world/company-sign-in.ts';
import type { DemoWorld } from '../world/demo-world.ts';
import { colleague, people } from '../world/people.ts';
import { type Offer, PersonalPane } from '../world/personal-pane.ts';
import type { Step } from './run-steps.ts';
import { expect, given } from './story.ts';

const { organizer: alice, attendee: bob } = people;
const aliases = ['alice@vc.corp.example', '770001'];

/** What one step about personal rooms passes on to the next. */
export interface PersonalStory {
  readonly world: DemoWorld;
  readonly signIn: CompanySignIn;
  /** Alice's, from her sign-in. */
  bearer?: string;
  roomId?: string;
}

/** Everything that `npm run demo -- --once --personal` shows, in order. */
export const personalSteps: readonly Step<PersonalStory>[] = [
  {
    step: 'rooms-imported',
    run: async ({ world }) => {
      const table = [
        'name,owner_email,aliases,pin,allow_guests',
        `Alice’s room,${alice.email.toUpperCase()},${aliases.join(' ')},482915,true`,
        `Alice’s other room,${alice.email},team@vc.corp.example,,`,
        `Not dialled yet,${alice.email},,,`,
        `Bob’s room,${bob.email},bob@vc.corp.example,,`,
      ];
      const file = await world.write('rooms.csv', table);
      const said = await world.operate(['room', 'import', file, '--integration', 'Sales']);
      return said.split('\n').at(-1) ?? '';
    },
  },
  {
    step: 'first-use-signs-in',
    run: async (story) => {
      const pane = paneOf(story, alice.email);
      const before = await pane.offer();
      expect(isRefused(before, 'ERR_PERSONAL_VMRS_SIGN_IN'), `Without a sign-in: ${told(before)}`);
      story.bearer = await pane.signIn();
      const offer = await pane.offer(story.bearer);
      expect(offer.kind === 'rooms' && offer.rooms.length === 2, `After the sign-in: ${told(offer)}`);
      return told(offer);
    },
  },
  {
    step: 'second-use-needs-no-sign-in',
    run: async (story) => {
      const offer = await paneOf(story, alice.email).offer();
      const room =
        offer.kind === 'rooms' ? offer.rooms.find(({ name }) => name === 'Alice’s room') : undefined;
      expect(room !== undefined, `With Exchange’s token alone: ${told(offer)}`);
      story.roomId = room.id;
      return `by Exchange’s token alone: ${told(offer)}`;
    },
  },
  {
    step: 'chosen-room-in-the-meeting',
    run: async (story) => {
      const { html, location } = await paneOf(story, alice.email).choose(given(story.roomId, 'room'));
      expect(
        aliases.every((alias) => html.includes(alias)),
        `Not all aliases in: ${html}`,
      );
      expect(!html.includes('482915'), 'The host’s PIN is in the invitation.');
      return `instructions with ${aliases.join(' and ')}; location "${location}"`;
    },
  },
  {
    step: 'room-is-always-open',
    run: async ({ world }) => {
      for (const alias of aliases) {
        const { decision, conference } = await world.platform.ask(alias);
        expect(
          decision === 'admitted' && conference?.closes_at === null,
          `${alias}: admission says ${decision}.`,
        );
      }
      return 'admitted by each alias, without an end';
    },
  },
  {
    step: 'imported-user-needs-no-sign-in',
    run: async (story) => {
      const { world } = story;
      const pane = paneOf(story, bob.email);
      const { msexchuid, amurl } = await pane.exchangeId();
      const table = ['email,display_name,msexchuid,amurl', `${bob.email},${bob.name},${msexchuid},${amurl}`];
      await world.operate([
        'user',
        'import',
        await world.write('users.csv', table),
        '--integration',
        'Sales',
      ]);
      const offer = await pane.offer();
      expect(offer.kind === 'rooms' && offer.rooms.length === 1, `At the first use: ${told(offer)}`);
      return `at the first use: ${told(offer)}`;
    },
  },
  {
    step: 'nothing-to-offer',
    run: async (story) => {
      await story.world.sandbox.createMailbox({ ...colleague, kind: 'user' });
      const pane = paneOf(story, colleague.email);
      const offer = await pane.offer(await pane.signIn());
      expect(offer.kind === 'rooms' && offer.rooms.length === 0, `Somebody without a room: ${told(offer)}`);
      return told(offer);
    },
  },
  {
    step: 'deleted-user-is-signed-out',
    run: async (story) => {
      await story.world.operate(['user', 'delete', alice.email, '--integration', 'Sales']);
      const pane = paneOf(story, alice.email);
      const byBearer = await pane.offer(given(story.bearer, 'bearer'));
      expect(isRefused(byBearer, 'ERR_TOKEN_REVOKED'), `By the bearer: ${told(byBearer)}`);
      const byToken = await pane.offer();
      expect(isRefused(byToken, 'ERR_PERSONAL_VMRS_SIGN_IN'), `By Exchange’s token: ${told(byToken)}`);
      const again = await pane.offer(await pane.signIn());
      expect(again.kind === 'rooms' && again.rooms.length === 2, `Signed in again: ${told(again)}`);
      return `bearer and mailbox lead to nobody; signed in again: ${told(again)}`;
    },
  },
];

function paneOf({ world, signIn }: PersonalStory, email: string): PersonalPane {
  return new PersonalPane({ sandbox: world.sandbox, edgeUrl: world.edgeUrl, signIn, email });
}

function isRefused(offer: Offer, code: string): boolean {
  return offer.kind === 'refused' && offer.code === code;
}

function told(offer: Offer): string {
  if (offer.kind === 'refused') return offer.code;
  const names = offer.rooms.map(({ name }) => name).join(', ');
  return `${offer.account} is offered ${names === '' ? 'nothing' : names}`;
}
