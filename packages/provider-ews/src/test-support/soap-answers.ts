const NAMESPACES =
  'xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"';

/** An answer's envelope. */
export function answerOf(body: string): string {
  return `<?xml version="1.0" encoding="utf-8"?><s:Envelope ${NAMESPACES}><s:Header><t:ServerVersionInfo MajorVersion="15" MinorVersion="2" MajorBuildNumber="2562" MinorBuildNumber="17"/></s:Header><s:Body>${body}</s:Body></s:Envelope>`;
}

/** An answer of response messages, each the inside of one. */
export function messagesOf(operation: string, messages: readonly string[]): string {
  const inner = messages
    .map((message) =>
      message.startsWith('Error')
        ? `<m:${operation}ResponseMessage ResponseClass="Error"><m:MessageText>-</m:MessageText><m:ResponseCode>${message}</m:ResponseCode></m:${operation}ResponseMessage>`
        : `<m:${operation}ResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode>${message}</m:${operation}ResponseMessage>`,
    )
    .join('');
  return answerOf(
    `<m:${operation}Response><m:ResponseMessages>${inner}</m:ResponseMessages></m:${operation}Response>`,
  );
}

/** A fault as Exchange writes it. */
export function faultOf(code: string, details = ''): string {
  return `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault><faultcode xmlns:a="http://schemas.microsoft.com/exchange/services/2006/types">a:${code}</faultcode><faultstring xml:lang="en-US">-</faultstring><detail><e:ResponseCode xmlns:e="http://schemas.microsoft.com/exchange/services/2006/errors">${code}</e:ResponseCode><e:Message xmlns:e="http://schemas.microsoft.com/exchange/services/2006/errors">-</e:Message>${details}</detail></s:Fault></s:Body></s:Envelope>`;
}

/** A heartbeat, a notification or the end of a stream. */
export function streamEnvelope(inside: string): string {
  return `<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><soap11:Header xmlns:soap11="http://schemas.xmlsoap.org/soap/envelope/"/><soap11:Body xmlns:soap11="http://schemas.xmlsoap.org/soap/envelope/"><m:GetStreamingEventsResponse xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"><m:ResponseMessages><m:GetStreamingEventsResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode>${inside}</m:GetStreamingEventsResponseMessage></m:ResponseMessages></m:GetStreamingEventsResponse></soap11:Body></Envelope>`;
}
