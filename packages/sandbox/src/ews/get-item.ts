import { attempt } from './attempt.ts';
import type { EwsContext } from './ews-context.ts';
import { findView } from './find-view.ts';
import { readShape } from './item-shape.ts';
import { renderItem } from './render-item.ts';
import { checkChildren, requiredChild, requiredChildren } from './schema-fault.ts';
import { response, successMessage } from './soap-envelope.ts';
import type { XmlNode } from './xml-node.ts';

/** GetItem: items and occurrences by id, each with a result of its own. */
export function getItem(context: EwsContext, request: XmlNode): string {
  checkChildren(request, ['ItemShape', 'ItemIds']);
  const shape = readShape(requiredChild(request, 'ItemShape'), context.org.switches);
  const messages = requiredChildren(request, 'ItemIds').map((each) =>
    attempt(
      'GetItemResponseMessage',
      () => {
        const markup = renderItem(findView(context, each), shape);
        return successMessage('GetItemResponseMessage', `<m:Items>${markup}</m:Items>`);
      },
      '<m:Items/>',
    ),
  );
  return response('GetItem', messages);
}
