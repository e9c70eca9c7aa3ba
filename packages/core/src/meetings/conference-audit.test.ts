import { createSeededRandom } from '@vmrkit/testing';
import { expect, it, test } from 'vitest';
import { conferenceNotes, withConferenceAudit } from './conference-audit.ts';
import { knownMeetings } from './known-meetings.fixture.ts';
import type { Meeting } from './meeting.ts';
