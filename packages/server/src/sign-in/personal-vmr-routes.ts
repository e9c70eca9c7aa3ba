import { type ManagerClient, NotAuthenticatedError } from '@vmrkit/core';
import { z } from 'zod';
import { bearerToken } from '../http/bearer.ts';
import { limitRequests, passes } from '../http/limit-requests.ts';
import { type Access, type Route, route } from '../http/route.ts';
import { CLIENT, integrationId, refuseOtherIds, within } from './sign-in-routes.ts';

const query = z.object({
  language: z
    .string()
    .regex(/^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8}){0,6}$/, 'A language tag such as "de" or "pt-BR".')
    .nullable()
    .default(null)
    .describe('The user’s language; left out: the integration’s default.'),
});

const room = z.strictObject({ id: z.string(), name: z.string(), description: z.string() });

const listAnswer = z.strictObject({
  account: z.string().describe('Whose rooms they are.'),
  email: z.string().nullable().describe('The address of that account.'),
  rooms: z.array(room).describe('Empty: the person has none that can be dialled.'),
});

const textsAnswer = z.strictObject({
  room,
  html: z.string().describe('For the top of the body.'),
  location: z.string().describe('One line.'),
});

/** A person's own rooms, by a pane's bearer or by an add-in token whose person is known already. */
export function personalVmrRoutes(managers: ManagerClient, perMinute: number): readonly Route[] {
  const limit = limitRequests({ perMinute });
  const access: Access<string> = {
    schemes: { addInToken: 'bearer' },
    async authenticate(request, response) {
      await passes(limit, { request, response });
      const token = bearerToken(request);
      if (token !== null) return token;
      throw new NotAuthenticatedError('Send the pane’s bearer, or the add-in’s token.', {
        code: 'ERR_REQUEST_NO_TOKEN',
      });
    },
  };
  const list = route({
    method: 'get',
    path: `${CLIENT}/{id}/personal_vmrs`,
    id: 'listPersonalVmrs',
    summary: 'The personal VMRs of who asks.',
    access,
    params: z.object({ id: integrationId }),
    query,
    answer: listAnswer,
    faults: [403, 404, 429, 503],
    async handle({ params: { id }, query: { language }, caller: token, correlationId, signal }) {
      refuseOtherIds(id);
      const asked = { integrationId: id, token, language, correlationId };
      const { account, email, rooms } = await managers.listPersonalVmrs(asked, { signal: within(signal) });
      return {
        account,
        email,
        rooms: rooms.map(({ id: roomId, name, description }) => ({ id: roomId, name, description })),
      };
    },
  });
  const texts = route({
    method: 'get',
    path: `${CLIENT}/{id}/personal_vmrs/{room}`,
    id: 'renderPersonalVmr',
    summary: 'What goes into a meeting for a personal VMR.',
    access,
    params: z.object({ id: integrationId, room: z.string().max(128) }),
    query,
    answer: textsAnswer,
    faults: [403, 404, 429, 503],
    async handle({
      params: { id, room: roomId },
      query: { language },
      caller: token,
      correlationId,
      signal,
    }) {
      refuseOtherIds(id);
      const asked = { integrationId: id, token, roomId, language, correlationId };
      const {
        room: found,
        html,
        location,
      } = await managers.renderPersonalVmr(asked, { signal: within(signal) });
      const { name, description } = found;
      return { room: { id: found.id, name, description }, html, location };
    },
  });
  return [list, texts];
}
