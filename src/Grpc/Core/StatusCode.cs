namespace Grpc.Core;

/// <summary>How a call ended: the sixteen failures of the gRPC protocol, and <see cref="OK"/>.</summary>
public enum StatusCode
{
    /// <summary>The call succeeded.</summary>
    OK = 0,

    /// <summary>The caller gave the call up.</summary>
    Cancelled = 1,

    /// <summary>The error has no better code, for example an exception a handler let through.</summary>
    Unknown = 2,

    /// <summary>An argument is wrong whatever the system's state.</summary>
    InvalidArgument = 3,

    /// <summary>The deadline passed first; the operation may have taken effect all the same.</summary>
    DeadlineExceeded = 4,

    /// <summary>What was asked for does not exist.</summary>
    NotFound = 5,

    /// <summary>What was to be created exists.</summary>
    AlreadyExists = 6,

    /// <summary>The caller is known and may not do this.</summary>
    PermissionDenied = 7,

    /// <summary>A quota, a size limit or the space is used up.</summary>
    ResourceExhausted = 8,

    /// <summary>The system's state forbids the operation until someone changes it.</summary>
    FailedPrecondition = 9,

    /// <summary>A concurrent operation won; the caller may try the whole sequence again.</summary>
    Aborted = 10,

    /// <summary>An argument lies past the valid range in the system's present state.</summary>
    OutOfRange = 11,

    /// <summary>The service or method does not exist here.</summary>
    Unimplemented = 12,

    /// <summary>An invariant is broken: a malformed message, a protocol error.</summary>
    Internal = 13,

    /// <summary>The service cannot be reached now; trying again later may help.</summary>
    Unavailable = 14,

    /// <summary>Data is lost for good.</summary>
    DataLoss = 15,

    /// <summary>The caller is not known.</summary>
    Unauthenticated = 16,
}
