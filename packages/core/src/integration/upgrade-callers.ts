/**
 * Turns a record (wire shape, also one that is not sound) as earlier versions wrote it into the present shape:
 * `advanced.exchange_metadata_urls` becomes an entry of `callers`. What stood in `callers` as an object (Entra's
 * directories, names of claims) is left out, since no version obeyed it. Returns what is up to date as it is.
 */
export function upgradeCallers(record: unknown): unknown {
  if (!isObject(record)) return record;
  const { advanced = {}, callers = [] } = record;
  const hasOldCallers = isObject(callers);
  const hasOldUrls = isObject(advanced) && Object.hasOwn(advanced, 'exchange_metadata_urls');
  if (!hasOldCallers && !hasOldUrls) return record;
  const entries: unknown = hasOldCallers ? [] : callers;
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

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
