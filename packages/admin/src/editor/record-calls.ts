import type { AdminApi } from '../api/admin-api.ts';
import type { RecordJson, SavedIntegration, Validation } from '../api/admin-types.ts';
import type { EditorSection } from './editor-sections.ts';

/** What a save of a record would do, its faults by path. Rejects with ApiProblem. */
export async function judgeRecord(
  record: RecordJson | null,
  { api, signal }: { readonly api: AdminApi; readonly signal: AbortSignal },
): Promise<Validation> {
  const answer = await api.send<Validation>('POST', 'integrations/validate', { body: record, signal });
  const errors = answer.errors.map((each) => {
    const path: unknown = each.path;
    return { ...each, path: Array.isArray(path) ? path.join('.') : each.path };
  });
  return { ...answer, errors };
}

/** Saves a record: a new one, or in the place of the one with this id that was seen. Rejects with ApiProblem. */
export function saveRecord(
  body: RecordJson,
  { api, id, etag }: { readonly api: AdminApi; readonly id: string | null; readonly etag: string | null },
): Promise<SavedIntegration> {
  if (id === null) return api.send<SavedIntegration>('POST', 'integrations', { body });
  return api.send<SavedIntegration>('PUT', `integrations/${encodeURIComponent(id)}`, { body, etag });
}

/** The section in which a fault is seen; undefined where no field has it. */
export function sectionWith(path: string, sections: readonly EditorSection[]): EditorSection | undefined {
  const holds = ({ items }: EditorSection) =>
    items.some((item) => item.kind === 'field' && (path === item.path || path.startsWith(`${item.path}.`)));
  return sections.find(holds);
}
