import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** A web proxy on loopback, for tests. */
export interface ConnectProxy {
  /** Its origin. */
  readonly url: URL;
  /** What it was asked for, oldest first: `host:port`, and how the caller signed in. */
  readonly asked: readonly { readonly target: string; readonly authorization: string | null }[];
  /** Tunnels that are open now. */
  tunnels(): number;
  close(): Promise<void>;
}

/** What a proxy does. */
export interface ConnectProxyOptions {
  /** Answers with this status instead of opening a tunnel; 200 or null: it opens one. Default: always opens. */
  readonly answer?: (asked: {
    readonly target: string;
    readonly authorization: string | null;
  }) => number | null;
}

/** Starts a web proxy that takes CONNECT alone, and finds every name at the loopback address. */
export async function startConnectProxy({
  answer = () => null,
}: ConnectProxyOptions = {}): Promise<ConnectProxy> {
  const asked: { readonly target: string; readonly authorization: string | null }[] = [];
  const sockets = new Set<Socket>();
  let tunnels = 0;
  const server = createServer((_request, response) => response.writeHead(405).end());
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
  });
  server.on('connect', ({ url: target = '', headers }, socket) => {
    const one = { target, authorization: headers['proxy-authorization'] ?? null };
    asked.push(one);
    const status = answer(one) ?? 200;
    if (status !== 200) {
      socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const behind = connect(Number(target.split(':').at(-1)), '127.0.0.1', () => {
      tunnels += 1;
      socket.on('close', () => {
        tunnels -= 1;
      });
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.pipe(behind).pipe(socket);
    });
    behind.on('error', () => socket.destroy());
    socket.on('error', () => behind.destroy());
    socket.on('close', () => behind.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    asked,
    tunnels: () => tunnels,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
