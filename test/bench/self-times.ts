import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const profileSchema = z.object({
  nodes: z.array(
    z.object({ id: z.number(), callFrame: z.object({ functionName: z.string(), url: z.string() }) }),
  ),
  samples: z.array(z.number()),
  timeDeltas: z.array(z.number()),
});

/** Seconds that a profiled process spent in each package, the most first; waiting is left out. */
export function selfTimes(folder: string): Readonly<Record<string, number>> {
  const [file = ''] = readdirSync(folder).filter((name) => name.endsWith('.cpuprofile'));
  const profile = profileSchema.parse(JSON.parse(readFileSync(join(folder, file), 'utf8')));
  const homes = new Map(profile.nodes.map(({ id, callFrame }) => [id, homeOf(callFrame)]));
  const seconds = new Map<string, number>();
  profile.samples.forEach((id, index) => {
    const home = homes.get(id) ?? 'unknown';
    seconds.set(home, (seconds.get(home) ?? 0) + (profile.timeDeltas[index] ?? 0) / 1e6);
  });
  seconds.delete('(idle)');
  const sorted = [...seconds]
    .sort(([, a], [, b]) => b - a)
    .map(([home, each]) => [home, Number(each.toFixed(2))]);
  return Object.fromEntries(sorted.slice(0, 15));
}

function homeOf({ functionName, url }: { readonly functionName: string; readonly url: string }): string {
  const vendor = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(url)?.[1];
  if (vendor !== undefined) return vendor;
  const own = /packages\/([^/]+)\//.exec(url)?.[1];
  if (own !== undefined) return `@vmrkit/${own}`;
  if (url.startsWith('node:')) return url.split('/')[0] ?? url;
  return url === '' ? (functionName.startsWith('(') ? functionName : 'built into V8') : 'other';
}
