import { IntegrationEditor } from './integration-editor.ts';
import { IntegrationPanel } from './integration-panel.ts';
import { TemplateField } from './template-field.ts';

/** Makes the editor's elements known. */
export function defineEditor(): void {
  const elements: Readonly<Record<string, CustomElementConstructor>> = {
    'vmr-template-field': TemplateField,
    'vmr-integration': IntegrationPanel,
    'vmr-integration-editor': IntegrationEditor,
  };
  for (const [name, element] of Object.entries(elements)) {
    if (customElements.get(name) === undefined) customElements.define(name, element);
  }
}
