// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.configurations;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Enumeration;
import java.util.Map;
import java.util.Optional;
import org.apache.felix.cm.PersistenceManager;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;

/** The persistence that the framework property {@code felix.cm.pm} selects by the name {@code ouroboros}. */
@Component(
        configurationPolicy = ConfigurationPolicy.IGNORE, // it is there before any configuration can be
        property = PersistenceManager.PROPERTY_NAME + "=ouroboros")
public final class ConfigurationFilesComponent implements PersistenceManager {
    /** Framework property that names the folder, as for Felix's own persistence. */
    private static final String FOLDER = "felix.cm.dir";

    /** Framework property that names the folder of files that declare configurations. */
    private static final String DECLARED = "felix.fileinstall.dir";

    /** What makes configurations of files listens to them as well. */
    private static final String READER = "(objectClass=" + ConfigurationListener.class.getName() + ")";

    private final BundleContext context;
    private final ConfigurationFiles files;
    private final ServiceRegistration<ArtifactInstaller> door;
    private final StoppingUsers users;

    /**
     * Opens the folder. From then on, which is before there is a Configuration Admin service, files that declare configurations
     * pass {@link DeclaredFiles}, and who used that service is forgotten when he stops.
     *
     * @param context context of this bundle
     * @throws IOException if the folder cannot be written
     */
    @Activate
    public ConfigurationFilesComponent(BundleContext context) throws IOException {
        this.context = context;
        String folder = context.getProperty(FOLDER);
        files = new ConfigurationFiles(
                folder == null ? context.getDataFile("configurations").toPath() : Path.of(folder));
        String declared = context.getProperty(DECLARED);
        if (declared != null) {
            DeclaredFiles.warnOfNoFiles(Path.of(declared));
        }
        door = context.registerService(
                ArtifactInstaller.class,
                new DeclaredFiles(this::reader),
                FrameworkUtil.asDictionary(Map.of(Constants.SERVICE_RANKING, Integer.MAX_VALUE)));
        users = new StoppingUsers(context);
        context.addBundleListener(users);
    }

    @Deactivate
    void deactivate() {
        context.removeBundleListener(users);
        door.unregister();
    }

    /** Looks where services are, not at events: nobody may know of the reader before this does. */
    private Optional<ArtifactInstaller> reader() {
        try {
            return context.getServiceReferences(ArtifactInstaller.class, READER).stream()
                    .findFirst()
                    .map(context::getService);
        } catch (InvalidSyntaxException wrong) {
            throw new IllegalStateException(READER + " is no filter", wrong);
        }
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
