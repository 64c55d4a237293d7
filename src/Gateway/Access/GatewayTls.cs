using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Exchange.Gateway.Access;

/// <summary>How a gateway proves who it is, and whether its callers must.</summary>
/// <param name="Certificate">The gateway's certificate with its private key.</param>
public sealed record GatewayTls(X509Certificate2 Certificate)
{
    /// <summary>Callers must show a certificate that one of these has signed; null: they need none.</summary>
    public X509Certificate2Collection? ClientAuthorities { get; init; }

    internal void Configure(HttpsConnectionAdapterOptions https)
    {
        https.ServerCertificate = Certificate;
        if (ClientAuthorities is { } authorities)
        {
            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            https.ClientCertificateValidation = (certificate, _, errors) => IsSignedBy(authorities, certificate, errors);
        }
    }

    // The system's own authorities do not count: whom the operator has not named is a stranger.
    private static bool IsSignedBy(X509Certificate2Collection authorities, X509Certificate2 certificate, SslPolicyErrors errors)
    {
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
        {
            return false;
        }
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        // An authority of one's own publishes no list of what it has revoked.
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }
}
