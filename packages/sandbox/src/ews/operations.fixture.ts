export function findByCleanId(cleanId: string, folder = 'calendar'): string {
  return (
    '<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>Default</t:BaseShape></m:ItemShape><m:Restriction>' +
    '<t:IsEqualTo><t:ExtendedFieldURI DistinguishedPropertySetId="Meeting" PropertyId="35" PropertyType="Binary"/>' +
    `<t:FieldURIOrConstant><t:Constant Value="${Buffer.from(cleanId, 'hex').toString('base64')}"/></t:FieldURIOrConstant>` +
    `</t:IsEqualTo></m:Restriction><m:ParentFolderIds><t:DistinguishedFolderId Id="${folder}"/></m:ParentFolderIds></m:FindItem>`
  );
}
