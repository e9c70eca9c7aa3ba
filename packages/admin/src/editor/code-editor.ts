import { jinja } from '@codemirror/lang-jinja';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, lintGutter, setDiagnostics } from '@codemirror/lint';
import { tags } from '@lezer/highlight';
import { basicSetup, EditorView } from 'codemirror';
import { css, LitElement, type PropertyDeclarations, type PropertyValues } from 'lit';

/** Where a template is wrong; lines and columns count from 1. */
export interface TemplateFault {
  readonly message: string;
  /** Null: somewhere in the text. */
  readonly line: number | null;
  readonly column: number | null;
}

const look = EditorView.theme({
  '&': { color: 'var(--colorNeutralForeground1)', backgroundColor: 'var(--colorNeutralBackground1)' },
  '.cm-gutters': {
    color: 'var(--colorNeutralForeground3)',
    backgroundColor: 'var(--colorNeutralBackground2)',
    border: 'none',
  },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--colorNeutralBackground3)' },
  '.cm-cursor': { borderLeftColor: 'var(--colorNeutralForeground1)' },
  '&.cm-focused': { outline: '2px solid var(--colorStrokeFocus2)' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--colorBrandBackground2) !important',
  },
  '.cm-content': { fontFamily: 'Consolas, "SF Mono", Menlo, monospace', fontSize: '13px' },
});

/** Few colours, of the page's own: those of CodeMirror are too pale on one of the two grounds. */
const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.controlKeyword, tags.operatorKeyword], color: 'var(--colorBrandForeground1)' },
  {
    tag: [tags.variableName, tags.propertyName, tags.function(tags.variableName)],
    color: 'var(--colorBrandForeground1)',
  },
  { tag: [tags.string, tags.number], color: 'var(--colorStatusSuccessForeground1)' },
  { tag: [tags.tagName, tags.angleBracket, tags.attributeName], color: 'var(--colorNeutralForeground2)' },
  { tag: tags.comment, color: 'var(--colorNeutralForeground3)', fontStyle: 'italic' },
]);

/** A template's text with colours, numbered lines, and its fault at its place. */
export class CodeEditor extends LitElement {
  // In a root of its own, where a strict policy lets CodeMirror have its styles.
  static override styles = css`
    :host {
      display: block;
      border: 1px solid var(--colorNeutralStrokeAccessible);
      border-radius: 4px;
      overflow: hidden;
    }
    .cm-editor {
      min-height: 240px;
      max-height: 480px;
    }
    .cm-scroller {
      overflow: auto;
    }
  `;
  static override properties: PropertyDeclarations = {
    text: { attribute: false },
    label: { attribute: false },
    fault: { attribute: false },
  };
  declare text: string;
  declare label: string;
  declare fault: TemplateFault | null;
  #view: EditorView | null = null;

  constructor() {
    super();
    this.text = '';
    this.label = 'Template';
    this.fault = null;
  }

  protected override firstUpdated(): void {
    this.#view = new EditorView({
      doc: this.text,
      parent: this.renderRoot,
      ...(this.renderRoot instanceof ShadowRoot && { root: this.renderRoot }),
      extensions: [
        basicSetup,
        jinja(),
        syntaxHighlighting(colours),
        lintGutter(),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': this.label }),
        look,
        EditorView.updateListener.of((update) => {
          if (!update.docChanged) return;
          this.text = update.state.doc.toString();
          this.dispatchEvent(new CustomEvent('edited', { detail: this.text }));
        }),
      ],
    });
  }

  protected override updated(changed: PropertyValues): void {
    const view = this.#view;
    if (view === null) return;
    if (changed.has('text') && this.text !== view.state.doc.toString()) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: this.text } });
    }
    if (changed.has('fault')) view.dispatch(setDiagnostics(view.state, this.#diagnostics(view)));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#view?.destroy();
    this.#view = null;
  }

  #diagnostics({ state }: EditorView): Diagnostic[] {
    if (this.fault === null) return [];
    const line = state.doc.line(Math.min(Math.max(1, this.fault.line ?? 1), state.doc.lines));
    const from = Math.min(line.from + Math.max(0, (this.fault.column ?? 1) - 1), line.to);
    return [{ from, to: Math.max(from, line.to), severity: 'error', message: this.fault.message }];
  }
}
