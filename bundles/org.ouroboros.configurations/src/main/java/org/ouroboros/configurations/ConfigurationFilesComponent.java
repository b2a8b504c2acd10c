// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.configurations;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Enumeration;
import org.apache.felix.cm.PersistenceManager;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/** The persistence that the framework property {@code felix.cm.pm} selects by the name {@code ouroboros}. */
@Component(
        configurationPolicy = ConfigurationPolicy.IGNORE, // it is there before any configuration can be
        property = PersistenceManager.PROPERTY_NAME + "=ouroboros")
public final class ConfigurationFilesComponent implements PersistenceManager {
    /** Framework property that names the folder, as for Felix's own persistence. */
    private static final String FOLDER = "felix.cm.dir";

    private final ConfigurationFiles files;

    /**
     * Opens the folder.
     *
     * @param context context of this bundle
     * @throws IOException if the folder cannot be written
     */
    @Activate
    public ConfigurationFilesComponent(BundleContext context) throws IOException {
        String folder = context.getProperty(FOLDER);
        files = new ConfigurationFiles(
                folder == null ? context.getDataFile("configurations").toPath() : Path.of(folder));
    }

    @Override
    public boolean exists(String pid) {
        return files.exists(pid);
    }

    @Override
    public Dictionary<?, ?> load(String pid) throws IOException {
        return files.load(pid);
    }

    @Override
    public Enumeration<?> getDictionaries() throws IOException {
        return files.getDictionaries();
    }

    @Override
    @SuppressWarnings("rawtypes") // of the interface
    public void store(String pid, Dictionary properties) throws IOException {
        files.store(pid, properties);
    }

    @Override
    public void delete(String pid) throws IOException {
        files.delete(pid);
    }
}
