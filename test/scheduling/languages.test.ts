import type { EquipmentMailbox } from '@vmrkit/core';
import { afterEach, describe, expect, it } from 'vitest';
import { alteredMailbox } from './altered-mailbox.ts';
import { fixtureTexts } from './fixture-texts.ts';
import { Stage } from './stage.ts';

afterEach(Stage.closeAll);

/** A mailbox whose organizers' mail says this language. */
function inLanguage(mailbox: EquipmentMailbox, language: string | null): EquipmentMailbox {
  return alteredMailbox(mailbox, {
    read: async (refs, options) =>
      (await mailbox.read(refs, options)).map((result) =>
        result.kind === 'message' ? { ...result, message: { ...result.message, language } } : result,
      ),
  });
}

/** The languages in which answers were rendered, where mail says `mail` and the pane said `pane`. */
async function languages(mail: string | null, pane: string | null, html = '') {
  const stage = new Stage({ stopped: true });
  const asked: (string | null)[] = [];
  const rig = stage.addRig('second', { mailbox: inLanguage(stage.world.connect().mailbox, mail) });
  const context = rig.context.bind(rig);
  rig.context = (fence) => ({
    ...context(fence),
    texts: {
      ...fixtureTexts,
      answer: (text, values, language) => {
        asked.push(language);
        return fixtureTexts.answer(text, values, language);
      },
    },
  });
  rig.start();
  const reservation = await rig.reserve(null, { language: pane });
  const meeting = await stage.invite(html || rig.invitation(reservation));
  await stage.settle();
  return { asked, answers: await stage.answers(meeting) };
}

describe('[S12.8c] the language of an answer', () => {
  it.each([
    ['de-AT', 'fr', 'de-AT'],
    ['de-AT', null, 'de-AT'],
    [null, 'fr', 'fr'],
    [null, null, null],
  ])('mailbox %s, pane %s: %s', async (mail, pane, language) => {
    expect(await languages(mail, pane)).toEqual({ asked: [language], answers: ['accept single-new'] });
  });

  it('is the mailbox’s for a decline too', async () => {
    const declined = await languages('de-AT', null, '<p>PXPS:-damaged#</p>');
    expect(declined).toEqual({ asked: ['de-AT'], answers: ['decline invalid-alias-id'] });
  });
});
