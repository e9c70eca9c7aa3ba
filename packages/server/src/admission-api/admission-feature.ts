import { admissionAnswerSchema, admissionQuestionSchema } from '@vmrkit/platform-json';
import type { RouteDescription } from '../http/route.ts';
import type { ServerFeature } from '../http/server-feature.ts';
import { createAdmissionRouter, DECISIONS_PATH } from './create-admission-router.ts';
import { openConnections } from './platform-connection.ts';

/** What conferencing platforms ask (S5.2); without a platform nobody may. */
export const admissionFeature: ServerFeature = {
  name: 'admission',
  listeners: ['public'],
  roles: ['all', 'manager'],
  async open({ kit, config, metrics, logger }) {
    const connections = await openConnections(config.platforms, kit);
    if (connections.length === 0) return {};
    const manager = await kit.get('manager');
    const router = createAdmissionRouter({
      ...{ connections, metrics, logger },
      admit: (question) => manager.admit(question),
    });
    return { mount: { prefix: DECISIONS_PATH, router, described: [decisions] } };
  },
};

const decisions: RouteDescription = {
  method: 'post',
  path: DECISIONS_PATH,
  id: 'decideAdmission',
  summary: 'Answers whether a participant may join a room now.',
  access: { schemes: { platformToken: 'bearer', platformPassword: 'basic' } },
  body: admissionQuestionSchema,
  answer: admissionAnswerSchema,
  faults: [429, 503],
};
