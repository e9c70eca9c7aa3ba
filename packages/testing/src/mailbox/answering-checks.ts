import { DAY_MS, HOUR_MS, shift } from '@vmrkit/core';
import { expect } from 'vitest';
import type { ContractCheck } from '../contract-check.ts';
import type { MailboxWorld } from './mailbox-world.ts';
import { arrived, eventually, invitation, newestRequest, pass, replyTo } from './world-steps.ts';

/** How `respond` and `findAnswers` must behave. */
export const answeringChecks: readonly ContractCheck<MailboxWorld>[] = [
  {
    title: '[S4.2f] respond: sends one answer with its message to the organizer',
    run: async (world) => {
      const meeting = await world.invite(invitation(world, 2));
      const request = await newestRequest(world, 1);
      const outcomes = await world.mailbox.respond([
        replyTo(request, 'accept', '<p>Ready &amp; waiting &lt;room&gt;</p>'),
      ]);
      expect(outcomes).toEqual([{ kind: 'sent' }]);
      const answer = await eventually(world, async () => (await world.answers(meeting))[0] ?? null);
      expect(answer.verdict).toBe('accept');
      if (world.mailbox.supportsHtmlReplies) {
        expect(answer.text).toContain('Ready &amp; waiting &lt;room&gt;');
      } else {
        expect(answer.text).toContain('Ready & waiting <room>');
      }
    },
  },
  {
    title: 'respond: answers a batch in its order, accepting and declining',
    run: async (world) => {
      const meetings = [];
      for (const subject of ['a', 'b', 'c']) {
        meetings.push(await world.invite(invitation(world, 2, { subject })));
      }
      const requests = (await arrived(world, 3))
        .filter((message) => message.kind === 'request')
        .toSorted((a, b) => (a.subject < b.subject ? -1 : 1));
      const outcomes = await world.mailbox.respond(
        requests.map((request) => replyTo(request, request.subject === 'b' ? 'decline' : 'accept')),
      );
      expect(outcomes.map((outcome) => outcome.kind)).toEqual(['sent', 'sent', 'sent']);
      const verdicts = [];
      for (const meeting of meetings) {
        verdicts.push(
          (await eventually(world, async () => (await world.answers(meeting))[0] ?? null)).verdict,
        );
      }
      expect(verdicts).toEqual(['accept', 'decline', 'accept']);
    },
  },
  {
    title: '[S4.8b] respond: a second answer to the same request does not go out',
    run: async (world) => {
      const meeting = await world.invite(invitation(world, 2));
      const request = await newestRequest(world, 1);
      await world.mailbox.respond([replyTo(request, 'accept')]);
      await eventually(world, async () => (await world.answers(meeting))[0] ?? null);
      const [second] = await world.mailbox.respond([replyTo(request, 'accept')]);
      expect(['already-answered', 'gone']).toContain(second?.kind);
      expect(await world.answers(meeting)).toHaveLength(1);
    },
  },
  {
    title: 'respond: tells that nothing went out when asked to pause',
    run: async (world) => {
      const meeting = await world.invite(invitation(world, 2));
      const request = await newestRequest(world, 1);
      await world.trouble({ kind: 'throttled', retryAfterMs: 200 });
      const [outcome] = await world.mailbox.respond([replyTo(request, 'accept')]);
      expect(outcome?.kind === 'not-sent' && outcome.retryAfterMs > 0).toBe(true);
      await world.calm();
      expect(await world.mailbox.respond([replyTo(request, 'accept')])).toEqual([{ kind: 'sent' }]);
      await eventually(world, async () => (await world.answers(meeting))[0] ?? null);
      expect(await world.answers(meeting)).toHaveLength(1);
    },
  },
  {
    title: '[S4.8c] respond: an answer whose outcome is lost is unknown, and is found afterwards',
    run: async (world) => {
      await world.invite(invitation(world, 2));
      const request = await newestRequest(world, 1);
      await world.trouble({ kind: 'answers-lost' });
      expect(await world.mailbox.respond([replyTo(request, 'accept')])).toEqual([{ kind: 'unknown' }]);
      await world.calm();
      const found = await eventually(
        world,
        async () => (await world.mailbox.findAnswers([replyTo(request, 'accept')]))[0] ?? null,
      );
      expect(found.verdict).toBe('accept');
    },
  },
  {
    title: '[S4.8h] respond: what is gone spoils no other answer, and outcomes stand in the order asked',
    run: async (world) => {
      const meetings = [];
      for (const subject of ['a', 'b']) meetings.push(await world.invite(invitation(world, 2, { subject })));
      const [first, second] = (await arrived(world, 2)).filter((message) => message.kind === 'request');
      if (!first || !second) throw new Error('Requests are missing.');
      const gone = {
        ...replyTo(first, 'accept'),
        id: 'gone',
        ref: { id: 'AAMkAGgone' },
        messageId: '<gone>',
      };
      const replies = [replyTo(first, 'accept'), gone, replyTo(second, 'accept')];
      const kinds = (await world.mailbox.respond(replies)).map(({ kind }) => kind);
      expect([kinds[0], kinds[2]]).toEqual(['sent', 'sent']);
      expect(['gone', 'refused']).toContain(kinds[1]);
      for (const meeting of meetings) {
        await eventually(world, async () => (await world.answers(meeting))[0] ?? null);
      }
    },
  },
  {
    title: 'respond: stops on the signal, and then nothing went out',
    run: async (world) => {
      const meeting = await world.invite(invitation(world, 2));
      const request = await newestRequest(world, 1);
      const signal = AbortSignal.abort(new Error('enough'));
      const outcomes = await world.mailbox.respond([replyTo(request, 'accept')], { signal }).catch(() => []);
      expect(outcomes.map(({ kind }) => kind)).not.toContain('sent');
      // An answer that was sent all the same would be the second one now.
      await world.mailbox.respond([replyTo(request, 'decline')]);
      const answer = await eventually(world, async () => (await world.answers(meeting))[0] ?? null);
      expect(answer.verdict).toBe('decline');
    },
  },
  {
    title: '[S4.8d] findAnswers: knows what was answered, how, and what was not',
    run: async (world) => {
      for (const subject of ['a', 'b', 'c']) await world.invite(invitation(world, 2, { subject }));
      const requests = (await arrived(world, 3))
        .filter((message) => message.kind === 'request')
        .toSorted((a, b) => (a.subject < b.subject ? -1 : 1));
      const [first, second] = requests;
      if (!first || !second) throw new Error('Requests are missing.');
      await world.mailbox.respond([replyTo(first, 'accept'), replyTo(second, 'decline')]);
      const subjects = requests.map((request) => replyTo(request, 'accept'));
      const found = await eventually(world, async () => {
        const answers = await world.mailbox.findAnswers(subjects);
        return answers[0] && answers[1] ? answers : null;
      });
      expect(found.map((answer) => answer?.verdict ?? null)).toEqual(['accept', 'decline', null]);
      expect(found[0]?.at).toBeGreaterThanOrEqual(first.receivedAt - 1_000);
    },
  },
  {
    title: 'findAnswers: an answer to an earlier version is none to the newest',
    run: async (world) => {
      const meeting = await world.invite(invitation(world, 2));
      const request = await newestRequest(world, 1);
      await world.mailbox.respond([replyTo(request, 'accept')]);
      await eventually(world, async () => (await world.answers(meeting))[0] ?? null);
      await pass(world, 1_100);
      await world.update(meeting, { subject: 'Later' });
      const update = await eventually(world, async () => {
        const newest = await newestRequest(world, 1);
        return newest.subject === 'Later' ? newest : null;
      });
      expect(await world.mailbox.findAnswers([replyTo(update, 'accept')])).toEqual([null]);
    },
  },
  {
    title:
      '[S4.8a] respond: an answer that the caller gave to an earlier request holds back none to a newer one',
    run: async (world) => {
      const meeting = await world.invite(invitation(world, 2));
      const request = await newestRequest(world, 1);
      await world.update(meeting, { subject: 'Later' });
      const update = await eventually(world, async () => {
        const newest = await newestRequest(world, 1);
        return newest.subject === 'Later' ? newest : null;
      });
      // Some mail systems take it, and clear the newer request away with it.
      const [first] = await world.mailbox.respond([replyTo(request, 'accept')]);
      const earlierAnswerAt = world.now();
      await world.mailbox.read([update.ref]);
      const reply = { ...replyTo(update, 'accept'), earlierAnswerAt };
      expect(await world.mailbox.respond([reply])).toEqual([{ kind: 'sent' }]);
      const sent = first?.kind === 'sent' ? 2 : 1;
      await eventually(world, async () => ((await world.answers(meeting)).length === sent ? true : null));
    },
  },
  {
    title: '[S4.8d] findAnswers: an answer about one instance is none about another',
    run: async (world) => {
      const entered = invitation(world, 2, { repeat: { everyDays: 1, count: 4 } });
      const meeting = await world.invite(entered);
      const whole = await newestRequest(world, 1);
      await world.mailbox.respond([replyTo(whole, 'accept')]);
      const instances = [1, 2].map((days) => shift(entered.start, days * DAY_MS));
      const updates = [];
      for (const instance of instances) {
        const time = { start: shift(instance, HOUR_MS), end: shift(instance, 2 * HOUR_MS) };
        await world.update(meeting, { time }, instance);
        updates.push(
          await eventually(world, async () => {
            const newest = await newestRequest(world, 1);
            return newest.instance === instance ? newest : null;
          }),
        );
      }
      const [first, second] = updates.map((update) => replyTo(update, 'accept'));
      if (!first || !second) throw new Error('Updates are missing.');
      await world.mailbox.respond([first]);
      const found = await eventually(world, async () => {
        const answers = await world.mailbox.findAnswers([first, second]);
        return answers[0] ? answers : null;
      });
      expect(found.map((answer) => answer?.verdict ?? null)).toEqual(['accept', null]);
    },
  },
];
