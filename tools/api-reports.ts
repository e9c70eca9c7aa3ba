import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  Extractor,
  ExtractorConfig,
  ExtractorLogLevel,
  ExtractorMessageCategory,
} from '@microsoft/api-extractor';
import { type EntryPoint, entryPoints } from './entry-points.ts';

// Compares what each entry point offers with its report in docs/api; with --write, renews the reports. Reads built
// files: run `tsc -b` first.
const root = join(import.meta.dirname, '..');
const reports = join(root, 'docs/api');
// Without the source condition, so that the built declarations of other packages are read; and with the DOM, since the
// extractor cannot follow the globals that Node only declares where there is none (AbortSignal).
const overrideTsconfig = {
  compilerOptions: {
    target: 'es2023',
    lib: ['es2023', 'dom'],
    types: ['node'],
    module: 'nodenext',
    moduleResolution: 'nodenext',
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
  },
};
// Releases are told by version, not by tag, and doc comments are judged by `check:tsdoc`.
const silence = {
  'ae-missing-release-tag': { logLevel: ExtractorLogLevel.None },
  'ae-undocumented': { logLevel: ExtractorLogLevel.None },
  'ae-unresolved-link': { logLevel: ExtractorLogLevel.None },
};
const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } });

mkdirSync(reports, { recursive: true });
const points = entryPoints(root);
const expected = new Set(points.map(reportName));
const leftOver = readdirSync(reports).filter((file) => !expected.has(file));
if (values.write) for (const file of leftOver) rmSync(join(reports, file));
const stale = [...points.filter((point) => isStale(point)).map(reportName), ...leftOver];
for (const file of stale) console.log(`${values.write ? 'renewed' : 'stale'}: docs/api/${file}`);
if (!values.write && stale.length > 0) {
  console.error('The public surface changed: run `npm run api`, and commit the reports with the change.');
  process.exitCode = 1;
}
console.log(`API reports: ${points.length}, of which ${stale.length} ${values.write ? 'renewed' : 'stale'}`);

function reportName({ specifier }: EntryPoint): string {
  return `${specifier.replace('@vmrkit/', '').replaceAll('/', '-')}.api.md`;
}

function isStale(point: EntryPoint): boolean {
  const folder = join(root, 'packages', point.folder);
  const config = ExtractorConfig.prepare({
    configObject: {
      projectFolder: folder,
      mainEntryPointFilePath: point.types,
      newlineKind: 'lf',
      compiler: { overrideTsconfig: { ...overrideTsconfig, files: [point.types] } },
      apiReport: {
        enabled: true,
        reportFileName: reportName(point),
        reportFolder: reports,
        reportTempFolder: join(root, 'node_modules/.cache/api'),
        // Types that an index is made of belong to it; sub-paths share theirs with the index.
        includeForgottenExports: point.source.endsWith('/index.ts'),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: { extractorMessageReporting: silence },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: join(folder, 'package.json'),
  });
  const result = Extractor.invoke(config, {
    localBuild: values.write,
    messageCallback: (message) => {
      message.handled = message.category === ExtractorMessageCategory.Console;
    },
  });
  return result.apiReportChanged;
}
