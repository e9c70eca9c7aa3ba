import { onTestFinished } from 'vitest';
import { accountsOf } from '../account/graph-account.ts';
import { GraphFailure } from '../errors/graph-failure.ts';
import { type LoopbackHandler, loopbackServer } from '../test-support/loopback-server.ts';
import { testDeps, testSettings } from '../test-support/test-deps.ts';
import { RunningCalls } from './running-calls.ts';
import { type GraphWire, SdkGraphClient } from './sdk-graph-client.ts';

export async function failureOf(work: Promise<unknown>): Promise<GraphFailure> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof GraphFailure)) throw new Error(`No failure of Graph: ${String(error)}`);
  return error;
}

export const get = { method: 'GET', path: '/users/a/mailFolders/inbox' } as const;
export const accept = {
  method: 'POST',
  path: '/users/a/events/e/accept',
  body: { comment: 'Ready' },
} as const;
export const refusal = (status: number, code: string) => ({
  status,
  json: { error: { code, message: 'no' } },
});

/** A client for one mailbox, against a server that answers as the test says. */
export async function serve(
  handler: LoopbackHandler,
  { limits = {}, token }: { readonly limits?: object; readonly token?: LoopbackHandler } = {},
) {
  const server = await loopbackServer(handler, token === undefined ? {} : { token });
  onTestFinished(() => server.close());
  const deps = testDeps();
  const settings = testSettings(server.url, { limits });
  const { account, release } = accountsOf(deps).use(settings);
  onTestFinished(release);
  const calls = new RunningCalls();
  const wire: GraphWire = {
    account,
    calls,
    clock: deps.clock,
    graphUrl: settings.graph_url,
    serverTime: null,
  };
  return { server, wire, account, client: new SdkGraphClient('Room@corp.example', wire) };
}
