import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { InboundNotification } from '@vmrkit/core';
import { graphMailboxProviderPlugin } from '@vmrkit/provider-graph';

/** An address on this machine that Graph's notifications come to. */
export interface NotificationEndpoint {
  readonly url: string;
  /** How many entries came. */
  count(): number;
  close(): Promise<void>;
}

/** Answers as an edge does, and gives on what came. */
export async function openNotificationEndpoint(
  deliver: (notification: InboundNotification) => void,
): Promise<NotificationEndpoint> {
  const { notifications } = graphMailboxProviderPlugin;
  if (notifications === undefined) throw new TypeError('Graph notifies.');
  let count = 0;
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '', 'http://localhost');
    const key = url.pathname.split('/').at(-1) ?? '';
    const query = Object.fromEntries(url.searchParams);
    const accepted = notifications.accept({ key, query, headers: {}, body: await buffer(request) });
    response.writeHead(accepted.response.status, { 'Content-Type': 'text/plain' });
    response.end(accepted.response.text);
    for (const notification of accepted.deliver) deliver(notification);
    count += accepted.deliver.length;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    count: () => count,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
