import type { SavedIntegration, SaveOptions, StoredIntegration, VmrKit } from '@vmrkit/sdk';
import { Reply } from '../http/route.ts';
import type { AdminRequest } from './admin-route.ts';
import type { Administrator } from './administrator.ts';
import {
  connectionWire,
  integrationOf,
  integrationVersion,
  integrationWire,
  noteOf,
  recordChanges,
  refuseBeyond,
  requiresWire,
} from './integration-answers.ts';
import { etagOf, ifMatch } from './versions.ts';

/** What a new record asks for: nothing that was done before. */
export const noRequirements = { newManifest: [], serviceAccountSignIn: [] };

/** Who saves, and as what the audit is told. */
export interface Saving {
  readonly caller: Administrator;
  readonly action: string;
}

type Approve = NonNullable<SaveOptions['approve']>;

/** Saves a record as a caller may, and tells the audit; `also` throws to refuse it. Rejects as the book's `save` does. */
export async function saveIntegration(
  kit: VmrKit,
  json: object,
  saving: Saving,
  also: (...given: Parameters<Approve>) => void,
): Promise<SavedIntegration> {
  const approve = await approvalOf(kit, saving);
  return (await kit.get('integrationRecords')).save(json, {
    approve(...given) {
      also(...given);
      return approve(...given);
    },
  });
}

/** What judges a save by who asks for it, and tells the audit what changes. */
export async function approvalOf(kit: VmrKit, { caller, action }: Saving): Promise<Approve> {
  const contracts = (await kit.get('plugins')).settingsContracts();
  return (checked) => {
    refuseBeyond(caller, checked);
    const changes = recordChanges(checked, contracts);
    return noteOf(caller, { action, integrationId: checked.record.id, changes });
  };
}

/** Refuses a save unless the very state that it replaces stands at the version that was read. */
export function refuseMoved(
  request: Pick<AdminRequest, 'headers'>,
  replaced: StoredIntegration | null,
): void {
  ifMatch(request, replaced === null ? '' : integrationVersion(replaced));
}

/** The answer about an integration that was saved: see `savedAnswer`. */
export async function savedReply(kit: VmrKit, caller: Administrator, saved: SavedIntegration) {
  const stored = await integrationOf(kit, caller, saved.record.id);
  const requires = requiresWire(saved.previous === null ? noRequirements : saved.asks);
  const answer = { ...integrationWire(stored), requires, connection: saved.connection.map(connectionWire) };
  const status = saved.previous === null ? 201 : 200;
  return new Reply(status, answer, etagOf(integrationVersion(stored)));
}
