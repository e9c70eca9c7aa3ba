import { silentLogger as logger, parseInstant, type VerifyOptions, VmrKitError } from '@vmrkit/core';
import { createHttp } from '@vmrkit/http';
import { FakeClock } from '@vmrkit/testing';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { entraCallerSettingsSchema } from './entra-caller-settings.ts';
import { createEntraCallerVerifier } from './entra-caller-verifier.ts';
import {
  type EntraTokenChanges,
  MetadataServer,
  makeEntraSigner,
  signEntraToken,
} from './entra-tenant.fixture.ts';

export const HOUR = 3_600;
export const TENANT = '11111111-aaaa-4111-8111-111111111111';
export const STRANGER = '99999999-aaaa-4999-8999-999999999999';
export const CLIENT = 'cccccccc-0000-4000-8000-000000000001';
export const PERSON = 'dddddddd-0000-4000-8000-000000000001';
export const GRAPH = '00000003-0000-0000-c000-000000000000';

/** The name stands in no DNS: what connects has used the pinned address. */
export const http = createHttp({
  egress: { resolve: async () => [{ address: '127.0.0.1', family: 4 }], permit: async () => undefined },
});

export const codeOf = async (verified: Promise<unknown>) =>
  verified.then(
    () => 'verified',
    (error: unknown) => (VmrKitError.is(error) ? error.code : String(error)),
  );

export const start = parseInstant('2030-01-31T09:00:00Z');
const startSeconds = start / 1_000;
export const options: VerifyOptions = {
  integration: { tenantId: 'default', integrationId: 'b9c3f0a2-7d0e-4f4e-9a52-9c8e4f9d6f10' },
  audience: 'https://vmr.example.com/pane',
  at: start,
};

/** A tenant's metadata server for the tests of one file, at the beginning again before each of them. */
export class EntraCallers {
  readonly server = new MetadataServer();
  readonly first = makeEntraSigner('k1');
  readonly other = makeEntraSigner('k2');
  authority = '';
  clock = new FakeClock(start);

  constructor() {
    beforeAll(async () => {
      this.authority = await this.server.open('login.test');
    });
    afterAll(() => this.server.close());
    beforeEach(() => {
      this.server.reset([this.first.jwk]);
      this.clock = new FakeClock(start);
    });
  }

  verifier(changes: object = {}, over = http, metadata_url: string | null = null) {
    const settings = entraCallerSettingsSchema.parse({ tenant_ids: [TENANT], client_id: CLIENT, ...changes });
    return createEntraCallerVerifier({
      http: over,
      clock: this.clock,
      logger,
      settings: { ...settings, authority: this.authority, metadata_url },
    });
  }

  token({ claims = {}, header = {}, signer = this.first }: EntraTokenChanges = {}): Promise<string> {
    const tid = 'tid' in claims ? claims.tid : TENANT;
    return signEntraToken(
      {
        aud: CLIENT,
        iss: `${this.authority}/${tid}/v2.0`,
        iat: startSeconds,
        nbf: startSeconds,
        exp: startSeconds + HOUR,
        azp: CLIENT,
        oid: PERSON,
        scp: 'access_as_user',
        sub: 'pairwise',
        tid: TENANT,
        ver: '2.0',
        ...claims,
      },
      { signer, header },
    );
  }
}
