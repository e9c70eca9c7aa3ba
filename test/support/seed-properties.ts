import fc from 'fast-check';

/**
 * One seed for every property, so that a red run means that the change is at fault and not the day's luck. Another
 * seed is tried with VMRKIT_SEED, another number of cases with VMRKIT_RUNS; the long runs draw a fresh seed each time.
 */
fc.configureGlobal({
  seed: Number(process.env.VMRKIT_SEED ?? 20_261_125),
  numRuns: Number(process.env.VMRKIT_RUNS ?? 100),
});
