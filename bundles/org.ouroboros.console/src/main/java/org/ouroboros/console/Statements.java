// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.console;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.felix.gogo.runtime.Parser;
import org.apache.felix.gogo.runtime.Parser.Executable;
import org.apache.felix.gogo.runtime.Parser.Operator;
import org.apache.felix.gogo.runtime.Parser.Pipeline;
import org.apache.felix.gogo.runtime.SyntaxError;
import org.apache.felix.gogo.runtime.Token;

/**
 * Cuts a command line where a statement ends. Gogo would hand out what the last one returns, and drop the others'; and it gives
 * the line up when a command fails, whatever {@code ||} says.
 */
final class Statements {
    private static final String JSON = "--json";
    private static final String END_OF_OPTIONS = "--";

    private Statements() {}

    /** When a statement is executed. */
    enum Condition {
        /** Unless the line has ended by a failure: after {@code ;} or the end of a line. */
        NEXT,
        /** If the statement before succeeded: after {@code &&}. */
        SUCCESS,
        /** If the statement before failed: after {@code ||}. */
        FAILURE
    }

    /**
     * A statement.
     *
     * @param condition when it is executed
     * @param text as it was written
     * @param wantJson the commands in it that are asked for JSON
     */
    record Statement(Condition condition, String text, Set<String> wantJson) {}

    /**
     * The statements of a command line, in order. {@return them}
     *
     * @throws SyntaxError if the line cannot be read
     */
    static List<Statement> of(CharSequence commands) {
        String text = commands.toString();
        Parser parser = new Parser(commands);
        List<Executable> tokens = parser.program().tokens();
        tokens.forEach(Statements::requireBothEnds);
        List<Statement> statements = new ArrayList<>();
        Condition condition = Condition.NEXT;
        int begin = 0;
        for (Executable token : tokens) {
            if (token instanceof Operator end && !end.toString().equals("&")) {
                Condition next = condition(end);
                statements.add(statement(condition, text, begin, end.start(), parser));
                if (next != Condition.NEXT) {
                    requireCommand(statements.getLast(), end);
                }
                condition = next;
                begin = end.start() + end.length();
            }
        }
        statements.add(statement(condition, text, begin, text.length(), parser));
        return statements;
    }

    private static Condition condition(Operator operator) {
        return switch (operator.toString()) {
            case "&&" -> Condition.SUCCESS;
            case "||" -> Condition.FAILURE;
            default -> Condition.NEXT;
        };
    }

    private static Statement statement(Condition condition, String text, int begin, int end, Parser parser) {
        Set<String> wantJson = new HashSet<>();
        for (Parser.Statement call : parser.statements()) {
            if (call.start() >= begin && call.start() < end && wantsJson(call.tokens())) {
                wantJson.add(call.tokens().getFirst().toString());
            }
        }
        Statement statement = new Statement(condition, text.substring(begin, end), wantJson);
        if (condition != Condition.NEXT && statement.text().isBlank()) {
            throw new SyntaxError(0, 0, "nothing follows " + (condition == Condition.SUCCESS ? "&&" : "||"));
        }
        return statement;
    }

    private static boolean wantsJson(List<Token> words) {
        return words.stream()
                .skip(1)
                .map(Token::toString)
                .takeWhile(word -> !word.equals(END_OF_OPTIONS))
                .anyMatch(JSON::equals);
    }

    private static void requireCommand(Statement before, Operator operator) {
        if (before.text().isBlank()) {
            throw new SyntaxError(operator.line(), operator.column(), "nothing stands before " + operator);
        }
    }

    private static void requireBothEnds(Executable token) {
        if (token instanceof Pipeline pipeline) {
            List<Executable> parts = pipeline.tokens();
            for (int at = 0; at < parts.size(); at++) {
                if (parts.get(at) instanceof Parser.Statement part
                        && part.tokens().isEmpty()) {
                    boolean first = at == 0;
                    throw new SyntaxError(
                            part.line(),
                            part.column(),
                            "nothing " + (first ? "stands before " : "follows ") + parts.get(first ? 1 : at - 1));
                }
            }
        }
    }
}
