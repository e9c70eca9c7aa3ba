import type { GraphAnswer, GraphContext, Json } from './graph-request.ts';
import type { Preferences } from './preferences.ts';

function headersOf({ applied }: Preferences): Readonly<Record<string, string>> {
  return applied.length > 0 ? { 'Preference-Applied': applied.join(', ') } : {};
}

/** A JSON answer, with the preferences that were kept. */
export function json(context: GraphContext, body: Json, status = 200): GraphAnswer {
  return { status, headers: headersOf(context.prefer), body };
}

/** An answer without a body. */
export function nothing(status: 202 | 204): GraphAnswer {
  return { status, headers: {} };
}

/** What `@odata.context` says of a mailbox's entities. */
export function odataContext(context: GraphContext, of: string): Json {
  return { '@odata.context': context.link(`/$metadata#users('${context.params.user ?? ''}')/${of}`) };
}

/** How many entries a page of a list has, and how many come before it. */
function paging(
  { query, prefer }: GraphContext,
  standard = 10,
): { readonly top: number; readonly skip: number } {
  const top = Number(query.get('$top') ?? prefer.pageSize ?? standard);
  const skip = Number(query.get('$skip') ?? 0);
  return { top: top >= 1 ? Math.min(top, 1_000) : standard, skip: skip > 0 ? skip : 0 };
}

/** One page of a list, with a link to the next. */
export function page<T>(
  context: GraphContext,
  all: readonly T[],
  { of, render }: { readonly of: string; readonly render: (each: T) => Json },
): GraphAnswer {
  const { top, skip } = paging(context);
  const more = all.length > skip + top;
  const query = new URLSearchParams([...context.query].filter(([name]) => name !== '$skip'));
  query.set('$skip', String(skip + top));
  const path = context.request.url.split('?')[0] ?? '';
  return json(context, {
    ...odataContext(context, of),
    ...(context.query.get('$count') === 'true' ? { '@odata.count': all.length } : {}),
    value: all.slice(skip, skip + top).map(render),
    ...(more ? { '@odata.nextLink': context.link(`${path}?${query}`) } : {}),
  });
}
