import type { Http, HttpClient, HttpConnection, WireRequest } from '@vmrkit/core';
import { withinSpan } from './within-span.ts';

/** The same calls, each within a span that tells the host, the method and the status; no path, which may hold an address. */
export function traceHttp(http: Http): Http {
  return { client: (options) => traceClient(http.client(options)) };
}

function traceClient(client: HttpClient): HttpClient {
  return {
    fetch: (input, init) => {
      const url = new URL(input instanceof Request ? input.url : input);
      const method = init?.method ?? (input instanceof Request ? input.method : 'GET');
      return withinSpan(
        `${method} ${url.host}`,
        { attributes: attributesOf(url, method), client: true },
        async (span) => {
          const answer = await client.fetch(input, init);
          span.setAttribute('http.response.status_code', answer.status);
          return answer;
        },
      );
    },
    connection: (origin) => traceConnection(client.connection(origin), origin),
    close: () => client.close(),
  };
}

function traceConnection(connection: HttpConnection, origin: URL): HttpConnection {
  return {
    get generation() {
      return connection.generation;
    },
    get connected() {
      return connection.connected;
    },
    peerCertificate: () => connection.peerCertificate(),
    send: (request: WireRequest) => {
      const { method } = request;
      return withinSpan(
        `${method} ${origin.host}`,
        { attributes: attributesOf(origin, method), client: true },
        async (span) => {
          const answer = await connection.send(request);
          span.setAttribute('http.response.status_code', answer.status);
          return answer;
        },
      );
    },
    destroy: () => connection.destroy(),
  };
}

function attributesOf({ hostname, protocol, port }: URL, method: string) {
  const usual = protocol === 'https:' ? 443 : 80;
  return { 'http.request.method': method, 'server.address': hostname, 'server.port': Number(port) || usual };
}
