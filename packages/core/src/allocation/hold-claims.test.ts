import { describe, expect, it } from 'vitest';
import { DEPLOYMENT, type DocumentCollection } from '../store/document-collection.ts';
import { openAllocation } from './allocation.fixture.ts';
import type { Claim } from './claim.ts';
import { holdClaims, releaseClaims } from './hold-claims.ts';

type Claims = DocumentCollection<Claim, 'review'>;

function openClaims() {
  const { store, deps } = openAllocation();
  const claim = (owner: string): Claim => ({
    tenantId: 'one',
    owner: { kind: 'meeting', id: owner },
    meetingKey: null,
    reviewAt: deps.clock.now(),
  });
  const ids = ['name:a', 'name:b', 'name:c'];
  const wanted = (owner: string, some: readonly string[] = ids) =>
    some.map((id) => ({ id, claim: claim(owner) }));
  const owners = async () =>
    (await store.claims.load(DEPLOYMENT, ids)).map((each) => each?.value.owner.id ?? null);
  return { claims: store.claims, ids, wanted, owners };
}

/** The same claims, with something done by others before the first commits. */
function disturbed(claims: Claims, acts: (() => Promise<unknown>)[]): Claims {
  return {
    load: (...args) => claims.load(...args),
    find: (...args) => claims.find(...args),
    commit: async (...args) => {
      await acts.shift()?.();
      return claims.commit(...args);
    },
  };
}

describe('holding claims while others write', () => {
  it('gives back what it made once another has one of them, and keeps what it had before', async () => {
    const { claims, wanted, owners } = openClaims();
    await holdClaims(claims, wanted('mine', ['name:a']));
    const raced = disturbed(claims, [() => holdClaims(claims, wanted('other', ['name:c']))]);
    expect(await holdClaims(raced, wanted('mine'))).toMatchObject({
      kind: 'conflict',
      id: 'name:c',
      holder: { owner: { id: 'other' } },
    });
    expect(await owners()).toEqual(['mine', null, 'other']);
  });

  it('tries again where its own claim was touched meanwhile', async () => {
    const { claims, wanted, owners } = openClaims();
    await holdClaims(claims, wanted('mine'));
    const raced = disturbed(claims, [() => holdClaims(claims, wanted('mine', ['name:b']))]);
    expect(await holdClaims(raced, wanted('mine'))).toEqual({ kind: 'held' });
    expect(await owners()).toEqual(['mine', 'mine', 'mine']);
  });

  it('gives up where others never stop', async () => {
    const { claims, wanted } = openClaims();
    await holdClaims(claims, wanted('mine'));
    const touch = () => holdClaims(claims, wanted('mine', ['name:b']));
    const raced = disturbed(
      claims,
      Array.from({ length: 16 }, () => touch),
    );
    await expect(holdClaims(raced, wanted('mine'))).rejects.toMatchObject({
      code: 'ERR_CLAIM_CONTENDED',
      message: 'Others keep writing the same claims.',
    });
  });
});

describe('releasing claims', () => {
  const owner = { kind: 'meeting', id: 'mine' } as const;

  it('removes the owner’s alone', async () => {
    const { claims, ids, wanted, owners } = openClaims();
    await holdClaims(claims, wanted('mine', ['name:a', 'name:b']));
    await holdClaims(claims, wanted('other', ['name:c']));
    await releaseClaims(claims, { owner, ids });
    expect(await owners()).toEqual([null, null, 'other']);
  });

  it('tries again where one was touched meanwhile, and leaves it to who took it', async () => {
    const { claims, ids, wanted, owners } = openClaims();
    await holdClaims(claims, wanted('mine'));
    const handOver = async () => {
      await releaseClaims(claims, { owner, ids: ['name:b'] });
      await holdClaims(claims, wanted('other', ['name:b']));
      await holdClaims(claims, wanted('mine', ['name:c']));
    };
    await releaseClaims(disturbed(claims, [handOver]), { owner, ids });
    expect(await owners()).toEqual([null, 'other', null]);
  });

  it('gives up where others never stop, and asks nothing of the store for nothing', async () => {
    const { claims, wanted, owners } = openClaims();
    await holdClaims(claims, wanted('mine', ['name:b']));
    let commits = 0;
    const touch = async () => {
      commits += 1;
      await holdClaims(claims, wanted('mine', ['name:b']));
    };
    const raced = disturbed(
      claims,
      Array.from({ length: 16 }, () => touch),
    );
    await releaseClaims(raced, { owner, ids: ['name:a', 'name:b'] });
    expect([commits, await owners()]).toEqual([16, [null, 'mine', null]]);
  });
});
