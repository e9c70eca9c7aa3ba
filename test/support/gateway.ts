import { request as ask, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A gateway before a server, as a session proxy of a security product is. */
export interface Gateway {
  /** The server under the host name of the gateway. */
  shows(address: string): string;
  close(): Promise<void>;
}

/**
 * Hands everything on to the server at `origin`, and shows it to clients under a host name of its own, which the server
 * never hears of. Names below `localhost` lead to this machine.
 */
export async function gatewayBefore(
  origin: string,
  name = 'pane.example.com.mcas.localhost',
): Promise<Gateway> {
  const { host, hostname, port } = new URL(origin);
  const server = createServer((request, response) => {
    const { method, url: path, headers } = request;
    const asked = ask({ hostname, port, method, path, headers: { ...headers, host } }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    asked.on('error', () => response.writeHead(502).end());
    request.pipe(asked);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const shown = `http://${name}:${(server.address() as AddressInfo).port}`;
  return {
    shows: (address) => `${shown}${address.slice(new URL(address).origin.length)}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
