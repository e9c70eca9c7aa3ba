/**
 * Turns a record (wire shape, also one that is not sound) as earlier versions wrote it into the present shape:
 * `advanced.exchange_metadata_urls` becomes an entry of `callers`, and so does `entra` of a `callers` that is an object,
 * once it names tenants and the application of the API. What else stood in that object (names of claims) is left
 * out, since no version obeyed it. Returns what is up to date as it is.
 */
export function upgradeCallers(record: unknown): unknown {
  if (!isObject(record)) return record;
  const { advanced = {}, callers = [] } = record;
  const hasOldCallers = isObject(callers);
  const hasOldUrls = isObject(advanced) && Object.hasOwn(advanced, 'exchange_metadata_urls');
  if (!hasOldCallers && !hasOldUrls) return record;
  const entries: unknown = hasOldCallers ? entraEntries(callers.entra) : callers;
  if (!hasOldUrls) return { ...record, callers: entries };
  const { exchange_metadata_urls: urls, ...others } = advanced;
  const isGiven = !Array.isArray(urls) || urls.length > 0;
  const moved = isGiven ? [{ provider: 'exchange', settings: { metadata_urls: urls } }] : [];
  return {
    ...record,
    advanced: others,
    callers: Array.isArray(entries) ? [...entries, ...moved] : entries,
  };
}

/** `app_id` was the add-in's application, `api_app_id` that of the API where it is another one. */
function entraEntries(entra: unknown): readonly unknown[] {
  if (!isObject(entra)) return [];
  const { tenant_ids, app_id, api_app_id, scope } = entra;
  const client_id = api_app_id ?? app_id ?? null;
  if (!Array.isArray(tenant_ids) || tenant_ids.length === 0 || client_id === null) return [];
  const app_ids = app_id === client_id || (app_id ?? null) === null ? [] : [app_id];
  const settings = { tenant_ids, client_id, app_ids };
  return [{ provider: 'entra', settings: typeof scope === 'string' ? { ...settings, scope } : settings }];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
