import type { RequestHandler } from 'express';
import { z } from 'zod';
import { renderSignInPage } from './sign-in-page.ts';

/**
 * Browsers, by a part of their user agent, that get no further than the provider: to a page about their device, as a rule of
 * Conditional Access has it, or to a 401 that asks for integrated sign-in, which windows inside an application leave blank.
 */
export const refusedAgentsSchema = z
  .array(z.strictObject({ agent: z.string().min(1), by: z.enum(['device-page', 'negotiate']) }))
  .default([]);

/** Refuses these browsers whatever they ask for, and never sends them back to the application. */
export function refuseAgents(refused: z.output<typeof refusedAgentsSchema>): RequestHandler {
  return (request, response, next) => {
    const found = refused.find(({ agent }) => request.get('user-agent')?.includes(agent));
    if (found === undefined) next();
    else if (found.by === 'negotiate') response.status(401).set('WWW-Authenticate', 'Negotiate').end();
    else {
      const text = 'AADSTS50097: Your device must be known to your organization to open this.';
      response.type('html').send(renderSignInPage({ title: 'You cannot get there from here', text }));
    }
  };
}
