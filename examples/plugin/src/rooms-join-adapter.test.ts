import { joinAdapterContract } from '@vmrkit/testing';
import { createRoomsJoinAdapter } from './rooms-join-adapter.ts';

const request = {
  method: 'POST',
  path: '/acme-rooms/calls',
  query: {},
  headers: {},
  rawBody: new Uint8Array(),
};

joinAdapterContract({
  name: '[S11.2a] rooms of the example',
  adapter: createRoomsJoinAdapter({ greeting: 'Welcome.' }),
  asking: (alias) => ({ ...request, body: { dialled: `sip:${alias}` } }),
});
