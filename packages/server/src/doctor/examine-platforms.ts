import {
  codeOf,
  type DoctorFinding,
  type HttpClient,
  type IntegrationRecord,
  type JoinAdapter,
} from '@vmrkit/core';
import { type Examination, problem, saidBy, sound } from '@vmrkit/core/composition';
import { remedyOf } from '../commands/remedies.ts';
import type { PlatformConfig } from '../config/server-config.ts';

const DEADLINE_MS = 5_000;

/** What the examinations of an integration's platforms look at. */
export interface ExaminedPlatforms {
  readonly record: IntegrationRecord;
  /** Of the configuration. */
  readonly platforms: readonly PlatformConfig[];
  readonly http: { client(options: { readonly deadlineMs: number }): HttpClient };
  /** The platform's adapter; rejects where its settings do not do. */
  open(platform: PlatformConfig): Promise<JoinAdapter>;
}

/** Whether people get into this integration's rooms: by its join links, and where they must sign in. */
export function examinePlatforms(at: ExaminedPlatforms): readonly Examination[] {
  const { singleUse } = at.record;
  const { hostGroup, guestGroup, others } = singleUse.signedIn;
  const asksForSignIn = hostGroup !== null || guestGroup !== null || others !== null;
  return [
    ...(singleUse.joinPlatform === null ? [] : [joinPlatform(at, singleUse.joinPlatform)]),
    ...(asksForSignIn ? [signedIn(at)] : []),
  ];
}

function joinPlatform(at: ExaminedPlatforms, name: string): Examination {
  return {
    id: 'join-platform',
    title: 'Join links lead into a platform that answers',
    subject: at.record.general.name,
    severity: 'error',
    remedy: remedyOf('ERR_JOIN_PLATFORM_UNKNOWN') ?? '',
    run: async (signal) => {
      const { tenantId } = at.record;
      const platform = at.platforms.find((each) => each.name === name);
      if (platform === undefined) {
        const known = at.platforms.map((each) => each.name).join(', ') || 'none';
        return problem(`The configuration names no platform ${name}; it names: ${known}.`);
      }
      if (!sees(platform, tenantId))
        return problem(`The platform ${name} may not see the tenant ${tenantId}.`);
      const adapter = await opened(at, platform);
      if ('kind' in adapter) return adapter;
      if (adapter.entrance === undefined) {
        return problem(
          `The adapter ${platform.adapter}, as ${name} is set up, leads nobody in by a link.`,
          'Complete the settings of the platform as docs/guides/platforms.md says, or use `join_url_template`.',
        );
      }
      return reached(at, adapter.entrance.origin, signal);
    },
  };
}

async function reached(
  { http }: ExaminedPlatforms,
  origin: string,
  signal: AbortSignal,
): Promise<DoctorFinding> {
  const client = http.client({ deadlineMs: DEADLINE_MS });
  try {
    const { status } = await client.fetch(origin, { signal });
    return sound(`${origin} answers ${status}.`);
  } catch (error) {
    return problem(
      `${origin} does not answer: ${saidBy(error)}`,
      'Check the address in the settings of the platform, its DNS and its certificate, and that the managers reach it.',
    );
  } finally {
    await client.close();
  }
}

function signedIn(at: ExaminedPlatforms): Examination {
  return {
    id: 'signed-in',
    title: 'A platform can hold participants to signing in',
    subject: at.record.general.name,
    severity: 'error',
    remedy: remedyOf('ERR_JOIN_PLATFORM_SIGN_IN') ?? '',
    run: async () => {
      const { tenantId, singleUse } = at.record;
      if (singleUse.joinPlatform !== null) {
        return problem(
          'The record asks for signed-in participants, and its join links lead into a platform, by which nobody signs in.',
        );
      }
      const seeing = at.platforms.filter((platform) => sees(platform, tenantId));
      const able: string[] = [];
      for (const platform of seeing) {
        const adapter = await opened(at, platform);
        if (!('kind' in adapter) && adapter.supportsSignedIn === true) able.push(platform.name);
      }
      if (able.length === 0) {
        const names = seeing.map(({ name, adapter }) => `${name} (${adapter})`).join(', ') || 'none';
        return problem(
          `The record asks for signed-in participants, and no platform of the tenant can check that: ${names}.`,
          'Add a platform that checks (docs/guides/platforms.md), or empty `single_use.signed_in`.',
        );
      }
      const { hostGroup, guestGroup } = singleUse.signedIn;
      const groups = [hostGroup, guestGroup].filter((group) => group !== null);
      return sound(
        `${able.join(', ')} can. Whether it knows the groups (${groups.join(', ') || 'none'}), only the platform tells.`,
      );
    },
  };
}

/** The adapter, or what is wrong with its settings. */
async function opened(at: ExaminedPlatforms, platform: PlatformConfig): Promise<JoinAdapter | DoctorFinding> {
  try {
    return await at.open(platform);
  } catch (error) {
    return problem(saidBy(error), remedyOf(codeOf(error)) ?? undefined);
  }
}

function sees({ tenants }: PlatformConfig, tenantId: string): boolean {
  return tenants === 'all' || tenants.includes(tenantId);
}
