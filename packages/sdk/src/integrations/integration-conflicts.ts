import { ConflictError, type JsonPath } from '@vmrkit/core';

/** Another save came between. */
export function contended(): ConflictError {
  return new ConflictError('Somebody else saved this integration meanwhile.', {
    code: 'ERR_INTEGRATION_CONTENDED',
  });
}

/** Whose a value is that another integration may not have, by the section of the record that it stands in. */
const takenBy: Readonly<Record<string, string>> = {
  id: 'This id is another integration’s.',
  general: 'Another integration has this name; to change that one, give its id.',
  mailbox: 'Another integration reads this mailbox.',
  add_in: 'Another tenant’s add-in is served from there.',
};

/** Another integration has the value at this place of the record. */
export function taken(path: JsonPath): ConflictError {
  const message = takenBy[String(path[0])] ?? 'Another integration has this value.';
  const issues = [{ path, code: 'taken', message }];
  return new ConflictError(message, { code: 'ERR_INTEGRATION_TAKEN', issues });
}
