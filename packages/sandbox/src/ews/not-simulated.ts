import { ResponseCodeError } from './response-code-error.ts';
import type { XmlNode } from './xml-node.ts';

/** The requests of messages.xsd and services.wsdl that are not played here. */
const exchangeOnly = new Set(
  `
  AddDelegate AddDistributionGroupToImList AddImContactToGroup AddImGroup AddNewImContactToGroup
  AddNewTelUriContactToGroup AddTag ApplyConversationAction ArchiveItem CopyFolder CopyItem
  CreateAttachment CreateFolderPath CreateManagedFolder CreateMeetingInstanceRequest
  CreateMeetingSpace CreateOrUpdateFocusedOtherOverride DeleteAttachment DeleteFocusedOtherOverride
  DeleteMeetingInstanceRequest DeleteMeetingSpace DeleteSearchSuggestion DisableApp
  DisconnectPhoneCall EmptyFolder EndSearchSession ExecuteSearch ExpandDL ExportItems
  FindAvailableMeetingTimes FindConversation FindMailboxStatisticsByKeywords FindMeetingSpaceByJoinUrl
  FindMeetingTimeCandidates FindMessageTrackingReport FindPeople FindTags GetAppManifests
  GetAppMarketplaceUrl GetAttachment GetConversationItems GetDelegate GetDiscoverySearchConfiguration
  GetFocusedOtherOverrides GetHoldOnMailboxes GetImItemList GetImItems GetInboxRules
  GetLastPrivateCatalogUpdate GetMailTips GetMeetingInstanceRequest GetMeetingSpace
  GetMessageTrackingReport GetNonIndexableItemDetails GetNonIndexableItemStatistics
  GetOMEConfiguration GetPasswordExpirationDate GetPersona GetPhoneCallInformation
  GetPrivateCatalogAddIns GetReminders GetRoomLists GetRooms GetSearchSuggestions
  GetSearchableMailboxes GetServiceConfiguration GetSharingFolder GetSharingMetadata
  GetSpecificUserConfiguration GetUserAvailabilityRequest GetUserOofSettingsRequest GetUserPhoto
  GetUserRetentionPolicyTags HideTag InstallApp MarkAllItemsAsRead MarkAsJunk MoveFolder
  PerformReminderAction PlayOnPhone RefreshSharingFolder RegisterConsent RemoveContactFromImList
  RemoveDelegate RemoveDistributionGroupFromImList RemoveImContactFromGroup RemoveImGroup
  ReportMessage SearchMailboxes SetHoldOnMailboxes SetImGroup SetImListMigrationCompleted
  SetOMEConfiguration SetTeamMailbox SetUserOofSettingsRequest SetUserPhoto StartSearchSession
  UninstallApp UnpinTeamMailbox UpdateDelegate UpdateInboxRules UpdateItemInRecoverableItems
  UpdateMeetingInstanceRequest UpdateMeetingSpace UploadItems
  `.match(/\w+/g),
);

/** Whether Exchange carries out a request of that name, and this simulation does not. */
export function isExchangeOnly(request: string): boolean {
  return exchangeOnly.has(request);
}

/** The error of what Exchange knows and this simulation does not. */
export function notSimulated(what: string): ResponseCodeError {
  return new ResponseCodeError('ErrorInvalidOperation', `${what} is not simulated.`);
}

/** What Exchange takes from an item or an answer, and this simulation does not. */
export const notPlayedFields: readonly string[] = [
  'Attachments',
  'MimeContent',
  'InternetMessageHeaders',
  'ProposedStart',
  'ProposedEnd',
];

/** Refuses children that Exchange would act upon: what is not simulated must not be passed over. */
export function refuseNotSimulated(node: XmlNode, names: readonly string[]): void {
  const found = node.children.find(
    ({ name, children, text }) =>
      names.includes(name) && (children.length > 0 || text.trim() !== '' || name.endsWith('View')),
  );
  if (found) throw notSimulated(found.name);
}
