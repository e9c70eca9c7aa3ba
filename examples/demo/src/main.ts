import { parseArgs } from 'node:util';
import { openDemoPage } from './page/open-demo-page.ts';
import { runOnce } from './steps/run-once.ts';

const { values } = parseArgs({
  options: {
    once: { type: 'boolean', default: false },
    port: { type: 'string', default: '0' },
    'no-open': { type: 'boolean', default: false },
  },
});

process.exitCode = values.once
  ? await runOnce()
  : await openDemoPage({ port: Number(values.port), openBrowser: !values['no-open'] });
