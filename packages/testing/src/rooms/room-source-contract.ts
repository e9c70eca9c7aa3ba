import { registerChecks } from '../contract-check.ts';
import { type RoomSourceWorld, roomSourceChecks } from './room-source-checks.ts';

/** The contract of `RoomSource`; `create` is called before each test. */
export function roomSourceContract(name: string, create: () => Promise<RoomSourceWorld>): void {
  registerChecks(`RoomSource contract: ${name}`, roomSourceChecks, {
    withSubject: async (act) => act(await create()),
  });
}
