import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import type { Versioned } from '../api/admin-api.ts';
import type { Integration, RecordForm, RecordJson, Validation } from '../api/admin-types.ts';
import type { ApiProblem } from '../api/api-problem.ts';
import { formatRoute } from '../app/route.ts';
import { problemBar, selectField, waiting } from '../parts/controls.ts';
import { confirmed } from '../parts/dialogs.ts';
import { valueChanges } from '../parts/value-changes.ts';
import { Asked, problemOf, ViewElement } from '../parts/view-element.ts';
import { editorHead } from './editor-head.ts';
import { type EditorSection, editorSections, firstSection } from './editor-sections.ts';
import { groupNavigation } from './group-navigation.ts';
import { newRecord } from './new-record.ts';
import { judgeRecord, saveRecord, sectionWith } from './record-calls.ts';
import { type Conflict, mergeRecords, valueAt, withValue } from './record-value.ts';
import { reviewDialog } from './review-dialog.ts';
import { saveBar } from './save-bar.ts';
import { savedText, secretNames } from './save-review.ts';
import { sectionView } from './section-view.ts';

const TYPING_MS = 400;
/** All fields of an integration in the guide's groups, judged while one types, shown as a difference before a save. */
export class IntegrationEditor extends ViewElement {
  static override properties: PropertyDeclarations = {
    ...ViewElement.properties,
    integrationId: { attribute: false },
    record: { state: true },
    isReview: { state: true },
    isBusy: { state: true },
    problem: { state: true },
    conflicts: { state: true },
    hasTried: { state: true },
    versions: { state: true },
  };
  /** Null: a new one. */
  declare integrationId: string | null;
  declare record: RecordJson | null;
  declare isReview: boolean;
  declare isBusy: boolean;
  declare problem: ApiProblem | null;
  declare conflicts: readonly Conflict[];
  /** Fields that nobody touched are not called wrong before the first try. */
  declare hasTried: boolean;
  /** Which version of each text by language is shown, by path. */
  declare versions: Readonly<Record<string, string>>;
  #before: RecordJson = newRecord;
  #etag: string | null = null;
  readonly #form = new Asked<RecordForm>(this);
  readonly #stored = new Asked<Versioned<Integration>>(this);
  readonly #validation = new Asked<Validation>(this);
  readonly #touched = new Set<string>();
  #typing: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.integrationId = null;
    this.record = null;
    this.isReview = false;
    this.isBusy = false;
    this.problem = null;
    this.conflicts = [];
    this.hasTried = false;
    this.versions = {};
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has('integrationId')) void this.#open();
  }

  async #open(): Promise<void> {
    await this.#form.ask((signal) => this.app.api.get<RecordForm>('record_form', {}, signal));
    if (this.integrationId === null) {
      const tenant = this.app.tenant || (this.app.tenants[0]?.id ?? 'default');
      this.#before = { ...newRecord, tenant_id: tenant };
      this.record = this.#before;
      return;
    }
    const path = `integrations/${encodeURIComponent(this.integrationId)}`;
    await this.#stored.ask((signal) => this.app.api.read<Integration>(path, {}, signal));
    const read = this.#stored.value;
    if (read === null) return;
    this.#before = read.value.record;
    this.#etag = read.etag ?? `"${read.value.version}"`;
    this.record = read.value.record;
  }

  protected override render(): unknown {
    const problem = this.#form.problem ?? this.#stored.problem;
    if (problem !== null) return problemBar(problem);
    const form = this.#form.value;
    if (form === null || this.record === null) return waiting('Loading the integration …');
    return this.#view(form, this.record);
  }

  #view(form: RecordForm, record: RecordJson): TemplateResult {
    const sections = this.#sections(form, record);
    const current = sections.find(({ name }) => name === this.route.query.group) ?? sections[0];
    const name = String(valueAt(this.#before, 'general.name') ?? '');
    const changes = valueChanges(this.#before, record);
    return html`${editorHead(this.integrationId === null ? null : name)}
      <div class="editor">
        ${groupNavigation({
          sections,
          current,
          addressOf: (group) => formatRoute(this.route.path, { group }),
          open: (group) => this.app.go(this.route.path, { group }, true),
          faults: (section) => this.#count(section, (path) => this.#fault(path) !== null),
          changes: (section) => this.#count(section, (path) => this.#isChanged(path)),
        })}
        <div class="editor-main">
          ${problemBar(this.problem)}
          ${current === undefined ? nothing : this.#section(current, record, form)}
        </div>
      </div>
      ${this.#saveBar(changes.length)} ${this.isReview ? this.#review(record, form) : nothing}`;
  }

  #sections(form: RecordForm, record: RecordJson): readonly EditorSection[] {
    const all = editorSections(form, record);
    return this.integrationId === null ? [firstSection(form, record), ...all] : all;
  }

  #count({ items }: EditorSection, counts: (path: string) => boolean): number {
    return items.filter((item) => item.kind === 'field' && counts(item.path)).length;
  }

  #section(section: EditorSection, record: RecordJson, form: RecordForm): TemplateResult {
    return html`<form class="section" @submit=${(event: Event) => event.preventDefault()}>
      <h2>${section.title}</h2>
      ${section.name === 'first' ? this.#tenantField(record) : nothing}
      ${sectionView(section.items, {
        app: this.app,
        record,
        form,
        versions: this.versions,
        faultAt: (path) => this.#fault(path),
        isChanged: (path) => this.#isChanged(path),
        change: (path, value) => this.#change(path, value),
        undo: (path) => this.#change(path, valueAt(this.#before, path)),
        choose: (path, version) => {
          this.versions = { ...this.versions, [path]: version };
        },
      })}
    </form>`;
  }

  #tenantField(record: RecordJson): TemplateResult | typeof nothing {
    if (this.app.tenants.length < 2) return nothing;
    return selectField({
      id: 'field-tenant',
      label: 'Tenant',
      value: String(valueAt(record, 'tenant_id') ?? ''),
      choices: this.app.tenants.map(({ id, name }) => [id, name] as const),
      change: (tenant) => this.#change('tenant_id', tenant),
    });
  }

  #isChanged(path: string): boolean {
    if (this.integrationId === null || this.record === null) return false;
    return JSON.stringify(valueAt(this.#before, path)) !== JSON.stringify(valueAt(this.record, path));
  }

  #fault(path: string): string | null {
    const errors = this.#validation.value?.errors ?? this.problem?.faults ?? [];
    const found = errors.find((each) => each.path === path || each.path.startsWith(`${path}.`));
    if (found === undefined) return null;
    return this.hasTried || this.#touched.has(path) ? found.message : null;
  }

  #change(path: string, value: unknown): void {
    if (this.record === null) return;
    this.#touched.add(path);
    this.record = withValue(this.record, path, value);
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => void this.#validate(), TYPING_MS);
  }

  #validate(): Promise<void> {
    const { api } = this.app;
    return this.#validation.ask((signal) => judgeRecord(this.record, { api, signal }));
  }

  #saveBar(changes: number): TemplateResult {
    const errors = this.#validation.value?.errors ?? [];
    return saveBar({
      isNew: this.integrationId === null,
      isBusy: this.isBusy,
      changes,
      faults: this.hasTried ? errors.length : 0,
      save: () => void this.#toReview(),
      leave: () => void this.#leave(changes),
    });
  }

  async #toReview(): Promise<void> {
    clearTimeout(this.#typing);
    this.isBusy = true;
    await this.#validate();
    this.isBusy = false;
    this.hasTried = true;
    const { problem, value } = this.#validation;
    this.problem = problem;
    if (problem !== null) return;
    if ((value?.errors.length ?? 0) > 0) {
      this.#toFirstFault(value?.errors[0]?.path ?? '');
      return;
    }
    if (this.integrationId === null) await this.#save();
    else this.#openReview();
  }

  #openReview(): void {
    this.isReview = true;
    void this.updateComplete.then(() => this.querySelector<HTMLDialogElement>('dialog.review')?.showModal());
  }

  #toFirstFault(path: string): void {
    const form = this.#form.value;
    if (form === null || this.record === null) return;
    const sections = this.#sections(form, this.record);
    const section = sectionWith(path, sections);
    if (section !== undefined) this.app.go(this.route.path, { group: section.name }, true);
    this.requestUpdate();
    setTimeout(() => this.querySelector<HTMLElement>('[aria-invalid=true]')?.focus(), 50);
  }

  #review(record: RecordJson, form: RecordForm): TemplateResult {
    const secrets = secretNames(form);
    return reviewDialog({
      before: this.#before,
      after: record,
      validation: this.#validation.value,
      conflicts: this.conflicts,
      isSecret: (path) => secrets.has(path.split('.').at(-1) ?? ''),
      keep: (conflict, whose) => this.#resolve(conflict, whose),
      problem: this.problem,
      isBusy: this.isBusy,
      save: () => void this.#save(),
      closed: () => {
        this.isReview = false;
      },
    });
  }

  #resolve(conflict: Conflict, whose: 'mine' | 'theirs'): void {
    if (this.record !== null) this.record = withValue(this.record, conflict.path, conflict[whose]);
    this.conflicts = this.conflicts.filter((each) => each !== conflict);
  }

  async #save(): Promise<void> {
    if (this.isBusy || this.record === null) return;
    this.isBusy = true;
    const id = this.integrationId;
    try {
      const body = this.record;
      const saved = await saveRecord(body, { api: this.app.api, id, etag: this.#etag });
      this.app.say(savedText(saved));
      this.#left(saved.id);
    } catch (error) {
      this.problem = problemOf(error);
      this.hasTried = true;
      if (this.problem.status === 412 && id !== null) await this.#meet(id);
    } finally {
      this.isBusy = false;
    }
  }

  /** Somebody saved first: their changes are taken over, and mine put on them. */
  async #meet(id: string): Promise<void> {
    const { value, etag } = await this.app.api.read<Integration>(`integrations/${encodeURIComponent(id)}`);
    const { merged, conflicts } = mergeRecords({
      base: this.#before,
      mine: this.record ?? this.#before,
      theirs: value.record,
    });
    this.#before = value.record;
    this.#etag = etag ?? `"${value.version}"`;
    this.record = merged;
    this.conflicts = conflicts;
    this.problem = null;
    if (conflicts.length === 0)
      this.app.say('Somebody saved meanwhile; their changes are taken over. Save once more.');
  }

  #left(id: string): void {
    this.isReview = false;
    this.dispatchEvent(new CustomEvent('changed'));
    this.app.go(['integrations', id]);
  }

  async #leave(changes: number): Promise<void> {
    const question = { title: 'Leave without saving?', text: 'What you changed is lost.', action: 'Leave' };
    if (changes > 0 && !(await confirmed(question))) return;
    this.app.go(this.integrationId === null ? ['integrations'] : ['integrations', this.integrationId]);
  }
}
