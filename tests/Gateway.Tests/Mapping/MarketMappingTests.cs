using System.Globalization;
using Exchange.Engine.Kernel;
using Exchange.Gateway.Mapping;
using Exchange.V1;
using Google.Protobuf;

namespace Exchange.Gateway.Tests.Mapping;

public sealed class MarketMappingTests
{
    private const int Definitions = 2_000;
    private const int Seed = 31;

    /// <summary>The text of a seed that nothing else in a message looks like.</summary>
    private const string Secret = "5ec7e75ec7e75ec7e75ec7e75ec7e75ec7e75ec7e75ec7e75ec7e75ec7e75ec7";

    [Fact]
    public void Write_WhatWasRead_ReadsBackTheSame()
    {
        var random = new Random(Seed);
        for (var number = 0; number < Definitions; number++)
        {
            var message = Draw(random);
            var what = $"seed {Seed}, definition {number}: {message}";

            var read = Read(message, what);
            var written = MarketMapping.Write(read, Secrets.Shown);
            var again = Read(written, what);

            Assert.True(RecordOf(read).SequenceEqual(RecordOf(again)), what);
            Assert.True(written.Equals(MarketMapping.Write(again, Secrets.Shown)), what);
        }
    }

    [Fact]
    public void Write_WithSecretsHidden_DiffersInTheSeedsAlone()
    {
        var random = new Random(Seed);
        for (var number = 0; number < Definitions; number++)
        {
            var message = Draw(random);
            var read = Read(message, $"seed {Seed}, definition {number}");

            var hidden = MarketMapping.Write(read, Secrets.Hidden);

            Assert.DoesNotContain(Secret, hidden.ToString(), StringComparison.OrdinalIgnoreCase);
            var shown = MarketMapping.Write(read, Secrets.Shown);
            ClearSeeds(shown);
            Assert.Equal(shown, hidden);
        }
    }

    [Fact]
    public void Write_Defaults_AreWhatTheyMean()
    {
        var book = MarketMapping.Write(Read(Parse("""{"continuousBook":{}}"""), ""), Secrets.Hidden);
        var auction = MarketMapping.Write(Read(Parse("""{"callAuction":{"rationing":"TIME"}}"""), ""), Secrets.Hidden);

        Assert.Equal(Trigger.TriggerOneofCase.Continuous, book.Trigger.TriggerCase);
        Assert.Equal(Trigger.TriggerOneofCase.Operator, auction.Trigger.TriggerCase);
        Assert.Equal(
            new Disclosure { Depth = DepthDisclosure.Full, PrintDelay = "0", IndicativeEvery = "0.1" }, auction.Disclosure);
        Assert.Equal(new Charges { MakerFee = "0", TakerFee = "0" }, auction.Charges);
    }

    [Fact]
    public void TryRead_ConditionalAuction_AllowsNoDeficitUnlessStatedAndHasOneCollar()
    {
        var message = Parse("""{"conditionalAuction":{"sigma":"1"},"collar":{"low":"1","high":"2"}}""");

        var written = MarketMapping.Write(Read(message, ""), Secrets.Shown);

        Assert.Equal(
            new ConditionalAuction { Sigma = "1", Collar = new() { Low = "1", High = "2" }, MaxDeficit = "0" }, written.ConditionalAuction);
        Assert.Null(written.Collar);
        Assert.False(written.Limits);
    }

    [Fact]
    public void TryRead_SeedWithoutADraw_IsForgotten()
    {
        var message = Parse("""{"callAuction":{"rationing":"PRO_RATA","seed":"0F"}}""");

        Assert.Equal("", MarketMapping.Write(Read(message, ""), Secrets.Shown).CallAuction.Seed);
    }

    [Fact]
    public void TryRead_ShortSeed_IsPaddedOnTheLeft()
    {
        var message = Parse("""{"callAuction":{"rationing":"RANDOM","seed":"ABC"}}""");

        Assert.Equal(new string('0', 61) + "abc", MarketMapping.Write(Read(message, ""), Secrets.Shown).CallAuction.Seed);
    }

    private static MarketDefinition Parse(string json)
    {
        var message = JsonParser.Default.Parse<MarketDefinition>(json);
        (message.Id, message.Instrument, message.TickSize, message.LotSize) = ("m", "XYZ", "0.01", "1");
        return message;
    }

    private static Exchange.Engine.Markets.MarketDefinition Read(MarketDefinition message, string what)
    {
        var refusal = MarketMapping.TryRead(message, out var read);
        Assert.False(refusal.IsRefused, $"{what}: {refusal}");
        return read!;
    }

    private static byte[] RecordOf(Exchange.Engine.Markets.MarketDefinition market)
    {
        var record = new byte[Commands.MaxLength];
        return record[..Commands.DefineMarket(record, default, market)];
    }

    private static void ClearSeeds(MarketDefinition message)
    {
        if (message.CallAuction is { } auction)
        {
            auction.Seed = "";
        }
        if (message.Trigger.RandomEnd is { } randomEnd)
        {
            randomEnd.Seed = "";
        }
        if (message.Trigger.Poisson is { } poisson)
        {
            poisson.Seed = "";
        }
    }

    private static MarketDefinition Draw(Random random)
    {
        var message = new MarketDefinition
        {
            Id = $"m{random.Next(100)}",
            Instrument = "XYZ",
            TickSize = OneOf(random, "1", "0.01", "0.005", "0.0010"),
            LotSize = OneOf(random, "1", "0.1", "0.000001", "25"),
            Disclosure = random.Next(4) == 0 ? null : DrawDisclosure(random),
            Reference = OneOf(random, "", "lit", "m.2"),
        };
        switch (random.Next(6))
        {
            case 0:
                message.ContinuousBook = new();
                message.Trigger = random.Next(2) == 0 ? null : new() { Continuous = new() };
                message.Charges = random.Next(2) == 0
                    ? null
                    : new() { MakerFee = OneOf(random, "", "0", "-0.001"), TakerFee = OneOf(random, "", "0.003", "1.50") };
                break;
            case 1:
                message.CallAuction = new()
                {
                    Rationing = (Rationing)random.Next(1, 4),
                    RationingScope = (RationingScope)random.Next(2),
                    Seed = Secret,
                    ReferencePrice = OneOf(random, "", "10", "9.999", "-0.003"),
                };
                message.Trigger = DrawTrigger(random);
                message.Charges = random.Next(4) == 0 ? null : DrawCharges(random);
                break;
            case 2:
                message.ConditionalAuction = DrawConditionalAuction(random);
                message.Collar = message.ConditionalAuction.Collar is null && random.Next(3) == 0 ? new() { Low = "-50", High = "50" } : null;
                message.Limits = random.Next(2) == 0;
                message.Trigger = DrawTrigger(random);
                break;
            case 3:
                message.SizeDiscovery = DrawSizeDiscovery(random);
                message.Trigger = DrawTrigger(random);
                break;
            case 4:
                message.Workup = new() { Rationing = (Rationing)random.Next(1, 3), Price = OneOf(random, "", "10", "-5.00") };
                message.Trigger = DrawTrigger(random);
                message.Charges = random.Next(4) == 0 ? null : DrawCharges(random);
                break;
            default:
                message.DirectExchange = new() { Alpha = OneOf(random, "0", "0.37", "1"), PayoffMean = OneOf(random, "0", "-2.5", "100") };
                if (random.Next(2) == 0)
                {
                    message.DirectExchange.Uniform = DrawUniform(random);
                }
                else
                {
                    message.DirectExchange.Gaussian = DrawGaussian(random);
                }
                message.Trigger = DrawTrigger(random);
                break;
        }
        return message;
    }

    private static ConditionalAuction DrawConditionalAuction(Random random)
    {
        var auction = new ConditionalAuction
        {
            Collar = random.Next(2) == 0 ? null : new() { Low = "-100", High = OneOf(random, "0", "1000.0") },
            MaxQuantity = OneOf(random, "", "25", "1000"),
            MaxDeficit = OneOf(random, "", "0", "1.50"),
        };
        var signals = new SignalModel { Alpha = OneOf(random, "1", "0.25"), Beta = OneOf(random, "0", "0.40"), Mu = OneOf(random, "2", "1000000000") };
        switch (random.Next(4))
        {
            case 0:
                auction.Sigma = OneOf(random, "0", "1.20", "0.000000000000000001");
                return auction;
            case 1:
                auction.SigmaModel = new() { Fundamental = signals };
                break;
            case 2:
                auction.SigmaModel = new() { Group = signals };
                break;
            default:
                auction.SigmaModel = new() { Bounds = new() { OwnEffect = "1.1", PairwiseEffect = OneOf(random, "0", "0.1"), Steepest = "2" } };
                break;
        }
        auction.SigmaModel.Traders = OneOf(random, "", "6", "4194304");
        return auction;
    }

    private static SizeDiscovery DrawSizeDiscovery(Random random)
    {
        var sizes = new SizeDiscovery
        {
            Value = OneOf(random, "0.5", "-1000000000"),
            Gamma = OneOf(random, "0.1", "0.000000001"),
            Rate = OneOf(random, "0.10", "1000000000"),
            Kappa0 = OneOf(random, "", "-0.01", "-0.000000001"),
            Curvature = OneOf(random, "", "0.75"),
            Traders = OneOf(random, "", "3", "10.0"),
            MarketAverage = OneOf(random, "", "0", "-0.05"),
            Fraction = OneOf(random, "", "1", "0.60"),
            MaxQuantity = OneOf(random, "", "25", "1000"),
        };
        switch (random.Next(4))
        {
            case 0:
                sizes.ObservedAggregate = OneOf(random, "0", "-0.50");
                break;
            case 1:
                sizes.AuctionPrice = OneOf(random, "0", "0.553");
                break;
            default:
                sizes.Positions = random.Next(2) == 0;
                break;
        }
        return sizes;
    }

    private static Disclosure DrawDisclosure(Random random)
    {
        var depth = (DepthDisclosure)random.Next(4);
        return new()
        {
            Depth = depth,
            Levels = depth == DepthDisclosure.Levels ? (uint)random.Next(1, 101) : (uint)random.Next(3),
            PrintDelay = OneOf(random, "", "0", "0.250", "0.000000001", "1000000000"),
            Indicative = random.Next(2) == 0,
            IndicativeEvery = OneOf(random, "", "0.000001", "2"),
            GroupSums = random.Next(2) == 0,
            Orders = depth == DepthDisclosure.Full && random.Next(2) == 0,
        };
    }

    private static Trigger? DrawTrigger(Random random)
    {
        var open = OneOf(random, "", "0", "2.50", "0.000000001", "1000000000");
        return random.Next(7) switch
        {
            0 => null,
            1 => new() { Operator = new(), Open = open },
            2 => new() { Every = OneOf(random, "0.000001", "0.1", "3600.000000001"), Open = open },
            3 => new() { At = OneOf(random, "0", "1.5", "1800000000.000000001"), Open = open },
            4 => new() { Poisson = new() { Rate = DrawRate(random), Seed = Secret }, Open = open },
            5 => new() { AfterTrade = new() { Market = OneOf(random, "lit", "m.2") }, Open = open },
            _ => DrawRandomEnd(random),
        };
    }

    /// <summary>Rates of all sizes, most of them with more places than a mean time in nanoseconds can tell apart.</summary>
    private static string DrawRate(Random random)
    {
        var rate = Math.Pow(10, (random.NextDouble() * 15) - 9);
        return OneOf(random, "0.000000001", "1000000", "0.30", rate.ToString("F18", CultureInfo.InvariantCulture));
    }

    private static Trigger DrawRandomEnd(Random random) => new()
    {
        RandomEnd = new() { Every = OneOf(random, "1", "60"), Window = OneOf(random, "1", "0.000000001"), Seed = Secret },
    };

    private static Charges DrawCharges(Random random)
    {
        var charges = new Charges { MakerFee = OneOf(random, "", "0") };
        for (var count = random.Next(5); count > 0; count--)
        {
            charges.Charges_.Add(random.Next(4) switch
            {
                0 => new Charge { PerUnit = new() { Fee = OneOf(random, "0.5", "-0.000001") } },
                1 => new() { Quadratic = new() { Sigma = OneOf(random, "0.000000000000000001", "3") } },
                2 => new() { Spread = new() { Delta = OneOf(random, "0", "0.02") } },
                _ => new() { EntryFee = new() { Fee = OneOf(random, "1", "-1.5", "0.000000000001") } },
            });
        }
        if (random.Next(2) == 0)
        {
            var fee = new TransactionFee { Alpha = OneOf(random, "0", "0.37", "1"), PayoffMean = OneOf(random, "0", "-2.5") };
            if (random.Next(2) == 0)
            {
                fee.Uniform = DrawUniform(random);
            }
            else
            {
                fee.Gaussian = DrawGaussian(random);
            }
            charges.Charges_.Add(new Charge { TransactionFee = fee });
        }
        return charges;
    }

    private static UniformDistribution DrawUniform(Random random) =>
        new() { Low = OneOf(random, "-1", "-0.10"), High = OneOf(random, "0", "1.000000000000000001") };

    private static GaussianDistribution DrawGaussian(Random random) =>
        new() { Mean = OneOf(random, "0", "-3.3"), Deviation = OneOf(random, "1", "0.000001") };

    private static string OneOf(Random random, params string[] texts) => texts[random.Next(texts.Length)];
}
