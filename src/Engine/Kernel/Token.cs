using Exchange.Engine.Numerics;

namespace Exchange.Engine.Kernel;

/// <summary>What the holder of a token may do. The numbers are those of the proto.</summary>
public enum Role : byte
{
    /// <summary>Acts for one account.</summary>
    Trader = 1,

    /// <summary>Defines markets and accounts, and acts for any account.</summary>
    Operator = 2,

    /// <summary>Sees what is public, and acts for nobody.</summary>
    Observer = 3,
}

/// <summary>A token, known by its hash alone. Immutable.</summary>
/// <param name="Prefix">The token's first characters, by which it is found and recognised; they are no secret.</param>
/// <param name="Salt">What the hash is salted with, hexadecimal.</param>
/// <param name="Hash">SHA-256 of the salt's bytes and the token's, 64 lower-case hexadecimal digits.</param>
/// <param name="Role">What its holder may do.</param>
/// <param name="Account">The account's number of a trader; of others the operator's.</param>
public sealed record Token(string Prefix, string Salt, string Hash, Role Role, int Account)
{
    /// <summary>From when on it lets nobody in; <see cref="Timestamp.Never"/>: it does not expire.</summary>
    public Timestamp Expires { get; init; } = Timestamp.Never;

    /// <summary>When the operator took it back; <see cref="Timestamp.Never"/>: not so far.</summary>
    public Timestamp Revoked { get; init; } = Timestamp.Never;

    /// <summary>Whether the operator took it back.</summary>
    public bool IsRevoked => Revoked != Timestamp.Never;
}
