import { joinAdapterContract } from '@vmrkit/testing';
import { createRoomsJoinAdapter } from './rooms-join-adapter.ts';

const request = { method: 'POST', path: '/', query: {}, headers: {} };

joinAdapterContract({
  name: '[S11.2a] rooms of the example',
  adapter: createRoomsJoinAdapter({ greeting: 'Welcome.' }),
  asking: (alias) => ({ ...request, body: { dialled: `sip:${alias}` } }),
});
