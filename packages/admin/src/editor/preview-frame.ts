import { html, type TemplateResult } from 'lit';

/**
 * What a template gives, in a frame that runs no script, loads nothing and leads nowhere. The page's policy holds in it
 * and bars the style attributes that mail has: they go in under another name, and are set through the document.
 */
export function previewFrame(title: string, content: string): TemplateResult {
  const dressed = (event: Event) => {
    const { contentDocument } = event.target as HTMLIFrameElement;
    if (contentDocument) contentDocument.body.style.font = '15px Aptos, Calibri, Carlito, sans-serif';
    for (const element of contentDocument?.querySelectorAll<HTMLElement>('[data-style]') ?? []) {
      element.style.cssText = element.dataset.style ?? '';
    }
  };
  return html`<iframe
    class="preview"
    title=${title}
    sandbox="allow-same-origin"
    referrerpolicy="no-referrer"
    .srcdoc=${undressed(content)}
    @load=${dressed}
  ></iframe>`;
}

function undressed(content: string): string {
  return content.replaceAll(/(<[^<>]*?\s)style(?=\s*=)/gi, '$1data-style');
}
