import { expect, test } from 'vitest';
import { graphMailboxProviderPlugin } from './graph-mailbox-provider-plugin.ts';
import { CLIENT_ID, testSettings } from './test-support/test-deps.ts';

const context = {
  integrationName: "Sales' rooms",
  addInServerFqdn: 'vmr.example.com',
  mailHosts: [],
  mailboxes: [
    { name: 'VMR', email: 'vmr@example.com' },
    { name: 'Two', email: "o'neill@example.com" },
  ],
};

const steps = (more: object = {}) =>
  graphMailboxProviderPlugin.setup?.(testSettings('http://127.0.0.1:1', { ...more }), context) ?? [];
const linesOf = (id: string, more?: object) =>
  steps(more)
    .find((step) => step.id === id)
    ?.lines.join('\n') ?? '';

test('every step is one of its own, and says how to see that it is done', () => {
  expect(new Set(steps().map(({ id }) => id)).size).toBe(steps().length);
  expect(steps().every(({ verify, why }) => verify.length > 0 && why !== '')).toBe(true);
});

test('the scope holds the equipment mailboxes, as they are named', () => {
  expect(linesOf('management-scope')).toContain("Set-Mailbox -Identity 'o''neill@example.com'");
  expect(linesOf('management-scope')).toContain("New-ManagementScope -Name 'Sales'' rooms equipment'");
  expect(linesOf('calendar-processing')).toContain('-AutomateProcessing AutoUpdate');
});

test.each([
  ['comment', 3],
  ['mail', 4],
])('roles are given within the scope alone, for replies by %s', (replies, count) => {
  const lines = linesOf('role-assignments', { replies }).split('\n');
  expect(lines).toHaveLength(count);
  for (const line of lines)
    expect(line).toMatch(/^New-ManagementRoleAssignment -App .* -CustomResourceScope '/);
  expect(lines.some((line) => line.includes('Mail.Send'))).toBe(replies === 'mail');
});

test('no secret stands in a step, and nothing of Autodiscover', () => {
  const all = JSON.stringify(steps());
  expect(all).not.toContain('s3cret');
  expect(all).not.toMatch(/autodiscover/i);
  expect(all).toContain(CLIENT_ID);
});
