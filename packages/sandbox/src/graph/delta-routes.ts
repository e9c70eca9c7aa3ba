import type { FolderChange } from '../model/change-log.ts';
import type { Item } from '../model/item.ts';
import { viewOf } from '../model/item-view.ts';
import { json } from './answers.ts';
import type { DeltaChain, DeltaState } from './delta-states.ts';
import { readFilter } from './filter.ts';
import { findFolder } from './folders.ts';
import { badRequest, GraphError } from './graph-error.ts';
import { graphId, urlSafe } from './graph-ids.ts';
import type { GraphAnswer, Json, MailboxContext } from './graph-request.ts';
import { messageJson, messageType } from './message-json.ts';
import { refusePoison } from './message-routes.ts';
import type { GraphRoute } from './routes.ts';
import { applySelect, readSelect } from './select.ts';

/** What changed in a mail folder since a link. */
export const deltaRoutes: readonly GraphRoute[] = [
  { operation: 'GET mailFolders/{folder}/messages/delta', permission: 'Mail.Read', run: delta },
  {
    operation: 'GET mailFolders/{folder}/messages/microsoft.graph.delta',
    permission: 'Mail.Read',
    run: delta,
  },
];

const standardPage = 10;

function delta(context: MailboxContext): GraphAnswer {
  const { query } = context;
  const token = query.get('$skiptoken') ?? query.get('$deltatoken');
  const state = token === undefined ? begin(context) : resume(context, token);
  if (context.fault?.kind === 'same-link')
    return json(context, { value: [], '@odata.nextLink': context.link(context.request.url) });
  if (context.fault?.kind === 'empty-page') return pageOf(context, { value: [], link: next(state) });
  return round(context, state);
}

function begin({ org, mailbox, params, query }: MailboxContext): DeltaState {
  const folder = findFolder(mailbox, params.folder ?? '');
  readSelect(query.get('$select'), messageType);
  if (query.has('$top') && org.switches.graphDeltaTop === 'refused')
    throw badRequest('The query parameter $top is not supported with change tracking.');
  if (query.has('$expand') && org.switches.graphDeltaExpand === 'error')
    throw new GraphError(500, 'InternalServerError', 'Value cannot be null. (Parameter source)');
  const filter = query.get('$filter');
  if (filter !== undefined && !/^\s*receivedDateTime\s+(ge|gt)\s+\S+\s*$/i.test(filter))
    throw badRequest('Change tracking supports a filter on receivedDateTime only.');
  const kept = ['$select', '$top', '$filter', '$orderby', 'changeType'];
  const chain: DeltaChain = {
    folder,
    query: new Map([...query].filter(([name]) => kept.includes(name))),
    epoch: org.syncEpoch,
    live: [],
  };
  return { chain, position: { base: 0, position: 0 }, given: 0 };
}

function resume({ org, graph, mailbox, params }: MailboxContext, token: string): DeltaState {
  const state = graph.deltas.find(token);
  const folder = findFolder(mailbox, params.folder ?? '');
  if (state && state.chain.folder === folder && state.chain.epoch === org.syncEpoch) return state;
  const status = org.switches.graphExpiredDelta === 'bad-request' ? 400 : 410;
  const code = org.switches.graphExpiredDelta === 'camel-case' ? 'syncStateNotFound' : 'SyncStateNotFound';
  throw new GraphError(
    status,
    code,
    'The sync state generation is not found; perform a full synchronization.',
  );
}

function next(state: DeltaState) {
  return { name: '@odata.nextLink', state } as const;
}

function round(context: MailboxContext, state: DeltaState): GraphAnswer {
  const { org, prefer, graph } = context;
  const { chain } = state;
  const top = chain.query.get('$top');
  const whole = top !== undefined && org.switches.graphDeltaTop === 'whole-round' ? Number(top) : null;
  const limit = whole ?? Math.min(prefer.pageSize ?? standardPage, 1_000);
  // Where $top is taken for the limit of the round, its second page is the end.
  if (whole !== null && state.given >= whole)
    return pageOf(context, { value: [], link: { name: '@odata.deltaLink', state: atEnd(state) } });
  const { changes, next: position, complete } = chain.folder.log.since(state.position, limit);
  const value = entries(context, chain, changes);
  const given = state.given + value.length;
  const cutOff = chain.query.has('$filter') && given >= graph.settings.deltaFilterLimit;
  const after: DeltaState = { chain, position, given: complete ? 0 : given };
  if (cutOff && !complete)
    return pageOf(context, { value, link: { name: '@odata.deltaLink', state: atEnd(after) } });
  return pageOf(context, {
    value,
    link: complete && whole === null ? { name: '@odata.deltaLink', state: after } : next({ ...after, given }),
  });
}

/** The state of a reader who is taken to know all that there is. */
function atEnd({ chain }: DeltaState): DeltaState {
  const latest = chain.folder.log.position;
  return { chain, position: { base: latest, position: latest }, given: 0 };
}

function entries(context: MailboxContext, chain: DeltaChain, changes: readonly FolderChange[]): Json[] {
  const { org, mailbox } = context;
  const test = readFilter(chain.query.get('$filter'));
  const wanted = chain.query.get('changeType')?.toLowerCase();
  const kinds = { create: 'created', update: 'updated', 'read-flag': 'updated', delete: 'deleted' } as const;
  const value = changes.flatMap((change) => {
    if (wanted !== undefined && kinds[change.kind] !== wanted) return [];
    const item = chain.folder.items.get(change.id);
    if (!item) return [removed(context, change.id)];
    if (!test(viewOf(org, mailbox, item))) return [];
    return [entry(context, chain, { item, kind: change.kind })];
  });
  return org.switches.graphDeltaRepeats ? value.flatMap((each) => [each, each]) : value;
}

function removed({ prefer, mailbox }: MailboxContext, id: string): Json {
  const immutable = mailbox.immutableIdOf(id);
  return {
    '@removed': { reason: 'deleted' },
    id: urlSafe(prefer.immutableIds ? (immutable ?? id) : id),
  };
}

function entry(
  { org, mailbox, prefer }: MailboxContext,
  chain: DeltaChain,
  { item, kind }: { readonly item: Item; readonly kind: FolderChange['kind'] },
): Json {
  const view = viewOf(org, mailbox, item);
  const selection = readSelect(chain.query.get('$select'), messageType);
  refusePoison(view, selection);
  // A change of the read flag is told with nothing beside it.
  if (kind === 'read-flag')
    return {
      '@odata.etag': `W/"${item.changeKey}"`,
      id: graphId(view, prefer.immutableIds),
      isRead: item.isRead,
    };
  return applySelect(messageJson(view, prefer), selection);
}

function pageOf(
  context: MailboxContext,
  page: {
    readonly value: readonly Json[];
    readonly link: { readonly name: '@odata.nextLink' | '@odata.deltaLink'; readonly state: DeltaState };
  },
): GraphAnswer {
  const { name, state } = page.link;
  const token = context.graph.deltas.keep(state);
  const parameter = name === '@odata.nextLink' ? '$skiptoken' : '$deltatoken';
  const user = encodeURIComponent(context.params.user ?? '');
  const path = `/users('${user}')/mailFolders('${encodeURIComponent(context.params.folder ?? '')}')/messages/delta`;
  return json(context, {
    '@odata.context': context.link('/$metadata#Collection(message)'),
    value: page.value,
    [name]: context.link(`${path}?${parameter}=${token}`),
  });
}
