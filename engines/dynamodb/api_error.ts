/** The errors of the DynamoDB and DynamoDB Streams APIs, as they go over the wire. */

const dynamodb = "com.amazonaws.dynamodb.v20120810#";
const coral = "com.amazon.coral.service#";

/** Refuses a request with a status and a body that the AWS SDKs turn into a typed exception. */
export class ApiError extends Error {
  readonly statusCode: number;
  readonly body: { __type: string; message: string };

  constructor(type: string, message: string, status = 400) {
    super(message);
    this.name = "ApiError";
    this.statusCode = status;
    this.body = { __type: type, message };
  }
}

export const validationException = (message: string): ApiError =>
  new ApiError("com.amazon.coral.validate#ValidationException", message);

export const resourceNotFound = (message: string): ApiError =>
  new ApiError(`${dynamodb}ResourceNotFoundException`, message);

export const resourceInUse = (message: string): ApiError => new ApiError(`${dynamodb}ResourceInUseException`, message);

export const trimmedDataAccess = (): ApiError =>
  new ApiError(
    `${dynamodb}TrimmedDataAccessException`,
    "The operation attempted to read past the oldest stream record in a shard",
  );

export const expiredIterator = (): ApiError =>
  new ApiError(`${dynamodb}ExpiredIteratorException`, "The shard iterator has expired: ask for a new one");

export const unknownOperation = (message: string): ApiError =>
  new ApiError(`${coral}UnknownOperationException`, message);

export const serializationException = (message: string): ApiError =>
  new ApiError(`${coral}SerializationException`, message);

export const accessDenied = (message: string): ApiError => new ApiError(`${coral}AccessDeniedException`, message, 403);

export const internalServerError = (): ApiError =>
  new ApiError(`${dynamodb}InternalServerError`, "The embedded DynamoDB failed; its log says why", 500);
