// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import org.ouroboros.api.irm.Irm;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.ipcp.Ipcp;

/** What is inside of an IRM. Nobody outside has a use for it, but for tests. */
final class Inside {
    private final Object core;

    Inside(Irm irm) throws ReflectiveOperationException {
        core = field(irm, "core");
    }

    /** {@return the packets of the system} */
    PacketPool packets() throws ReflectiveOperationException {
        return (PacketPool) field(core, "pool");
    }

    /** {@return the loop of the system} */
    IpcpLoop loop() throws ReflectiveOperationException {
        return (IpcpLoop) field(core, "loop");
    }

    /** {@return an IPCP that is member of a layer; confined to the loop} */
    Ipcp member(String ipcp) throws ReflectiveOperationException {
        Method require = core.getClass().getDeclaredMethod("requireIpcp", String.class);
        require.setAccessible(true);
        Object found = require.invoke(core, ipcp);
        Method member = found.getClass().getDeclaredMethod("member");
        member.setAccessible(true);
        return (Ipcp) member.invoke(found);
    }

    private static Object field(Object object, String name) throws ReflectiveOperationException {
        Field field = object.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(object);
    }
}
