import type { ScenarioWorld } from './scenario-world.ts';
import type { words } from './words.ts';

type Words = typeof words;
type Arguments<Form extends string> = Form extends `${string}{${infer Name}}${infer Rest}`
  ? Name extends keyof Words
    ? [ReturnType<Words[Name]['read']>, ...Arguments<Rest>]
    : never
  : [];

/** A step that was read: what it does in a world. */
export type Act = (world: ScenarioWorld) => Promise<void>;

/** Something that a scenario can say. */
export interface Sentence {
  /** Its words, with names of {@link words} in braces. */
  readonly form: string;
  /** Whether it concerns everybody in the world, so that no other scenario can take place there meanwhile. */
  readonly concernsAll: boolean;
  act(values: readonly unknown[]): Act;
}

/** What happens. */
export const acts: readonly Sentence[] = [
  sentence(
    '{who} books {title} from {time} to {time}{repeat}{body}',
    (world, by, title, start, end, daily, body) => world.book({ by, title, start, end, daily, body }),
  ),
  sentence('bob books {title} for alice from {time} to {time}{body}', (world, title, start, end, body) =>
    world.book({ by: 'alice', delegate: 'bob', title, start, end, daily: null, body }),
  ),
  sentence(
    'alice books {title} at {title} from {time} to {time}{body}',
    (world, title, location, start, end, body) =>
      world.book({ by: 'alice', title, location, start, end, daily: null, body }),
  ),
  sentence('alice moves {title} to {time}', (world, title, start) => world.change(title, { start })),
  sentence('alice moves meeting {count} of {title} to {time}', (world, nth, title, start) =>
    world.change(title, { nth, start }),
  ),
  sentence('alice renames {title} to {title}', (world, title, subject) => world.change(title, { subject })),
  sentence('alice moves {title} to {time}, now{body}', (world, title, start, body) =>
    world.change(title, { start, body }),
  ),
  sentence('alice cancels {title}', (world, title) => world.cancel(title, null)),
  sentence('alice cancels meeting {count} of {title}', (world, nth, title) => world.cancel(title, nth)),
  sentence('alice splits {title} before meeting {count} into {title}', (world, title, nth, into) =>
    world.split(title, nth, into),
  ),
  sentence('alice takes the mailbox off {title}', (world, title) => world.uninvite(title)),
  sentence('alice puts the mailbox back on {title}', (world, title) => world.reinvite(title)),
  sentence('{who} forwards {title} to the mailbox', (world, by, title) =>
    world.sendCopy(title, { kind: 'forwarded', by }),
  ),
  sentence('a copy of {title} for a delegate comes', (world, title) =>
    world.sendCopy(title, { kind: 'for-a-delegate' }),
  ),
  sentence('the last message about {title} comes again', (world, title) =>
    world.sendCopy(title, { kind: 'again' }),
  ),
  sentence('{who} forges a cancellation of {title}', (world, by, title) =>
    world.sendCopy(title, { kind: 'forged', by }),
  ),
  sentence('{who} forges an update that moves {title} to {time}', (world, by, title, start) =>
    world.sendCopy(title, { kind: 'forged', by, start }),
  ),
  toAll('the manager stops', (world) => world.stopManager()),
  toAll('the manager is back', (world) => world.startManager()),
  toAll('the account loses its rights over organizers', (world) => world.dropOrganizerRights()),
  toAll('rooms are given without the add-in', (world) => world.switchOn('rooms without the add-in')),
  toAll('rooms are given without the add-in where the location says VMR', (world) =>
    world.switchOn('rooms at the VMR'),
  ),
  toAll('copies get rooms of their own', (world) => world.switchOn('rooms for copies')),
  toAll('meetings of more than two hours or five times get no rooms', (world) => world.switchOn('limits')),
  toAll('the mail system forgets how far the mailbox was read', (world) => world.loseCursors()),
];

/** What is expected then. */
export const expectations: readonly Sentence[] = [
  sentence('{title} is answered: {answers}', (world, title, answers) => world.expectAnswers(title, answers)),
  sentence('{title} is not answered', (world, title) => world.expectAnswers(title, [])),
  sentence('{title} opens at {time}', (world, title, at) => world.expectOpening(title, at)),
  sentence('joining {title} is allowed', (world, title) => world.expectJoining(title, null)),
  sentence('joining {title} is refused: {reason}', (world, title, reason) =>
    world.expectJoining(title, reason),
  ),
  sentence('the room of {title} is called {title}', (world, title, name) => world.expectName(title, name)),
  sentence('the invitation to {title} has instructions', (world, title) => world.expectInstructions(title)),
];

function sentence<const Form extends string>(
  form: Form,
  act: (world: ScenarioWorld, ...values: Arguments<Form>) => Promise<void>,
): Sentence {
  return {
    form,
    concernsAll: false,
    act: (values) => (world) => act(world, ...(values as Arguments<Form>)),
  };
}

function toAll(form: string, act: Act): Sentence {
  return { form, concernsAll: true, act: () => act };
}
