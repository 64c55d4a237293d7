using System.Buffers.Binary;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Kernel;

/// <content>Who is let in, who is there, and who is stopped.</content>
public static partial class Commands
{
    /// <summary>A token that lets its holder in.</summary>
    public static int DefineToken(Span<byte> record, CommandHeader header, Token token)
    {
        var writer = new RecordWriter(record, CommandHeader.Size);
        writer.Write(token.Prefix);
        writer.Write(token.Salt);
        writer.Write(token.Hash);
        writer.Write((byte)token.Role);
        writer.Write(token.Expires.Nanoseconds);
        writer.Write(token.Revoked.Nanoseconds);
        header.Account = token.Account;
        return WriteHeader(record, header, CommandKind.DefineToken, writer.Position);
    }

    /// <summary>The end of the token with a number.</summary>
    public static int RevokeToken(Span<byte> record, CommandHeader header, int token)
    {
        var writer = new RecordWriter(record, CommandHeader.Size);
        writer.Write(token);
        return WriteHeader(record, header, CommandKind.RevokeToken, writer.Position);
    }

    /// <summary>The operator's kill switch for the header's account; for the operator's own: for every account.</summary>
    public static int Block(Span<byte> record, CommandHeader header) =>
        WriteHeader(record, header, CommandKind.Block, CommandHeader.Size);

    /// <summary>The end of a block, of the header's account; for the operator's own: of the block of every account.</summary>
    public static int Unblock(Span<byte> record, CommandHeader header) =>
        WriteHeader(record, header, CommandKind.Unblock, CommandHeader.Size);

    /// <summary>The connection of a client session of the header's account.</summary>
    /// <param name="record">The record.</param>
    /// <param name="header">Whose; its own session gets the answer.</param>
    /// <param name="session">The client session.</param>
    /// <param name="graceNs">
    /// How long after the loss of the connection the account's bids are cancelled, in nanoseconds, unless the client session is
    /// back by then; null: they are not.
    /// </param>
    public static int Connected(Span<byte> record, CommandHeader header, ulong session, long? graceNs)
    {
        var writer = new RecordWriter(record, CommandHeader.Size);
        writer.Write(unchecked((long)session));
        writer.Write(graceNs ?? NoBound);
        return WriteHeader(record, header, CommandKind.Connected, writer.Position);
    }

    /// <summary>The loss of the connection of a client session of the header's account.</summary>
    public static int Disconnected(Span<byte> record, CommandHeader header, ulong session)
    {
        var writer = new RecordWriter(record, CommandHeader.Size);
        writer.Write(unchecked((long)session));
        return WriteHeader(record, header, CommandKind.Disconnected, writer.Position);
    }

    /// <summary>The token in a DefineToken record.</summary>
    public static Token ReadToken(ReadOnlySpan<byte> record)
    {
        var reader = new RecordReader(record, CommandHeader.Size);
        var (prefix, salt, hash) = (reader.ReadString(), reader.ReadString(), reader.ReadString());
        return new(prefix, salt, hash, (Role)reader.ReadByte(), CommandHeader.Of(record).Account)
        {
            Expires = new(reader.ReadInt64()),
            Revoked = new(reader.ReadInt64()),
        };
    }

    /// <summary>The token's number in a RevokeToken record.</summary>
    public static int ReadTokenNumber(ReadOnlySpan<byte> record) =>
        BinaryPrimitives.ReadInt32LittleEndian(record[CommandHeader.Size..]);

    /// <summary>The client session in a Connected or Disconnected record.</summary>
    public static ulong ReadSession(ReadOnlySpan<byte> record) =>
        BinaryPrimitives.ReadUInt64LittleEndian(record[CommandHeader.Size..]);

    /// <summary>The grace in a Connected record, in nanoseconds; null: none is asked for.</summary>
    public static long? ReadGrace(ReadOnlySpan<byte> record) =>
        BinaryPrimitives.ReadInt64LittleEndian(record[(CommandHeader.Size + sizeof(ulong))..]) is var grace && grace == NoBound
            ? null
            : grace;
}
