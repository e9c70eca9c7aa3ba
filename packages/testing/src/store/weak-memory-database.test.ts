import { createSeededRandom } from '../runtime/seeded-random.ts';
import { documentDatabaseContract } from './document-database-contract.ts';
import { createWeakMemoryDatabase, type WeakMemoryOptions } from './weak-memory-database.ts';

function openWith(options: () => WeakMemoryOptions) {
  return async () => {
    const database = createWeakMemoryDatabase(options());
    let current = database;
    return {
      database,
      reopen: async () => {
        await current.close();
        current = current.connect(options());
        return current;
      },
    };
  };
}

documentDatabaseContract(
  'weak memory, in order',
  openWith(() => ({})),
);
documentDatabaseContract(
  'weak memory, shuffled',
  openWith(() => ({ random: createSeededRandom(7) })),
);
