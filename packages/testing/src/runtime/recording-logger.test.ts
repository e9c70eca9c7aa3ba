import { expect, it } from 'vitest';
import { recordingLogger } from './recording-logger.ts';

it('keeps the lines of a logger and of its children in order', () => {
  const logger = recordingLogger();
  logger.info('started', { port: 1 });
  logger.child({ tenant: 't' }).child({ mailbox: 'm' }).warn('slow', { ms: 2 });
  expect(logger.lines).toEqual([
    { level: 'info', message: 'started', fields: { port: 1 } },
    { level: 'warn', message: 'slow', fields: { tenant: 't', mailbox: 'm', ms: 2 } },
  ]);
});
