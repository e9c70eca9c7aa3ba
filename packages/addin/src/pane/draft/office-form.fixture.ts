/** What a client calls back with in place of its answer. */
export type OddAnswer = 'nothing' | 'null' | 'undefined' | 'refused' | 'unkept';

/** How the form behaves. */
export interface OfficeFormOptions {
  /** Minor version of the requirement set. */
  readonly set?: number;
  /** Odd answers by call, as `body.getAsync`; `unkept` reports a success that has no effect. */
  readonly odd?: Readonly<Record<string, OddAnswer>>;
  readonly isPlainText?: boolean;
}

type Done = (result?: object | null) => void;

interface Attendee {
  readonly displayName: string;
  readonly emailAddress: string;
}

/** An appointment as Outlook keeps it. */
class Appointment {
  html = '<p>Agenda</p>';
  people: Attendee[] = [];
  places: string[] = [];
  readonly session = new Map<string, string>();
  properties: Record<string, string> = {};
}

interface Form {
  shown: Appointment;
  readonly calls: string[];
}

/** Calls back with what `act` gives, or oddly. */
type Answer = (name: string, done: Done, act: () => unknown) => void;

/** A form behind `Office`, in memory: as many calls of Office.js as a draft needs, each of which may answer oddly. */
export function officeForm({ set = 16, odd = {}, isPlainText = false }: OfficeFormOptions = {}) {
  const form: Form = { shown: new Appointment(), calls: [] };
  const answer: Answer = (name, done, act) => {
    form.calls.push(name);
    const kind = odd[name];
    const value = kind === undefined ? act() : undefined;
    const error = { code: 5001, name: 'InternalServerError' };
    const results: Record<OddAnswer, object | null | undefined> = {
      nothing: undefined,
      null: { status: 'succeeded', value: null },
      undefined: { status: 'succeeded', value: undefined },
      refused: { status: 'failed', error },
      unkept: { status: 'succeeded', value: undefined },
    };
    queueMicrotask(() => done(kind === undefined ? { status: 'succeeded', value } : results[kind]));
  };
  const item = {
    ...textOf(form, { answer, isPlainText }),
    ...peopleOf(form, answer),
    ...dataOf(form, answer),
  };
  const Office = {
    AsyncResultStatus: { Succeeded: 'succeeded' },
    CoercionType: { Html: 'html', Text: 'text' },
    MailboxEnums: { LocationType: { Custom: 'custom' } },
    context: {
      requirements: { isSetSupported: (_: string, version: string) => Number(version.split('.')[1]) <= set },
      mailbox: { item: item as typeof item | null },
    },
  };
  /** Shows another appointment, as when a person opens one. */
  const showOther = () => Object.assign(form, { shown: new Appointment() }).shown;
  return { Office, form, showOther };
}

function textOf(
  form: Form,
  { answer, isPlainText }: { readonly answer: Answer; readonly isPlainText: boolean },
) {
  return {
    body: {
      getTypeAsync: (done: Done) => answer('body.getTypeAsync', done, () => (isPlainText ? 'text' : 'html')),
      getAsync: (_: string, done: Done) => answer('body.getAsync', done, () => form.shown.html),
      prependAsync: (html: string, _: object, done: Done) =>
        answer('body.prependAsync', done, () => {
          form.shown.html = html + form.shown.html;
        }),
      setAsync: (html: string, _: object, done: Done) =>
        answer('body.setAsync', done, () => {
          form.shown.html = html;
        }),
    },
    location: {
      getAsync: (done: Done) => answer('location.getAsync', done, () => form.shown.places.join('; ')),
      setAsync: (text: string, done: Done) =>
        answer('location.setAsync', done, () => {
          form.shown.places = text === '' ? [] : [text];
        }),
    },
    enhancedLocation: {
      addAsync: (places: { id: string }[], done: Done) =>
        answer('enhancedLocation.addAsync', done, () =>
          form.shown.places.push(...places.map(({ id }) => id)),
        ),
      removeAsync: (places: { id: string }[], done: Done) =>
        answer('enhancedLocation.removeAsync', done, () => {
          form.shown.places = form.shown.places.filter((place) => !places.some(({ id }) => id === place));
        }),
    },
  };
}

function peopleOf(form: Form, answer: Answer) {
  return {
    requiredAttendees: {
      getAsync: (done: Done) => answer('requiredAttendees.getAsync', done, () => form.shown.people),
      addAsync: (people: Attendee[], done: Done) =>
        answer('requiredAttendees.addAsync', done, () => form.shown.people.push(...people)),
      setAsync: (people: Attendee[], done: Done) =>
        answer('requiredAttendees.setAsync', done, () => {
          form.shown.people = people;
        }),
    },
    organizer: {
      getAsync: (done: Done) =>
        answer('organizer.getAsync', done, () => ({ emailAddress: 'olga@x.example' })),
    },
    start: { getAsync: (done: Done) => answer('start.getAsync', done, () => new Date('2030-01-01T10:00Z')) },
  };
}

function dataOf(form: Form, answer: Answer) {
  return {
    sessionData: {
      getAsync: (key: string, done: Done) =>
        answer('sessionData.getAsync', done, () => form.shown.session.get(key) ?? ''),
      setAsync: (key: string, value: string, done: Done) =>
        answer('sessionData.setAsync', done, () => form.shown.session.set(key, value)),
    },
    loadCustomPropertiesAsync: (done: Done) =>
      answer('loadCustomPropertiesAsync', done, () => {
        const { shown } = form;
        const values = { ...shown.properties };
        return {
          get: (name: string) => values[name],
          set: (name: string, value: string) => Object.assign(values, { [name]: value }),
          remove: (name: string) => delete values[name],
          saveAsync: (saved: Done) =>
            answer('customProperties.saveAsync', saved, () => Object.assign(shown, { properties: values })),
        };
      }),
  };
}
