using System.Reflection;
using System.Reflection.Emit;

namespace Exchange.Engine.Tests.Architecture;

/// <summary>The types that a type's compiled code uses: bases, fields, signatures, locals and every instruction.</summary>
internal static class TypeUsage
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic
        | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> OpCodeOf = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    public static IEnumerable<Type> Of(Type type)
    {
        var used = new List<Type?> { type.BaseType };
        used.AddRange(type.GetInterfaces());
        used.AddRange(type.GetFields(Declared).Select(field => field.FieldType));
        foreach (var method in type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared)))
        {
            used.AddRange(Signature(method));
            used.AddRange(Body(method));
        }
        return used.OfType<Type>().SelectMany(WithParts).Distinct();
    }

    private static IEnumerable<Type> Signature(MethodBase method) =>
        method.GetParameters().Select(parameter => parameter.ParameterType)
            .Append(method is MethodInfo { ReturnType: var returned } ? returned : typeof(void));

    private static IEnumerable<Type?> Body(MethodBase method)
    {
        if (method.GetMethodBody() is not { } body)
        {
            return [];
        }
        return body.LocalVariables.Select(local => local.LocalType)
            .Concat(Members(method, body.GetILAsByteArray()!).SelectMany(Named));
    }

    /// <summary>What the instructions' metadata tokens stand for.</summary>
    private static IEnumerable<MemberInfo> Members(MethodBase method, byte[] code)
    {
        var typeArguments = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : [];
        var methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : [];
        for (var at = 0; at < code.Length;)
        {
            var isLong = code[at] == 0xFE;
            var opCode = OpCodeOf[isLong ? (short)(0xFE00 | code[at + 1]) : code[at]];
            at += isLong ? 2 : 1;
            if (opCode.OperandType is OperandType.InlineType or OperandType.InlineMethod
                or OperandType.InlineField or OperandType.InlineTok)
            {
                yield return method.Module.ResolveMember(BitConverter.ToInt32(code, at), typeArguments, methodArguments)!;
            }
            at += OperandLength(opCode.OperandType, code, at);
        }
    }

    private static int OperandLength(OperandType operand, byte[] code, int at) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
        _ => 4,
    };

    private static IEnumerable<Type?> Named(MemberInfo member) => member switch
    {
        Type type => [type],
        FieldInfo field => [field.DeclaringType, field.FieldType],
        MethodBase { IsGenericMethod: true } method =>
            [method.DeclaringType, .. Signature(method), .. method.GetGenericArguments()],
        MethodBase method => [method.DeclaringType, .. Signature(method)],
        _ => [member.DeclaringType],
    };

    /// <summary>A type with what it is made of: elements and generic arguments.</summary>
    private static IEnumerable<Type> WithParts(Type type)
    {
        yield return type;
        var parts = type.HasElementType ? [type.GetElementType()!] : type.GetGenericArguments();
        foreach (var part in parts.Where(part => !part.IsGenericParameter).SelectMany(WithParts))
        {
            yield return part;
        }
    }
}
