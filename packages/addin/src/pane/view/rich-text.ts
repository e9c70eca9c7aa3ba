/** Elements that texts of the record may have; whatever else stands there is shown as it was written. */
const allowed = new Set('A B BR CODE DIV EM I LI OL P SMALL SPAN STRONG U UL'.split(' '));
const linkForm = /^(?:https:|mailto:|tel:)/i;

/** A text of the record as nodes: allowed elements without attributes, links to `https:`, `mailto:` and `tel:`; the rest as text. */
export function richText(html: string): DocumentFragment {
  const fragment = document.createDocumentFragment();
  copyInto(fragment, new DOMParser().parseFromString(html, 'text/html').body);
  return fragment;
}

function copyInto(target: Node, source: Node): void {
  for (const node of source.childNodes) {
    if (node instanceof Text) target.appendChild(document.createTextNode(node.data));
    else if (node instanceof Element) target.appendChild(copyOf(node));
  }
}

function copyOf(element: Element): Node {
  if (!allowed.has(element.tagName)) return document.createTextNode(element.outerHTML);
  const copy = document.createElement(element.tagName);
  if (copy instanceof HTMLAnchorElement) {
    const target = element.getAttribute('href') ?? '';
    if (linkForm.test(target)) copy.href = target;
    copy.target = '_blank';
    copy.rel = 'noopener noreferrer';
  }
  copyInto(copy, element);
  return copy;
}
