// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.checks;

import static java.util.stream.Collectors.joining;

import java.lang.classfile.AttributedElement;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassSignature;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodSignature;
import java.lang.classfile.Signature;
import java.lang.classfile.Signature.TypeParam;
import java.lang.classfile.attribute.InnerClassInfo;
import java.lang.constant.ClassDesc;
import java.lang.reflect.AccessFlag;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Renders what other code can see of a class the way Java writes it, one line for the type and one for each member. */
final class Signatures {
    private static final Set<AccessFlag> MODIFIERS = EnumSet.of(
            AccessFlag.PUBLIC, AccessFlag.PROTECTED, AccessFlag.ABSTRACT, AccessFlag.STATIC, AccessFlag.FINAL);

    private Signatures() {}

    /** The lines of a class; none if it is hidden. */
    static List<String> of(ClassModel type) {
        Set<AccessFlag> flags = flags(type);
        if (!isVisible(flags)) {
            return List.of();
        }
        String name = name(type.thisClass().asInternalName());
        Stream<String> members = Stream.concat(
                type.fields().stream()
                        .filter(field -> isVisible(field.flags().flags()))
                        .map(field -> field(name, field)),
                type.methods().stream()
                        .filter(method -> isVisible(method.flags().flags()))
                        .map(method -> method(name, method)));
        return Stream.concat(Stream.of(header(name, type, flags)), members.sorted())
                .toList();
    }

    private static boolean isVisible(Set<AccessFlag> flags) {
        return (flags.contains(AccessFlag.PUBLIC) || flags.contains(AccessFlag.PROTECTED))
                && !flags.contains(AccessFlag.SYNTHETIC);
    }

    /** For a nested class those that the source states, which the class's own do not keep. */
    private static Set<AccessFlag> flags(ClassModel type) {
        return type.findAttribute(Attributes.innerClasses()).stream()
                .flatMap(inner -> inner.classes().stream())
                .filter(inner -> inner.innerClass().equals(type.thisClass()))
                .findFirst()
                .map(InnerClassInfo::flags)
                .orElse(type.flags().flags());
    }

    private static String header(String name, ClassModel type, Set<AccessFlag> flags) {
        ClassSignature signature = type.findAttribute(Attributes.signature())
                .map(attribute -> attribute.asClassSignature())
                .orElseGet(() -> ClassSignature.of(
                        type.superclass()
                                .map(parent -> Signature.ClassTypeSig.of(parent.asSymbol()))
                                .orElseThrow(),
                        type.interfaces().stream()
                                .map(parent -> Signature.ClassTypeSig.of(parent.asSymbol()))
                                .toArray(Signature.ClassTypeSig[]::new)));
        String parents = Stream.concat(
                        Stream.of(signature.superclassSignature()), signature.superinterfaceSignatures().stream())
                .map(Signatures::type)
                .filter(parent -> !parent.equals("java.lang.Object"))
                .collect(joining(", "));
        String permitted = type.findAttribute(Attributes.permittedSubclasses()).stream()
                .flatMap(attribute -> attribute.permittedSubclasses().stream())
                .map(subclass -> name(subclass.asInternalName()))
                .collect(joining(", "));
        Set<AccessFlag> stated = EnumSet.copyOf(flags);
        if (flags.contains(AccessFlag.INTERFACE)) {
            stated.remove(AccessFlag.ABSTRACT);
        }
        return modifiers(stated)
                + kind(type)
                + " "
                + name
                + typeParameters(signature.typeParameters())
                + (parents.isEmpty() ? "" : " : " + parents)
                + (permitted.isEmpty() ? "" : " permits " + permitted);
    }

    private static String kind(ClassModel type) {
        Set<AccessFlag> flags = type.flags().flags();
        if (flags.contains(AccessFlag.ANNOTATION)) {
            return "@interface";
        }
        if (flags.contains(AccessFlag.INTERFACE)) {
            return "interface";
        }
        if (flags.contains(AccessFlag.ENUM)) {
            return "enum";
        }
        return type.findAttribute(Attributes.record()).isPresent() ? "record" : "class";
    }

    private static String field(String owner, FieldModel field) {
        Signature type = field.findAttribute(Attributes.signature())
                .map(attribute -> attribute.asTypeSignature())
                .orElseGet(() -> Signature.of(field.fieldTypeSymbol()));
        Optional<String> constant = field.findAttribute(Attributes.constantValue())
                .map(attribute -> " = " + attribute.constant().constantValue());
        return "  " + modifiers(field.flags().flags()) + type(type) + " " + owner + "."
                + field.fieldName().stringValue() + constant.orElse("");
    }

    private static String method(String owner, MethodModel method) {
        MethodSignature signature = method.findAttribute(Attributes.signature())
                .map(attribute -> attribute.asMethodSignature())
                .orElseGet(() -> MethodSignature.of(method.methodTypeSymbol()));
        boolean constructor = method.methodName().equalsString("<init>");
        String typeParameters = typeParameters(signature.typeParameters());
        return "  "
                + modifiers(method.flags().flags())
                + (typeParameters.isEmpty() ? "" : typeParameters + " ")
                + (constructor
                        ? owner
                        : type(signature.result()) + " " + owner + "."
                                + method.methodName().stringValue())
                + signature.arguments().stream().map(Signatures::type).collect(joining(", ", "(", ")"))
                + exceptions(method)
                + defaultValue(method);
    }

    private static String exceptions(AttributedElement method) {
        String names = method.findAttribute(Attributes.exceptions()).stream()
                .flatMap(attribute -> attribute.exceptions().stream())
                .map(exception -> name(exception.asInternalName()))
                .collect(joining(", "));
        return names.isEmpty() ? "" : " throws " + names;
    }

    private static String defaultValue(AttributedElement method) {
        return method.findAttribute(Attributes.annotationDefault()).isPresent() ? " default" : "";
    }

    private static String modifiers(Set<AccessFlag> flags) {
        return flags.stream()
                .filter(MODIFIERS::contains)
                .sorted()
                .map(flag -> flag.name().toLowerCase(Locale.ROOT) + " ")
                .collect(joining());
    }

    private static String typeParameters(List<TypeParam> parameters) {
        return parameters.isEmpty()
                ? ""
                : parameters.stream().map(Signatures::typeParameter).collect(joining(", ", "<", ">"));
    }

    private static String typeParameter(TypeParam parameter) {
        String bounds = Stream.concat(parameter.classBound().stream(), parameter.interfaceBounds().stream())
                .map(Signatures::type)
                .filter(bound -> !bound.equals("java.lang.Object"))
                .collect(joining(" & "));
        return parameter.identifier() + (bounds.isEmpty() ? "" : " extends " + bounds);
    }

    private static String type(Signature type) {
        return switch (type) {
            case Signature.BaseTypeSig base ->
                ClassDesc.ofDescriptor(base.signatureString()).displayName();
            case Signature.ArrayTypeSig array -> type(array.componentSignature()) + "[]";
            case Signature.TypeVarSig variable -> variable.identifier();
            case Signature.ClassTypeSig declared -> declared(declared);
        };
    }

    private static String declared(Signature.ClassTypeSig type) {
        String arguments = type.typeArgs().isEmpty()
                ? ""
                : type.typeArgs().stream().map(Signatures::argument).collect(joining(", ", "<", ">"));
        String outer =
                type.outerType().map(enclosing -> declared(enclosing) + ".").orElse("");
        return outer + name(type.className()) + arguments;
    }

    private static String argument(Signature.TypeArg argument) {
        return switch (argument) {
            case Signature.TypeArg.Unbounded _ -> "?";
            case Signature.TypeArg.Bounded bounded ->
                switch (bounded.wildcardIndicator()) {
                    case NONE -> type(bounded.boundType());
                    case EXTENDS -> "? extends " + type(bounded.boundType());
                    case SUPER -> "? super " + type(bounded.boundType());
                };
        };
    }

    private static String name(String internalName) {
        return internalName.replace('/', '.').replace('$', '.');
    }
}
