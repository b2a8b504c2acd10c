// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Configurations in memory, which cannot be written or deleted from the moment a test says, and tell each change at once. */
final class MemoryConfigurations implements ConfigurationAdmin {

    /** Hears of each change. */
    interface Listener {
        void changed(String pid, @Nullable String factoryPid, boolean deleted);
    }

    private final Map<String, Dictionary<?, ?>> stored = new TreeMap<>();
    private Listener listener = (pid, factoryPid, deleted) -> {};
    private int writesLeft = Integer.MAX_VALUE;
    private boolean gone;

    void listener(Listener changed) {
        listener = changed;
    }

    /** Has all writes after some fail as on a full disk. */
    void failAfter(int writes) {
        writesLeft = writes;
        gone = false;
    }

    /** Has all writes after some fail as those of a service that is gone. */
    void goneAfter(int writes) {
        writesLeft = writes;
        gone = true;
    }

    void mend() {
        writesLeft = Integer.MAX_VALUE;
    }

    SortedSet<String> pids() {
        return new TreeSet<>(stored.keySet());
    }

    @Override
    public Configuration createFactoryConfiguration(String factoryPid) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Configuration createFactoryConfiguration(String factoryPid, String location) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Configuration getConfiguration(String pid, String location) {
        return configuration(pid);
    }

    @Override
    public Configuration getConfiguration(String pid) {
        return configuration(pid);
    }

    @Override
    public Configuration getFactoryConfiguration(String factoryPid, String name, String location) {
        return configuration(factoryPid + "~" + name);
    }

    @Override
    public Configuration getFactoryConfiguration(String factoryPid, String name) {
        return configuration(factoryPid + "~" + name);
    }

    @Override
    public Configuration @Nullable [] listConfigurations(String filter) throws InvalidSyntaxException {
        var wanted = FrameworkUtil.createFilter(filter);
        List<Configuration> found = new ArrayList<>();
        for (String pid : stored.keySet()) {
            if (wanted.matches(Map.of("service.pid", pid))) {
                found.add(configuration(pid));
            }
        }
        return found.isEmpty() ? null : found.toArray(Configuration[]::new);
    }

    private Configuration configuration(String pid) {
        int tilde = pid.indexOf('~');
        String factoryPid = tilde < 0 ? null : pid.substring(0, tilde);
        return (Configuration) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Configuration.class},
                (self, method, arguments) -> switch (method.getName()) {
                    case "getPid" -> pid;
                    case "getFactoryPid" -> factoryPid;
                    case "getProperties" -> stored.get(pid);
                    case "update" -> {
                        requireDisk();
                        stored.put(pid, (Dictionary<?, ?>) arguments[0]);
                        listener.changed(pid, factoryPid, false);
                        yield null;
                    }
                    case "delete" -> {
                        requireDisk();
                        stored.remove(pid);
                        listener.changed(pid, factoryPid, true);
                        yield null;
                    }
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private void requireDisk() throws IOException {
        if (writesLeft == 0) {
            if (gone) {
                throw new IllegalStateException("the service is gone");
            }
            throw new IOException("no space left on device");
        }
        writesLeft--;
    }
}
