using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Exchange.Gateway.Tests;

/// <summary>An authority of a test's own, and what it signs.</summary>
internal sealed class TestCertificates : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private int _serial;

    public TestCertificates()
    {
        Authority = RequestAuthority().CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    /// <summary>An authority that another has signed.</summary>
    public TestCertificates(TestCertificates above)
    {
        using var signed = RequestAuthority().Create(
            above.Authority, DateTimeOffset.UtcNow.AddHours(-2), DateTimeOffset.UtcNow.AddHours(13), [2, (byte)++above._serial]);
        Authority = signed.CopyWithPrivateKey(_key);
    }

    public X509Certificate2 Authority { get; }

    /// <summary>A certificate for the loopback address, with its key.</summary>
    public X509Certificate2 Issue(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(
            Authority, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(12), [1, (byte)++_serial]);
        using var withKey = signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), password: null);
    }

    /// <summary>A client that trusts one authority and may show a certificate, with others between it and its authority.</summary>
    public static SocketsHttpHandler Client(
        X509Certificate2 trusted, X509Certificate2? certificate = null, params X509Certificate2Collection inBetween)
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new()
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            CustomTrustStore = { trusted },
        };
        handler.SslOptions.ClientCertificateContext =
            certificate is null ? null : SslStreamCertificateContext.Create(certificate, inBetween, offline: true);
        return handler;
    }

    public void Dispose()
    {
        Authority.Dispose();
        _key.Dispose();
    }

    private CertificateRequest RequestAuthority()
    {
        var request = new CertificateRequest($"CN=authority {Guid.NewGuid()}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request;
    }
}
