import type { LogFields, Logger } from '@vmrkit/core';
import { type DestinationStream, type Logger as PinoLogger, pino } from 'pino';
import type { ServerConfig } from '../config/server-config.ts';

const secretNames = ['token', 'password', 'secret', 'authorization', 'pin', 'guest_pin', 'body', 'html'];

/**
 * Structured lines on `destination`, by default standard output, for which the process then waits. Fields named like
 * secrets are never written.
 */
export function createPinoLogger(
  level: ServerConfig['log']['level'],
  destination?: DestinationStream,
): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: secretNames, censor: '[redacted]' },
  };
  return wrap(destination === undefined ? pino(options) : pino(options, destination));
}

function wrap(logger: PinoLogger): Logger {
  return {
    debug: (message, fields = {}) => logger.debug(fields, message),
    info: (message, fields = {}) => logger.info(fields, message),
    warn: (message, fields = {}) => logger.warn(fields, message),
    error: (message, fields = {}) => logger.error(fields, message),
    child: (fields: LogFields) => wrap(logger.child(fields)),
  };
}
