import { createHash } from 'node:crypto';

/**
 * Which manager is to work which mailbox: every manager gets its even share, to within one mailbox, and most mailboxes stay
 * where they are when a manager comes or goes. All managers that see the same names come to the same result. Pure; empty
 * without managers.
 */
export function shareMailboxes(
  mailboxIds: readonly string[],
  managerIds: readonly string[],
): ReadonlyMap<string, string> {
  const shares = new Map<string, string>();
  const managers = [...new Set(managerIds)].sort();
  const mailboxes = [...new Set(mailboxIds)].sort();
  if (managers.length === 0) return shares;
  const least = Math.floor(mailboxes.length / managers.length);
  let larger = mailboxes.length % managers.length;
  const loads = new Map(managers.map((manager) => [manager, 0]));
  for (const mailbox of mailboxes) {
    // By rendezvous hashing each mailbox has an order of managers of its own, which no other manager changes.
    const order = managers
      .map((manager) => ({ manager, rank: rankOf(mailbox, manager) }))
      .sort((one, other) => (one.rank < other.rank ? 1 : -1));
    const taker = order.find(({ manager }) => {
      const load = loads.get(manager) ?? 0;
      return load < least || (load === least && larger > 0);
    });
    if (taker === undefined) continue;
    const load = loads.get(taker.manager) ?? 0;
    if (load === least) larger -= 1;
    loads.set(taker.manager, load + 1);
    shares.set(mailbox, taker.manager);
  }
  return shares;
}

function rankOf(mailbox: string, manager: string): string {
  return createHash('sha256')
    .update(JSON.stringify([mailbox, manager]))
    .digest('hex');
}
