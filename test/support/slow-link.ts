import { connect, createServer, type Socket } from 'node:net';

/** A link to a server on this machine that takes its time. */
export interface SlowLink {
  /** The server's address, by way of the link. */
  readonly url: string;
  /** Cuts all connections and takes no new ones, until {@link mend}. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

/** Passes bytes on, half of `roundTripMs` later in each direction, however many are under way. */
export async function openSlowLink(url: string, roundTripMs: number): Promise<SlowLink> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let isCut = false;
  const server = createServer({ noDelay: true }, (near) => {
    if (isCut) {
      near.destroy();
      return;
    }
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
  const destroyAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: link.href,
    cut: () => {
      isCut = true;
      destroyAll();
    },
    mend: () => {
      isCut = false;
    },
    close: async () => {
      destroyAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
