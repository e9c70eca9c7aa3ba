// What proves to an add-in who uses this Outlook.
import { exchange, mailbox, now, paneUrl, settings, world } from './page.js';

/** On-premises: an identity token that Exchange signs. */
export async function identityToken() {
  const audience = settings.get('audience') ?? paneUrl.split('?')[0];
  const person = world.faults.of('token-of') ?? mailbox;
  return (await exchange('/tokens', { mailbox: person, audience })).token;
}

/** Microsoft 365: what the host's broker answers to the add-in's sign-in library. @param {string} text @returns {Promise<string>} */
export async function nestedAppAnswer(text) {
  const { requestId, method, tokenParams } = JSON.parse(text);
  const envelope = { messageType: 'NestedAppAuthResponse', requestId };
  if (method === 'GetInitContext') {
    const initContext = { sdkName: 'outlook-stand-in', sdkVersion: '1', capabilities: {} };
    return JSON.stringify({ ...envelope, success: true, initContext });
  }
  const username = world.faults.of('token-of') ?? mailbox;
  const response = await fetch(settings.get('nested') ?? '', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, clientId: tokenParams.clientId, at: Math.round(now()) }),
  });
  if (!response.ok) {
    const error = { status: 'PERSISTENT_ERROR', description: await response.text() };
    return JSON.stringify({ ...envelope, success: false, error });
  }
  return JSON.stringify({ ...envelope, success: true, ...(await response.json()) });
}
