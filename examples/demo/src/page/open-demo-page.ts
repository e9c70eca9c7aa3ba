import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DemoWorld, type DemoWorldOptions } from '../world/demo-world.ts';
import { createPageApp } from './create-page-app.ts';
import { DemoSession } from './demo-session.ts';
import { ServerLog } from './server-log.ts';

/** How the page is shown. */
export interface DemoPageOptions extends Pick<DemoWorldOptions, 'provider'> {
  /** 0 takes a free one. */
  readonly port: number;
  /** Whether the machine's browser is asked to show it. */
  readonly openBrowser: boolean;
}

/** Starts the world and the page, prints its address, and tidies up at Ctrl-C. Gives the exit code. */
export async function openDemoPage({ port, openBrowser, ...options }: DemoPageOptions): Promise<number> {
  // Before anything is started: a port that is taken shows at once.
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  process.stdout.write('Starting a simulated Exchange, a manager and an edge …\n');
  const ended = new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
  let world: DemoWorld | null = null;
  try {
    const log = new ServerLog(() => world?.now() ?? Date.now());
    world = await DemoWorld.start({
      ...options,
      hasCloud: true,
      frames: [url],
      onLine: (line) => log.add(line),
    });
    server.on('request', createPageApp(new DemoSession(world, log)));
    process.stdout.write(`The demo is at ${url}/ (Ctrl-C ends it)\n`);
    if (openBrowser) show(`${url}/`);
    await ended;
  } finally {
    server.close();
    server.closeAllConnections();
    await world?.close();
  }
  return 0;
}

const openers: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: ['open'],
  linux: ['xdg-open'],
  win32: ['cmd', '/c', 'start'],
};

/** Asks the machine to show an address. The address was printed, so it does not matter when there is no browser. */
function show(url: string): void {
  const [command, ...args] = openers[process.platform] ?? [];
  if (command === undefined) return;
  const opener = spawn(command, [...args, url], { stdio: 'ignore', detached: true });
  opener.on('error', () => undefined);
  opener.unref();
}
