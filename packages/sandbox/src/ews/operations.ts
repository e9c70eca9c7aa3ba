import { createFolder, deleteFolder } from './change-folders.ts';
import { createItem } from './create-item.ts';
import type { EwsOperation } from './ews-context.ts';
import { findItem } from './find-item.ts';
import { findFolders, getFolder, syncFolderHierarchy } from './folder-operations.ts';
import { getItem } from './get-item.ts';
import { deleteItem, moveItem, sendItem } from './item-operations.ts';
import { convertId, getClientAccessToken, resolveNames } from './misc-operations.ts';
import { getServerTimeZones } from './server-time-zones.ts';
import { getEvents, subscribe, unsubscribe } from './subscription-operations.ts';
import { syncFolderItems } from './sync-folder-items.ts';
import { updateFolder } from './update-folder.ts';
import { updateItem } from './update-item.ts';
import {
  createUserConfiguration,
  deleteUserConfiguration,
  getUserConfiguration,
  updateUserConfiguration,
} from './user-configuration.ts';

/** The operations by the name of their request element; GetStreamingEvents stands apart, it never ends. */
export const operations: ReadonlyMap<string, EwsOperation> = new Map<string, EwsOperation>([
  ['ConvertId', convertId],
  ['CreateFolder', createFolder],
  ['CreateItem', createItem],
  ['CreateUserConfiguration', createUserConfiguration],
  ['DeleteFolder', deleteFolder],
  ['DeleteItem', deleteItem],
  ['DeleteUserConfiguration', deleteUserConfiguration],
  ['FindFolder', findFolders],
  ['FindItem', findItem],
  ['GetClientAccessToken', getClientAccessToken],
  ['GetEvents', getEvents],
  ['GetFolder', getFolder],
  ['GetItem', getItem],
  ['GetServerTimeZones', getServerTimeZones],
  ['GetUserConfiguration', getUserConfiguration],
  ['MoveItem', moveItem],
  ['ResolveNames', resolveNames],
  ['SendItem', sendItem],
  ['Subscribe', subscribe],
  ['SyncFolderHierarchy', syncFolderHierarchy],
  ['SyncFolderItems', syncFolderItems],
  ['Unsubscribe', unsubscribe],
  ['UpdateFolder', updateFolder],
  ['UpdateItem', updateItem],
  ['UpdateUserConfiguration', updateUserConfiguration],
]);
