import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Company, PeopleWorld, Who } from './people-world.ts';

/** One thing that holds for people and their rooms. */
export interface PeopleScenario {
  /** With the clauses that it shows in front. */
  readonly title: string;
  readonly steps: readonly { readonly text: string; readonly act: (world: PeopleWorld) => Promise<void> }[];
}

type Act = (world: PeopleWorld, ...words: string[]) => Promise<void>;

const words: Readonly<Record<string, string>> = {
  who: '(olga|ben)',
  pane: 'pane ([1-9])',
  company: '(acme|partner)',
  room: '"([^"]+)"',
  rooms: '("[^"]+"(?:, "[^"]+")*)',
  aliases: '(\\S+(?: and \\S+)*)',
  code: '(ERR_[A-Z_]+)',
};

/** What a scenario may say, and what comes of it. */
const sentences: Readonly<Record<string, Act>> = {
  'people without a record get none': (world) => world.takeNobodyNew(),
  '{who} owns {room} with {aliases} at {company}': (world, who, room, aliases, company) =>
    world.addRoom(company as Company, who as Who, room, aliases.split(' and ')),
  '{who} owns {room} without an alias at {company}': (world, who, room, company) =>
    world.addRoom(company as Company, who as Who, room, []),
  '{who} is imported with an Exchange id': (world, who) => world.importUser(who as Who),
  '{who} is deleted': (world, who) => world.deleteUser(who as Who),
  'ten minutes pass': (world) => world.passTenMinutes(),
  '{who} opens {pane}': (world, who, pane) => world.openPane(Number(pane), who as Who, 'acme'),
  '{who} opens {pane} at {company}': (world, who, pane, company) =>
    world.openPane(Number(pane), who as Who, company as Company),
  '{who} signs in for {pane}': (world, who, pane) => world.signIn(Number(pane), who as Who),
  'the link of {pane} is opened, and the dialog closed': (world, pane) => world.openLink(Number(pane)),
  'the link of {pane} is opened': (world, pane) => world.openLink(Number(pane)),
  'the browser of {pane} comes back': (world, pane) => world.comeBack(Number(pane)),
  'the code of {pane} comes with the state of {pane}': (world, from, at) =>
    world.replayCode(Number(from), Number(at)),
  'the dialog tells {pane}': (world, pane) => world.tellPane(Number(pane)),
  'the digits of {pane} are typed': (world, pane) => world.typeDigits(Number(pane), Number(pane)),
  'the last page of {pane} names the account': (world, pane) => world.expectLastPage(Number(pane), null),
  'the last page of {pane} says {code}': (world, pane, code) => world.expectLastPage(Number(pane), code),
  '{pane} asks to sign in': (world, pane) => world.expectAsksToSignIn(Number(pane)),
  '{pane} waits': (world, pane) => world.expectTold(Number(pane), 'waiting'),
  '{pane} waits for the digits': (world, pane) => world.expectTold(Number(pane), 'confirming'),
  '{pane} is signed in': (world, pane) => world.expectTold(Number(pane), 'signed_in'),
  '{pane} is told {code}': (world, pane, code) => world.expectTold(Number(pane), code),
  '{pane} offers {rooms}': (world, pane, rooms) =>
    world.expectOffered(Number(pane), rooms.slice(1, -1).split('", "')),
  '{pane} offers nothing': (world, pane) => world.expectOffered(Number(pane), []),
  '{pane} offers no rooms: {code}': (world, pane, code) => world.expectNotOffered(Number(pane), code),
  '{pane} puts {room} into the meeting: {aliases}': (world, pane, room, alias) =>
    world.expectInMeeting(Number(pane), room, alias),
};

const forms = Object.entries(sentences).map(([form, act]) => {
  const pattern = form.replace(/\{(\w+)\}/g, (_, name: string) => words[name] ?? name);
  return { pattern: new RegExp(`^${pattern}$`), act };
});

/** The file as it stands. */
export const text = readFileSync(join(import.meta.dirname, 'personal-rooms.txt'), 'utf8');

/** Reads `## [S9.4a] Title` and the lines indented below it. Throws SyntaxError at a line that is no sentence. */
export function parsePeople(source: string): readonly PeopleScenario[] {
  return source
    .split(/^## /m)
    .slice(1)
    .map((part) => {
      const [title = '', ...lines] = part.split('\n');
      return {
        title,
        steps: lines.filter((line) => line.startsWith('    ')).map((line) => readStep(line.trim())),
      };
    });
}

function readStep(line: string): PeopleScenario['steps'][number] {
  for (const { pattern, act } of forms) {
    const found = pattern.exec(line);
    if (found !== null) return { text: line, act: (world) => act(world, ...found.slice(1)) };
  }
  throw new SyntaxError(`This is no sentence about people: ${line}`);
}

/** The page docs/people.md. */
export function printPeople(): string {
  const shown = Object.keys(sentences).map((form) => `    ${form.replace(/\{(\w+)\}/g, '<$1>')}\n`);
  return `${text.replace(/^(##? .*|> .*)\n(?= {4})/gm, '$1\n\n')}
## Sentences

A file may say these things and no others:

${shown.join('')}`;
}
