import express, { type RequestHandler } from 'express';

/** Reads a JSON body of at most 64 KB, whatever its content type says. Without a body, `request.body` is undefined. */
export const jsonBody: RequestHandler = express.json({ limit: '64kb', type: () => true });
