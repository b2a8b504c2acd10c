// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.launcher;

import java.lang.reflect.Proxy;

/** Signals of the operating system, by reflection: their class has no API, and the compiler warns of it unconditionally. */
final class Signals {
    private static final String API = "sun.misc.Signal";

    private Signals() {}

    /**
     * Has a signal handled, in place of what the JVM does at it.
     *
     * @param name without {@code SIG}
     * @param handler called on a thread of its own
     */
    static void on(String name, Runnable handler) {
        try {
            Class<?> signal = Class.forName(API);
            Class<?> type = Class.forName(API + "Handler");
            Object proxy = Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (_, _, _) -> {
                handler.run();
                return null;
            });
            signal.getMethod("handle", signal, type)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("no signals", e);
        }
    }
}
