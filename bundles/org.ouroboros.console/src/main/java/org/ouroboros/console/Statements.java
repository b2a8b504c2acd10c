// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.console;

import java.util.ArrayList;
import java.util.List;
import org.apache.felix.gogo.runtime.Parser;
import org.apache.felix.gogo.runtime.Parser.Executable;
import org.apache.felix.gogo.runtime.Parser.Operator;
import org.apache.felix.gogo.runtime.SyntaxError;

/** Cuts a command line where {@code ;} ends a statement: Gogo would hand out what the last one returns, and drop the others'. */
final class Statements {
    private Statements() {}

    /** {@return the statements in order, as they were written; what cannot be read is one, so that its execution says why} */
    static List<String> of(CharSequence commands) {
        String text = commands.toString();
        List<String> statements = new ArrayList<>();
        int begin = 0;
        for (Executable token : tokens(commands)) {
            if (token instanceof Operator end && ends(end)) {
                statements.add(text.substring(begin, end.start()));
                begin = end.start() + end.length();
            }
        }
        statements.add(text.substring(begin));
        return statements;
    }

    private static List<Executable> tokens(CharSequence commands) {
        try {
            return new Parser(commands).program().tokens();
        } catch (SyntaxError unreadable) {
            return List.of();
        }
    }

    private static boolean ends(Executable operator) {
        return operator.toString().equals(";") || operator.toString().isBlank();
    }
}
