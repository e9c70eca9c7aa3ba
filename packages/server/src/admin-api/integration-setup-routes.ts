import { manifestContent, renderManifest, resizeIcon } from '@vmrkit/addin';
import { InvalidInputError, MINUTE_MS } from '@vmrkit/core';
import { manifestFlavours, runDoctor } from '@vmrkit/core/composition';
import type { VmrKit } from '@vmrkit/sdk';
import { z } from 'zod';
import { accountSignInOf } from '../account-sign-in/account-sign-in-feature.ts';
import { examineIntegrations } from '../doctor/examine-integrations.ts';
import { Reply } from '../http/route.ts';
import { setupStepsOf } from '../set-up/setup-steps.ts';
import { setupText } from '../set-up/setup-text.ts';
import { ADMIN_PATH, adminRoute } from './admin-route.ts';
import type { AdminParts, AdminRouteGroup } from './admin-routes.ts';
import type { Administrator } from './administrator.ts';
import { integrationOf } from './integration-answers.ts';
import { idParams, time } from './resource.ts';

const PATH = `${ADMIN_PATH}/integrations/{id}`;
/** How long a sign-in of a service account may take. */
const LINK_MS = 10 * MINUTE_MS;
/** A person waits for the answer. */
const DOCTOR_MS = 15_000;
const permission = 'tenant';

const step = z.strictObject({
  id: z.string(),
  title: z.string(),
  why: z.string(),
  shell: z.enum(['powershell-exchange', 'powershell-entra', 'adfs', 'note']),
  lines: z.array(z.string()),
  verify: z.array(z.string()),
  rights: z.array(z.string()),
});

const check = z.strictObject({
  id: z.string(),
  title: z.string(),
  subject: z.string(),
  kind: z.enum(['ok', 'problem', 'unknown']),
  severity: z.enum(['error', 'warning']),
  evidence: z.string(),
  remedy: z.string(),
});

const getIntegrationManifestRoute = (kit: VmrKit) =>
  adminRoute({
    method: 'get',
    path: `${PATH}/manifest`,
    id: 'getIntegrationManifest',
    permission,
    audit: null,
    summary: 'The manifest of the add-in; its version rises exactly when its content changes.',
    params: idParams,
    query: z.object({ flavour: z.enum(manifestFlavours) }),
    answer: z.string(),
    answerType: 'application/xml',
    faults: [404, 409],
    async handle({ caller, params, query: { flavour } }) {
      const { id } = await integrationOf(kit, caller, params.id);
      const { record, version } = await (await kit.get('integrationRecords')).issueManifest(
        id,
        async (each) => {
          const content = manifestContent(each, flavour);
          // What the edge could not show is better told now than found missing in Outlook.
          await resizeIcon(each.addIn.icon, 16);
          return content;
        },
      );
      return new Reply(200, renderManifest(record, { flavour, version }), download(`vmrkit-${id}.xml`));
    },
  });

const getIntegrationSetupRoute = (kit: VmrKit) =>
  adminRoute({
    method: 'get',
    path: `${PATH}/setup`,
    id: 'getIntegrationSetup',
    permission,
    audit: null,
    summary: 'What an administrator of Exchange, AD FS or Entra does for an integration.',
    params: idParams,
    answer: z.strictObject({ steps: z.array(step) }),
    faults: [404],
    async handle({ caller, params }) {
      const steps = await stepsOf(kit, caller, params.id);
      return {
        steps: steps.map((each) => ({
          ...each,
          lines: [...each.lines],
          verify: [...each.verify],
          rights: [...each.rights],
        })),
      };
    },
  });

const getIntegrationSetupScriptRoute = (kit: VmrKit) =>
  adminRoute({
    method: 'get',
    path: `${PATH}/setup.ps1`,
    id: 'getIntegrationSetupScript',
    permission,
    audit: null,
    summary: 'The same as one text to read and paste from, a step at a time.',
    params: idParams,
    answer: z.string(),
    answerType: 'text/plain',
    faults: [404],
    async handle({ caller, params }) {
      const steps = await stepsOf(kit, caller, params.id);
      const text = steps.map((each) => `${setupText(each).join('\n')}\n`).join('\n');
      return new Reply(200, text, download(`vmrkit-${params.id}.ps1`));
    },
  });

const beginServiceAccountSignInRoute = (kit: VmrKit) =>
  adminRoute({
    method: 'post',
    path: `${PATH}/sign_in_link`,
    id: 'beginServiceAccountSignIn',
    permission,
    audit: null,
    summary: 'The link by which a person signs the service account in; it works once, for ten minutes.',
    params: idParams,
    answer: z.strictObject({ url: z.string(), expires_at: time }),
    faults: [400, 404],
    async handle({ caller, params }) {
      const { id } = await integrationOf(kit, caller, params.id);
      const signIn = await accountSignInOf(kit, id);
      if (signIn === null) {
        throw new InvalidInputError('The service account of this integration is signed in by no person.', {
          code: 'ERR_INTEGRATION_NO_SIGN_IN',
        });
      }
      const now = (await kit.get('clock')).now();
      const { href } = await signIn.begin();
      return { url: href, expires_at: new Date(now + LINK_MS).toISOString() };
    },
  });

const testIntegrationRoute = ({ kit, config }: Pick<AdminParts, 'kit' | 'config'>) =>
  adminRoute({
    method: 'post',
    path: `${PATH}/test_connection`,
    id: 'testIntegration',
    permission,
    audit: null,
    summary: 'Looks for what is wrong with an integration: record, mailboxes, add-in. Changes nothing.',
    params: idParams,
    answer: z.strictObject({ checks: z.array(check) }),
    faults: [404],
    async handle({ caller, params, signal }) {
      const { id } = await integrationOf(kit, caller, params.id);
      const parts = await examineIntegrations(kit, { integration: id, config });
      const examinations = parts.flatMap((part) => part.examinations);
      try {
        const clock = await kit.get('clock');
        const found = await runDoctor(examinations, { clock, signal, withinMs: DOCTOR_MS });
        return {
          checks: found.map(({ id: checkId, title, subject, kind, severity, evidence, remedy }) => ({
            id: checkId,
            title,
            subject,
            kind,
            severity,
            evidence,
            remedy,
          })),
        };
      } finally {
        await Promise.all(parts.map(({ close }) => close()));
      }
    },
  });

/** What is needed around an integration: manifests, set-up, the service account's sign-in, a look at what is wrong. */
export const integrationSetupRoutes: AdminRouteGroup = async ({ kit, config }) => [
  getIntegrationManifestRoute(kit),
  getIntegrationSetupRoute(kit),
  getIntegrationSetupScriptRoute(kit),
  beginServiceAccountSignInRoute(kit),
  testIntegrationRoute({ kit, config }),
];

async function stepsOf(kit: VmrKit, caller: Administrator, id: string) {
  const stored = await integrationOf(kit, caller, id);
  const { record } = await (await kit.get('integrationRecords')).open(stored);
  return setupStepsOf(record, await kit.get('integrationPlugins'));
}

function download(name: string) {
  return { 'Content-Disposition': `attachment; filename="${name}"` };
}
