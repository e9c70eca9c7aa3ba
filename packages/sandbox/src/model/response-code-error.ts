/**
 * An error that a client of Exchange would see, named by its `ResponseCode` (messages.xsd,
 * ResponseCodeType). Thrown by the model, turned into a response message or a fault by the EWS side.
 */
export class ResponseCodeError extends Error {
  readonly responseCode: string;
  /** Name and value pairs of `m:MessageXml`, where the code has some. */
  readonly details: ReadonlyMap<string, string>;

  constructor(responseCode: string, message: string, details: ReadonlyMap<string, string> = new Map()) {
    super(message);
    this.name = 'ResponseCodeError';
    this.responseCode = responseCode;
    this.details = details;
  }
}
