// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.console;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.apache.felix.gogo.jline.Procedural;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.gogo.runtime.CommandProxy;
import org.apache.felix.service.command.Process;

/** Gogo's own runtime, without a framework, with commands that misbehave in every way that matters. */
final class TestGogo implements AutoCloseable {
    final CommandProcessorImpl processor = new CommandProcessorImpl();
    final Commands commands = new Commands();

    TestGogo() {
        for (String function :
                new String[] {"patient", "stubborn", "refuse", "explain", "fumble", "flood", "answer", "interrupted"}) {
            processor.addCommand("ouroboros", new CommandProxy(commands, function), function);
        }
        for (String function : new String[] {"echo", "cat", "grep", "sleep", "wc"}) {
            processor.addCommand("gogo", new CommandProxy(new TextCommands(processor), function), function);
        }
        for (String function : new String[] {"less", "nano"}) {
            var command = new TerminalCommand(function, new TextCommands(processor));
            processor.addCommand("gogo", new CommandProxy(command, function), function);
        }
        for (String function : new String[] {"each", "while", "if", "try"}) {
            processor.addCommand("gogo", new CommandProxy(new Procedural(), function), function);
        }
    }

    Workplace workplace() {
        return new Workplace(processor, new CommandCompletion(() -> null, processor::getCommands), Optional.empty());
    }

    @Override
    public void close() {
        processor.stop();
    }

    /** What may be called; public for Gogo. */
    public static final class Commands {
        /** A permit for each command that waits now. */
        final Semaphore running = new Semaphore(0);

        final CountDownLatch release = new CountDownLatch(1);

        /** Runs until an interrupt, and then says what it has seen. */
        public void patient() throws InterruptedException {
            Process.Utils.current().out().println("begin");
            running.release();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                for (int line = 1; line <= 100; line++) {
                    Process.Utils.current().out().println("last " + line);
                }
            }
        }

        /** Is not to be interrupted. */
        public void stubborn() {
            running.release();
            boolean released = false;
            while (!released) {
                try {
                    release.await();
                    released = true;
                } catch (InterruptedException e) {
                    released = false;
                }
            }
        }

        /** Fails as a command does. */
        public void refuse() {
            fail(new IllegalArgumentException("no name 'x': there is y\nand more"));
        }

        /** Fails with a sentence, for a reason. */
        public void explain() {
            fail(new IllegalStateException("no flow to 'x'.", new IllegalArgumentException("nobody trusts it")));
        }

        /** Fails as a programmer does. */
        public void fumble() {
            fail(new NullPointerException("x is null"));
        }

        private static void fail(RuntimeException failure) {
            throw failure;
        }

        /** Prints without end, whether it was interrupted or not. */
        public void flood() {
            Process.Utils.current().out().println("flood");
            running.release();
            while (!Thread.currentThread().isInterrupted()) {
                Process.Utils.current().out().println("flood");
            }
            Process.Utils.current().out().println("dry");
        }

        /** {@return a value} */
        public int answer() {
            return 42;
        }

        /** Reads a line of the session's input. */
        public void interrupted() throws Exception {
            running.release();
            Process.Utils.current().in().read();
        }
    }
}
