import { expect, it } from 'vitest';
import { ServerMetrics } from './server-metrics.ts';

it('shows the queues of answers, and what rendering took, as they are at each look', async () => {
  const metrics = new ServerMetrics();
  const queue = {
    integrationId: 'i',
    mailboxId: 'm',
    email: 'vmr@example.com',
    waiting: 3,
    oldestSeconds: 2,
  };
  metrics.showAnswerQueues(() => [queue]);
  const costs = [{ integrationId: 'i', totalMs: 1_500, worstMs: 40 }];
  metrics.showRenderingCosts(() => costs);
  const { text } = await metrics.show();
  expect(text).toContain('vmrkit_answers_waiting{integration="i",mailbox="m"} 3');
  expect(text).toContain('vmrkit_answers_oldest_seconds{integration="i",mailbox="m"} 2');
  expect(text).toContain('vmrkit_mailbox_info{integration="i",mailbox="m",address="vmr@example.com"} 1');
  expect(text).toContain('vmrkit_rendering_seconds{integration="i"} 1.5');
  expect(text).toContain('vmrkit_rendering_worst_seconds{integration="i"} 0.04');
  costs.pop();
  expect((await metrics.show()).text).not.toContain('vmrkit_rendering_seconds{');
});
