namespace Exchange.Engine.Kernel;

/// <summary>What the holder of a token may do. The numbers are those of the proto.</summary>
public enum Role : byte
{
    /// <summary>Acts for one account.</summary>
    Trader = 1,

    /// <summary>Defines markets and accounts, and acts for any account.</summary>
    Operator = 2,
}

/// <summary>A token, known only by its hash.</summary>
/// <param name="Hash">SHA-256 of the token, 64 lower-case hexadecimal digits.</param>
/// <param name="Role">What its holder may do.</param>
/// <param name="Account">The account's number of a trader.</param>
public sealed record Token(string Hash, Role Role, int Account);
