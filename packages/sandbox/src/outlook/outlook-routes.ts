import { fileURLToPath } from 'node:url';
import express, { type Router, static as serveFiles } from 'express';

const folder = fileURLToPath(new URL('../../public/outlook/', import.meta.url));

/**
 * A simulated Outlook under `/outlook/`: a form for an appointment that hosts an add-in's pane, and under
 * `/outlook/office.js` what the pane loads in place of Office.js. See the page's script for the settings in its address.
 */
export function outlookRoutes(): Router {
  const router = express.Router();
  router.use('/outlook', (_request, response, next) => {
    response.set({ 'Cache-Control': 'no-cache', 'Cross-Origin-Resource-Policy': 'cross-origin' });
    next();
  });
  router.use('/outlook', serveFiles(folder));
  return router;
}
