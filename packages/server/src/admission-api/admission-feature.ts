import type { AdmissionQuestion } from '@vmrkit/core';
import type { ServerFeature } from '../http/server-feature.ts';
import { EventQueue } from './event-queue.ts';
import { openConnections } from './open-connections.ts';
import { ServedPlatforms } from './served-platforms.ts';

/** What conferencing platforms ask, on the routes of their adapters; without a platform nobody may. */
export const admissionFeature: ServerFeature = {
  name: 'admission',
  listeners: ['public'],
  roles: ['all', 'manager'],
  async open({ kit, config, metrics, logger }) {
    const configured = await openConnections(config.platforms, kit);
    const [manager, joinLinks] = [await kit.get('manager'), await kit.get('joinLinks')];
    const events = new EventQueue({ logger, take: (told, from) => manager.takeEvents(told, from) });
    const platforms = new ServedPlatforms({
      configured,
      kit,
      metrics,
      logger,
      events,
      admit: (question: AdmissionQuestion) => manager.admit(question),
      usePlatforms: (entrances) => joinLinks.usePlatforms(entrances),
    });
    await (await kit.get('platformWatch')).servedBy((stored) => platforms.serve(stored));
    return { mount: platforms.mount, settled: () => events.settled() };
  },
};
