using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Exchange.Sdk;

/// <summary>Whom a client of an https address trusts, and how it proves who it is.</summary>
public sealed record ClientTls
{
    /// <summary>The exchange's certificate must be signed by one of these; null: by one that the system trusts.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>The client's certificate with its private key, where the exchange asks for one.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>The authorities between the client's certificate and one that the exchange trusts; none where that has signed it.</summary>
    public X509Certificate2Collection Intermediates { get; init; } = [];

    internal SslClientAuthenticationOptions ToOptions()
    {
        var options = new SslClientAuthenticationOptions();
        if (Authorities is { } authorities)
        {
            // The name is checked as ever: a trusted authority may have signed for others too.
            options.CertificateChainPolicy = new()
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        }
        if (Certificate is { } certificate)
        {
            options.ClientCertificateContext = SslStreamCertificateContext.Create(certificate, Intermediates, offline: true);
        }
        return options;
    }
}
