/** SOAP 1.1 envelope. */
export const SOAP_NS = 'http://schemas.xmlsoap.org/soap/envelope/';
/** EWS types (`t:`). */
export const TYPES_NS = 'http://schemas.microsoft.com/exchange/services/2006/types';
/** EWS messages (`m:`). */
export const MESSAGES_NS = 'http://schemas.microsoft.com/exchange/services/2006/messages';
/** EWS errors (`e:`), in the detail of faults. */
export const ERRORS_NS = 'http://schemas.microsoft.com/exchange/services/2006/errors';
