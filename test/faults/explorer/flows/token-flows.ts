import { HOUR_MS, MINUTE_MS } from '@vmrkit/core';
import { plainOptions } from '@vmrkit/core/composition';
import type { WorldMeeting } from '@vmrkit/testing';
import type { Flow, FlowStage } from '../flow.ts';
import { ledger } from '../ledger.ts';
import { accepted, ews, graph, invite, joinable, movedTo, second } from './flow-acts.ts';

const bea = { name: 'Bea', email: 'bea@corp.example' };

/** How long an organizer's meeting takes to be rewritten and to come back. */
const REWRITE_MS = 60_000;
/** How long an organizer's meeting is looked for, and as long as the longest trouble before. */
const SEARCH_MS = HOUR_MS + 15 * MINUTE_MS;

async function redeemed(stage: FlowStage) {
  const meeting = await invite(stage, 'token');
  await stage.settle(REWRITE_MS);
  return { told: await told(stage, meeting), ...(await shown(stage)) };
}

/** By the organizer, who moves it then, and by a delegate. */
async function untagged(stage: FlowStage) {
  const meeting = await invite(stage, '<p>Agenda</p>');
  await stage.settle(REWRITE_MS);
  const another = await invite(stage, '<p>Agenda</p>', { subject: 'By Bea', sentBy: bea });
  await stage.settle(REWRITE_MS * 2);
  await stage.world.update(meeting, { time: movedTo() });
  await stage.settle(REWRITE_MS);
  return { blocks: await blocks(stage, [meeting, another]), ...(await shown(stage)) };
}

async function copied(stage: FlowStage) {
  const { meeting, reservation } = await accepted(stage);
  const copy = await invite(stage, reservation, { subject: 'Copy', ...movedTo(second) });
  await stage.settle(REWRITE_MS * 2);
  return { blocks: await blocks(stage, [meeting, copy]), ...(await shown(stage)) };
}

/** How many instructions stand in each meeting, and whether they are one meeting's alone. */
async function blocks({ world }: FlowStage, meetings: readonly WorldMeeting[]) {
  const views = await Promise.all(meetings.map((meeting) => world.organizerView(meeting)));
  const tags = views.map((view) => view?.html.match(/PXPS:-[a-z2-7]+#/g) ?? []);
  return { counts: tags.map(({ length }) => length), different: new Set(tags.flat()).size };
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

/** Meetings with a token tag, and those whose instructions are put into the organizer's meeting for another reason. */
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
  untagged: {
    title: 'invitations without a tag that get a room',
    createWorld: ews,
    policy: { options: { ...plainOptions, withoutAddIn: { keyword: null } } },
    run: untagged,
  },
  copied: {
    title: 'a copied meeting that gets a room of its own',
    createWorld: ews,
    policy: { options: { ...plainOptions, roomsForCopies: true } },
    run: copied,
  },
  'token-rebound': {
    title: 'a token that another meeting brings too, and its own taken off and put back',
    createWorld: ews,
    run: rebound,
  },
} as const satisfies Readonly<Record<string, Flow>>;
