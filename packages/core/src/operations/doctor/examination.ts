/** What a doctor's check found; `evidence` says by what, in a sentence without secrets. */
export interface DoctorFinding {
  /** `unknown`: it could not be told, such as where nobody answers. */
  readonly kind: 'ok' | 'problem' | 'unknown';
  readonly evidence: string;
  /** What to do about this very finding, instead of the check's own remedy. */
  readonly remedy?: string;
}

/** One question about one subject. */
export interface Examination {
  /** kebab-case; of a plugin's check with the plugin's name in front, such as `ews/exchange-online`. */
  readonly id: string;
  readonly title: string;
  /** What is looked at: a mailbox, an integration, a host. */
  readonly subject: string;
  /** `error`: meetings fail by it now; `warning`: they will, or people are hindered. */
  readonly severity: 'error' | 'warning';
  readonly remedy: string;
  /** Changes nothing at any mail system. What it rejects with counts as `unknown`. */
  run(signal: AbortSignal): Promise<DoctorFinding>;
}

/** An examination with what it found. */
export interface Diagnosis extends Omit<Examination, 'run'> {
  readonly kind: DoctorFinding['kind'];
  readonly evidence: string;
}

/** What everything is well by. */
export function sound(evidence: string): DoctorFinding {
  return { kind: 'ok', evidence };
}

/** What is wrong, and perhaps what to do about just that. */
export function problem(evidence: string, remedy?: string): DoctorFinding {
  return { kind: 'problem', evidence, ...(remedy === undefined ? {} : { remedy }) };
}

/** Why nobody can tell. */
export function untold(evidence: string): DoctorFinding {
  return { kind: 'unknown', evidence };
}
