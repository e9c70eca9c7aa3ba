import { connect, createServer, type Socket } from 'node:net';

/** A link to a server on this machine that takes its time. */
export interface SlowLink {
  /** The server's address, by way of the link. */
  readonly url: string;
  close(): Promise<void>;
}

/** Passes bytes on, half of `roundTripMs` later in each direction, however many are under way. */
export async function openSlowLink(url: string, roundTripMs: number): Promise<SlowLink> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ port: Number(target.port), host: target.hostname, noDelay: true });
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (bytes) => setTimeout(() => to.write(bytes), roundTripMs / 2));
      from.on('end', () => setTimeout(() => to.end(), roundTripMs / 2));
      from.on('error', () => to.destroy());
      from.on('close', () => sockets.delete(from));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const link = new URL(url);
  link.port = String(port);
  return {
    url: link.href,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
