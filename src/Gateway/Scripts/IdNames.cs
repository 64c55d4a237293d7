namespace Exchange.Gateway.Scripts;

/// <summary>The names that a script gives to ids, and the numbers that the kernel knows them by. "" is 0.</summary>
internal sealed class IdNames
{
    private readonly Dictionary<string, ulong> _numbers = new(StringComparer.Ordinal) { [""] = 0 };
    private readonly List<string> _names = [""];

    /// <summary>The number of a name, which is made if it is new.</summary>
    public ulong NumberOf(string name)
    {
        if (!_numbers.TryGetValue(name, out var number))
        {
            number = (ulong)_names.Count;
            _numbers.Add(name, number);
            _names.Add(name);
        }
        return number;
    }

    /// <summary>The name of a number.</summary>
    public string NameOf(ulong number) => _names[(int)number];
}
