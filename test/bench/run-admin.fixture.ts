import { parseArgs } from 'node:util';
import { z } from 'zod';
import { circumstances, writeEvidence } from '../support/evidence.ts';
import { measureAdmin } from './admin-lists.fixture.ts';

const USAGE = `npm run bench:admin -- [--conferences 10000] [--integrations 200] [--keep]

Fills a store (SQLite) with so many conferences and integrations, starts a server over it, and asks the admin
API over HTTP: the first list of each after the start, and searches by words, organizer, alias and correlation
id. Milliseconds, as JSON on stdout; --keep also writes docs/evidence/bench-admin.json.
`;

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', default: false },
    conferences: { type: 'string', default: '10000' },
    integrations: { type: 'string', default: '200' },
    keep: { type: 'boolean', default: false },
  },
});
if (values.help) process.stdout.write(USAGE);
else {
  const count = z.coerce.number().int().min(1).max(1_000_000);
  const conferences = count.parse(values.conferences);
  const integrations = count.parse(values.integrations);
  const result = { ...circumstances, ...(await measureAdmin({ conferences, integrations })) };
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  if (values.keep) writeEvidence('bench-admin', result);
}
