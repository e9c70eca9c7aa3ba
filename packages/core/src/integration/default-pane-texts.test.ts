import { expect, test } from 'vitest';
import { ownPaneVersions, paneLanguages } from './default-pane-texts.ts';
import { defaultTexts } from './default-texts.ts';

const { unableToAddJoiningInstructionsMessage: awayText, successHeading } = defaultTexts.pane;

test('every text of the pane is there in every language, within the limits of its field', () => {
  expect(paneLanguages).toEqual(['en', 'de', 'fr', 'es', 'nb', 'ja']);
  const versions = ownPaneVersions('unable_to_add_joining_instructions_message', awayText);
  expect(Object.keys(versions)).toEqual(paneLanguages.slice(1));
  for (const text of Object.values(versions)) expect(text.length).toBeLessThanOrEqual(250);
});

test('what an administrator wrote is not overridden by a translation of ours', () => {
  expect(ownPaneVersions('success_heading', 'Done!')).toEqual({});
  expect(ownPaneVersions('success_heading', successHeading).de).toBe('Raum hinzugefügt');
  expect(ownPaneVersions('constructor', successHeading)).toEqual({});
});
