// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it.network;

import static org.junit.Assert.assertTrue;
import static org.ouroboros.it.Eventually.within;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ouroboros.it.network.Command.Ended;

/**
 * A host with a layer over UDP, called {@code udp}, below all others. Member {@code N} of a layer {@code L} is the IPCP {@code L.N}, with
 * <i>N</i> the number of the host; layers over UDP know where {@code net.N} is for all hosts.
 */
interface Host {
    /** The layer over UDP. */
    String UDP = "udp";

    /** The layer that runs over it. */
    String NET = "net";

    /** Hosts whose members are known to layers over UDP. */
    int MOST_HOSTS = 8;

    /** How long what is to come about at last may take. */
    Duration LIMIT = Duration.ofSeconds(60);

    /**
     * How long a client may take. The prototype does not answer every request for a flow, to its own kind neither, and who asked waits
     * for 20 s; asking again is quicker.
     */
    Duration CLIENT_LIMIT = Duration.ofSeconds(6);

    /** How long a client asks for a flow again. */
    Duration REQUEST_LIMIT = Duration.ofSeconds(25);

    /** How long a server of ocbr waits for another packet, and longer. */
    Duration REPORT_LIMIT = Duration.ofSeconds(4);

    /** Packets of {@link #sendAtRate} that come at least, of 250. */
    int MOST_OF_THE_PACKETS = 200;

    /** What ocbr servers of both kinds say of a flow now and then. */
    Pattern REPORT = Pattern.compile("Flow +[0-9]+: +([0-9]+) packets");

    Namespace namespace();

    /** {@return the network that it is in} */
    Lan lan();

    /** Starts the system and its layer over UDP. */
    void start() throws Exception;

    /** Kills the system as kill -9 does. */
    void kill() throws Exception;

    /** {@return the end of what the system logged} */
    String log() throws IOException;

    /** Makes the first member of a layer, and registers its names in the layer below. */
    void bootstrap(String layer, String below, String... options) throws Exception;

    /** Joins a layer through a member of it, and registers the name of the new member in the layer below. */
    void enrol(String layer, String below, Host through) throws Exception;

    /** Connects a member to that of another host. */
    void connect(String layer, Host neighbour) throws Exception;

    /** Has a name served by an application: oping, ocbr, operf or oecho. */
    void serve(String application, String name, String layer) throws Exception;

    /** Starts a server again that accepts nothing any more. */
    void serveAgain(String application) throws Exception;

    /** {@return what the server that is an application printed} */
    String served(String application) throws IOException;

    /** Runs a client of a name, for so long at most; both kinds of host understand the same options. */
    Ended client(String name, Duration limit, String line) throws Exception;

    /** {@return what the layer over UDP counted, if this host tells} */
    Optional<Datagrams> datagrams() throws Exception;

    /** {@return the folder of what protects its flows} */
    Path security();

    /** Has a name answer pings. */
    default void servePing(String name, String layer) throws Exception {
        serve("oping", name, layer);
    }

    /** Has a name take a constant bit rate. */
    default void serveRate(String name, String layer) throws Exception {
        serve("ocbr", name, layer);
    }

    /** Pings a name, some times a second. */
    default Ended ping(String name, int count) throws Exception {
        return client(name, CLIENT_LIMIT, "oping -n " + name + " -c " + count + " -i 200");
    }

    /** Sends to a name for two seconds, a million bits a second. */
    default Ended sendAtRate(String name) throws Exception {
        return client(name, CLIENT_LIMIT, "ocbr -n " + name + " -d 2 -s 1000 -r 1M");
    }

    /** {@return the name of this host's member of a layer} */
    default String member(String layer) {
        return layer + "." + namespace().number();
    }

    /** {@return whether all of some pings are answered} */
    default Ended pinged(String name, int count) throws Exception {
        Ended ended = ping(name, count);
        lan().requireNobodyStuck();
        assertTrue(ended + "\n" + log(), ended.printed().contains(" " + count + " received"));
        return ended;
    }

    /**
     * Runs a client until it has a flow to a server. The prototype leaves a request unanswered now and then, and its clients crash; a server of its
     * own may accept nothing any more afterwards, and is then started again.
     *
     * @param runs how long the client runs once it has a flow
     * @throws PrototypeStuck if no request is answered for a while, which new hosts may mend
     */
    default Ended runs(Host server, String name, Duration runs, String line) throws Exception {
        List<Ended> last = new ArrayList<>();
        try {
            within(REQUEST_LIMIT, () -> {
                Ended ended = client(name, CLIENT_LIMIT.plus(runs), line);
                lan().requireNobodyStuck();
                if (ended.hadNoFlow() || ended.crashed()) {
                    System.out.println(ended + "had no flow to " + server.namespace() + ", or crashed: run again");
                    server.serveAgain(line.split(" ", 2)[0]);
                    throw new AssertionError(ended);
                }
                last.add(ended);
            });
        } catch (AssertionError unanswered) {
            throw new PrototypeStuck("no request is answered: " + unanswered.getMessage());
        }
        return last.getFirst();
    }

    /** {@return packets that servers of {@link #serveRate} told of, over all flows that ended or were reported on} */
    default long receivedAtRate() throws IOException {
        Matcher reports = REPORT.matcher(served("ocbr"));
        long sum = 0;
        while (reports.find()) {
            sum += Long.parseLong(reports.group(1));
        }
        return sum;
    }

    /** Returns when pings to a name are answered, all of some. */
    default void reaches(String name) throws Exception {
        within(LIMIT, () -> pinged(name, 5));
    }

    /**
     * Returns when a server on another host told that it got what was sent to its name, most of it. The prototype now and then delivers
     * nothing of a flow, so what did not come is sent again, unless it is a system of ours that lost it.
     */
    default void sendsAtRateTo(Host server, String name) throws Exception {
        within(LIMIT, () -> {
            long before = server.receivedAtRate();
            Optional<Datagrams> here = datagrams();
            Optional<Datagrams> there = server.datagrams();
            Ended ended = sendAtRate(name);
            lan().requireNobodyStuck();
            if (ended.hadNoFlow()) {
                server.serveAgain("ocbr");
            }
            ended.succeeded();
            try {
                within(
                        REPORT_LIMIT,
                        () -> assertTrue(
                                server.served("ocbr"), server.receivedAtRate() >= before + MOST_OF_THE_PACKETS));
            } catch (AssertionError missing) {
                long sent = datagrams().map(Datagrams::sent).orElse(0L);
                if (here.isPresent() && sent - here.get().sent() < MOST_OF_THE_PACKETS) {
                    throw new LostHere("the client's system did not send what the client sent\n" + log());
                }
                long received = server.datagrams().map(Datagrams::received).orElse(0L);
                if (there.isPresent() && received - there.get().received() >= MOST_OF_THE_PACKETS) {
                    throw new LostHere("the server's system received what the server did not get\n" + server.log());
                }
                System.out.println(ended + "nothing of it came to " + server.namespace() + ": sent again");
                throw missing;
            }
        });
    }
}
