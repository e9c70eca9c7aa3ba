import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { ServerWorld } from './server-world.ts';

const home = resolve(import.meta.dirname, '../../packages/admin-client');
/** The generator belongs to the client alone, so it is found from there. */
const generator = createRequire(resolve(home, 'package.json')).resolve('openapi-typescript');

interface Generator {
  default(document: object, options: object): Promise<readonly object[]>;
  astToString(tree: readonly object[]): string;
}

/** The admin API's part of what a manager says of itself. */
async function describedApi(): Promise<object> {
  const world = await ServerWorld.create();
  try {
    const { adminUrl } = await world.start('all');
    const document = await (await fetch(`${adminUrl}/api/openapi.json`)).json();
    const paths = Object.entries(document.paths).filter(([path]) => path.startsWith('/api/admin/'));
    expect(paths.length).toBeGreaterThan(20);
    return { ...document, paths: Object.fromEntries(paths) };
  } finally {
    await world.close();
  }
}

/** What the generator says nothing about. */
const comments = {
  paths: 'The routes of the admin API, each with what goes in and what comes out.',
  components: 'The shapes that several routes share.',
  operations: 'The routes by the name of their operation.',
};

function commented(types: string): string {
  return Object.entries(comments).reduce(
    (text, [name, comment]) =>
      text.replace(`export interface ${name} {`, (found) => `/** ${comment} */\n${found}`),
    types,
  );
}

// `npm run admin-client` renews the file.
it('the client’s types are those of the API as it is described', async () => {
  const { default: generate, astToString }: Generator = await import(pathToFileURL(generator).href);
  const tree = await generate(await describedApi(), { alphabetize: true });
  const file = resolve(home, 'src/admin-api.ts');
  await expect(
    `// Made from the API’s own description by \`npm run admin-client\`.\n${commented(astToString(tree))}`,
  ).toMatchFileSnapshot(file);
});
