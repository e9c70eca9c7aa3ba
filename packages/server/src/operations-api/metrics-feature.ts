import { Router } from 'express';
import { apiHeaders } from '../http/api-headers.ts';
import type { ServerFeature } from '../http/server-feature.ts';

const PATH = '/metrics';

/** `/metrics`, in Prometheus form. */
export const metricsFeature: ServerFeature = {
  name: 'metrics',
  listeners: ['admin'],
  roles: ['all', 'manager', 'edge'],
  async open({ metrics }) {
    const router = Router();
    router.get(PATH, apiHeaders, async (_request, response) => {
      const { contentType, text } = await metrics.show();
      response.set('Content-Type', contentType).send(text);
    });
    return { mount: { paths: [PATH], router } };
  },
};
