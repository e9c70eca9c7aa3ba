import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { type Router, static as serveFiles } from 'express';

const folder = fileURLToPath(new URL('../../public/outlook/', import.meta.url));

/** Texts of meetings bring styles and pictures along, and nothing else; the pane is framed from wherever it is served. */
const policy = (scripts: string) =>
  [
    "default-src 'none'",
    `script-src ${scripts}`,
    "style-src 'self' 'unsafe-inline'",
    // The simulated Entra has an address of its own.
    "connect-src 'self' http: https:",
    'img-src http: https: data: cid:',
    'frame-src http: https:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');

/**
 * A simulated Outlook under `/outlook/`: a form for an appointment that hosts an add-in's pane, and under
 * `/outlook/office.js` what the pane loads in place of Office.js. See the page's script for the settings in its address.
 */
export function outlookRoutes(): Router {
  const router = express.Router();
  router.use('/outlook', (request, response, next) => {
    // What runs without a page loads the add-in's own script.
    const scripts = request.path === '/event-runtime.js' ? "'self' http: https:" : "'self'";
    response.set({
      'Cache-Control': 'no-cache',
      'Content-Security-Policy': policy(scripts),
      'Cross-Origin-Resource-Policy': 'cross-origin',
    });
    next();
  });
  router.get('/outlook/office.js', async (_request, response) => {
    const parts = ['office-item.js', 'office.js'].map((name) => readFile(join(folder, name), 'utf8'));
    response.type('text/javascript').send((await Promise.all(parts)).join('\n'));
  });
  router.use('/outlook', serveFiles(folder));
  return router;
}
