import type { DocumentCollection } from '../store/document-collection.ts';

/** A process under test: real code over collections whose every call is one step of the exploration. */
export interface ModelProcess {
  readonly name: string;
  /** Whether the exploration may stop it once, at any step, and start it anew. */
  readonly mayCrash?: boolean;
  run(steps: ProcessSteps): Promise<void>;
}

/** How a process waits for its turns. */
export interface ProcessSteps {
  /** The same collection, each call waiting until it is this process's turn. */
  stepped<T, Index extends string>(collection: DocumentCollection<T, Index>): DocumentCollection<T, Index>;
}

/** One fresh world: its processes, and what tells one of its states from another. */
export interface ModelWorld {
  readonly processes: readonly ModelProcess[];
  /** All documents as text, for recognising a state. */
  snapshot(): Promise<string>;
  /** What is wrong in the present state; null while nothing is. */
  violation(): Promise<string | null>;
}

/** What {@link exploreInterleavings} saw. */
export interface Exploration {
  /** Different states: documents and what each process has seen so far. */
  readonly states: number;
  /** Runs that the exploration made, each along another schedule. */
  readonly runs: number;
  /** States in which all processes had ended. */
  readonly ends: number;
  /** The first schedules that led to something wrong. */
  readonly violations: readonly string[];
  readonly violatingStates: number;
}

/** One choice of the scheduler: let a process take its next step, or stop and restart it. */
type Choice = string;

/**
 * Runs every interleaving of the processes' steps, depth first, each from a fresh world; a state that was reached
 * before by another schedule is not followed again.
 */
export async function exploreInterleavings(open: () => Promise<ModelWorld>): Promise<Exploration> {
  const seen = new Set<string>();
  const violations: string[] = [];
  let [runs, ends, violatingStates] = [0, 0, 0];
  const unexplored: Choice[][] = [[]];
  for (let path = unexplored.pop(); path !== undefined; path = unexplored.pop()) {
    runs += 1;
    const world = await open();
    const run = await replay(world, path);
    const key = `${await world.snapshot()}\n${run.histories()}`;
    if (!seen.has(key)) {
      seen.add(key);
      const wrong = await world.violation();
      if (wrong !== null) {
        violatingStates += 1;
        if (violations.length < 3) violations.push(`${path.join(' ')}: ${wrong}`);
      }
      const choices = run.choices();
      if (choices.length === 0) ends += 1;
      for (const choice of choices) unexplored.push([...path, choice]);
    }
    run.abandon();
  }
  return { states: seen.size, runs, ends, violations, violatingStates };
}

async function replay(world: ModelWorld, path: readonly Choice[]): Promise<Run> {
  const run = new Run(world);
  await run.settle();
  for (const choice of path) {
    run.take(choice);
    await run.settle();
  }
  return run;
}

class Run {
  readonly #actors: Actor[];

  constructor(world: ModelWorld) {
    this.#actors = world.processes.map((process) => new Actor(process));
  }

  take(choice: Choice): void {
    const [name, isCrash] = choice.split('!');
    const actor = this.#actors.find((each) => each.process.name === name);
    if (isCrash === undefined) actor?.step();
    else actor?.crash();
  }

  choices(): Choice[] {
    return this.#actors.flatMap((actor) => actor.choices());
  }

  histories(): string {
    return this.#actors.map((actor) => actor.history).join('\n');
  }

  async settle(): Promise<void> {
    await Promise.all(this.#actors.map((actor) => actor.settled()));
  }

  abandon(): void {
    for (const actor of this.#actors) actor.abandon();
  }
}

class Abandoned extends Error {}

/** One process under way: it stands before its next call, or has ended. */
class Actor {
  readonly process: ModelProcess;
  history = '';
  #crashed = false;
  #waiting: { go: () => void; stop: () => void } | null = null;
  #ended = false;
  #settled: () => void = () => undefined;
  #settling: Promise<void> = Promise.resolve();

  constructor(process: ModelProcess) {
    this.process = process;
    this.#start();
  }

  choices(): Choice[] {
    if (this.#ended) return [];
    const { name, mayCrash } = this.process;
    return mayCrash && !this.#crashed ? [name, `${name}!`] : [name];
  }

  step(): void {
    this.#unsettle();
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.go();
  }

  crash(): void {
    this.#crashed = true;
    this.history = 'crashed;';
    this.abandon();
    this.#start();
  }

  abandon(): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.stop();
  }

  settled(): Promise<void> {
    return this.#settling;
  }

  #start(): void {
    this.#unsettle();
    let alive = true;
    const turn = () =>
      new Promise<void>((go, stop) => {
        this.#waiting = {
          go,
          stop: () => {
            alive = false;
            stop(new Abandoned());
          },
        };
        this.#settled();
      });
    const note = <Result>(result: Result): Result => {
      if (alive) this.history += `${JSON.stringify(result)};`;
      return result;
    };
    const stepped: ProcessSteps['stepped'] = (collection) => ({
      load: async (partition, ids) => {
        await turn();
        return note(await collection.load(partition, ids));
      },
      commit: async (partition, changes) => {
        await turn();
        return note(await collection.commit(partition, changes));
      },
      find: async (partition, query) => {
        await turn();
        return note(await collection.find(partition, query));
      },
    });
    const end = (error?: unknown) => {
      if (!alive || error instanceof Abandoned) return;
      this.history += error === undefined ? 'end' : `failed: ${String(error)}`;
      this.#ended = true;
      this.#settled();
    };
    this.process.run({ stepped }).then(() => end(), end);
  }

  #unsettle(): void {
    this.#settling = new Promise((settled) => {
      this.#settled = settled;
    });
  }
}

/** Stands in front of a collection. */
export type Wrap = <T, Index extends string>(
  collection: DocumentCollection<T, Index>,
) => DocumentCollection<T, Index>;

/** Revisions as counts of one document's writes, so that schedules that did the same are recognised as the same. */
export const countedRevisions: () => Wrap = () => {
  const names = new Map<string, string>();
  const writes = new Map<string, number>();
  const rename = (id: string, revision: string) => {
    const known = names.get(id + revision);
    if (known !== undefined) return known;
    const count = (writes.get(id) ?? 0) + 1;
    writes.set(id, count);
    names.set(id + revision, `${id}~${count}`).set(`${id}~${count}`, revision);
    return `${id}~${count}`;
  };
  return (collection) => ({
    load: async (partition, ids) =>
      (await collection.load(partition, ids)).map(
        (found) => found && { ...found, revision: rename(found.id, found.revision) },
      ),
    find: async (partition, query) => {
      const page = await collection.find(partition, query);
      return {
        ...page,
        items: page.items.map((item) => ({ ...item, revision: rename(item.id, item.revision) })),
      };
    },
    commit: async (partition, changes) => {
      const results = await collection.commit(
        partition,
        changes.map((change) =>
          change.op === 'insert'
            ? change
            : { ...change, revision: names.get(change.revision) ?? change.revision },
        ),
      );
      return results.map((result, index) => {
        const id = changes[index]?.id;
        return result.ok && result.revision !== null && id !== undefined
          ? { ok: true, revision: rename(id, result.revision) }
          : result;
      });
    },
  });
};
