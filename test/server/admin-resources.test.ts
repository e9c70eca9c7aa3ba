import { instant } from '@vmrkit/core';
import { meetingKey } from '@vmrkit/core/composition';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
