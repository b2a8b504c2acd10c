// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.directory;

import java.util.List;
import java.util.Optional;
import org.ouroboros.policy.ipcp.NameHash;
import org.ouroboros.policy.swap.State;

/**
 * Policy-neutral state of a directory, carried from a policy to its successor.
 *
 * @param id identity of this member in the directory, as long as a hash; empty if it has none yet
 * @param own names that are registered at this member
 * @param entries what this member keeps for others
 * @param contacts members that it knows, the one heard of last at the end
 */
public record DirectoryState(Optional<NameHash> id, List<NameHash> own, List<Entry> entries, List<Contact> contacts)
        implements State {
    /** Version of this record. */
    public static final int VERSION = 1;

    /**
     * A name that is registered at another member.
     *
     * @param name hash of the name
     * @param address address of the member
     * @param expiresS when the entry ends, in seconds since the Unix epoch
     */
    public record Entry(NameHash name, long address, long expiresS) {}

    /**
     * A member that is known.
     *
     * @param id its identity in the directory
     * @param address its address
     */
    public record Contact(NameHash id, long address) {}

    /** Copies the lists. */
    public DirectoryState {
        own = List.copyOf(own);
        entries = List.copyOf(entries);
        contacts = List.copyOf(contacts);
    }

    @Override
    public int version() {
        return VERSION;
    }

    @Override
    public String summary() {
        return own.size() + " names, " + entries.size() + " entries with expiry, " + contacts.size() + " members";
    }

    /** {@return nothing known} */
    public static DirectoryState empty() {
        return new DirectoryState(Optional.empty(), List.of(), List.of(), List.of());
    }
}
