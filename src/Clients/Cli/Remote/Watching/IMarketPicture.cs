using Exchange.Sdk;
using Spectre.Console.Rendering;

namespace Exchange.Cli.Remote.Watching;

/// <summary>What is shown of a market. Not safe for concurrent use.</summary>
internal interface IMarketPicture
{
    /// <summary>Takes an update in.</summary>
    void Take(MarketUpdate update);

    /// <summary>Draws the market as it stands.</summary>
    IRenderable Draw();
}
