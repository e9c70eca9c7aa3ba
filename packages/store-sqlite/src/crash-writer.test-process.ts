import { writeSync } from 'node:fs';
import { type Counted, countedShape, LOOPS } from './counter-shape.test-process.ts';
import { createSqliteDatabase } from './sqlite-database.ts';

/** Writes until it is killed; says on stdout what was acknowledged: `<loop> <count> <revision>`. */
async function writeForEver(file: string): Promise<void> {
  const database = await createSqliteDatabase({ file });
  const counted = database.collection(countedShape);
  await Promise.all(
    Array.from({ length: LOOPS }, async (_, loop) => {
      const counter = `counter-${loop}`;
      await counted.commit('one', [{ op: 'insert', id: counter, value: { loop: loop + LOOPS, count: 0 } }]);
      let [stored] = await counted.load('one', [counter]);
      for (;;) {
        if (!stored) throw new Error('A counter is lost.');
        const count: number = stored.value.count + 1;
        const value: Counted = { loop, count };
        const [replaced, inserted] = await counted.commit('one', [
          { op: 'replace', id: counter, revision: stored.revision, value: { loop: loop + LOOPS, count } },
          { op: 'insert', id: `${loop}-${count}`, value },
        ]);
        if (!replaced?.ok || !inserted?.ok || inserted.revision === null)
          throw new Error('A commit is refused.');
        writeSync(1, `${loop} ${count} ${inserted.revision}\n`);
        [stored] = await counted.load('one', [counter]);
      }
    }),
  );
}

await writeForEver(process.argv[2] ?? '');
