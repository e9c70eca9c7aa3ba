import { type ScenarioFile, scenarioFiles } from './read-scenarios.ts';
import { acts, expectations, type Sentence } from './sentences.ts';
import { phrases, words } from './words.ts';

/** The page docs/scenarios.md. */
export function printScenarios(): string {
  return [HEAD, ...scenarioFiles.map(printFile), printSentences()].join('\n');
}

const HEAD = `# Scenarios

What holds for a mailbox of VMRKit, whatever the mail system behind it. Tests play these texts over mail systems in memory and over the simulated Exchange, there also with each of its differences between versions ([reality.test.ts](../test/e2e/reality.test.ts)). The files are in [test/scenarios](../test/scenarios); the [requirements](requirements.md) have the clauses in brackets.

A scenario begins at 09:00 on day 1 (\`12:00\` is a time of that day, \`day 2 12:00\` one of the next) with an integration whose rooms are open from 30 minutes before a meeting to 60 minutes after it. Alice and Bob work in the organisation, Mallory does not. Alice's invitations hold joining instructions unless a line says otherwise. A time in front of a line is when it happens. *Is answered* names all answers to a meeting so far, oldest first.
`;

function printFile({ text }: ScenarioFile): string {
  // A code block needs an empty line in front, which would only be in the way in the file.
  return text.replace(/^#/gm, '##').replace(/^(##+ .*|> .*)\n(?= {4})/gm, '$1\n\n');
}

function printSentences(): string {
  const list = (title: string, lines: readonly string[]) =>
    `${title}\n\n${lines.map((line) => `    ${line}\n`).join('')}`;
  return [
    '## Sentences\n\nA file may say these things and no others; what is in square brackets may be left out.\n',
    list('What happens:', acts.map(shown)),
    list('What is expected then:', expectations.map(shown)),
    list('What may stand behind a booking, or behind *now*:', phrases.bodies),
    list(`Answers, in a row with commas; ${phrases.outdated} may follow one:`, phrases.answers),
  ].join('\n');
}

function shown({ form }: Sentence): string {
  return form.replace(/\{(\w+)\}/g, (part, name: string) =>
    Object.hasOwn(words, name) ? words[name as keyof typeof words].shown : part,
  );
}
