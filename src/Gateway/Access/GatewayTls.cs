using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Exchange.Gateway.Access;

/// <summary>How a gateway proves who it is, and whether its callers must.</summary>
/// <param name="Certificate">The gateway's certificate with its private key.</param>
public sealed record GatewayTls(X509Certificate2 Certificate)
{
    /// <summary>The authorities between the certificate and one that callers trust; none where that has signed it.</summary>
    public X509Certificate2Collection Intermediates { get; init; } = [];

    /// <summary>Callers must show a certificate that one of these has signed; null: they need none.</summary>
    public X509Certificate2Collection? ClientAuthorities { get; init; }

    internal void Configure(HttpsConnectionAdapterOptions https)
    {
        https.ServerCertificate = Certificate;
        https.ServerCertificateChain = Intermediates;
        if (ClientAuthorities is { } authorities)
        {
            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            https.ClientCertificateValidation = (certificate, shown, errors) =>
                IsSignedBy(authorities, certificate, shown, errors);
        }
    }

    // The system's own authorities do not count: whom the operator has not named is a stranger.
    private static bool IsSignedBy(
        X509Certificate2Collection authorities, X509Certificate2 certificate, X509Chain? shown, SslPolicyErrors errors)
    {
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
        {
            return false;
        }
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        if (shown is not null)
        {
            // The authorities in between, which the caller sent along.
            chain.ChainPolicy.ExtraStore.AddRange(shown.ChainPolicy.ExtraStore);
        }
        // An authority of one's own publishes no list of what it has revoked.
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }
}
