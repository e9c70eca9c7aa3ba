/** A form for the event script; what is left out is empty. */
export interface FakeForm {
  readonly html?: string;
  readonly required?: readonly object[];
  readonly optional?: readonly object[];
  /** Unix milliseconds. */
  readonly end?: number;
  /** Last day of a series. */
  readonly lastDay?: string;
  readonly properties?: Readonly<Record<string, string>>;
  readonly roaming?: Readonly<Record<string, string>>;
  readonly set?: string;
  readonly language?: string;
  /** A call that never returns. */
  readonly never?: string;
  /** How long the client waits then. */
  readonly patienceMs?: number;
  /** Calls that fail. */
  readonly fails?: readonly string[];
}

type Done = (result: object) => void;
type Act = (event: { completed(answer?: unknown): void }) => Promise<void>;

/** Office as an event script finds it: asynchronous, and without a page. */
export function fakeOffice(form: FakeForm) {
  const functions = new Map<string, Act>();
  const notices: unknown[] = [];
  const answer = (name: string, value: unknown) => (done: Done) => {
    if (form.never === name) return;
    const failed = { status: 'failed', error: { code: 5001, name: 'InternalServerError' } };
    void Promise.resolve().then(() =>
      done(form.fails?.includes(name) ? failed : { status: 'succeeded', value }),
    );
  };
  const series = form.lastDay && { seriesTime: { getEndDate: () => form.lastDay } };
  const properties = { get: (name: string) => form.properties?.[name] };
  const read = answer('body.getAsync', form.html ?? '');
  const item = {
    body: { getAsync: (_type: string, done: Done) => read(done) },
    requiredAttendees: { getAsync: answer('requiredAttendees.getAsync', form.required ?? []) },
    optionalAttendees: { getAsync: answer('optionalAttendees.getAsync', form.optional ?? []) },
    end: { getAsync: answer('end.getAsync', new Date(form.end ?? '2999-01-01')) },
    recurrence: { getAsync: answer('recurrence.getAsync', series ?? null) },
    loadCustomPropertiesAsync: answer('loadCustomPropertiesAsync', properties),
    notificationMessages: {
      replaceAsync(_key: string, message: object, done: Done) {
        notices.push(message);
        if (form.never === 'notificationMessages.replaceAsync') return;
        done({ status: 'succeeded' });
      },
    },
  };
  const minor = Number((form.set ?? '1.15').split('.')[1]);
  const Office = {
    AsyncResultStatus: { Succeeded: 'succeeded' },
    CoercionType: { Html: 'html' },
    actions: { associate: (name: string, act: Act) => functions.set(name, act) },
    context: {
      displayLanguage: form.language ?? 'en-US',
      requirements: {
        isSetSupported: (_name: string, version: string) => Number(version.split('.')[1]) <= minor,
      },
      roamingSettings: { get: (name: string) => form.roaming?.[name] },
      mailbox: { item },
    },
  };
  const launch = (name: string, completed: (answer?: unknown) => void) => {
    const act = functions.get(name);
    if (act === undefined) throw new Error(`No function ${name} is known.`);
    return act({ completed });
  };
  return { Office, launch, notices };
}
