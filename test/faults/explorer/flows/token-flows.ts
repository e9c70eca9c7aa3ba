import { HOUR_MS, MINUTE_MS } from '@vmrkit/core';
import type { Flow, FlowStage } from '../flow.ts';
import { ledger } from '../ledger.ts';
import { ews, graph, invite, joinable } from './flow-acts.ts';

/** How long an organizer's meeting takes to be rewritten and to come back. */
const REWRITE_MS = 60_000;
/** How long an organizer's meeting is looked for, and as long as the longest trouble before. */
const SEARCH_MS = HOUR_MS + 15 * MINUTE_MS;

async function redeemed(stage: FlowStage) {
  const meeting = await invite(stage, 'token');
  await stage.settle(REWRITE_MS);
  return { told: await told(stage, meeting), ...(await shown(stage)) };
}

async function comesBack(stage: FlowStage) {
  const { world, desk, clock, settle } = stage;
  const html = desk.deferredInvitation(clock.now());
  const meeting = await invite(stage, html);
  await settle(REWRITE_MS);
  await world.update(meeting, { html });
  await settle(REWRITE_MS);
  return { told: await told(stage, meeting), ...(await shown(stage)) };
}

async function rebound(stage: FlowStage) {
  const { world, desk, clock, settle } = stage;
  const html = desk.deferredInvitation(clock.now());
  const meeting = await invite(stage, html);
  await settle(REWRITE_MS);
  const [own] = await desk.meetings();
  await invite(stage, html, { subject: 'With the same token' });
  await settle(REWRITE_MS);
  await world.uninvite(meeting);
  await settle();
  const off = own?.conference ? await joinable(stage, own.conference) : null;
  await world.reinvite(meeting);
  await settle();
  return { off, told: await told(stage, meeting), ...(await shown(stage)) };
}

async function appearsLate(stage: FlowStage) {
  const meeting = await invite(stage, 'token');
  stage.world.lag(meeting, null);
  await stage.settle(REWRITE_MS);
  stage.world.catchUp(meeting);
  await stage.settle(REWRITE_MS * 12);
  return { told: await told(stage, meeting), ...(await shown(stage)) };
}

async function neverAppears(stage: FlowStage) {
  const meeting = await invite(stage, 'token');
  stage.world.lag(meeting, null);
  await stage.settle(SEARCH_MS);
  return shown(stage);
}

/** Whether the organizer's meeting names the room in place of the token. */
async function told({ world, desk }: FlowStage, meeting: Awaited<ReturnType<typeof invite>>) {
  const html = (await world.organizerView(meeting))?.html ?? '';
  const conferences = (await desk.meetings()).flatMap(({ conference }) => conference ?? []);
  return {
    instructions: conferences.every(({ tag }) => html.includes(tag)),
    token: html.includes('TOK:'),
  };
}

async function shown(stage: FlowStage) {
  const conferences = (await stage.desk.meetings()).flatMap(({ conference }) => conference ?? []);
  const kinds = await Promise.all(conferences.map((conference) => joinable(stage, conference)));
  return { kinds, ...(await ledger(stage.desk, stage.world)) };
}

/** Meetings with a token tag. */
export const tokenFlows = {
  'token-ews': {
    title: 'a token redeemed and the organizer’s meeting rewritten, like EWS',
    createWorld: ews,
    run: redeemed,
  },
  'token-graph': {
    title: 'a token redeemed and the organizer’s meeting rewritten, like Graph',
    createWorld: graph,
    run: redeemed,
  },
  'token-no-rights': {
    title: 'a token without rights over the organizer',
    createWorld: ews,
    withoutRights: true,
    run: redeemed,
  },
  'token-back': {
    title: 'a token that the organizer’s Outlook writes back',
    createWorld: ews,
    run: comesBack,
  },
  'token-late': {
    title: 'a token in a meeting that shows late in the organizer’s calendar',
    createWorld: ews,
    run: appearsLate,
  },
  'token-never': {
    title: 'a token in a meeting that the organizer’s calendar never shows',
    createWorld: graph,
    run: neverAppears,
  },
  'token-rebound': {
    title: 'a token that another meeting brings too, and its own taken off and put back',
    createWorld: ews,
    run: rebound,
  },
} as const satisfies Readonly<Record<string, Flow>>;
