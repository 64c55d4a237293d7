using Exchange.Engine.Accounts;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Accounts;

public class LedgerTests
{
    private readonly Ledger _ledger = new();
    private readonly int _buyer;
    private readonly int _seller;
    private readonly int _instrument;

    public LedgerTests()
    {
        _buyer = _ledger.AddAccount();
        _instrument = _ledger.InstrumentOf("XYZ");
        _seller = _ledger.AddAccount();
    }

    [Fact]
    public void Ledger_New_HasTheOperatorAlone()
    {
        var ledger = new Ledger();
        Assert.Equal(1, ledger.AccountCount);
        Assert.Equal(Cash.Zero, ledger.CashOf(Ledger.Operator));
        Assert.Empty(ledger.Instruments);
        Assert.True(ledger.IsConserved());
        Assert.True(ledger.HasRoom);
    }

    [Fact]
    public void InstrumentOf_Name_IsMadeOnce()
    {
        Assert.True(_ledger.HasInstrument("XYZ"));
        Assert.False(_ledger.HasInstrument("xyz"));
        Assert.Equal(1, _ledger.InstrumentOf("xyz"));
        Assert.Equal(_instrument, _ledger.InstrumentOf("XYZ"));
        Assert.Equal(["XYZ", "xyz"], _ledger.Instruments);
        Assert.Equal(Units.Zero, _ledger.UnitsOf(_buyer, 1));
    }

    [Fact]
    public void Settle_Trade_MovesUnitsOneWayAndCashTheOther()
    {
        _ledger.Settle(_buyer, _seller, _instrument, new Units(7), new Cash(100));
        Assert.Equal((7, -100), (_ledger.UnitsOf(_buyer, _instrument).Parts, _ledger.CashOf(_buyer).Atoms));
        Assert.Equal((-7, 100), (_ledger.UnitsOf(_seller, _instrument).Parts, _ledger.CashOf(_seller).Atoms));
        Assert.True(_ledger.IsConserved());
    }

    [Fact]
    public void Settle_NegativeCost_IsPaidByTheSeller()
    {
        _ledger.Settle(_buyer, _seller, _instrument, new Units(1), new Cash(-5));
        Assert.Equal(5, _ledger.CashOf(_buyer).Atoms);
    }

    [Fact]
    public void Settle_WithItself_ChangesNothing()
    {
        _ledger.Settle(_buyer, _buyer, _instrument, new Units(7), new Cash(100));
        Assert.Equal((0, 0), (_ledger.UnitsOf(_buyer, _instrument).Parts, _ledger.CashOf(_buyer).Atoms));
    }

    [Fact]
    public void IsConserved_SumsBeyond128BitsOnTheWay_IsStillExact()
    {
        for (var i = 0; i < 6; i++)
        {
            _ledger.MoveCash(_seller, _buyer, new(Int128.MaxValue / 8));
            _ledger.MoveCash(_ledger.AddAccount(), _seller, new(Int128.MaxValue / 8));
        }
        Assert.True(_ledger.IsConserved());
    }

    [Fact]
    public void HasRoom_AccountFarOut_ComesBackWithIt()
    {
        var bound = new Cash(Int128.MaxValue / 2);
        _ledger.MoveCash(_seller, _buyer, bound);
        Assert.True(_ledger.HasRoom);
        _ledger.MoveCash(_seller, _buyer, new(1));
        Assert.False(_ledger.HasRoom);
        Assert.False(_ledger.CanDepositCash(_buyer, new(1)));
        Assert.True(_ledger.CanDepositCash(_buyer, new(-1)));
        _ledger.DepositCash(_buyer, new(-1));
        Assert.False(_ledger.HasRoom); // the seller still owes too much
        Assert.False(_ledger.CanDepositCash(_seller, new(-1)));
        _ledger.DepositCash(_seller, new(1));
        Assert.True(_ledger.HasRoom);
    }

    [Fact]
    public void CanDeposit_TotalFarOut_IsFalseForEveryone()
    {
        _ledger.DepositCash(_buyer, new(Int128.MaxValue / 2));
        _ledger.DepositUnits(_buyer, _instrument, new(-(Int128.MaxValue / 2)));
        Assert.False(_ledger.CanDepositCash(_seller, new(1)));
        Assert.True(_ledger.CanDepositCash(_seller, new(-1)));
        Assert.False(_ledger.CanDepositUnits(_seller, _instrument, new(-1)));
        Assert.True(_ledger.CanDepositUnits(_seller, _instrument, new(1)));
    }
}
