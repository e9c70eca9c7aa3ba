import { attempt } from './attempt.ts';
import { createCalendarItem, createMessage } from './create-items.ts';
import type { EwsContext } from './ews-context.ts';
import { notPlayedFields, notSimulated, refuseNotSimulated } from './not-simulated.ts';
import { ResponseCodeError } from './response-code-error.ts';
import { carryOutResponse, isResponseObject } from './response-objects.ts';
import { checkChildren, requiredChildren } from './schema-fault.ts';
import { errorMessage, response, successMessage } from './soap-envelope.ts';
import type { XmlNode } from './xml-node.ts';

const messageName = 'CreateItemResponseMessage';

/** CreateItem: calendar items, mails, and response objects, several in one call. */
export function createItem(context: EwsContext, request: XmlNode): string {
  checkChildren(request, ['SavedItemFolderId', 'Items']);
  const items = requiredChildren(request, 'Items');
  const answers = items.filter((each) => isResponseObject(each.name));
  const { severalAnswersInOneCreateItem: several } = context.org.switches;
  if (answers.length > 1 && several === 'error') {
    throw new ResponseCodeError('ErrorInvalidRequest', 'The request is invalid.');
  }
  const messages = items.map((each) => {
    const isFurtherAnswer = answers.length > 1 && isResponseObject(each.name) && each !== answers[0];
    if (isFurtherAnswer && several === 'first-only')
      return errorMessage(messageName, stopped(), '<m:Items/>');
    return attempt(messageName, () => createOne(context, request, each), '<m:Items/>');
  });
  return response('CreateItem', messages);
}

function createOne(context: EwsContext, request: XmlNode, node: XmlNode): string {
  refuseNotSimulated(node, notPlayedFields);
  if (isResponseObject(node.name)) return carryOutResponse(context, request, node);
  if (node.name === 'CalendarItem')
    return successMessage(messageName, createCalendarItem(context, request, node));
  if (node.name === 'Message') return successMessage(messageName, createMessage(context, request, node));
  throw notSimulated(`An item of the kind ${node.name.slice(0, 60)}`);
}

function stopped(): ResponseCodeError {
  return new ResponseCodeError(
    'ErrorBatchProcessingStopped',
    'The batch processing was stopped because an earlier item ended it.',
  );
}
