namespace Exchange.Gateway.Mapping;

/// <summary>The numbers of the names that conditions use.</summary>
internal interface IRoster
{
    /// <summary>Finds a group that somebody is in.</summary>
    bool TryFindGroup(string name, out int number);

    /// <summary>Finds an account.</summary>
    bool TryFindAccount(string name, out int number);
}
