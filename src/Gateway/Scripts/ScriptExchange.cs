using Exchange.Engine.Accounts;
using Exchange.Engine.Bids;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;
using Exchange.Gateway.Mapping;
using Exchange.Gateway.Routing;
using Step = Exchange.V1.Step.StepOneofCase;

namespace Exchange.Gateway.Scripts;

/// <summary>
/// The exchange of one script: turns steps into commands for a kernel of its own. What the mapping or the kernel refuses
/// is an event to the account that acts, or to the operator for what only the operator does.
/// </summary>
internal sealed class ScriptExchange
{
    // Asks the kernel for an answer, which is how it refuses definitions and phases.
    private const ulong OperatorSession = 1;

    private readonly ExchangeKernel _kernel = new();
    private readonly byte[] _record = new byte[Commands.MaxLength];
    private readonly EventLines _events;
    private readonly Action<string> _warn;
    private readonly CatalogRoster _roster;

    /// <summary>Starts with nothing defined.</summary>
    /// <param name="events">Where events go.</param>
    /// <param name="warn">Told what of a market is allowed and yet hardly meant, a sentence at a time.</param>
    public ScriptExchange(EventLines events, Action<string> warn) =>
        (_events, _warn, _roster) = (events, warn, new(_kernel.Catalog));

    /// <summary>The time of the last step.</summary>
    public Timestamp Now { get; private set; }

    private Catalog Catalog => _kernel.Catalog;

    /// <summary>Fires the timers due at or before a time and then plays a step.</summary>
    public void Play(V1.Step step, Timestamp at)
    {
        Now = at;
        // Not every step becomes a command, and questions fire no timers. One instant at a time: of a long way there are many.
        while (_kernel.NextDue <= at)
        {
            Apply(Commands.Advance(_record, Header() with { Time = _kernel.NextDue }));
        }
        switch (step.StepCase)
        {
            case Step.Market:
                Define(step.Market);
                break;
            case Step.Account:
                Define(step.Account);
                break;
            case Step.Submit:
                Submit(step.Submit);
                break;
            case Step.Replace:
                Replace(step.Replace);
                break;
            case Step.Cancel:
                Cancel(step.Cancel);
                break;
            case Step.CancelAll:
                CancelAll(step.CancelAll);
                break;
            case Step.Clear:
                Clear(step.Clear);
                break;
            case Step.Phase:
                SetPhase(step.Phase);
                break;
            case Step.Transfer:
                Transfer(step.Transfer);
                break;
            case Step.Limits:
                SetLimits(step.Limits);
                break;
            case Step.Show:
                Show(step.Show);
                break;
            case Step.Block:
                SetBlocked(step.Block.Account, step.Block.All, Commands.Block);
                break;
            case Step.Unblock:
                SetBlocked(step.Unblock.Account, step.Unblock.All, Commands.Unblock);
                break;
            default:
                break;
        }
    }

    private void Define(V1.MarketDefinition message)
    {
        var refusal = MarketMapping.TryRead(message, out var definition);
        if (refusal.IsRefused)
        {
            _events.Add(Now, refusal, market: message.Id);
            return;
        }
        var before = Catalog.MarketCount;
        Apply(Commands.DefineMarket(_record, Header(session: OperatorSession), definition!), message.Id);
        foreach (var warning in Catalog.MarketCount > before ? Warnings.Of(definition!) : [])
        {
            _warn(warning);
        }
    }

    private void Define(V1.AccountDefinition message)
    {
        var refusal = AccountMapping.TryRead(message, out var definition);
        if (refusal.IsRefused)
        {
            _events.Add(Now, refusal);
            return;
        }
        Apply(Commands.DefineAccount(_record, Header(session: OperatorSession), definition!));
    }

    private void Submit(V1.SubmitStep step)
    {
        var length = 0;
        var refusal = TryFindBid(step.Market, step.Account, step.Id, out var header);
        if (!refusal.IsRefused)
        {
            refusal = BidMapping.TryWriteSubmit(
                BidMessages.BidOf(step),
                _events.Ids.NumberOf(step.Id),
                step.Standing,
                Catalog.Market(header.Market),
                _roster,
                header,
                _record,
                out length);
        }
        Apply(refusal, length, step.Account, step.Market, step.Id);
    }

    private void Replace(V1.ReplaceStep step)
    {
        var length = 0;
        var refusal = TryFindBid(step.Market, step.Account, step.Id, out var header);
        if (!refusal.IsRefused)
        {
            var replace = new V1.ReplaceOrder
            {
                Id = _events.Ids.NumberOf(step.Id),
                Quantity = step.Quantity,
                Price = step.Price,
                LosePriority = step.LosePriority,
                Schedule = step.Schedule,
                Conditional = step.Conditional,
                Inventory = step.Inventory,
                Endowment = step.Endowment,
            };
            refusal = BidMapping.TryWriteReplace(
                replace, Catalog.Market(header.Market), _roster, header, _record, out length);
        }
        Apply(refusal, length, step.Account, step.Market, step.Id);
    }

    private void Cancel(V1.CancelStep step)
    {
        var refusal = TryFindBid(step.Market, step.Account, step.Id, out var header);
        var length = refusal.IsRefused ? 0 : Commands.CancelOrder(_record, header, _events.Ids.NumberOf(step.Id));
        Apply(refusal, length, step.Account, step.Market, step.Id);
    }

    private void CancelAll(V1.CancelAllStep step)
    {
        var market = CommandHeader.NoMarket;
        var refusal = step.Market.Length == 0 ? Refusal.None : TryFindMarket(step.Market, out market);
        var account = 0;
        if (!refusal.IsRefused)
        {
            refusal = TryFindAccount(step.Account, out account);
        }
        if (refusal.IsRefused)
        {
            _events.Add(Now, refusal, step.Account, step.Market);
            return;
        }
        Apply(Commands.CancelAllOrders(_record, Header(account, market)));
    }

    private void Clear(V1.ClearStep step)
    {
        var refusal = TryFindMarket(step.Market, out var market);
        if (!refusal.IsRefused)
        {
            refusal = MarketMapping.CheckClears(Catalog.Market(market));
        }
        if (refusal.IsRefused)
        {
            _events.Add(Now, refusal, market: step.Market);
            return;
        }
        Apply(Commands.Clear(_record, Header(market: market, session: OperatorSession)), step.Market);
    }

    private void SetPhase(V1.PhaseStep step)
    {
        var refusal = TryFindMarket(step.Market, out var market);
        var phase = default(MarketPhase);
        if (!refusal.IsRefused)
        {
            refusal = MarketMapping.TryRead(step.To, out phase);
        }
        if (refusal.IsRefused)
        {
            _events.Add(Now, refusal, market: step.Market);
            return;
        }
        Apply(Commands.SetPhase(_record, Header(market: market, session: OperatorSession), phase), step.Market);
    }

    private void Transfer(V1.TransferStep step)
    {
        var refusal = TryFindAccount(step.Account, out var account);
        Holdings? amounts = null;
        if (!refusal.IsRefused)
        {
            refusal = AccountMapping.TryRead(step.Cash, step.Units, out amounts);
        }
        if (refusal.IsRefused)
        {
            _events.Add(Now, refusal);
            return;
        }
        Apply(Commands.Transfer(_record, Header(account, session: OperatorSession), amounts!));
    }

    private void SetLimits(V1.SetLimitsRequest step)
    {
        var refusal = TryFindAccount(step.Account, out var account);
        var limits = AccountLimits.None;
        if (!refusal.IsRefused)
        {
            refusal = LimitsMapping.TryRead(step.Limits, out limits);
        }
        if (refusal.IsRefused)
        {
            _events.Add(Now, refusal);
            return;
        }
        Apply(Commands.SetLimits(_record, Header(account, session: OperatorSession), limits));
    }

    private void SetBlocked(string name, bool all, CommandWriter write)
    {
        var account = Ledger.Operator;
        var refusal = all ? Refusal.None : TryFindAccount(name, out account);
        if (!refusal.IsRefused && (all ? name.Length > 0 : account == Ledger.Operator))
        {
            refusal = Refusal.NotOneToBlock;
        }
        if (refusal.IsRefused)
        {
            _events.Add(Now, refusal);
            return;
        }
        Apply(write(_record, Header(account)));
    }

    private void Show(V1.ShowStep step)
    {
        var isBalances = step.Account.Length > 0;
        var to = isBalances ? step.Account : step.Viewer.Length > 0 ? step.Viewer : "public";
        Refusal refusal;
        if (isBalances ? step.Market.Length + step.Viewer.Length > 0 : step.Market.Length == 0)
        {
            refusal = Refusal.Malformed("show takes either account, or market and perhaps viewer");
        }
        else
        {
            refusal = isBalances ? ShowBalances(step.Account) : ShowDepth(step.Market, step.Viewer, to);
        }
        if (refusal.IsRefused)
        {
            _events.Add(Now, refusal, to, step.Market);
        }
    }

    private Refusal ShowBalances(string name)
    {
        var refusal = TryFindAccount(name, out var account);
        if (!refusal.IsRefused)
        {
            var answer = Ask(Header(account), CommandKind.ShowBalances);
            _events.Add(new()
            {
                At = Now.ToString(),
                To = name,
                Balances = EventMapping.WriteBalances(answer, Catalog),
            });
        }
        return refusal;
    }

    private Refusal ShowDepth(string name, string viewer, string to)
    {
        var account = Event.Public;
        var refusal = TryFindMarket(name, out var market);
        if (!refusal.IsRefused && viewer.Length > 0)
        {
            refusal = TryFindAccount(viewer, out account);
        }
        if (!refusal.IsRefused)
        {
            var answer = Ask(Header(account, market), CommandKind.ShowDepth);
            _events.Add(new()
            {
                At = Now.ToString(),
                To = to,
                Depth = EventMapping.WriteDepth(answer, Catalog.Market(market)),
            });
        }
        return refusal;
    }

    private Refusal TryFindBid(string marketName, string accountName, string id, out CommandHeader header)
    {
        header = default;
        var account = 0;
        var refusal = TryFindMarket(marketName, out var market);
        if (!refusal.IsRefused)
        {
            refusal = TryFindAccount(accountName, out account);
        }
        if (!refusal.IsRefused)
        {
            refusal = Names.Check(id, "id");
            header = Header(account, market);
        }
        return refusal;
    }

    private Refusal TryFindMarket(string name, out ushort market)
    {
        var found = Catalog.TryFindMarket(name, out var number);
        market = (ushort)number;
        return found ? Refusal.None : Refusal.Of(Reason.UnknownMarket);
    }

    private Refusal TryFindAccount(string name, out int account) => Catalog.TryFindAccount(name, out account)
        ? Refusal.None
        : Refusal.Of(Reason.UnknownAccount);

    private CommandHeader Header(int account = 0, ushort market = CommandHeader.NoMarket, ulong session = 0) =>
        new() { Time = Now, Account = account, Market = market, Session = session };

    /// <summary>Carries out what an account asks for, or tells it why not.</summary>
    private void Apply(Refusal refusal, int length, string account, string market, string id)
    {
        if (refusal.IsRefused)
        {
            _events.Add(Now, refusal, account, market, id);
            return;
        }
        Apply(length);
    }

    private void Apply(int length, string market = "") =>
        _events.Add(_kernel.Apply(_record.AsSpan(0, length)), Catalog, market);

    private ReadOnlySpan<Event> Ask(CommandHeader header, CommandKind kind) =>
        _kernel.Apply(_record.AsSpan(0, Commands.Query(_record, header, kind)));
}
