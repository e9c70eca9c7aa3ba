import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { entryPoints } from './entry-points.ts';

const run = promisify(execFile);

/** Packages whose snippets need a world around them: a configured deployment, a test runner. */
const COMPILED_ONLY = ['server', 'testing'];

/** What is installed, and where there is room for it. */
export interface InstallationOptions {
  /** Folder in which the project is made. */
  readonly scratch: string;
  /** Path of each package's tarball by its name. */
  readonly tarballs: ReadonlyMap<string, string>;
}

/**
 * Installs the tarballs into an empty strict TypeScript project, imports every entry point, compiles that and the
 * snippets of the packages' READMEs, and runs them. Says what goes wrong.
 */
export async function tryInstallation(
  root: string,
  { scratch, tarballs }: InstallationOptions,
): Promise<string[]> {
  const project = join(scratch, 'project');
  mkdirSync(project);
  const specifiers = entryPoints(root).map(({ specifier }) => specifier);
  const snippets = [...tarballs.keys()].flatMap((name) => snippetsOf(root, name));
  writeJson(join(project, 'package.json'), {
    name: 'project',
    private: true,
    type: 'module',
    dependencies: Object.fromEntries([...tarballs].map(([name, path]) => [name, `file:${path}`])),
    devDependencies: { '@types/node': versionOf(root, '@types/node') },
  });
  writeJson(join(project, 'tsconfig.json'), {
    compilerOptions: {
      target: 'es2023',
      lib: ['es2023'],
      types: ['node'],
      module: 'nodenext',
      strict: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      verbatimModuleSyntax: true,
      rootDir: '.',
      outDir: 'out',
    },
  });
  writeFileSync(join(project, 'index.ts'), importAll(specifiers));
  for (const { module, text } of snippets) writeFileSync(join(project, `${module}.ts`), text);

  const install = ['install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  for (const [command, args] of [
    ['npm', install],
    [process.execPath, [tsc, '-p', '.']],
    ...['index', ...snippets.filter(({ runs }) => runs).map(({ module }) => module)].map(
      (module) => [process.execPath, [`out/${module}.js`]] as const,
    ),
  ] as const) {
    const fault = await faultOf(project, { command, args });
    if (fault) return [fault];
  }
  return [];
}

/** A module that holds every entry point and says how many names it has. */
function importAll(specifiers: readonly string[]): string {
  const imports = specifiers.map((specifier, at) => `import * as entry${at} from '${specifier}';`);
  const all = specifiers.map((_, at) => `entry${at}`).join(', ');
  return [
    ...imports,
    `for (const entry of [${all}]) if (Object.keys(entry).length === 0) process.exit(1);`,
    '',
  ].join('\n');
}

interface Snippet {
  readonly module: string;
  readonly text: string;
  readonly runs: boolean;
}

/** The TypeScript snippets of a package's README, each as a module of its own. */
function snippetsOf(root: string, name: string): Snippet[] {
  const folder = name.replace('@vmrkit/', '');
  const readme = readFileSync(join(root, 'packages', folder, 'README.md'), 'utf8');
  return [...readme.matchAll(/^```ts\n(.*?)^```/gms)].map(([, text = ''], at) => ({
    module: `readme-${folder}-${at + 1}`,
    text,
    runs: !COMPILED_ONLY.includes(folder),
  }));
}

function versionOf(root: string, name: string): string {
  const manifest = readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(manifest)).version;
}

async function faultOf(
  cwd: string,
  { command, args }: { readonly command: string; readonly args: readonly string[] },
): Promise<string | null> {
  try {
    await run(command, args, { cwd, maxBuffer: 64 * 1024 * 1024 });
    return null;
  } catch (error) {
    const { stdout, stderr } = z.object({ stdout: z.string(), stderr: z.string() }).parse(error);
    return `in an empty project, \`${command} ${args.join(' ')}\`: ${stdout}${stderr}`;
  }
}

function writeJson(path: string, value: unknown): void {
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
}
